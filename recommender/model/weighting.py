"""Document frequencies → weights, in two forms: idf as of BM25, and as of scikit-learn.

What a frequency within an article weighs is in `recommender.model.field_loops`.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Longs = NDArray[np.int64]
Doubles = NDArray[np.float64]
Idf = Literal["bm25", "smooth"]


def idf_of(frequencies: Longs, n_articles: int, formula: Idf) -> Doubles:
    """Return the inverse document frequency of terms, above 0.

    Args:
        frequencies: int64 (n_terms,), how many articles hold each term.
        n_articles: How many articles there are.
        formula: ``bm25`` or ``smooth``.

    >>> idf_of(np.array([0, 1, 9]), 9, "smooth").round(3).tolist()
    [3.303, 2.609, 1.0]
    """
    if formula == "smooth":
        return np.log((1 + n_articles) / (1 + frequencies)) + 1
    return np.log1p((n_articles - frequencies + 0.5) / (frequencies + 0.5))


def find_sorted(values: NDArray[np.integer[Any]], wanted: NDArray[np.integer[Any]]) -> Longs:
    """Return the position of each wanted number in a rising array, -1 where it is not in it."""
    if not len(values):
        return np.full(len(wanted), -1, np.int64)
    positions = np.minimum(np.searchsorted(values, wanted), len(values) - 1)
    return np.where(values[positions] == wanted, positions, -1)
