"""A model that follows a store, and what its next answer knows."""

from __future__ import annotations

from recommender import Registry
from recommender.serving.follower import Follower
from recommender.store import Store
from tests.support.builders import report
from tests.support.serving import train_from


def following(registry: Registry, store: Store, *names: str) -> Follower:
    """Return a live model, trained on a few reports in the store."""
    store.put_many([report(name) for name in names or ("a", "b", "c")])
    train_from(store, registry)
    live = Follower(registry, store)
    live.poll()
    return live


def served(live: Follower) -> list[str]:
    """Return the ids that the next answer knows."""
    if not live.is_current():
        live.catch_up()
    assert live.recommender is not None
    return list(live.recommender.catalogue.article_ids())
