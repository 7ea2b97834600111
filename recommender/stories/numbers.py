"""The numbers in articles: how many were hurt, how old they were, what it costs.

Two events of one kind are reported in much the same words; their numbers are not the same. The numbers of an article
are the terms of its own words' vector that begin with a digit: a sparse vector, not of unit length.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled
from recommender.model import WEIGHTS, Csr, Packed, Vector, Vectors, row_of

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
def columns_of(vectors: Packed, first: int, last: int, n_terms: int) -> Csr:
    """Return the terms from `first` up to, but without, `last` of each row, as rows of their own."""
    n_rows = len(vectors.offsets) - 1
    indptr = np.zeros(n_rows + 1, np.int64)
    indices, data = np.empty(0, np.int32), np.empty(0, np.float32)
    for is_counted in (False, True):
        n = 0
        for row in range(n_rows):
            term = 0
            for at in range(vectors.offsets[row], vectors.offsets[row + 1]):
                term += vectors.gaps[at]
                if term >= last:
                    break
                if term >= first and vectors.codes[at]:
                    if is_counted:
                        indices[n], data[n] = term, WEIGHTS[vectors.codes[at]]
                    n += 1
            indptr[row + 1] = n
        if not is_counted:
            indices, data = np.empty(n, np.int32), np.empty(n, np.float32)
    return Csr(indptr, indices, data, n_terms)


@compiled
def sum_of_rows(vectors: Csr, rows: Ints) -> Vector:
    """Return the sum of a few rows, 1 or more; it is not of unit length."""
    if len(rows) == 1:
        return row_of(vectors, rows[0])
    size = 0
    for row in rows:
        size += vectors.indptr[row + 1] - vectors.indptr[row]
    terms, weights, end = np.empty(size, np.int32), np.empty(size, np.float32), 0
    for row in rows:
        row_terms, row_weights = row_of(vectors, row)
        begin, end = end, end + len(row_terms)
        terms[begin:end], weights[begin:end] = row_terms, row_weights
    summed, sums, n = np.empty(size, np.int32), np.empty(size, np.float32), 0
    for at in np.argsort(terms, kind="mergesort"):
        if n and summed[n - 1] == terms[at]:
            sums[n - 1] += weights[at]
        else:
            summed[n], sums[n] = terms[at], weights[at]
            n += 1
    return Vector(summed[:n], sums[:n])


@compiled
def square_of(vector: Vector) -> float:
    """Return the squared L2 length of a vector."""
    square = 0.0
    for weight in vector.weights:
        square += np.float64(weight) * np.float64(weight)
    return square
