"""Changes of a store → the recommender that has them.

In: a recommender as it was trained, and the store it was trained from. Out: the same with the articles, take-downs and
overrides since. All here are values: a step returns a new one, and what answers meanwhile stays as it is.

A snapshot trained from a store says so in its facts: ``"store": {"identity": …, "change": N}``. Of one trained from
files, or from another store, all changes are replayed; what it holds just so already costs next to nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from recommender.article import Article
from recommender.engine import Recommender
from recommender.index import Articles
from recommender.overrides import Overrides
from recommender.store import Change, Store, StoredArticle

log = logging.getLogger(__name__)


class Served(NamedTuple):
    """A recommender, and how far it has come with a store.

    Attributes:
        recommender: What answers.
        change: Every change up to this one is in.
        urgent: Every override and urgent change up to this one is in; never below `change`.
        refused: Why an article, by its id, could not be taken in. It is not shown, and keeps no other out.
    """

    recommender: Recommender
    change: int = 0
    urgent: int = 0
    refused: Mapping[str, str] = {}


def trained_at(facts: Mapping[str, Any], identity: str) -> int:
    """Return the last change of a store that a snapshot was trained with; 0 when it was trained from something else."""
    store = facts.get("store")
    if not isinstance(store, Mapping) or store.get("identity") != identity:
        return 0
    change = store.get("change")
    return change if isinstance(change, int) and change > 0 else 0


def begin(recommender: Recommender, store: Store) -> Served:
    """Return a recommender as it was trained, with the overrides of now.

    Raises:
        StoreError: The store cannot be read.
    """
    change = trained_at(recommender.facts, store.identity)
    return _with_overrides(Served(recommender, change, change), store)


def advance(served: Served, store: Store, most: int) -> Served:
    """Return what is served with the next changes in it, of at most so many articles; itself when there are none.

    Raises:
        StoreError: The store cannot be read, or has not come as far as this.
    """
    changes = store.changes_since(served.change, most=most)
    if changes.upto == served.change:
        return served
    # What was urgent came in before.
    waiting = [change for change in changes.articles if not change.urgent or change.change > served.urgent]
    further = _taken_in(served, waiting)._replace(change=changes.upto, urgent=max(changes.upto, served.urgent))
    return _with_overrides(further, store) if changes.overrides_changed else further


def relieve(served: Served, store: Store) -> Served:
    """Return what is served with all that is urgent, and all overrides, up to now, whatever else is still to come.

    Raises:
        StoreError: The store cannot be read.
    """
    changes = store.urgent_since(served.urgent)
    relieved = _taken_in(served, changes.articles)._replace(urgent=max(changes.upto, served.urgent))
    return _with_overrides(relieved, store)


def prefer(served: Served, store: Store, article_ids: Iterable[str]) -> Served:
    """Return what is served with some articles as they are now, ahead of others that wait.

    Raises:
        StoreError: The store cannot be read.
    """
    newer = newer_in(store, served, article_ids)
    return _taken_in(served, [Change(entry.change, entry.article.article_id, entry.article, True) for entry in newer])


def newer_in(store: Store, served: Served, article_ids: Iterable[str]) -> list[StoredArticle]:
    """Return those of some articles that the store has and that are not served so.

    Raises:
        StoreError: The store cannot be read.
    """
    catalogue = served.recommender.catalogue
    found = [entry for entry in map(store.get, article_ids) if isinstance(entry, StoredArticle)]
    return [entry for entry in found if not _is_served(entry.article, catalogue)]


def _is_served(article: Article, catalogue: Articles) -> bool:
    """Tell whether an article is served just as it is, in the language that was found where it says none."""
    row = catalogue.find(article.article_id)
    if row is None:
        return False
    known = catalogue.article(row)
    return replace(article, language=article.language or known.language) == known


def _taken_in(served: Served, changes: Sequence[Change]) -> Served:
    """Return what is served with some changes; an article that cannot be taken in is refused alone."""
    states: dict[str, Article | None] = {change.article_id: change.article for change in changes}
    faults: dict[str, str] = {change.article_id: change.fault for change in changes if change.fault}
    try:
        recommender = served.recommender.with_changes(states)
    except Exception:  # noqa: BLE001 - whatever an article holds, the others come in
        recommender, failed = _one_by_one(served.recommender, states)
        faults |= failed
    for article_id, reason in faults.items():
        if served.refused.get(article_id) != reason:
            log.error("article %s is left out: %s", article_id, reason)
    kept = {article_id: reason for article_id, reason in served.refused.items() if article_id not in states}
    return served._replace(recommender=recommender, refused=kept | faults)


def _one_by_one(recommender: Recommender, states: Mapping[str, Article | None]) -> tuple[Recommender, dict[str, str]]:
    """Return the recommender with those states that can be taken in, and why others could not: these are not shown."""
    failed = {}
    for article_id, article in states.items():
        try:
            recommender = recommender.with_changes({article_id: article})
        except Exception as error:
            if article is None:
                raise
            log.debug("article %s", article_id, exc_info=True)
            failed[article_id] = repr(error)
            recommender = recommender.with_changes({article_id: None})
    return recommender, failed


def _with_overrides(served: Served, store: Store) -> Served:
    overrides = Overrides.parse(store.overrides.all())
    for override_id, reason in overrides.refused.items():
        if override_id not in served.recommender.overrides.refused:
            log.error("override %s is left out: %s", override_id, reason)
    return served._replace(recommender=replace(served.recommender, overrides=overrides))
