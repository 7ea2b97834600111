"""Sparse vectors as plain arrays, against dense numpy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from recommender.errors import SnapshotError
from recommender.vectors import Postings, Vector, Vectors
from tests.builders import law, matrix_of, unit_rows, vector

SEEDS = st.integers(0, 1_000)


@law
@given(SEEDS)
def test_rows_are_those_of_the_matrix(seed: int) -> None:
    matrix = unit_rows(7, 12, seed=seed)
    vectors = Vectors.of(matrix)
    again = Vectors.stack([vectors[row] for row in range(len(vectors))], 12)
    assert vectors.shape == again.shape == (7, 12)
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
def test_scores_and_similarities_are_dot_products(seed: int) -> None:
    matrix = unit_rows(9, 15, seed=seed)
    vectors = Vectors.of(matrix)
    dense = matrix.toarray()
    postings = Postings.of(vectors)
    rows = np.array([0, 4, 8], np.int32)
    for row in range(9):
        query = vectors[row]
        np.testing.assert_allclose(postings.scores(query), dense @ dense[row], atol=1e-6)
        np.testing.assert_allclose(vectors.similarities(rows, query), (dense @ dense[row])[rows], atol=1e-6)
        assert query.dot(vectors[0]) == pytest.approx(float(dense[row] @ dense[0]), abs=1e-6)


def test_the_heaviest_terms_stay_in_rising_order_and_ties_go_to_the_first() -> None:
    query = vector({1: 0.5, 4: 0.7, 6: 0.5, 9: 0.1})
    assert query.heaviest(2).terms.tolist() == [1, 4]
    assert query.heaviest(10) is query
    assert query.heaviest(0).terms.tolist() == []


@law
@given(SEEDS)
def test_arrays_give_the_same_vectors_and_postings_back(seed: int) -> None:
    vectors = Vectors.of(unit_rows(5, 8, seed=seed))
    postings = Postings.of(vectors)
    again = Vectors.from_arrays(vectors.to_arrays(), n_rows=5, n_terms=8)
    assert (abs(again.matrix() - vectors.matrix())).max() == 0
    found = Postings.from_arrays(postings.to_arrays(), n_rows=5)
    assert np.array_equal(found.starts, postings.starts)
    assert np.array_equal(found.rows, postings.rows)
    assert np.array_equal(found.impacts, postings.impacts)
    assert found.n_terms == 8


@pytest.mark.parametrize(
    ("name", "damaged"),
    [
        ("vector_terms", np.array([0, 99], np.int32)),
        ("vector_terms", np.array([0, -1], np.int32)),
        ("vector_weights", np.array([1.0], np.float32)),
        ("vector_weights", np.array([1.0, 1.0])),
        ("vector_starts", np.array([0, 3], np.int64)),
        ("vector_starts", np.array([0, 1, 2], np.int64)),
    ],
)
def test_damaged_vectors_are_refused(name: str, damaged: np.ndarray[tuple[int], np.dtype[np.generic]]) -> None:
    arrays = Vectors.of(matrix_of([1.0, 1.0])).to_arrays()
    with pytest.raises(SnapshotError):
        Vectors.from_arrays({**arrays, name: damaged}, n_rows=1, n_terms=2)


@pytest.mark.parametrize(
    ("name", "damaged"),
    [
        ("posting_rows", np.array([0, 1], np.int32)),
        ("posting_impacts", np.array([1.0], np.float32)),
        ("posting_starts", np.array([0, 2, 1], np.int64)),
    ],
)
def test_damaged_postings_are_refused(name: str, damaged: np.ndarray[tuple[int], np.dtype[np.generic]]) -> None:
    arrays = Postings.of(Vectors.of(matrix_of([1.0, 1.0]))).to_arrays()
    with pytest.raises(SnapshotError):
        Postings.from_arrays({**arrays, name: damaged}, n_rows=1)


def test_a_vector_without_terms_is_like_nothing() -> None:
    empty = Vector(np.empty(0, np.int32), np.empty(0, np.float32))
    vectors = Vectors.of(unit_rows(3, 4))
    assert empty.dot(vectors[0]) == 0
    assert Postings.of(vectors).scores(empty).tolist() == [0, 0, 0]
