"""What the store returns: outcomes of writes, articles and tombstones, changes, entries of the audit log."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from recommender.article import Article, ArticleId

Outcome = Literal["new", "changed", "same", "stale", "gone", "held", "withdrawn"]
Action = Literal["take down", "hold", "release", "put override", "delete override"]


@dataclass(frozen=True, slots=True)
class Stored:
    """The outcome of a write.

    Attributes:
        article_id: The id of the article that is stored: where it was there by another form of its address, that id.
        outcome: ``new`` and ``changed`` were written; ``same`` was stored already. Refused were ``stale``, older than
            the stored version; ``gone``, taken down; and ``held``, taken down and on hold. A take-down has the outcome
            ``gone`` or ``held``, what the article is from now on; ``withdrawn``, if its own source took it back.
        version: The version that is stored now, a digest of its content; ``""`` when there is no article.
        change: The change that wrote what is stored now.
    """

    article_id: ArticleId
    outcome: Outcome
    version: str
    change: int


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article in the store, its version, and the change that wrote it."""

    article: Article
    version: str
    change: int


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is stored of an article that was taken down.

    Attributes:
        on_hold: Whether even an explicit write cannot bring it back before it is released.
        change, at, author, note: Those of the last take-down, hold or release.
    """

    article_id: ArticleId
    on_hold: bool
    change: int
    at: datetime
    author: str
    note: str


@dataclass(frozen=True, slots=True)
class Change:
    """The newest state of one id: the article, or None when it was taken down.

    Attributes:
        urgent: Whether readers apply it before other changes: it was taken down, or was one of a few written together.
        fault: Why a stored article cannot be read, because a later version of the software wrote it, say; then
            `article` is None.
    """

    change: int
    article_id: ArticleId
    article: Article | None
    urgent: bool
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes after one change and up to another.

    Attributes:
        upto: The last change that is included; the next question is for the changes after it.
        articles: The newest state of each id that changed, in the order of the changes.
        overrides_changed: Whether overrides were put or deleted.
    """

    upto: int
    articles: tuple[Change, ...]
    overrides_changed: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """All articles as they were at one change, to be iterated once.

    An article that is written while they are read is left out, since it is among the changes after `change`: the two
    together hold each id once.
    """

    change: int
    articles: Iterator[Article]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of the audit log: who did what to an article or override, when and why.

    Attributes:
        subject: The id of the article or override.
        record: The override as it was put or, when it was deleted, as it was before; None for an article.
    """

    change: int
    at: datetime
    action: Action
    subject: str
    author: str
    note: str
    record: Mapping[str, Any] | None


def read_record(text: str) -> dict[str, Any]:
    """Return the record that a JSON text holds; an empty one, from which nothing can be parsed, when it holds none."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}
