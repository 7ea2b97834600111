"""What the store gives back: outcomes of writes, states of articles, changes, entries of the audit log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from recommender.article import Article, ArticleId

Outcome = Literal["new", "changed", "same", "stale", "gone", "held"]
Action = Literal["take down", "hold", "release", "put override", "delete override"]


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a write.

    Attributes:
        article_id: The article's.
        outcome: ``new`` and ``changed`` were written; ``same`` was there already. Kept out were ``stale``, older than
            the version that is there; ``gone``, taken down; ``held``, taken down and held. Of a take-down: ``gone`` or
            ``held``, what the article is from now on.
        version: That of the article that is there now, a digest of its content; ``""`` when there is none.
        change: When what is there now was written.
    """

    article_id: ArticleId
    outcome: Outcome
    version: str
    change: int


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article in the store."""

    article: Article
    version: str
    change: int


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of an article that was taken down.

    Attributes:
        held: Whether even an explicit write cannot bring it back before it is released.
        change, at, author, note: Of the last take-down, hold or release.
    """

    article_id: ArticleId
    held: bool
    change: int
    at: datetime
    author: str
    note: str


@dataclass(frozen=True, slots=True)
class Change:
    """The newest state of one id: the article, or none when it was taken down.

    Attributes:
        urgent: Whether readers take it in before what waits: it was taken down, or was one of a few written together.
        fault: Why an article that is there cannot be read, when it was written by a later version, say; it is none.
    """

    change: int
    article_id: ArticleId
    article: Article | None
    urgent: bool
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed since a change.

    Attributes:
        upto: Everything up to here is told; the number to ask with the next time.
        articles: The newest state of each id that changed, by change.
        overrides_changed: Whether overrides were put or deleted.
    """

    upto: int
    articles: tuple[Change, ...]
    overrides_changed: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """All articles as they were at one change, to be iterated once.

    An article that is written while they are read is left out, since it comes with the changes after `change`: the two
    together hold each id once.
    """

    change: int
    articles: Iterator[Article]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit log: who did what to an article or override, when and why.

    Attributes:
        subject: The id of the article or override.
        record: The override as it was put; of a deleted one, as it was last.
    """

    change: int
    at: datetime
    action: Action
    subject: str
    author: str
    note: str
    record: Mapping[str, Any] | None
