"""Changes of a store → the recommender that has them.

In: a recommender as it was trained, and the store it was trained from. Out: the same with the articles, take-downs and
overrides since. All here are values: a step returns a new one, and what answers meanwhile stays as it is.

A snapshot trained from a store says so in its facts: ``"store": {"identity": …, "change": N}``. Of one trained from
files, or from another store, all changes are replayed; what it holds just so already costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from recommender.engine import Recommender
from recommender.overrides import Overrides
from recommender.store import Store


class Served(NamedTuple):
    """A recommender, and how far it has come with a store.

    Attributes:
        recommender: What answers.
        change: Every change up to this one is in.
        urgent: Every take-down and override up to this one is in; never below `change`.
    """

    recommender: Recommender
    change: int = 0
    urgent: int = 0


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
    return Served(_with_overrides(recommender, store), change, change)


def advance(served: Served, store: Store, most: int) -> Served:
    """Return what is served with the next changes in it, of at most so many articles; itself when there are none.

    Raises:
        StoreError: The store cannot be read, or has not come as far as this.
    """
    changes = store.changes_since(served.change, most=most)
    if changes.upto == served.change:
        return served
    recommender = served.recommender.changed({change.article_id: change.article for change in changes.articles})
    if changes.overrides_changed:
        recommender = _with_overrides(recommender, store)
    return Served(recommender, changes.upto, max(changes.upto, served.urgent))


def relieve(served: Served, store: Store) -> Served:
    """Return what is served with all take-downs and overrides up to now, whatever else is still to come.

    Raises:
        StoreError: The store cannot be read.
    """
    upto, gone = store.taken_down_since(served.urgent)
    recommender = served.recommender.changed(dict.fromkeys(gone))
    return Served(_with_overrides(recommender, store), served.change, max(upto, served.urgent))


def _with_overrides(recommender: Recommender, store: Store) -> Recommender:
    records = [{**record, "override_id": override_id} for override_id, record in store.overrides.all().items()]
    return replace(recommender, overrides=Overrides.parse(records))
