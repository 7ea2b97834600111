"""The policies of the boxes together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.ranking import POLICIES, SEED, NoCopiesOfTheSeed, rank
from recommender.ranking.query import NO_RULES
from tests.support.candidates import SEEDS, accounted, few, pinned_in, pool, pool_of, told


@pytest.mark.parametrize("box", POLICIES)
@few
@given(SEEDS, st.integers(0, 6))
def test_a_box_holds_at_most_k_of_its_candidates(box: str, seed: int, k: int) -> None:
    candidates, query = pool(seed, k=k)
    found = rank(candidates, query, POLICIES[box])
    assert len(found) <= k
    assert len(accounted(found)) == len(set(accounted(found)))
    assert set(accounted(found)) <= set(candidates.rows.tolist()) | pinned_in(query)


@pytest.mark.parametrize("box", POLICIES)
@few
@given(SEEDS, st.integers(0, 6))
def test_a_longer_box_begins_like_a_shorter_one(box: str, seed: int, k: int) -> None:
    candidates, query = pool(seed)
    shorter, longer = (rank(candidates, replace(query, k=n), POLICIES[box]) for n in (k, k + 1))
    assert shorter.rows.tolist() == longer.rows.tolist()[:k]


@pytest.mark.parametrize(("box", "cosine", "far", "near"), [("similar", 0.9, 2.0, 0.1), ("related", 0.3, 900.0, 30.0)])
def test_of_two_equals_a_box_shows_the_nearer_in_time_first(box: str, cosine: float, far: float, near: float) -> None:
    articles = [told(far, publisher="A"), told(near, publisher="B")]
    candidates, query = pool_of(articles, [[1, 1, 0, 0, 0], [1, 0, 3, 0, 0], [0, 1, 0, 3, 0]])
    alike = np.full(2, cosine, np.float32)
    found = rank(replace(candidates, similarity=alike, score=alike), query, POLICIES[box])
    assert found.rows.tolist() == [1, 0]


@few
@given(SEEDS)
def test_no_candidate_is_in_both_boxes(seed: int) -> None:
    candidates, query = pool(seed, k=50, rules=NO_RULES)
    similar, related = (accounted(rank(candidates, query, POLICIES[box])) for box in ("similar", "related"))
    of_the_seed = candidates.folded.get(SEED, ())
    copies = NoCopiesOfTheSeed()(candidates, query).folded.get(SEED, ())
    assert set(similar) & set(related) <= {*of_the_seed, *copies}
