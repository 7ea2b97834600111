"""Vectors that grow: what has been handed out never changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from recommender.index.live_vectors import CombinedVectors, GrowingForward
from recommender.model.forward import Forward, PackedVectors
from recommender.model.sparse import Csr
from tests.support.builders import law, unit_rows, vector_of

N_TERMS = 40


def expect_rows(forward: Forward, own: csr_array, expanded: csr_array) -> None:
    packed = Forward.of(Csr.of(expanded), Csr.of(own))
    for codes, expected in ((forward.own, packed.own), (forward.expanded, packed.expanded)):
        vectors, others = PackedVectors(forward, codes), PackedVectors(packed, expected)
        assert len(vectors) == len(others)
        for row in range(len(others)):
            assert [part.tolist() for part in vectors[row]] == [part.tolist() for part in others[row]]


@law
@given(st.lists(st.integers(0, 5), max_size=8))
def test_vectors_that_grow_are_what_was_put_in(sizes: list[int]) -> None:
    own, expanded = (unit_rows(sum(sizes), N_TERMS, seed=seed) for seed in (3, 4))
    vectors = GrowingForward.empty(N_TERMS)
    handed_out, begin = [vectors], 0
    for size in sizes:
        rows = range(begin, begin + size)
        vectors = vectors.with_more(*([vector_of(each, row) for row in rows] for each in (own, expanded)))
        handed_out.append(vectors)
        begin += size
    for some in handed_out:
        expect_rows(some.forward, own[: len(some)], expanded[: len(some)])
        with pytest.raises(ValueError, match="read-only"):
            some.forward.offsets[0] = 1
    for begin in range(len(vectors) + 1):
        expect_rows(vectors.stretch(begin), own[begin:], expanded[begin:])


@pytest.mark.parametrize("rows", [[], [1, 0], [2, 4, 3], [0, 4, 1]])
def test_vectors_taken_together_are_those_of_base_and_live(rows: list[int]) -> None:
    base, live = (Forward.of(Csr.of(unit_rows(n, N_TERMS, seed=n))) for n in (2, 4))
    slots = np.array([3, 0, 1], np.int32)
    vectors = CombinedVectors(PackedVectors(base, base.own), PackedVectors(live, live.own), slots)
    together = vectors.take(np.array(rows, np.int32))
    alone = Csr.stack([vectors[row] for row in rows], N_TERMS)
    some = np.array(rows, np.int32)
    for at, row in enumerate(rows):
        assert vectors.within(some)(at).tolist() == vectors.similarities(some, vectors[row]).tolist()
    for row in range(5):
        similarities = vectors.similarities(some, vectors[row])
        assert vectors.similarities_to(some, row).tolist() == similarities.tolist()
        assert vectors.share_terms(some, vectors[row]).tolist() == (similarities > 0).tolist()
    assert [part.tolist() for part in together[:3]] == [part.tolist() for part in alone[:3]]
