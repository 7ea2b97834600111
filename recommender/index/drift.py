"""Drift: how far a living corpus has moved away from the model that was trained on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.index.searcher import Searcher
from recommender.model import VectorRows


class Drift(NamedTuple):
    """How far a corpus has moved away from its model; all is 0 just after training.

    Attributes:
        oov_share: The share of the words of live articles that are out of vocabulary, in [0, 1]; function words do not
            count.
        idf_drift: The share by which training anew would change the weight of a word of live articles, 0 or more: the
            mean of ``|idf' - idf| / idf`` over their terms, each counted once an article. ``idf'`` is from the document
            frequencies of everything that is served now.
        live_articles: How many articles are new or edited since the training.
        removed: How many articles of the training have been taken down or edited.
    """

    oov_share: float
    idf_drift: float
    live_articles: int
    removed: int


Idf = Callable[[NDArray[np.int64], int], NDArray[np.float64]]


def drift_of(index: Searcher, frequencies: NDArray[np.int64], idf: Idf) -> Drift:
    """Measure how far an index has moved away from its base.

    Args:
        index: The index.
        frequencies: int64 (n_terms,), how many articles of the base hold each term.
        idf: Document frequencies and the number of articles → idf, as the model has it.
    """
    n_words, n_oov = index.live.word_counts.sum(axis=1).tolist()
    gained = _frequencies(index.live.own_vectors, index.live.slots, index.n_terms)
    lost = _frequencies(index.base.own_vectors, index.deleted, index.n_terms)
    used = np.flatnonzero(gained)
    before = idf(frequencies[used], len(index.base))
    now = idf(frequencies[used] + gained[used] - lost[used], len(index))
    changes = np.abs(now - before) / before
    return Drift(
        oov_share=n_oov / n_words if n_words else 0.0,
        idf_drift=float(np.average(changes, weights=gained[used])) if len(used) else 0.0,
        live_articles=len(index.live),
        removed=len(index.deleted),
    )


def _frequencies(vectors: VectorRows, rows: NDArray[np.integer], n_terms: int) -> NDArray[np.int64]:
    """Return how many of some rows hold each term, int64 (n_terms,)."""
    terms = [vectors[row].terms for row in rows.tolist()]
    return np.bincount(np.concatenate([np.empty(0, np.int32), *terms]), minlength=n_terms)
