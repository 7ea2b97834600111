"""What becomes of an article that is to be written: a decision on what is there, without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from recommender.article import Article, version_time
from recommender.errors import PreconditionError
from recommender.store.records import Outcome

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class State:
    """What is there under an id.

    Attributes:
        version: A digest of the article; ``""`` of one that was taken down.
        made_at: When that version was made, microseconds since 1970 UTC.
    """

    version: str
    change: int
    made_at: int
    held: bool


def verdict(article: Article, version: str, known: State | None, *, explicit: bool) -> Outcome:
    """Decide what becomes of an article.

    Args:
        article: The article to write.
        version: A digest of it.
        known: What is there, if anything.
        explicit: Someone wants just this article in, rather than a feed that goes on carrying it. Then it is taken
            though it was taken down, unless that is held, and it is out of date only if its own ``updated_at`` says so.
    """
    if known is None:
        return "new"
    if known.held:
        return "held"
    if not known.version:
        return "new" if explicit else "gone"
    if version == known.version:
        return "same"
    if (article.updated_at or not explicit) and made_at(article) < known.made_at:
        return "stale"
    return "changed"


def check(article_id: str, known: State | None, *, if_match: str | None, if_none_match: bool) -> None:
    """Make sure that a write meets the article it was meant for (RFC 9110, 13.1).

    Args:
        article_id: The article's.
        known: What is there, if anything.
        if_match: The version that must be there; ``*`` is any.
        if_none_match: No article may be there.

    Raises:
        PreconditionError: Another one is there, or none.
    """
    current = known.version if known is not None else ""
    if if_match is not None and (not current or if_match not in ("*", current)):
        raise PreconditionError(article_id, "any version" if if_match == "*" else f"version {if_match}", current)
    if if_none_match and current:
        raise PreconditionError(article_id, "no article", current)


def made_at(article: Article) -> int:
    """Return when a version was made, microseconds since 1970 UTC; before all others when nothing is known."""
    return (version_time(article) - _EPOCH) // timedelta(microseconds=1)
