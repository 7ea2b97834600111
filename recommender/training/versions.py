"""Versions of articles → the articles to train on.

In: versions in the order of their sources, and what the sources took back. Out: the newest version of each article that
is still public. The one idea: as in a store, a version is that of an article by the one rule of identity, and what was
taken back comes back only by a version that is newer than that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from recommender.article import Article, Withdrawal, id_of_address, version_time
from recommender.corpus import Version


def current_articles(versions: Iterable[Version], seen: Callable[[Article], None], now: datetime) -> Iterator[Article]:
    """Return the newest version of each article, of equally new ones the last, without those that were taken back.

    All are read before the first is returned, and each is forgotten when it is.

    Args:
        versions: Articles, and what their sources took back.
        seen: Takes each article when it is read, whether it is the newest or not.
        now: The time of what is taken back without a time, aware.
    """
    newest: dict[str, Article] = {}
    withdrawn_at: dict[str, datetime] = {}
    for version in versions:
        if isinstance(version, Withdrawal):
            _take_back(version, newest, withdrawn_at, now)
            continue
        seen(version)
        key, time = _key_of(version.article_id), version_time(version)
        known, ended_at = newest.get(key), withdrawn_at.get(key)
        if (ended_at is None or time > ended_at) and (known is None or time >= version_time(known)):
            newest[key] = version
    for key in list(newest):
        yield newest.pop(key)


def _take_back(
    withdrawal: Withdrawal, newest: dict[str, Article], withdrawn_at: dict[str, datetime], now: datetime
) -> None:
    time = withdrawal.withdrawn_at or now
    keys = (_key_of(withdrawal.article_id), id_of_address(withdrawal.url))
    for key in dict.fromkeys(key for key in keys if key is not None):
        withdrawn_at[key] = max(time, withdrawn_at.get(key, time))
        known = newest.get(key)
        if known is not None and version_time(known) <= time:
            del newest[key]


def _key_of(article_id: str) -> str:
    """Return what all ids of an article have in common that are forms of its address; any other id is its own."""
    return id_of_address(article_id) or article_id
