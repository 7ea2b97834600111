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


def name_reach(frequencies: Longs, n_articles: int, diversity: float) -> Doubles:
    """Return the share in [0, 1] of the boost for names that each term would gain as a name.

    A rare name tells one event from another, which matters where several publishers report it. What one publisher
    writes alone is tied together by its storylines, and those by their frequent names.

    Args:
        frequencies: int64 (n_terms,), how many articles hold each term.
        n_articles: How many articles there are.
        diversity: In [0, 1], how likely two of them are by different publishers.

    >>> name_reach(np.array([1, 10, 100]), 100, 0.0).round(3).tolist()
    [0.0, 0.5, 1.0]
    >>> name_reach(np.array([1, 10, 100]), 100, 1.0).tolist()
    [1.0, 1.0, 1.0]
    """
    commonness: Doubles = np.log(np.maximum(frequencies, 1)) / np.log(max(n_articles, 2))
    return diversity + (1 - diversity) * commonness


def find_sorted(values: NDArray[np.integer[Any]], wanted: NDArray[np.integer[Any]]) -> Longs:
    """Return the position of each wanted number in a rising array, -1 where it is not in it."""
    if not len(values):
        return np.full(len(wanted), -1, np.int64)
    positions = np.minimum(np.searchsorted(values, wanted), len(values) - 1)
    return np.where(values[positions] == wanted, positions, -1)
