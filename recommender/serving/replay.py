"""The changes of a store → a recommender that has them.

In: a recommender as it was trained, and the store that the site writes to. Out: the same recommender with all articles,
deletions and overrides since. Everything here is a value: a step returns a new state, and requests that still use the
old one are not disturbed.

A snapshot trained from a store records it in its facts: ``"store": {"identity": …, "change": N}``. For a snapshot
trained from files, or from another store, all changes are replayed; one that the snapshot already has costs almost
nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from recommender.article import Article
from recommender.engine import Recommender
from recommender.errors import StoreError
from recommender.index import Articles
from recommender.overrides import Overrides
from recommender.store import Change, Store, StoredArticle

log = logging.getLogger(__name__)

# Articles that are taken in at once while no request waits. At least 1, articles; by hand.
BATCH = 500


class ReplayState(NamedTuple):
    """A recommender, and how much of a store is in it.

    Attributes:
        recommender: The recommender that answers.
        change: The number of a change; all changes up to it are in the recommender.
        urgent: Likewise; all overrides and all urgent changes up to it are in. Never below `change`.
        refused: For each article that could not be taken in, by id, the reason. It is in no box; the others are.
        trained: The recommender as it was trained, to begin again from.
        generation: That of the store that it was begun with; of another one, no change is in.
    """

    recommender: Recommender
    change: int = 0
    urgent: int = 0
    refused: Mapping[str, str] = {}
    trained: Recommender | None = None
    generation: int = 0

    def is_of(self, store: Store, last: int) -> bool:
        """Return whether a store with this last change can be the one that it follows, and no older copy of it."""
        return last >= self.urgent and store.generation == self.generation


def change_trained_at(facts: Mapping[str, Any], identity: str) -> int:
    """Return the last change of a store that a snapshot was trained with; 0 if it was trained from something else.

    >>> change_trained_at({"store": {"identity": "s1", "change": 7}}, "s1"), change_trained_at({}, "s1")
    (7, 0)
    """
    store = facts.get("store")
    if not isinstance(store, Mapping) or store.get("identity") != identity:
        return 0
    change = store.get("change")
    return change if isinstance(change, int) and change > 0 else 0


def replay_changes(recommender: Recommender, store: Store) -> ReplayState:
    """Return a recommender with all changes of a store since its training.

    Raises:
        StoreError: The store cannot be read.
    """
    return advance_to_end(begin(recommender, store), store)


def begin(recommender: Recommender, store: Store) -> ReplayState:
    """Return the state of a recommender as it was trained, with the current overrides.

    Raises:
        StoreError: The store cannot be read.
    """
    store.take_down_again()
    generation, identity = store.generation, store.identity
    change = change_trained_at(recommender.facts, identity)
    if change > store.fetch_change():
        log.warning(
            "%s is older than model %s, which is served with what the store has", store.url, recommender.version
        )
        _renew_identity(store, identity)
        change = 0
    state = ReplayState(recommender, change, change, trained=recommender, generation=generation)
    return _with_overrides(state, Overrides.parse(store.overrides.all()))


def _renew_identity(store: Store, identity: str) -> None:
    """Let no later change of an older copy be taken for one that a model was trained with."""
    try:
        store.renew_identity(identity)
    except StoreError as error:
        log.warning("train anew: %s", error)


def advance_to_end(state: ReplayState, store: Store) -> ReplayState:
    """Return the state with all further changes.

    Raises:
        StoreError: The store cannot be read, or has not come to the change of this state.
    """
    while (further := advance(state, store, BATCH)) is not state:
        state = further
    return state


def advance(state: ReplayState, store: Store, most: int) -> ReplayState:
    """Return the state with the next changes, of at most `most` articles; the same object if there are none.

    Raises:
        StoreError: The store cannot be read, or has not come to the change of this state.
    """
    changes = store.changes_since(state.change, most=most)
    if changes.upto == state.change:
        return state
    # Urgent changes up to `urgent` are already in.
    waiting = [change for change in changes.articles if not change.urgent or change.change > state.urgent]
    further = _with_changes(state, waiting)._replace(change=changes.upto, urgent=max(changes.upto, state.urgent))
    return _with_changed_overrides(further, store, state.urgent) if changes.overrides_changed else further


def advance_urgent(state: ReplayState, store: Store) -> ReplayState:
    """Return the state with all urgent changes and all overrides up to now; other changes still wait.

    Raises:
        StoreError: The store cannot be read.
    """
    changes = store.urgent_since(state.urgent)
    further = _with_changes(state, changes.articles)._replace(urgent=max(changes.upto, state.urgent))
    return _with_changed_overrides(further, store, state.urgent)


def advance_articles(state: ReplayState, store: Store, article_ids: Iterable[str]) -> ReplayState:
    """Return the state with some articles as the store has them now; other changes still wait.

    Raises:
        StoreError: The store cannot be read.
    """
    newer = ((entry.change, entry.article) for entry in newer_in(store, state, article_ids))
    return _with_changes(state, [Change(change, article.article_id, article, True) for change, article in newer])


def newer_in(store: Store, state: ReplayState, article_ids: Iterable[str]) -> list[StoredArticle]:
    """Return those of some articles that the store has, and that differ from the recommender's or are not in it.

    Raises:
        StoreError: The store cannot be read.
    """
    catalogue = state.recommender.catalogue
    stored = [entry for entry in map(store.get, article_ids) if isinstance(entry, StoredArticle)]
    return [entry for entry in stored if not _is_same(entry.article, catalogue)]


def _is_same(article: Article, catalogue: Articles) -> bool:
    """Return whether a catalogue has just this article; one without a language is compared without it."""
    row = catalogue.find(article.article_id)
    if row is None:
        return False
    known = catalogue.article(row)
    return replace(article, language=article.language or known.language) == known


def _with_changes(state: ReplayState, changes: Sequence[Change]) -> ReplayState:
    """Return the state with some changes; an article that cannot be taken in is refused, and the others are not."""
    articles: dict[str, Article | None] = {change.article_id: change.article for change in changes}
    faults: dict[str, str] = {change.article_id: change.fault for change in changes if change.fault}
    try:
        recommender = state.recommender.with_changes(articles)
    except Exception:  # noqa: BLE001 - whatever one article holds, the others are taken in
        recommender, failed = _one_by_one(state.recommender, articles)
        faults |= failed
    for article_id, reason in faults.items():
        if state.refused.get(article_id) != reason:
            log.error("article %s is left out: %s", article_id, reason)
    still = {article_id: reason for article_id, reason in state.refused.items() if article_id not in articles}
    return state._replace(recommender=recommender, refused=still | faults)


def _one_by_one(recommender: Recommender, articles: Mapping[str, Article | None]) -> tuple[Recommender, dict[str, str]]:
    """Return the recommender with those articles that can be taken in, and by id why the others cannot.

    An article that cannot be taken in is deleted, lest an older version of it is shown.
    """
    failed = {}
    for article_id, article in articles.items():
        try:
            recommender = recommender.with_changes({article_id: article})
        except Exception as error:
            if article is None:
                raise
            log.debug("article %s", article_id, exc_info=True)
            failed[article_id] = repr(error)
            recommender = recommender.with_changes({article_id: None})
    return recommender, failed


def _with_changed_overrides(state: ReplayState, store: Store, after: int) -> ReplayState:
    """Return the state with the overrides that were put or deleted after a change; the others are in it."""
    changed = store.overrides.changed_since(after)
    return _with_overrides(state, state.recommender.overrides.with_changes(changed)) if changed else state


def _with_overrides(state: ReplayState, overrides: Overrides) -> ReplayState:
    """Return the state with other overrides; the log says once which cannot be read."""
    for override_id, reason in overrides.refused.items():
        if override_id not in state.recommender.overrides.refused:
            log.error("override %s is left out: %s", override_id, reason)
    return state._replace(recommender=replace(state.recommender, overrides=overrides))
