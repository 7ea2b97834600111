"""Vectors → smoother vectors: what neighbours say belongs to what an article says.

In: unit vectors. Out: unit vectors that also hold, more lightly, the terms of their nearest neighbours. Reports of one
event choose different words; smoothed, "rate rise" and "borrowing costs" meet in what other reports hold of both.

    v' = unit(v + share · unit(Σ cos(v, n)² · n))        over the nearest neighbours n in the corpus of the fit

Document expansion: Singhal and Pereira 1999, doi:10.1145/312624.312645; by nearest neighbours: Tao, Wang, Mei and
Zhai 2006, "Language model information retrieval with document expansion". A copy of an article is no neighbour of it:
it holds nothing new, and an article of the fit is thus treated as one that comes later.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from recommender import kernels
from recommender.catalogue import array_of
from recommender.errors import SnapshotError
from recommender.vectors import Postings, Vector, Vectors

SAME = 0.999
BLOCK = 256
Groups = NDArray[np.int32]


class NeighbourSmoothing(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Add the terms of nearest neighbours to vectors; a scikit-learn transformer of sparse matrices.

    Args:
        share: The length of what is added, beside the vector's own length of 1; 0 adds nothing.
        neighbours: How many neighbours at most.
        most_terms: How many terms of the neighbours are added at most, the heaviest.
        asked_terms: Neighbours are looked for by so many of the heaviest terms, and compared by all.

    Attributes:
        vectors_: The vectors of the fit.
        postings_: The same, by term.
        groups_: int32 (n_rows,), the group (language) of each row; neighbours are of one group.
    """

    def __init__(
        self, *, share: float = 0.6, neighbours: int = 10, most_terms: int = 100, asked_terms: int = 64
    ) -> None:
        self.share = share
        self.neighbours = neighbours
        self.most_terms = most_terms
        self.asked_terms = asked_terms

    def fit(self, X: csr_array, y: object = None, *, groups: Groups | None = None) -> Self:  # noqa: ARG002, N803
        """Keep the vectors of a corpus, to look for neighbours in.

        Args:
            X: csr (n, n_terms), float32, rows unit L2 or all zero.
            y: Not used.
            groups: int32 (n,), 0 or more; by default all rows are of one.

        Raises:
            ValueError: A parameter is out of its range.
        """
        self._check_parameters()
        self.vectors_ = Vectors.of(X)
        self.postings_ = Postings.of(self.vectors_)
        self.groups_ = _groups(groups, X.shape[0])
        return self

    def transform(self, X: csr_array, *, groups: Groups | None = None) -> csr_array:  # noqa: N803
        """Smooth vectors; those of the fit become what `fit_transform` made of them.

        Returns:
            csr (n, n_terms), float32, columns in rising order, rows unit L2 or all zero.

        Raises:
            sklearn.exceptions.NotFittedError: Nothing has been fitted.
        """
        check_is_fitted(self)
        return self.smooth(Vectors.of(X), _groups(groups, X.shape[0])).matrix()

    def fit_transform(self, X: csr_array, y: object = None, *, groups: Groups | None = None) -> csr_array:  # noqa: N803
        """Keep the vectors of a corpus, and smooth them."""
        return self.fit(X, y, groups=groups).transform(X, groups=groups)

    def smooth(self, vectors: Vectors, groups: Groups) -> Vectors:
        """Smooth vectors in rows, each among the neighbours of its own group."""
        blocks = [range(begin, min(begin + BLOCK, len(vectors))) for begin in range(0, len(vectors), BLOCK)]

        def smooth_block(block: range) -> list[Vector]:
            scratch = np.zeros(vectors.shape[1], np.float32)
            return [self._smooth(vectors[row], int(groups[row]), scratch) for row in block]

        # The compiled loops release the GIL, so threads share the vectors without copying them.
        jobs = os.cpu_count() if len(blocks) > 1 else 1
        done = Parallel(n_jobs=jobs, prefer="threads")(delayed(smooth_block)(block) for block in blocks)
        return Vectors.stack([vector for block in done for vector in block], vectors.shape[1])

    def nearest(self, vector: Vector, group: int = 0) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the nearest rows of the fit within a group, nearest first, and their cosines; copies are left out."""
        scores = self.postings_.scores(vector.heaviest(self.asked_terms))
        scores[self.groups_ != group] = 0
        found = kernels.best_rows_of(scores, 2 * self.neighbours)
        cosines = self.vectors_.similarities(found, vector)
        order = np.lexsort((found, -cosines))
        order = order[(cosines[order] > 0) & (cosines[order] < SAME)][: self.neighbours]
        return found[order], cosines[order]

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return what was kept as named plain arrays; the parameters are `get_params`."""
        check_is_fitted(self)
        return {**self.vectors_.to_arrays(), **self.postings_.to_arrays(), "groups": self.groups_}

    @classmethod
    def from_arrays(cls, params: object, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Rebuild a fitted smoothing from its parameters and named arrays.

        Raises:
            SnapshotError: They are not those of a smoothing, or do not fit together.
        """
        if not isinstance(params, Mapping) or set(params) != set(cls().get_params()):
            raise SnapshotError("smoothing", f"the parameters {', '.join(cls().get_params())}", params)
        smoothing = cls(**params)
        try:
            smoothing._check_parameters()
        except (TypeError, ValueError) as error:
            raise SnapshotError("smoothing", "parameters of a smoothing", str(error)) from None
        smoothing.groups_ = array_of(arrays, "groups", np.int32)
        n_rows = len(smoothing.groups_)
        smoothing.postings_ = Postings.from_arrays(arrays, n_rows=n_rows)
        smoothing.vectors_ = Vectors.from_arrays(arrays, n_rows=n_rows, n_terms=smoothing.postings_.n_terms)
        return smoothing

    def _check_parameters(self) -> None:
        counts = (self.neighbours, self.most_terms, self.asked_terms)
        if self.share < 0 or min(counts) < 1:
            raise ValueError(f"expected a share of 0 or more and counts of 1 or more, found {self.share}, {counts}")

    def _smooth(self, vector: Vector, group: int, scratch: NDArray[np.float32]) -> Vector:
        rows, cosines = self.nearest(vector, group)
        if not len(rows) or not self.share:
            return vector
        kept = self.vectors_
        terms, weights, length = kernels.sum_rows(
            kept.starts, kept.terms, kept.weights, rows, cosines**2, self.most_terms, scratch
        )
        return Vector(*kernels.add_vectors(*vector, terms, weights * np.float32(self.share / length)))


def _groups(groups: Groups | None, n_rows: int) -> Groups:
    return np.zeros(n_rows, np.int32) if groups is None else groups.astype(np.int32, copy=False)
