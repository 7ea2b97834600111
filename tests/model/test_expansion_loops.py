"""The compiled loops of document expansion against the same in dense numpy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender.model.codes import encode
from recommender.model.expansion_loops import (
    Addition,
    Champions,
    Neighbourhood,
    add_vectors,
    champions_of,
    expand_packed_rows,
    expand_rows,
    heaviest_first,
    lengths_of,
    make_champions,
    sum_rows,
)
from recommender.model.forward import Forward, PackedVectors
from recommender.model.packed import Packed, packed_of
from recommender.model.scoring import best_rows_of, score_rows, shared_terms, similarities
from recommender.model.sparse import Csr, read_only
from recommender.model.vectors import Vector, Vectors
from tests.support.builders import law, mapped, matrix_of, packed, unit_rows, vector

SEEDS = st.integers(0, 2**32 - 1)


def neighbourhood_of(vectors: Packed) -> Neighbourhood:
    """Return where three neighbours are looked for, by five terms each."""
    n = len(vectors.offsets) - 1
    champions = Champions(*read_only(*make_champions(vectors, 20, 5, 4)))
    [groups] = read_only(np.zeros(n, np.int32))
    return Neighbourhood(vectors, lengths_of(vectors), champions, groups, 5, 100, 3, 32, 5.0, 0.999)


WEIGHTS = st.dictionaries(st.integers(0, 30), st.floats(0.125, 1, width=32), max_size=20).map(vector)


@law
@given(SEEDS, st.integers(1, 10), st.integers(1, 20), st.integers(0, 6), st.integers(1, 20))
def test_the_sum_of_rows_is_that_of_the_dense_rows(
    seed: int, n_rows: int, n_terms: int, n_summed: int, most: int
) -> None:
    matrix, random = unit_rows(n_rows, n_terms, seed=seed), np.random.default_rng(seed)
    rows = random.integers(0, n_rows, n_summed).astype(np.int32)
    factors = random.uniform(0.1, 1, n_summed).astype(np.float32)
    vectors = packed(matrix)
    terms, sums, length = sum_rows(packed_of(vectors), rows, factors, most)
    expected = factors @ vectors.matrix().toarray()[rows]
    heaviest = np.sort(expected[expected > 0])[::-1][:most]
    assert terms.tolist() == sorted(set(terms.tolist()))
    assert sums == pytest.approx(expected[terms], abs=1e-6)
    assert np.sort(sums)[::-1] == pytest.approx(heaviest, abs=1e-6)
    assert length == pytest.approx(np.linalg.norm(expected), abs=1e-6)


def test_of_equal_sums_the_first_terms_are_kept() -> None:
    matrix = matrix_of([[0.5, 0.25, 0, 0, 0, 0.75], [0, 0, 0.5, 0.5, 0, 0]])
    both = np.array([1, 0], np.int32), np.ones(2, np.float32)
    for most, expected in ((1, [5]), (2, [0, 5]), (3, [0, 2, 5]), (4, [0, 2, 3, 5]), (9, [0, 1, 2, 3, 5])):
        terms, sums, _ = sum_rows(packed_of(packed(matrix)), *both, most)
        assert terms.tolist() == expected
        assert sums.tolist() == packed(matrix).matrix().toarray().sum(axis=0)[expected].tolist()


@law
@given(st.lists(st.integers(1, 255), max_size=80), st.integers(1, 90))
def test_the_heaviest_come_first_and_equal_ones_as_they_are(codes: list[int], most: int) -> None:
    expected = sorted(range(len(codes)), key=lambda at: -codes[at])[:most]
    assert heaviest_first(np.array(codes, np.uint8), most).tolist() == expected


@law
@given(SEEDS, st.integers(1, 9))
def test_packed_vectors_expanded_at_once_are_the_expanded_ones_packed(seed: int, most: int) -> None:
    vectors = packed(unit_rows(12, 20, seed=seed))
    near, groups = neighbourhood_of(packed_of(vectors)), np.zeros(12, np.int32)
    sizes, terms, weights = expand_rows(packed_of(vectors), groups, 0, 12, near, Addition(most, 0.5, 0.2))
    # A term far behind the others takes entries that bridge the gap.
    wide = (packed_of(vectors), groups, 0, 12, near, Addition(most, 0.5, 0.2), 3 * 65_535)
    forward = Forward(*expand_packed_rows(*wide), 20)
    own, expanded = (PackedVectors(forward, codes) for codes in (forward.own, forward.expanded))
    assert own.matrix().toarray().tolist() == vectors.matrix().toarray().tolist()
    assert expanded.n_terms_of_rows().tolist() == sizes.tolist()
    assert expanded.csr.indices.tolist() == terms.tolist()
    assert encode(expanded.csr.data).tolist() == encode(weights).tolist()


@law
@given(WEIGHTS, WEIGHTS)
def test_two_vectors_add_up_to_one_of_unit_length(one: Vector, other: Vector) -> None:
    terms, sums = add_vectors(*one, *other)
    expected = np.zeros(31)
    expected[one.terms] += one.weights
    expected[other.terms] += other.weights
    assert terms.tolist() == np.flatnonzero(expected).tolist()
    assert sums == pytest.approx(expected[terms] / np.linalg.norm(expected) if len(terms) else [], abs=1e-6)
    assert (terms.dtype, sums.dtype) == (np.dtype(np.int32), np.dtype(np.float32))


TERMS = st.lists(st.integers(0, 30), max_size=20, unique=True).map(lambda terms: np.array(terms, np.int32))


@law
@given(TERMS, TERMS)
def test_the_champions_of_terms_that_have_any_are_where_they_begin(
    known: NDArray[np.int32], terms: NDArray[np.int32]
) -> None:
    offsets, entries = np.arange(len(known) + 1).astype(np.uint32) * 2, np.zeros(2 * len(known), np.uint32)
    champions = Champions(*read_only(np.sort(known), offsets, entries))
    begins, ends = champions_of(champions, *read_only(terms, np.arange(len(terms), dtype=np.int32)))
    places = {term: place for place, term in enumerate(sorted(known.tolist()))}
    expected = [(2 * places[term], 2 * places[term] + 2) if term in places else (0, 0) for term in terms.tolist()]
    assert [*zip(begins.tolist(), ends.tolist(), strict=True)] == expected


@law
@given(SEEDS, st.integers(1, 6))
def test_champions_are_kept_of_the_terms_that_have_any(seed: int, heaviest_terms: int) -> None:
    vectors = packed_of(packed(unit_rows(20, 30, seed=seed)))
    terms, offsets, entries = make_champions(vectors, 30, heaviest_terms, 4)
    assert (np.diff(terms) > 0).all()
    assert (np.diff(offsets.astype(np.int64)) > 0).all()
    assert (offsets[0], offsets[-1], len(offsets)) == (0, len(entries), len(terms) + 1)


# --- Memory ---


def test_all_loops_read_arrays_mapped_from_files_and_change_none(tmp_path: Path) -> None:
    csr = Csr.of(unit_rows(20, 15, seed=3, empty=0))
    arrays = csr.to_arrays("vector") | csr.transposed().to_arrays("posting")
    arrays |= {"some": np.arange(5, dtype=np.int32), "factors": np.full(5, 0.5, np.float32)}

    def every_loop(arrays: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        vectors = Csr.from_arrays(arrays, "vector", n_columns=15)
        postings = Csr.from_arrays(arrays, "posting", n_columns=20)
        query, other = Vectors(vectors)[4], Vectors(vectors)[0]
        scores = score_rows(*postings[:3], *query, 20)
        rows = packed_of(Vectors(vectors))
        near = neighbourhood_of(rows)
        return [
            scores,
            best_rows_of(scores, 7),
            similarities(*vectors[:3], arrays["some"], *query),
            *shared_terms(*query, *other),
            *add_vectors(*query, *other),
            *sum_rows(rows, arrays["some"], arrays["factors"], 9)[:2],
            *expand_rows(rows, near.groups, 0, 20, near, Addition(10, 0.5, 0.2)),
        ]

    from_files = mapped(arrays, tmp_path)
    assert not any(array.flags.writeable for array in from_files.values())
    for found, expected in zip(every_loop(from_files), every_loop(arrays), strict=True):
        assert np.array_equal(found, expected)
