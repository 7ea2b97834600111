"""Sparse vectors as plain arrays: one, many in rows, and many by term.

In: the matrices of a model. Out: what searches and policies read. Rows are unit L2 or all zero, weights are above 0,
and terms rise within a row, so that a cosine is a dot product and two vectors can be merged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.errors import SnapshotError
from recommender.model import kernels
from recommender.snapshots import array_of, check_positions, offsets_of


class Vector(NamedTuple):
    """One sparse vector: int32 terms in rising order, and their float32 weights; unit L2 norm or empty."""

    terms: NDArray[np.int32]
    weights: NDArray[np.float32]

    def dot(self, other: Vector) -> float:
        """Return the dot product with another vector."""
        return float(kernels.shared_terms(*self, *other)[1].sum())

    def without(self, terms: NDArray[np.int32]) -> Vector:
        """Return the vector without some terms, of unit length again; empty when nothing is left."""
        if not len(terms):
            return self
        kept = ~np.isin(self.terms, terms)
        weights = self.weights[kept]
        return Vector(self.terms[kept], weights / (np.linalg.norm(weights) or np.float32(1)))


class VectorRows(Protocol):
    """What policies and cards read of vectors, by row."""

    def __len__(self) -> int:
        """Return how many rows there are."""

    def __getitem__(self, row: int) -> Vector:
        """Return the vector of a row."""

    def similarities(self, rows: NDArray[np.int32], query: Vector) -> NDArray[np.float32]:
        """Return the cosine of a vector with each of a few rows, float32 (n_asked,) in [0, 1]."""


class Vectors:
    """Vectors in rows: csr (n_rows, n_terms), float32.

    Attributes:
        starts: int64 (n_rows + 1,), where each row begins.
        terms: int32 (n,), the terms of each row, rising.
        weights: float32 (n,), their weights.
        shape: How many rows, and how many terms there could be.
    """

    def __init__(
        self, starts: NDArray[np.int64], terms: NDArray[np.int32], weights: NDArray[np.float32], n_terms: int
    ) -> None:
        self.starts = starts
        self.terms = terms
        self.weights = weights
        self.shape = (len(starts) - 1, n_terms)

    @classmethod
    def of(cls, matrix: csr_array) -> Self:
        """Take over a matrix; it must not change afterwards. One with terms out of order is copied and put right."""
        if not matrix.has_canonical_format:
            matrix = matrix.copy()
            matrix.sum_duplicates()
        starts, terms = matrix.indptr.astype(np.int64, copy=False), matrix.indices.astype(np.int32, copy=False)
        return cls(starts, terms, matrix.data.astype(np.float32, copy=False), matrix.shape[1])

    @classmethod
    def stack(cls, vectors: Sequence[Vector], n_terms: int) -> Self:
        """Put single vectors into rows."""
        starts = np.zeros(len(vectors) + 1, np.int64)
        np.cumsum([len(vector.terms) for vector in vectors], out=starts[1:])
        terms = np.concatenate([np.empty(0, np.int32), *(vector.terms for vector in vectors)])
        weights = np.concatenate([np.empty(0, np.float32), *(vector.weights for vector in vectors)])
        return cls(starts, terms, weights, n_terms)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, row: int) -> Vector:
        stretch = slice(self.starts[row], self.starts[row + 1])
        return Vector(self.terms[stretch], self.weights[stretch])

    def similarities(self, rows: NDArray[np.int32], query: Vector) -> NDArray[np.float32]:
        """Return the cosine of a vector with each of a few rows, float32 (n_asked,) in [0, 1]."""
        found = kernels.similarities(self.starts, self.terms, self.weights, rows, *query)
        return np.clip(found, 0, 1)

    def matrix(self) -> csr_array:
        """Return the vectors as a matrix that shares their arrays."""
        return csr_array((self.weights, self.terms, self.starts), shape=self.shape)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the vectors as named plain arrays; `from_arrays` gives them back."""
        return {"vector_starts": self.starts, "vector_terms": self.terms, "vector_weights": self.weights}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], *, n_rows: int, n_terms: int) -> Self:
        """Take named arrays over as they are.

        Raises:
            SnapshotError: They are missing, or are not vectors of so many rows and terms.
        """
        terms = array_of(arrays, "vector_terms", np.int32)
        starts = offsets_of(arrays, "vector_starts", len(terms))
        weights = array_of(arrays, "vector_weights", np.float32)
        if len(starts) != n_rows + 1 or len(weights) != len(terms):
            raise SnapshotError("vectors", f"{n_rows} rows of {len(terms)} weights", [len(starts) - 1, len(weights)])
        check_positions("vector_terms", terms, n_terms)
        return cls(starts, terms, weights, n_terms)


class Postings(NamedTuple):
    """The same vectors by term: an inverted index.

    Attributes:
        starts: int64 (n_terms + 1,), where the postings of each term begin.
        rows: int32 (n,), the rows that hold the term, rising.
        impacts: float32 (n,), the weight of the term there.
        n_rows: How many rows there are.
    """

    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    impacts: NDArray[np.float32]
    n_rows: int

    @classmethod
    def of(cls, vectors: Vectors) -> Self:
        """Turn vectors into postings."""
        by_term = vectors.matrix().tocsc()
        starts, rows = by_term.indptr.astype(np.int64, copy=False), by_term.indices.astype(np.int32, copy=False)
        return cls(starts, rows, by_term.data.astype(np.float32, copy=False), len(vectors))

    @property
    def n_terms(self) -> int:
        """Return how many terms there could be."""
        return len(self.starts) - 1

    def scores(self, query: Vector) -> NDArray[np.float32]:
        """Return the dot product of a vector with every row, float32 (n_rows,)."""
        return kernels.score_rows(self.starts, self.rows, self.impacts, *query, self.n_rows)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the postings as named plain arrays; `from_arrays` gives them back."""
        return {"posting_starts": self.starts, "posting_rows": self.rows, "posting_impacts": self.impacts}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], *, n_rows: int) -> Self:
        """Take named arrays over as they are.

        Raises:
            SnapshotError: They are missing, or are not postings of so many rows.
        """
        rows, impacts = array_of(arrays, "posting_rows", np.int32), array_of(arrays, "posting_impacts", np.float32)
        starts = offsets_of(arrays, "posting_starts", len(rows))
        if len(rows) != len(impacts):
            raise SnapshotError("postings", f"{len(rows)} impacts", len(impacts))
        check_positions("posting_rows", rows, n_rows)
        return cls(starts, rows, impacts, n_rows)
