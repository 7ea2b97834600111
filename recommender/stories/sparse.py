"""Sparse vectors in rows, and the compiled loops on one of them: what grouping and looking for what is near share.

Compiled code does not check positions; whoever hands arrays in does.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


class Sparse(NamedTuple):
    """Sparse vectors in rows, in whatever order they lie in memory.

    Attributes:
        begins: int64 (n,), where the vector of each row begins.
        ends: int64 (n,), where it ends.
        terms: int32, the terms of the vectors.
        weights: float32, their weights.
        n_terms: How many terms there could be.
    """

    begins: Longs
    ends: Longs
    terms: Ints
    weights: Floats
    n_terms: int


@compiled
def row_of(vectors: Sparse, row: int) -> tuple[Ints, Floats]:
    """Return the terms and the weights of a row."""
    return vectors.terms[vectors.begins[row] : vectors.ends[row]], vectors.weights[
        vectors.begins[row] : vectors.ends[row]
    ]


@compiled
def stretches_of(vectors: Sparse, first: int, last: int) -> Sparse:
    """Return the terms from a first up to a last one, not itself among them, as vectors of their own."""
    begins, ends = vectors.begins.copy(), vectors.ends.copy()
    for row in range(len(begins)):
        terms = row_of(vectors, row)[0]
        begins[row] += np.searchsorted(terms, first)
        ends[row] = vectors.begins[row] + np.searchsorted(terms, last)
    return Sparse(begins, ends, vectors.terms, vectors.weights, last)


@compiled
def spread(vectors: Sparse, row: int, weights: Floats) -> None:
    """Write a row's vector into an array of all terms."""
    for at in range(vectors.begins[row], vectors.ends[row]):
        weights[vectors.terms[at]] = vectors.weights[at]


@compiled
def clear(vectors: Sparse, row: int, weights: Floats) -> None:
    """Put zeros where `spread` wrote."""
    for term in row_of(vectors, row)[0]:
        weights[term] = 0


@compiled
def dot(vectors: Sparse, row: int, weights: Floats) -> float:
    """Return the dot product of a row with a vector that is spread out."""
    total = np.float32(0)
    for at in range(vectors.begins[row], vectors.ends[row]):
        total += vectors.weights[at] * weights[np.uint32(vectors.terms[at])]
    return float(total)
