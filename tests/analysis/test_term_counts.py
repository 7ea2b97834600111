"""Streams of term ids → counts, against plain Python."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender.analysis import term_counts
from recommender.analysis.term_counts import DROPPED, OOV, SENTENCE_END
from tests.support.builders import law

TOKENS = st.sampled_from([0, 1, 2, 3, 4, DROPPED, SENTENCE_END, OOV])
STRETCHES = st.lists(st.lists(TOKENS, max_size=12), max_size=6)


def stream(stretches: list[list[int]]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    ids = np.array([token for stretch in stretches for token in stretch], np.int32)
    return ids, np.cumsum([0, *map(len, stretches)], dtype=np.int64)


def sentences(stretch: list[int]) -> list[list[int]]:
    found: list[list[int]] = [[]]
    for token in stretch:
        if token == SENTENCE_END:
            found.append([])
        else:
            found[-1].append(token)
    return found


@law
@given(STRETCHES)
def test_counts_are_those_of_a_counter(stretches: list[list[int]]) -> None:
    ids, starts = stream(stretches)
    out, keys, counts = term_counts.count_rows(ids, starts)
    for row, stretch in enumerate(stretches):
        found = dict(zip(keys[out[row] : out[row + 1]].tolist(), counts[out[row] : out[row + 1]].tolist(), strict=True))
        assert found == Counter(stretch)
        assert list(found) == sorted(found)


@law
@given(STRETCHES, st.integers(0, 5))
def test_selected_terms_are_the_first_known_ones(stretches: list[list[int]], most: int) -> None:
    ids, starts = stream(stretches)
    terms, out = term_counts.select_terms(ids, starts[:-1], starts[1:], most)
    for row, stretch in enumerate(stretches):
        assert terms[out[row] : out[row + 1]].tolist() == [token for token in stretch if token >= 0][:most]


@law
@given(STRETCHES)
def test_pairs_pass_over_function_words_but_not_over_sentences_or_unknown_words(stretches: list[list[int]]) -> None:
    ids, starts = stream(stretches)
    keys, out = term_counts.select_pairs(ids, starts[:-1], starts[1:], 5)
    for row, stretch in enumerate(stretches):
        expected = []
        for sentence in sentences(stretch):
            known = [token for token in sentence if token != DROPPED]
            expected += [5 * first + second for first, second in pairwise(known) if min(first, second) >= 0]
        assert keys[out[row] : out[row + 1]].tolist() == expected


@law
@given(STRETCHES)
def test_equal_sentences_have_equal_hashes_and_others_do_not(stretches: list[list[int]]) -> None:
    ids, starts = stream(stretches)
    hashes, begins, rows = term_counts.sentence_hashes(ids, starts)
    told = [tuple(t for t in s if t != DROPPED) for stretch in stretches for s in sentences(stretch)]
    told = [sentence for sentence in told if sentence]
    assert len(hashes) == len(told)
    assert len(set(zip(told, hashes.tolist(), strict=True))) == len(set(told)) == len(set(hashes.tolist()))
    assert all(starts[row] <= begin < starts[row + 1] for begin, row in zip(begins, rows, strict=True))


@law
@given(STRETCHES)
def test_dropped_sentences_leave_the_others_as_they_were(stretches: list[list[int]]) -> None:
    ids, starts = stream(stretches)
    _, begins, rows = term_counts.sentence_hashes(ids, starts)
    kept = term_counts.drop_sentences(ids, begins[::2], starts[rows[::2] + 1])
    _, still, _ = term_counts.sentence_hashes(kept, starts)
    assert still.tolist() == begins[1::2].tolist()
    assert len(kept) == len(ids)
