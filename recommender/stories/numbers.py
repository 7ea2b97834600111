"""The numbers in articles: how many were hurt, how old they were, what it costs.

Two events of one kind are reported in much the same words; their numbers are not the same. The numbers of an article
are the terms of its own words' vector that begin with a digit: a sparse vector, not of unit length.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled
from recommender.model import Csr, Vector, Vectors, row_of, sum_rows

NO_COLUMNS = range(0)
EMPTY_VECTOR = Vector(np.empty(0, np.int32), np.empty(0, np.float32))
Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

_ALL_TERMS = np.iinfo(np.int32).max


def numbers_in(own_vector: Vector, columns: range) -> Vector:
    """Return the numbers among an article's own words; `columns` are the terms that are numbers."""
    begin, end = np.searchsorted(own_vector.terms, [columns.start, columns.stop])
    return Vector(own_vector.terms[begin:end], own_vector.weights[begin:end])


def sum_of(vectors: Sequence[Vector]) -> Vector:
    """Return the sum of some vectors, which is not of unit length."""
    return sum_of_rows(Vectors.stack(vectors, _ALL_TERMS).csr, np.arange(len(vectors), dtype=np.int32))


@compiled
def columns_of(vectors: Csr, first: int, last: int) -> Csr:
    """Return the terms from `first` up to, but without, `last` of each row, as rows of their own."""
    begins, ends = vectors.indptr[:-1].copy(), vectors.indptr[:-1].copy()
    for row in range(len(begins)):
        terms = row_of(vectors, row).terms
        begins[row] += np.searchsorted(terms, first)
        ends[row] += np.searchsorted(terms, last)
    indptr = np.zeros(len(vectors.indptr), np.int64)
    indptr[1:] = np.cumsum(ends - begins)
    indices, data = np.empty(indptr[-1], np.int32), np.empty(indptr[-1], np.float32)
    for row in range(len(begins)):
        indices[indptr[row] : indptr[row + 1]] = vectors.indices[begins[row] : ends[row]]
        data[indptr[row] : indptr[row + 1]] = vectors.data[begins[row] : ends[row]]
    return Csr(indptr, indices, data, vectors.n_columns)


@compiled
def sum_of_rows(vectors: Csr, rows: Ints) -> Vector:
    """Return the sum of a few rows, 1 or more; it is not of unit length."""
    if len(rows) == 1:
        return row_of(vectors, rows[0])
    ones = np.ones(len(rows), np.float32)
    terms, weights, _ = sum_rows(vectors, rows, ones, _ALL_TERMS)
    return Vector(terms, weights)


@compiled
def square_of(vector: Vector) -> float:
    """Return the squared L2 length of a vector."""
    square = 0.0
    for weight in vector.weights:
        square += np.float64(weight) * np.float64(weight)
    return square
