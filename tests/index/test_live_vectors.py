"""Vectors that grow: what has been handed out never changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.index.live_vectors import GrowingVectors
from tests.support.builders import law, unit_rows, vector_of

N_TERMS = 40


@law
@given(st.lists(st.integers(0, 5), max_size=8))
def test_vectors_that_grow_are_what_was_put_in(sizes: list[int]) -> None:
    rows = unit_rows(sum(sizes), N_TERMS, seed=3)
    vectors = GrowingVectors.empty(N_TERMS)
    handed_out, begin = [vectors], 0
    for size in sizes:
        vectors = vectors.with_more([vector_of(rows, row) for row in range(begin, begin + size)])
        handed_out.append(vectors)
        begin += size
    for some in handed_out:
        assert np.array_equal(some.matrix().toarray(), rows[: len(some)].toarray())
        with pytest.raises(ValueError, match="read-only"):
            some.csr.indptr[0] = 1
    for begin in range(len(vectors) + 1):
        assert np.array_equal(vectors.stretch(begin).matrix().toarray(), rows[begin:].toarray())
