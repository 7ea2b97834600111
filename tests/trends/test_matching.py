"""Maximum matchings, against those of scipy."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from recommender.trends.matching import count_matched
from tests.support.builders import law

PAIRS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=60)


def test_no_pairs_match_nothing() -> None:
    assert count_matched([]) == 0


def test_a_pair_may_have_to_move_more_than_once() -> None:
    chain = [pair for side in range(2000) for pair in ((side, side), (side, side + 1))]
    assert count_matched([*chain, (2000, 0)]) == 2001


@law
@given(PAIRS)
def test_as_many_match_as_with_scipy(pairs: list[tuple[int, int]]) -> None:
    graph = np.zeros((13, 13), np.int8)
    for left, right in pairs:
        graph[left, right] = 1
    expected = int(np.count_nonzero(maximum_bipartite_matching(csr_array(graph)) >= 0))
    assert count_matched(pairs) == expected
