"""When to train again: how far the store has moved away from the current model.

In: the current model, the store that it was trained from, and limits. Out: `Due`, with the reasons. The one idea: the
drift is measured as a running service measures it, on the same changes, so that both report the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from recommender.engine import Recommender
from recommender.errors import CorpusError
from recommender.index import Drift
from recommender.serving import change_trained_at, replay_changes
from recommender.store import Store
from recommender.training.sources import Sources


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a store may move away from its model before a training is due.

    Measured on real news, the newest tenth of full texts had 1 to 5 % of unknown words, hardly more than a tenth drawn
    at random, and an idf drift of 1.3 %; of short headlines, whose stories come in bursts, 21 % and 8 %.

    Attributes:
        changed_share: Changed articles / articles of the model. At least 0, a share; by hand.
        oov_share: Words of new articles that the model does not know / all their words. In [0, 1], a share; twice what
            a tenth of new full texts has.
        idf_drift: The mean relative change of the weights of these words by a new training. At least 0, a share; four
            times what a tenth of new full texts has.
    """

    changed_share: float = 0.1
    oov_share: float = 0.1
    idf_drift: float = 0.05


@dataclass(frozen=True, slots=True)
class Due:
    """Whether a training is due; the truth value of the object says so.

    Attributes:
        reasons: Why it is due; empty if it is not.
        changed: How many articles of the store have changed since the training.
        changed_share: `changed` / articles of the model; None without a model of this store.
        drift: How a new training would change the model; None if it is due for another reason.
    """

    reasons: tuple[str, ...]
    changed: int = 0
    changed_share: float | None = None
    drift: Drift | None = None

    def __bool__(self) -> bool:
        return bool(self.reasons)

    def to_record(self) -> dict[str, Any]:
        """Return the answer as JSON values."""
        share = self.changed_share
        return {
            "due": bool(self),
            "reasons": list(self.reasons),
            "changed": self.changed,
            "changed_share": None if share is None else round(share, 4),
            "oov_share": round(self.drift.oov_share, 4) if self.drift else None,
            "idf_drift": round(self.drift.idf_drift, 4) if self.drift else None,
        }


def assess(current: Recommender | None, store: Store, limits: Limits) -> Due:
    """Return whether a training from a store is due.

    Args:
        current: The current model, or None if there is none.
        store: The store to train from.
        limits: How far the store may have moved away from the model.

    Raises:
        StoreError: The store cannot be read.
    """
    if current is None:
        return Due(("there is no current model",), store.count())
    change = change_trained_at(current.facts, store.identity)
    if not change:
        return Due((f"model {current.version} was not trained from this store",), store.count())
    if change > store.last_change():
        return Due((f"the store has not come to change {change}, at which model {current.version} was trained",))
    changed = store.count_changed(change)
    share = changed / max(1, len(current.index))
    if share > limits.changed_share:
        reason = f"{changed} articles have changed, {share:.1%} of the model's: more than {limits.changed_share:.1%}"
        return Due((reason,), changed, share)
    drift = replay_changes(current, store).recommender.drift()
    return Due(tuple(_reasons(drift, limits)), changed, share, drift)


def assess_sources(sources: Sources, current: Recommender | None, limits: Limits) -> Due:
    """Return whether a training from the one store among the sources is due.

    Raises:
        CorpusError: There is no store among the sources, or more than one; or a database does not exist.
        StoreError: The store cannot be read.
    """
    stores = sources.open_stores()
    try:
        if len(stores) != 1:
            reason = f"expected one store, to tell whether a training is due, found {len(stores)}"
            raise CorpusError(str(sources), None, reason)
        return assess(current, stores[0], limits)
    finally:
        for store in stores:
            store.close()


def _reasons(drift: Drift, limits: Limits) -> list[str]:
    reasons = []
    if drift.oov_share > limits.oov_share:
        reasons.append(
            f"{drift.oov_share:.1%} of the words of the articles since are not known to the model: "
            f"more than {limits.oov_share:.1%}"
        )
    if drift.idf_drift > limits.idf_drift:
        reasons.append(
            f"the weights of their words would change by {drift.idf_drift:.1%} in the mean: "
            f"more than {limits.idf_drift:.1%}"
        )
    return reasons
