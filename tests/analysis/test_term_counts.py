"""Sentences of streams of term ids, against plain Python."""

from __future__ import annotations

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
    kept = ids.copy()
    term_counts.drop_sentences(kept, begins[::2], starts[rows[::2] + 1])
    _, still, _ = term_counts.sentence_hashes(kept, starts)
    assert still.tolist() == begins[1::2].tolist()
    assert len(kept) == len(ids)
