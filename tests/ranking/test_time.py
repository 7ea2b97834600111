"""Time as evidence."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.ranking import CloseInTime, OwnPace
from tests.support.builders import unit_rows
from tests.support.candidates import NOON, SEEDS, entries, few, pool, pool_of, told


@few
@given(SEEDS, st.sampled_from([None, 0.0, 5.0]))
def test_equal_times_change_no_order(seed: int, days: float | None) -> None:
    dense = unit_rows(9, 5, seed=seed, levels=2, empty=0).toarray()
    for policy in (CloseInTime(), OwnPace()):
        candidates, query = pool_of([told(days)] * 8, dense, seed=told())
        assert policy(candidates, query).rows.tolist() == candidates.rows.tolist()


@few
@given(SEEDS)
def test_a_seed_without_time_leaves_all_as_it_was(seed: int) -> None:
    candidates, query = pool(seed)
    timeless = replace(query, seed=replace(query.seed, article=told(None)))
    for policy in (CloseInTime(), OwnPace()):
        assert entries(policy(candidates, timeless)) == entries(candidates)


@few
@given(st.lists(st.floats(-2_000, 2_000), min_size=2, max_size=8))
def test_of_equals_the_nearer_in_time_comes_first(days: list[float]) -> None:
    candidates, query = pool_of([told(each) for each in days], np.ones((len(days) + 1, 2)))
    for policy in (CloseInTime(), OwnPace()):
        found = policy(candidates, query)
        apart = np.abs(found.days_from(query.seed))
        # So far apart that the factor is the same in 32 bits, the nearer has no advantage left.
        for (one, other), (score, next_score) in zip(pairwise(apart), pairwise(found.score), strict=True):
            assert one <= other or np.isclose(one, other, rtol=1e-3, atol=1e-3) or score == next_score
        by_distance = found.score[np.argsort(apart, kind="stable")]
        assert (by_distance[:-1] >= by_distance[1:] - 1e-6).all()


def test_time_is_evidence_and_no_hard_rule() -> None:
    candidates, query = pool_of([told(), told(3_000)], [[1, 0], [1, 3], [1, 0.1]])
    found = CloseInTime()(candidates, query)
    assert len(found) == 2
    assert (found.score > 0).all()


def at_own_pace(days: list[float], k: int = 5) -> dict[float, float]:
    """Return what is left of equal scores, by days from the seed."""
    candidates, query = pool_of([told(each) for each in days], np.ones((len(days) + 1, 2)), k=k)
    found = OwnPace()(candidates, query)
    return dict(zip(np.round(np.abs(found.days_from(query.seed)), 3).tolist(), found.score.tolist(), strict=True))


def test_a_breaking_story_has_a_pace_of_hours() -> None:
    hours = at_own_pace([0.02, 0.04, 0.08, 0.1, 0.2, 30])
    assert hours[0.02] > 0.8
    assert hours[30] < 0.01 * hours[0.02]


def test_an_evergreen_has_a_pace_of_years() -> None:
    years = at_own_pace([30, 400, 800, 1_200, 2_000])
    assert years[800] > 0.8 * years[30]
    assert years[2_000] > 0.5 * years[30]


@few
@given(SEEDS, st.lists(st.floats(0.01, 400), min_size=6, max_size=9))
def test_what_came_without_a_time_is_before_no_dated_card_that_is_more_similar(seed: int, days: list[float]) -> None:
    """Not to have a time is no merit: the best that have one are before all that are less similar and have none."""
    dense = unit_rows(len(days) + 4, 4, seed=seed, empty=0, density=1.0).toarray()
    came_without = told(None).dated(NOON)
    told_all = [told(each) for each in days] + [came_without] * 3
    candidates, query = pool_of(told_all, dense)
    dated = candidates.take(candidates.have_times())
    cards = OwnPace()(dated, query).rows.tolist()[: query.k]
    similarity = dict(zip(candidates.rows.tolist(), candidates.score.tolist(), strict=True))
    order = OwnPace()(candidates, query).rows.tolist()
    for undated in candidates.rows[~candidates.have_times()].tolist():
        for card in cards:
            if similarity[card] >= similarity[undated]:
                assert order.index(card) < order.index(undated)
