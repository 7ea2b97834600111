"""The inverted index against brute force in whole numbers."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.errors import SnapshotError
from recommender.model import postings as module
from recommender.model.codes import VALUES, decode, encode
from recommender.model.forward import Forward
from recommender.model.postings import BLOCK, Postings, clear_others, first_from, next_from, pick_best, place_in
from recommender.model.sparse import Csr
from recommender.model.vectors import Vector
from tests.support.builders import law, unit_rows, vector, vector_of

SEEDS = st.integers(0, 2**32 - 1)
SHARES = st.sampled_from((0, 1 / 8, 1 / 2, 1))  # from which on a term has a column: with 0 each has one, with 1 none


def scores_of(matrix: csr_array, query: Vector) -> NDArray[np.int64]:
    dense = np.zeros(matrix.shape[1], np.float32)
    dense[query.terms] = query.weights
    values = VALUES[encode(matrix.toarray().ravel())].astype(np.int64).reshape(matrix.shape)
    scores: NDArray[np.int64] = (values * VALUES[encode(dense)]).sum(axis=1)
    return scores


@law
@given(SEEDS, SHARES, st.integers(1, 200), st.integers(0, 210), st.integers(0, 200), st.integers(0, 200), st.booleans())
def test_the_best_rows_are_those_of_a_whole_sort(
    seed: int, share: float, n: int, depth: int, first: int, end: int, is_filtered: bool
) -> None:
    random = np.random.default_rng(seed)
    matrix = unit_rows(n, 20, seed=seed, levels=2)
    query = vector_of(unit_rows(1, 20, seed=seed + 1, levels=2, empty=0), 0)
    row_of_slot = random.permutation(n).astype(np.int32)
    window = tuple(sorted((min(first, n), min(end, n))))
    flags = random.random(n) < 0.5 if is_filtered else np.ones(n, np.bool_)
    hidden = np.sort(random.choice(n, n // 3, replace=False)).astype(np.int32)
    with patch.object(module, "COLUMN_FROM", share):
        postings = Postings.of(Forward.of(Csr.of(matrix)), row_of_slot)
    assert postings.n_entries == np.count_nonzero(encode(matrix.data))
    found = postings.best(
        query,
        depth,
        row_of_slot=row_of_slot,
        window=(window[0], window[1]),
        passing=np.packbits(flags, bitorder="little") if is_filtered else module.EVERYTHING,
        hidden=hidden,
    )
    scores = scores_of(matrix, query)
    allowed = {int(row_of_slot[slot]) for slot in range(*window) if flags[slot]} - set(hidden.tolist())
    expected = sorted((row for row in allowed if scores[row] > 0), key=lambda row: (-scores[row], row))[:depth]
    assert found[0].tolist() == expected
    assert found[1].tolist() == scores[expected].tolist()


def test_blocks_are_joined() -> None:
    n, random = 2 * BLOCK + 100, np.random.default_rng(0)
    codes = random.integers(1, 256, n)
    entries = (np.arange(n) << 8 | codes).astype(np.uint32)
    none, some = np.zeros(0, np.uint32), np.zeros(2, np.uint32)
    order = random.permutation(n).astype(np.int32)
    as_postings = Postings(np.array([0, n], np.uint32), entries, none.astype(np.int32), none.astype(np.uint8), n)
    as_column = Postings(some, none, np.zeros(1, np.int32), codes.astype(np.uint8), n)
    by_row = np.empty(n, np.int64)
    by_row[order] = codes
    slots_of = np.argsort(order)
    for window in ((0, n), (5, n - 7), (BLOCK - 1, BLOCK + 1), (BLOCK, 2 * BLOCK)):
        inside = (slots_of >= window[0]) & (slots_of < window[1])
        best = np.lexsort((np.arange(n), -by_row))
        for depth in (1, 100, 3_000):
            for postings in (as_postings, as_column):
                rows, _ = postings.best(vector({0: 1.0}), depth, row_of_slot=order, window=window)
                assert rows.tolist() == best[inside[best]][:depth].tolist()


def test_a_search_leaves_its_scratch_buffer_as_it_was() -> None:
    matrix = unit_rows(50, 20, seed=1)
    order = np.arange(50, dtype=np.int32)
    postings = Postings.of(Forward.of(Csr.of(matrix)), order)
    for row in range(50):
        postings.best(vector_of(matrix, row), 5, row_of_slot=order)
        assert not module._scratch().any()


def test_postings_that_do_not_rise_write_nowhere_else() -> None:
    entries = (np.array([3, 2, 1, 0, 3, 3, 0]) << 8 | 255).astype(np.uint32)
    arrays: dict[str, NDArray[Any]] = {"posting_offsets": np.array([0, 7], np.uint32), "posting_entries": entries}
    arrays |= {"posting_frequent": np.empty(0, np.int32), "posting_columns": np.empty(0, np.uint8)}
    postings = Postings.from_arrays(arrays, n_slots=4)
    order = np.arange(4, dtype=np.int32)
    for window in ((0, 4), (1, 3), (3, 4)):
        rows, _ = postings.best(vector({0: 1.0}), 4, row_of_slot=order, window=window)
        assert set(rows.tolist()) <= set(range(4))
    module._scratch()[:] = 0


@law
@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=40), st.integers(0, 3))
def test_scores_of_others_are_cleared(slots: list[tuple[int, bool]], more: int) -> None:
    slots += [(0, False)] * (-len(slots) % 8)
    scores = np.array([score for score, _ in slots] + [7] * more, np.int32)
    clear_others(scores, np.packbits(np.array([passes for _, passes in slots], np.bool_), bitorder="little"))
    assert scores.tolist() == [score if passes else 0 for score, passes in slots] + [7] * more


@law
@given(st.lists(st.integers(0, 1_000), min_size=1, max_size=60, unique=True), st.integers(1, 60))
def test_the_greatest_keys_are_picked(keys: list[int], depth: int) -> None:
    depth = min(depth, len(keys))
    array = np.array([*keys, 10**6], np.int64)
    pick_best(array, len(keys), depth)
    assert sorted(array[:depth].tolist()) == sorted(keys)[-depth:]
    assert sorted(array.tolist()) == sorted([*keys, 10**6])


@law
@given(st.lists(st.integers(0, 60), max_size=60, unique=True).map(sorted), st.integers(0, 61))
def test_bisection_finds_what_a_look_at_all_does(slots: list[int], one: int) -> None:
    entries = (np.array(slots, np.uint32) << np.uint32(8)) | np.uint32(7)
    for search in (first_from, next_from):
        assert search(entries, 0, len(slots), one) == sum(slot < one for slot in slots)
    assert place_in(np.array(slots, np.int32), one) == (slots.index(one) if one in slots else -1)


def test_more_articles_than_slots_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SLOTS", 2)
    with pytest.raises(ValueError, match="expected at most 2 articles, found 3"):
        Postings.of(Forward.of(Csr.of(unit_rows(3, 4))), np.arange(3, dtype=np.int32))


def test_more_postings_than_their_starts_can_count_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    forward = Forward.of(Csr.of(unit_rows(3, 4, empty=0)))
    n = int(np.count_nonzero(forward.expanded))
    monkeypatch.setattr(module, "MOST_POSTINGS", n)
    assert Postings.of(forward, np.arange(3, dtype=np.int32)).offsets.dtype == np.uint32
    monkeypatch.setattr(module, "MOST_POSTINGS", n - 1)
    with pytest.raises(ValueError, match=f"expected at most {n - 1} postings, found {n}"):
        Postings.of(forward, np.arange(3, dtype=np.int32))


def test_frequent_terms_have_columns_and_others_postings() -> None:
    dense = np.zeros((16, 3), np.float32)
    dense[:, 0], dense[:2, 1], dense[5:8, 2] = 1, 0.5, 0.25
    postings = Postings.of(Forward.of(Csr.of(csr_array(dense))), np.arange(16, dtype=np.int32))
    assert postings.frequent.tolist() == [0, 2]
    assert decode(postings.columns).reshape(2, 16) == pytest.approx(dense.T[[0, 2]], rel=0.02)
    assert postings.offsets.tolist() == [0, 0, 2, 2]
    assert (postings.entries >> 8).tolist() == [0, 1]


def test_damaged_arrays_are_refused() -> None:
    postings = Postings.of(Forward.of(Csr.of(unit_rows(30, 4, seed=1))), np.arange(30, dtype=np.int32))
    assert 0 < len(postings.frequent) < 4
    arrays = postings.to_arrays()
    Postings.from_arrays(arrays, n_slots=30)
    fewer = {"posting_columns": arrays["posting_columns"][: 5 * len(postings.frequent)]}
    with pytest.raises(SnapshotError, match="slots below 5"):
        Postings.from_arrays(arrays | fewer, n_slots=5)
    with pytest.raises(SnapshotError):
        Postings.from_arrays(arrays | {"posting_offsets": np.array([0, 1], np.uint32)}, n_slots=30)
    with pytest.raises(SnapshotError, match="columns of 30"):
        Postings.from_arrays(arrays | {"posting_columns": arrays["posting_columns"][:-1]}, n_slots=30)
    with pytest.raises(SnapshotError, match="positions below"):
        Postings.from_arrays(arrays | {"posting_frequent": arrays["posting_frequent"] + 4}, n_slots=30)
