"""Sparse vectors as plain arrays, against dense numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from recommender.errors import SnapshotError
from recommender.model.sparse import Postings, Vector, Vectors
from tests.support.builders import law, mapped, matrix_of, unit_rows, vector, vector_of

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


def test_vectors_are_narrow_whatever_the_matrix_is() -> None:
    wide = unit_rows(5, 6).astype(np.float64)
    wide.indices, wide.indptr = wide.indices.astype(np.int64), wide.indptr.astype(np.int64)
    vectors = Vectors.of(wide)
    assert [array.dtype.name for array in vectors.to_arrays().values()] == ["int64", "int32", "float32"]
    assert [array.dtype.name for array in Postings.of(vectors).to_arrays().values()] == ["int64", "int32", "float32"]


def test_a_matrix_in_order_is_not_copied() -> None:
    matrix = unit_rows(5, 6)
    assert np.shares_memory(Vectors.of(matrix).weights, matrix.data)


def test_a_term_that_a_row_holds_twice_counts_with_both_weights() -> None:
    twice = csr_array((np.array([0.5, 0.5], np.float32), np.array([1, 1]), np.array([0, 2])), shape=(1, 2))
    assert [part.tolist() for part in Vectors.of(twice)[0]] == [[1], [1.0]]


def test_a_similarity_never_passes_1_through_rounding() -> None:
    matrix = matrix_of([np.full(10, np.float32(10) ** -0.5 * np.float32(1.0001))])
    assert Vectors.of(matrix).similarities(np.zeros(1, np.int32), vector_of(matrix, 0)).tolist() == [1.0]


def test_no_vectors_are_vectors_too() -> None:
    for vectors in (Vectors.of(unit_rows(0, 4)), Vectors.stack([], 4)):
        assert vectors.shape == (0, 4)
        assert [array.dtype.name for array in vectors.to_arrays().values()] == ["int64", "int32", "float32"]
        assert vectors.similarities(np.zeros(0, np.int32), vector({1: 1.0})).tolist() == []
        assert Postings.of(vectors).scores(vector({1: 1.0})).tolist() == []


@law
@given(SEEDS, st.integers(1, 30), st.integers(1, 30))
def test_postings_hold_the_columns_with_rows_rising(seed: int, n_rows: int, n_terms: int) -> None:
    matrix = unit_rows(n_rows, n_terms, seed=seed)
    postings = Postings.of(Vectors.of(matrix))
    assert (postings.n_rows, postings.n_terms) == (n_rows, n_terms)
    for term in range(n_terms):
        stretch = slice(postings.starts[term], postings.starts[term + 1])
        column = matrix.toarray()[:, term]
        assert postings.rows[stretch].tolist() == np.flatnonzero(column).tolist()
        assert postings.impacts[stretch].tolist() == column[column > 0].tolist()


def test_arrays_mapped_from_files_are_taken_over_as_they_are(tmp_path: Path) -> None:
    vectors = Vectors.of(unit_rows(9, 7))
    arrays = mapped(vectors.to_arrays() | Postings.of(vectors).to_arrays(), tmp_path)
    again, postings = Vectors.from_arrays(arrays, n_rows=9, n_terms=7), Postings.from_arrays(arrays, n_rows=9)
    taken = again.to_arrays() | postings.to_arrays()
    assert all(taken[name] is arrays[name] for name in arrays)
    assert np.array_equal(postings.scores(again[3]), Postings.of(vectors).scores(vectors[3]))
