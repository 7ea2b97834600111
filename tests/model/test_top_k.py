"""The best k of many, against a whole sort."""

from __future__ import annotations

from inspect import unwrap
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.model.top_k import heaviest, is_worse, offer, sort_offered
from tests.support.builders import law


@law
@given(st.lists(st.sampled_from([0.25, 0.5, 0.75, 1.0]), max_size=40), st.integers(0, 12), st.randoms())
def test_what_is_offered_in_any_order_ends_as_the_best_in_order(scores: list[float], k: int, random: Random) -> None:
    expected = sorted(range(len(scores)), key=lambda row: (-scores[row], row))[:k]
    for put, finish in ((offer, sort_offered), (unwrap(offer), unwrap(sort_offered))):
        best_scores, best, size = np.empty(k, np.float32), np.empty(k, np.int32), 0
        for row in random.sample(range(len(scores)), len(scores)):
            if size < k or (k and is_worse(best_scores[0], best[0], scores[row], row)):
                size = put(best_scores, best, size, scores[row], row)
        finish(best_scores, best, size)
        assert best[:size].tolist() == expected
        assert best_scores[:size].tolist() == [scores[row] for row in expected]


@law
@given(st.dictionaries(st.integers(0, 30), st.sampled_from([0.125, 0.25, 0.5])), st.integers(1, 12), st.randoms())
def test_the_heaviest_terms_are_those_of_a_whole_sort_in_rising_order(
    weights: dict[int, float], most: int, random: Random
) -> None:
    given_terms = random.sample(list(weights), len(weights))
    given_weights = np.array([weights[term] for term in given_terms], np.float32)
    terms, found = heaviest(np.array(given_terms, np.int32), given_weights, most)
    assert terms.tolist() == sorted(sorted(weights, key=lambda term: (-weights[term], term))[:most])
    assert found.tolist() == [weights[term] for term in terms.tolist()]
