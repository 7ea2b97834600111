"""Sparse unit vectors: one, and many in rows.

In: the matrices of a model. Out: what searches and policies read. Rows are unit L2 or all zero, weights are above 0,
and terms rise within a row, so that a cosine is a dot product and two vectors can be merged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled
from recommender.model.scoring import shared_terms, similarities
from recommender.model.sparse import Csr

if TYPE_CHECKING:
    from scipy.sparse import csr_array


# Returns the cosine of each of some rows with the one at a position, float32 (n_rows,) in [0, 1].
CosinesOf = Callable[[int], NDArray[np.float32]]
ZERO, ONE = np.float32(0), np.float32(1)


class Vector(NamedTuple):
    """One sparse vector: int32 terms in rising order, and their float32 weights; unit L2 norm or empty."""

    terms: NDArray[np.int32]
    weights: NDArray[np.float32]

    def dot(self, other: Vector) -> float:
        """Return the dot product with another vector."""
        return float(shared_terms(*self, *other)[1].sum())

    def cosine(self, other: Vector) -> float:
        """Return the cosine with another vector, in [0, 1]: packed vectors are of unit length but for rounding."""
        lengths = float(np.linalg.norm(self.weights)) * float(np.linalg.norm(other.weights))
        return min(1.0, self.dot(other) / (lengths or 1.0))

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

    def take(self, rows: NDArray[np.int32]) -> Csr:
        """Return the vectors of some rows as a matrix of their own."""

    def similarities(self, rows: NDArray[np.int32], query: Vector) -> NDArray[np.float32]:
        """Return the cosine of a vector with each of some rows, float32 (n_rows,) in [0, 1]."""

    def similarities_to(self, rows: NDArray[np.int32], row: int) -> NDArray[np.float32]:
        """Return the cosine of one row with each of some rows: that of its vector."""

    def within(self, rows: NDArray[np.int32]) -> CosinesOf:
        """Return what gives the cosines of one of some rows with each of them, by its position; for several of them."""

    def share_terms(self, rows: NDArray[np.int32], query: Vector) -> NDArray[np.bool_]:
        """Return which of some rows have a term in common with a vector, bool (n_rows,)."""


class Vectors:
    """Vectors in rows, of float32, as a model makes them.

    Attributes:
        csr: The vectors, a column for each term there could be.
    """

    def __init__(self, csr: Csr) -> None:
        self.csr = csr

    @classmethod
    def of(cls, matrix: csr_array) -> Self:
        """Take over a matrix; it must not change afterwards. One with terms out of order is copied and put right."""
        return cls(Csr.of(matrix))

    @classmethod
    def stack(cls, vectors: Sequence[Vector], n_terms: int) -> Self:
        """Put single vectors into rows."""
        return cls(Csr.stack(vectors, n_terms))

    def __len__(self) -> int:
        return self.csr.n_rows

    def __getitem__(self, row: int) -> Vector:
        indptr, indices, data, _ = self.csr
        entries = slice(indptr[row], indptr[row + 1])
        return Vector(indices[entries], data[entries])

    def take(self, rows: NDArray[np.int32]) -> Csr:
        """Return the vectors of some rows as a matrix of their own."""
        return Csr.stack([self[row] for row in rows.tolist()], self.n_terms)

    @property
    def n_terms(self) -> int:
        """Return how many terms there could be."""
        return self.csr.n_columns

    def similarities(self, rows: NDArray[np.int32], query: Vector) -> NDArray[np.float32]:
        """Return the cosine of a vector with each of some rows, float32 (n_rows,) in [0, 1]."""
        # `clip` takes longer than the loop does for a few rows.
        return np.minimum(np.maximum(similarities(*self.csr[:3], rows, *query), ZERO), ONE)

    def similarities_to(self, rows: NDArray[np.int32], row: int) -> NDArray[np.float32]:
        """Return the cosine of one row with each of some rows: that of its vector."""
        return self.similarities(rows, self[row])

    def within(self, rows: NDArray[np.int32]) -> CosinesOf:
        """Return what gives the cosines of one of some rows with each of them, by its position; for several of them."""
        return lambda at: self.similarities_to(rows, int(rows[at]))

    def share_terms(self, rows: NDArray[np.int32], query: Vector) -> NDArray[np.bool_]:
        """Return which of some rows have a term in common with a vector, bool (n_rows,)."""
        return self.similarities(rows, query) > 0

    def n_terms_of_rows(self) -> NDArray[np.int64]:
        """Return how many terms each vector has, int64 (n_rows,)."""
        return np.diff(self.csr.indptr)

    def matrix(self) -> csr_array:
        """Return the vectors as a matrix that shares their arrays."""
        return self.csr.matrix()


@compiled
def row_of(vectors: Csr, row: int) -> Vector:
    """Return the vector of a row: what ``vectors[row]`` of `Vectors` is, for compiled loops."""
    entries = slice(vectors.indptr[row], vectors.indptr[row + 1])
    return Vector(vectors.indices[entries], vectors.data[entries])
