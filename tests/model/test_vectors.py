"""Sparse vectors in rows and by term, against dense numpy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from recommender.model.vectors import Vector, Vectors
from tests.support.builders import law, matrix_of, unit_rows, vector, vector_of

SEEDS = st.integers(0, 1_000)


@law
@given(SEEDS)
def test_rows_are_those_of_the_matrix(seed: int) -> None:
    matrix = unit_rows(7, 12, seed=seed)
    vectors = Vectors.of(matrix)
    again = Vectors.stack([vectors[row] for row in range(len(vectors))], 12)
    assert (len(vectors), vectors.n_terms) == (len(again), again.n_terms) == (7, 12)
    assert (abs(again.matrix() - matrix)).max() == 0


def test_terms_out_of_order_are_put_right_in_a_copy() -> None:
    data, terms, starts = np.array([2.0, 1.0], np.float32), np.array([3, 1]), np.array([0, 2])
    matrix = csr_array((data, terms, starts), shape=(1, 4))
    vectors = Vectors.of(matrix)
    assert vectors[0].terms.tolist() == [1, 3]
    assert vectors[0].weights.tolist() == [1, 2]
    assert matrix.indices.tolist() == [3, 1]


@law
@given(SEEDS)
def test_similarities_are_dot_products(seed: int) -> None:
    matrix = unit_rows(9, 15, seed=seed)
    vectors = Vectors.of(matrix)
    dense = matrix.toarray()
    rows = np.array([0, 4, 8], np.int32)
    for row in range(9):
        query = vectors[row]
        np.testing.assert_allclose(vectors.similarities(rows, query), (dense @ dense[row])[rows], atol=1e-6)
        assert query.dot(vectors[0]) == pytest.approx(float(dense[row] @ dense[0]), abs=1e-6)


def test_a_vector_without_terms_is_like_nothing() -> None:
    empty = Vector(np.empty(0, np.int32), np.empty(0, np.float32))
    vectors = Vectors.of(unit_rows(3, 4))
    assert empty.dot(vectors[0]) == 0
    assert vectors.similarities(np.arange(3, dtype=np.int32), empty).tolist() == [0, 0, 0]


def test_a_matrix_in_order_is_not_copied() -> None:
    matrix = unit_rows(5, 6)
    assert np.shares_memory(Vectors.of(matrix).csr.data, matrix.data)


def test_a_term_that_a_row_holds_twice_counts_with_both_weights() -> None:
    twice = csr_array((np.array([0.5, 0.5], np.float32), np.array([1, 1]), np.array([0, 2])), shape=(1, 2))
    assert [part.tolist() for part in Vectors.of(twice)[0]] == [[1], [1.0]]


def test_a_similarity_never_passes_1_through_rounding() -> None:
    matrix = matrix_of([np.full(10, np.float32(10) ** -0.5 * np.float32(1.0001))])
    assert Vectors.of(matrix).similarities(np.zeros(1, np.int32), vector_of(matrix, 0)).tolist() == [1.0]


def test_no_vectors_are_vectors_too() -> None:
    for vectors in (Vectors.of(unit_rows(0, 4)), Vectors.stack([], 4)):
        assert (len(vectors), vectors.n_terms) == (0, 4)
        assert [array.dtype.name for array in vectors.csr[:3]] == ["int64", "int32", "float32"]
        assert vectors.similarities(np.zeros(0, np.int32), vector({1: 1.0})).tolist() == []
        assert vectors.n_terms_of_rows().tolist() == []
