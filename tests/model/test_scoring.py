"""The compiled loops of a search against plain numpy, to the last bit where the order of summing is fixed."""

from __future__ import annotations

from inspect import unwrap
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender.model.scoring import best_rows_of, score_rows, shared_terms, similarities
from recommender.model.vectors import Vector
from tests.support.builders import law, matrix_of, unit_rows, vector, vector_of

SEEDS = st.integers(0, 2**32 - 1)
# Few different scores, so that most of them tie; one that is no number, and some that are not above 0.
SCORES = st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0, 1e-38, -0.5, float("nan"), float("inf")]), max_size=40)
WEIGHTS = st.dictionaries(st.integers(0, 30), st.floats(0.125, 1, width=32), max_size=20).map(vector)
# Mostly fewer than there are, so that rows have to give way.
DEPTHS = st.integers(0, 5) | st.integers(0, 50)
VECTORS = st.dictionaries(st.integers(0, 30), st.floats(-1, 1, width=32), max_size=20).map(vector)


def postings(matrix: Any) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
    by_term = matrix.tocsc()
    return by_term.indptr.astype(np.int64), by_term.indices.astype(np.int32), by_term.data


def rows_of(matrix: Any) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32), matrix.data


def summed_in_order(matrix: Any, query: Vector) -> NDArray[np.float32]:
    """Return the dot products in float32, term after term, rounded after each step."""
    dense, scores = matrix.toarray(), np.zeros(matrix.shape[0], np.float32)
    for term, weight in zip(*query, strict=True):
        scores = scores + weight * dense[:, term]
    return scores


def best(scores: NDArray[np.float32], depth: int) -> list[int]:
    rows: list[int] = best_rows_of(scores, depth).tolist()
    return rows


# --- Scores ---


@law
@given(SEEDS, st.integers(1, 40), st.integers(1, 40), st.floats(0, 1))
def test_scores_are_the_dot_products_to_the_last_bit(seed: int, n_rows: int, n_terms: int, density: float) -> None:
    matrix = unit_rows(n_rows, n_terms, seed=seed, density=density)
    query = vector_of(unit_rows(1, n_terms, seed=seed + 1, density=density, empty=0), 0)
    scores = score_rows(*postings(matrix), *query, n_rows)
    assert scores.dtype == np.float32
    assert np.array_equal(scores, summed_in_order(matrix, query))
    dense = np.zeros(n_terms)
    dense[query.terms] = query.weights
    assert np.allclose(scores, matrix.toarray().astype(np.float64) @ dense, atol=1e-6)


def test_a_query_without_terms_scores_nothing() -> None:
    assert score_rows(*postings(unit_rows(5, 5)), *vector({}), 5).tolist() == [0] * 5


def test_no_rows_have_no_scores() -> None:
    starts, rows, impacts = np.zeros(4, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32)
    assert score_rows(starts, rows, impacts, *vector({2: 1.0}), 0).tolist() == []


# --- The best rows ---


@law
@given(SCORES, DEPTHS)
def test_the_best_rows_are_those_of_a_whole_sort(values: list[float], depth: int) -> None:
    scores = np.array(values, np.float32)
    wanted = sorted((row for row in range(len(scores)) if scores[row] > 0), key=lambda row: (-scores[row], row))
    assert best(scores, depth) == wanted[:depth]


@law
@given(SCORES, DEPTHS)
def test_the_best_k_rows_begin_the_best_k_and_one(values: list[float], depth: int) -> None:
    scores = np.array(values, np.float32)
    assert best(scores, depth) == best(scores, depth + 1)[:depth]


@law
@given(SCORES, st.integers(0, 3))
def test_no_place_outside_of_the_answer_is_touched(values: list[float], depth: int) -> None:
    scores = np.array(values, np.float32)
    # The same lines run by Python, which looks at every position.
    assert unwrap(best_rows_of)(scores, depth).tolist() == best(scores, depth)


def test_a_large_heap_sorts_as_well_as_a_small_one() -> None:
    scores = np.random.default_rng(0).integers(0, 500, 5_000).astype(np.float32)
    order = np.lexsort((np.arange(5_000), -scores))
    for depth in (1, 2, 3, 100, 1_023, 1_024, 4_999, 5_000):
        assert best(scores, depth) == order[scores[order] > 0][:depth].tolist()


# --- Rows against a query ---


@law
@given(SEEDS, st.integers(1, 30), st.integers(1, 30))
def test_similarities_are_the_very_scores_of_those_rows(seed: int, n_rows: int, n_terms: int) -> None:
    matrix = unit_rows(n_rows, n_terms, seed=seed, density=0.8)
    query = vector_of(unit_rows(1, n_terms, seed=seed + 1, density=0.8, empty=0), 0)
    rows = np.random.default_rng(seed).integers(0, n_rows, 10).astype(np.int32)
    scores = score_rows(*postings(matrix), *query, n_rows)
    found = similarities(*rows_of(matrix), rows, *query)
    assert found.dtype == np.float32
    assert np.array_equal(found, scores[rows])


def test_no_rows_have_no_similarities() -> None:
    nothing = np.zeros(0, np.int32)
    assert similarities(*rows_of(unit_rows(3, 3)), nothing, *vector({0: 1.0})).tolist() == []


# --- Terms of both ---


@law
@given(VECTORS, VECTORS)
def test_shared_terms_are_those_of_both_and_sum_to_the_dot_product(one: Vector, other: Vector) -> None:
    terms, products = shared_terms(*one, *other)
    weights = dict(zip(one.terms.tolist(), one.weights, strict=True))
    others = dict(zip(other.terms.tolist(), other.weights, strict=True))
    assert terms.tolist() == sorted(weights.keys() & others.keys())
    assert products.tolist() == [weights[term] * others[term] for term in terms.tolist()]
    exact = sum(float(weights[term]) * float(others[term]) for term in terms.tolist())
    assert products.sum() == pytest.approx(exact, abs=1e-6)


def test_a_weight_that_is_no_number_is_never_an_answer() -> None:
    matrix = matrix_of([[np.nan, 1], [1, 0]])
    scores = score_rows(*postings(matrix), *vector({0: 1.0}), 2)
    assert best(scores, 5) == [1]
