"""Packed vectors against those that they were made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from recommender.model import forward as module
from recommender.model.codes import VALUES, as_cosines, decode, encode
from recommender.model.forward import WIDEST_GAP, Forward, PackedVectors
from recommender.model.sparse import Csr
from tests.support.builders import law, unit_rows, vector, vector_of

SEEDS = st.integers(0, 1_000)
ROWS = st.lists(st.dictionaries(st.integers(0, 300_000), st.floats(0.125, 1, width=32), max_size=5), max_size=6)
N_TERMS = 300_001


def rounded(matrix: csr_array) -> csr_array:
    return csr_array((decode(encode(matrix.data)), matrix.indices, matrix.indptr), shape=matrix.shape)


@law
@given(SEEDS, SEEDS)
def test_both_kinds_of_vectors_come_back_rounded(one: int, other: int) -> None:
    own, expanded = unit_rows(7, 12, seed=one), unit_rows(7, 12, seed=other)
    forward = Forward.of(Csr.of(expanded), Csr.of(own))
    for codes, matrix in ((forward.own, own), (forward.expanded, expanded)):
        vectors = PackedVectors(forward, codes)
        assert (len(vectors), vectors.n_terms) == (7, 12)
        assert abs(vectors.matrix() - rounded(matrix)).max() == 0
        assert vectors.n_terms_of_rows().tolist() == np.diff(matrix.indptr).tolist()
        for row in range(7):
            terms, weights = vector_of(rounded(matrix), row)
            assert [part.tolist() for part in vectors[row]] == [terms.tolist(), weights.tolist()]


@law
@given(ROWS, st.lists(st.integers(0, 5), max_size=8))
def test_some_vectors_taken_together_are_those_of_their_rows(rows: list[dict[int, float]], some: list[int]) -> None:
    vectors = [vector(row) for row in rows]
    forward = Forward.stack(vectors, [vector({0: 1.0})] * len(rows), N_TERMS)  # codes of 0 are in between
    taken = np.array([row for row in some if row < len(rows)], np.int32)
    for codes in (forward.own, forward.expanded):
        packed = PackedVectors(forward, codes)
        together = packed.take(taken)
        alone = Csr.stack([packed[row] for row in taken.tolist()], N_TERMS)
        assert [part.tolist() for part in together[:3]] == [part.tolist() for part in alone[:3]]
        assert together.n_columns == N_TERMS


@law
@given(ROWS)
def test_gaps_however_wide_are_bridged(rows: list[dict[int, float]]) -> None:
    vectors = [vector(row) for row in rows]
    forward = Forward.stack(vectors, vectors, N_TERMS)
    packed = PackedVectors(forward, forward.expanded)
    for row, expected in enumerate(vectors):
        assert packed[row].terms.tolist() == expected.terms.tolist()
        assert packed.scores(np.array([row], np.int32), expected).tolist() == [
            int((VALUES[encode(expected.weights)].astype(np.int64) ** 2).sum())
        ]
    alone = Forward.of(Csr.stack(vectors, N_TERMS))
    assert all(np.array_equal(alone.to_arrays()[name], array) for name, array in forward.to_arrays().items())
    again = Forward.from_arrays(forward.to_arrays(), n_rows=len(rows), n_terms=N_TERMS)
    assert all(np.array_equal(again.to_arrays()[name], array) for name, array in forward.to_arrays().items())


@pytest.mark.parametrize("n_rows", [0, 1, 3, 8])
def test_terms_are_counted_over_all_rows(n_rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COUNTED", 3)
    own, expanded = unit_rows(n_rows, 12, seed=1), unit_rows(n_rows, 12, seed=2)
    forward = Forward.of(Csr.of(expanded), Csr.of(own))
    for codes, matrix in ((forward.own, own), (forward.expanded, expanded)):
        expected = np.count_nonzero(matrix.toarray(), axis=0)
        assert PackedVectors(forward, codes).frequencies().tolist() == expected.tolist()


def test_the_widest_gap_needs_no_bridge() -> None:
    for term, n_entries in ((WIDEST_GAP, 1), (WIDEST_GAP + 1, 2), (2 * WIDEST_GAP, 2), (2 * WIDEST_GAP + 1, 3)):
        one = [vector({term: 1.0})]
        assert len(Forward.stack(one, one, N_TERMS).gaps) == n_entries


@law
@given(SEEDS)
def test_similarities_are_dot_products_of_what_was_rounded(seed: int) -> None:
    matrix = unit_rows(9, 15, seed=seed)
    forward = Forward.of(Csr.of(matrix))
    vectors, rows, dense = PackedVectors(forward, forward.own), np.array([0, 4, 8], np.int32), rounded(matrix).toarray()
    for row in range(9):
        expected = np.minimum(dense[rows] @ dense[row], 1)
        np.testing.assert_allclose(vectors.similarities(rows, vectors[row]), expected, atol=1e-6)
        assert np.array_equal(
            as_cosines(vectors.scores(rows, vectors[row])).clip(max=1), vectors.similarities(rows, vectors[row])
        )


@law
@given(SEEDS, st.lists(st.integers(0, 8), max_size=9), st.integers(0, 8))
def test_a_row_is_compared_as_its_vector_is(seed: int, some: list[int], row: int) -> None:
    own, expanded = unit_rows(9, 30, seed=seed), unit_rows(9, 30, seed=seed + 1)
    forward = Forward.of(Csr.of(expanded), Csr.of(own))
    rows = np.array(some, np.int32)
    for codes in (forward.own, forward.expanded):
        vectors = PackedVectors(forward, codes)
        assert vectors.similarities_to(rows, row).tolist() == vectors.similarities(rows, vectors[row]).tolist()
        for at, one in enumerate(some):
            assert vectors.within(rows)(at).tolist() == vectors.similarities(rows, vectors[one]).tolist()
        expected = vectors.similarities(rows, vectors[row]) > 0
        assert vectors.share_terms(rows, vectors[row]).tolist() == expected.tolist()
        assert not vectors.share_terms(rows, vector({})).any()


def test_no_vectors_are_vectors_too() -> None:
    for forward in (Forward.of(Csr.of(unit_rows(0, 4))), Forward.stack([], [], 4)):
        vectors = PackedVectors(forward, forward.own)
        assert (len(vectors), vectors.n_terms) == (0, 4)
        assert [array.dtype.name for array in forward[:4]] == ["int64", "uint16", "uint8", "uint8"]
        assert vectors.similarities(np.zeros(0, np.int32), vector({1: 1.0})).tolist() == []
        assert vectors.matrix().shape == (0, 4)
    empty = Forward.stack([vector({})], [vector({})], 4)
    assert PackedVectors(empty, empty.own).similarities(np.zeros(1, np.int32), vector({})).tolist() == [0]
