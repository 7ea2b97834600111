"""What can go wrong, named by what the caller can do about it.

Every error of the product is a `RecommenderError` and keeps its values as attributes, so that a door (the command
line, HTTP) can build its own message. Wrong arguments of a call are plain `ValueError`.
"""

from __future__ import annotations

from pathlib import Path
from reprlib import repr as short_repr


class RecommenderError(Exception):
    """Base of all errors that the product raises on purpose."""


class ArticleError(RecommenderError, ValueError):
    """A record that cannot become an article or an override: correct the field, or leave the record out."""

    def __init__(self, field: str, expected: str, found: object) -> None:
        self.field = field
        self.expected = expected
        self.found = _excerpt(found)
        super().__init__(f"{field}: expected {expected}, found {self.found}")


class CorpusError(RecommenderError):
    """A source, or one record of it, that cannot be read: `path` and `line` say where."""

    def __init__(self, path: str | Path, line: int | None, reason: str) -> None:
        self.path = str(path)
        self.line = line
        self.reason = reason
        place = self.path if line is None else f"{self.path}:{line}"
        super().__init__(f"{place}: {reason}")


class MissingExtraError(RecommenderError):
    """A package that only some work needs is not installed: install the product with `extra`."""

    def __init__(self, what: str, extra: str) -> None:
        self.extra = extra
        super().__init__(missing_extra(what, extra))


class UnknownArticleError(RecommenderError, KeyError):
    """No article of the served corpus has this id."""

    def __init__(self, article_id: str) -> None:
        self.article_id = article_id
        super().__init__(f"no article {_excerpt(article_id)} in this corpus")

    def __str__(self) -> str:
        """Return the message itself; a bare `KeyError` would show it quoted."""
        return str(self.args[0])


class UnknownStoryError(RecommenderError, KeyError):
    """No story has this id, or every article of it is hidden."""

    def __init__(self, story_id: str) -> None:
        self.story_id = story_id
        super().__init__(f"no story {_excerpt(story_id)} in this corpus")

    def __str__(self) -> str:
        """Return the message itself; a bare `KeyError` would show it quoted."""
        return str(self.args[0])


class SnapshotError(RecommenderError):
    """A snapshot or registry that is damaged, missing or of another format: publish again, or roll back."""

    def __init__(self, path: str | Path, expected: str, found: object) -> None:
        self.path = str(path)
        self.expected = expected
        self.found = _excerpt(found)
        super().__init__(f"{self.path}: expected {expected}, found {self.found}")


class UnreachableError(SnapshotError):
    """An object storage that does not answer, or refuses: nothing is known of the models in it; try again later."""


class BusyError(RecommenderError):
    """Another process is doing the same work: try again when it is done."""

    def __init__(self, path: str | Path, work: str) -> None:
        self.path = str(path)
        self.work = work
        super().__init__(f"{path}: {work} is under way elsewhere")


class StoreError(RecommenderError):
    """A store that cannot be opened, read or written: `url` says which, without its password."""

    def __init__(self, url: str, reason: str) -> None:
        self.url = url
        self.reason = reason
        super().__init__(f"{url}: {reason}")


class PreconditionError(RecommenderError):
    """A write that was meant for another version of an article than the stored one: read it again first.

    `current` is the stored version, ``""`` when there is no article.
    """

    def __init__(self, article_id: str, expected: str, current: str) -> None:
        self.article_id = article_id
        self.expected = expected
        self.current = current
        super().__init__(f"article {_excerpt(article_id)}: expected {_excerpt(expected)}, found {current or 'none'}")


class SettingsError(RecommenderError):
    """A setting of the environment that cannot be used."""


def missing_extra(what: str, extra: str) -> str:
    """Return the reason of an error where an optional package is not installed.

    >>> missing_extra("what reads feeds", "web")
    "what reads feeds is missing: pip install 'related-news-recommender[web]'"
    """
    return f"{what} is missing: pip install 'related-news-recommender[{extra}]'"


def _excerpt(value: object, limit: int = 80) -> str:
    """Return a hostile value as one line of at most `limit` characters, for a message."""
    if isinstance(value, str):
        start = value[: limit + 1]
        excerpt = start if start.isprintable() else repr(start)
    else:
        excerpt = _short(value)
    return excerpt if len(excerpt) <= limit else excerpt[: limit - 1] + "…"


def _short(value: object) -> str:
    """Return the start of a value's repr; a plain repr would write a huge value out whole, or fail on a deep one."""
    try:
        return short_repr(value)
    except (ValueError, RecursionError):  # an integer of thousands of digits, say
        return f"a value of type {type(value).__name__}"
