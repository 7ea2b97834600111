"""Whether an article is written: decided from what is stored under its id, without a database.

In: the article, and the state of its id. Out: the outcome of the write. The one idea: a feed that goes on carrying an
article must neither bring back what was taken down nor replace a newer version, while a person who writes one article
can bring it back, until it is on hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from recommender.article import EPOCH, Article, version_time
from recommender.errors import PreconditionError
from recommender.store.records import Outcome


@dataclass(frozen=True, slots=True)
class StoredState:
    """What is stored under an id.

    Attributes:
        version: A digest of the article; ``""`` when it was taken down.
        change: The change that wrote it.
        made_at: When this version was made, microseconds since 1970 UTC. Of what was taken down, when its source took
            it back; 0 if not its source did.
        on_hold: Whether it was taken down and is on hold.
        addresses: The canonical forms of its URL and of its id, as far as there are any.
    """

    version: str
    change: int
    made_at: int
    on_hold: bool
    addresses: tuple[str, ...] = ()


def verdict(article: Article, version: str, made_at: int, stored: StoredState | None, *, explicit: bool) -> Outcome:
    """Decide on the write of an article.

    Args:
        article: The article to write.
        version: A digest of it.
        made_at: When this version was made, as in `StoredState`.
        stored: What is stored under its id; None if nothing is.
        explicit: Whether somebody writes just this article, rather than a feed that goes on carrying it. Then it is
            written although it was taken down, unless it is on hold, and is stale only by its own ``updated_at``. What
            its own source took back, a feed brings back by a version that is newer than that.
    """
    if stored is None:
        return "new"
    if stored.on_hold:
        return "held"
    if not stored.version:
        is_back = 0 < stored.made_at < made_at
        return "new" if explicit or is_back else "gone"
    if version == stored.version:
        return "same"
    if (article.updated_at or not explicit) and made_at < stored.made_at:
        return "stale"
    return "changed"


def withdrawal_verdict(withdrawn_at: int, stored: StoredState | None) -> Outcome:
    """Decide on what a source takes back.

    Args:
        withdrawn_at: When it did, microseconds since 1970 UTC.
        stored: What is stored under its id; None if nothing is.

    Returns:
        ``withdrawn``; ``held``, if it is on hold already; ``stale``, if a newer version is stored.
    """
    if stored is None:
        return "withdrawn"
    if stored.on_hold:
        return "held"
    return "stale" if stored.version and withdrawn_at < stored.made_at else "withdrawn"


def check_precondition(
    article_id: str, stored: StoredState | None, *, if_match: str | None, if_none_match: bool
) -> None:
    """Make sure that a write meets the version it was meant for (RFC 9110, 13.1).

    Args:
        article_id: The id of the article.
        stored: What is stored under it; None if nothing is.
        if_match: The version that must be stored; ``*`` is any.
        if_none_match: Whether no article may be stored.

    Raises:
        PreconditionError: Another version is stored, or none.
    """
    current = stored.version if stored is not None else ""
    if if_match is not None and (not current or if_match not in ("*", current)):
        raise PreconditionError(article_id, "any version" if if_match == "*" else f"version {if_match}", current)
    if if_none_match and current:
        raise PreconditionError(article_id, "no article", current)


def version_made_at(article: Article, now: datetime) -> int:
    """Return when a version was made, microseconds since 1970 UTC; before all others when no time is known.

    None was made later than now: one that says so, by mistake or under an embargo, would keep out all that come after.
    """
    return (min(version_time(article), now) - EPOCH) // timedelta(microseconds=1)
