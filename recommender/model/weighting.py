"""Counts → weights: how often each article holds each key, and what that weighs.

The formulas are those of the textbooks, each a function: idf in two forms (of BM25, and scikit-learn's) and the
saturated term frequency of BM25 (Robertson and Zaragoza 2009, doi:10.1561/1500000019, section 3).
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import count_rows

Longs = NDArray[np.int64]
Doubles = NDArray[np.float64]
Idf = Literal["bm25", "smooth"]


class Counts(NamedTuple):
    """How often each article holds each key: a term, or two terms as one number, whose range is too wide for columns.

    Attributes:
        indptr, indices, data: The arrays of a CSR matrix, but with keys for columns; keys rise within a row.
        lengths: int64 (n_articles,), the sum of the counts of each article.
    """

    indptr: Longs
    indices: NDArray[np.integer[Any]]
    data: NDArray[np.float32]
    lengths: Longs

    @classmethod
    def of(cls, keys: NDArray[np.integer[Any]], indptr: Longs) -> Self:
        """Count the keys of articles; `keys` has those of all, end to end, and each article begins at `indptr`."""
        return cls(*count_rows(keys, indptr), np.diff(indptr))

    @property
    def n_filled(self) -> int:
        """Return how many articles hold a key; at least 1, so that one can divide by it."""
        return max(1, int(np.count_nonzero(self.lengths)))

    @property
    def mean_length(self) -> float:
        """Return the mean length of the articles that hold a key; 1 when none does."""
        return float(self.lengths.sum() / self.n_filled) or 1.0

    def keep(self, kept: NDArray[np.bool_]) -> Self:
        """Return some of the counts, chosen by flags; the lengths stay those of the whole articles."""
        n_before = np.concatenate([[0], np.cumsum(kept)])
        return type(self)(n_before[self.indptr], self.indices[kept], self.data[kept], self.lengths)


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


def saturated(counts: Counts, mean_length: float, k1: float, b: float) -> Doubles:
    """Return the term frequency of BM25 for each count: ``tf · (k1 + 1) / (tf + k1 · (1 - b + b · length / mean))``.

    >>> counts = Counts.of(np.array([4, 4, 7]), np.array([0, 3]))
    >>> saturated(counts, mean_length=3.0, k1=1.2, b=0.75).round(3).tolist()
    [1.375, 1.0]
    """
    norms: Doubles = np.repeat(k1 * (1 - b + b * counts.lengths / mean_length), np.diff(counts.indptr))
    weights: Doubles = counts.data * (k1 + 1) / (counts.data + norms)
    return weights


def find_sorted(values: Longs, wanted: NDArray[np.integer[Any]]) -> Longs:
    """Return the position of each wanted number in a rising array, -1 where it is not in it."""
    if not len(values):
        return np.full(len(wanted), -1, np.int64)
    positions = np.minimum(np.searchsorted(values, wanted), len(values) - 1)
    return np.where(values[positions] == wanted, positions, -1)
