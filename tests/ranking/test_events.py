"""Events: the seed's own, and others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray

from recommender.model.vectors import Vectors
from recommender.ranking import ExcludeSameEvent, KeepSameEvent, Mmr, NotInAnotherBox, SameEventThreshold
from tests.support.builders import matrix_of
from tests.support.candidates import NEVER, NOON, SEEDS, entries, few, pool, pool_of, told

THRESHOLDS = [
    SameEventThreshold(base=0.14, growth=0.5),
    KeepSameEvent().threshold,
    ExcludeSameEvent().threshold,
    ExcludeSameEvent().sure,
    Mmr().threshold,
    NotInAnotherBox().threshold,
]
COSINES = np.linspace(0, 1, 41, dtype=np.float32)
DAYS = np.array([0, 0.01, 0.3, 1, 2, 7, 30, 365, 10_000], np.float64)


def judged(threshold: SameEventThreshold) -> NDArray[np.bool_]:
    """Return whether each cosine is enough at each distance: (n_cosines, n_days)."""
    return np.array([threshold(np.full(len(DAYS), cosine, np.float32), DAYS) for cosine in COSINES])


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_more_alike_is_rather_one_event_and_further_apart_is_rather_not(threshold: SameEventThreshold) -> None:
    table = judged(threshold)
    assert (table[:-1] <= table[1:]).all()
    assert (table[:, :-1] >= table[:, 1:]).all()
    assert table[-1, 0]
    assert not table[0].any()


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_before_and_after_are_the_same_distance_and_an_unknown_one_is_assumed(threshold: SameEventThreshold) -> None:
    for cosine in COSINES:
        alike = np.full(len(DAYS), cosine, np.float32)
        assert np.array_equal(threshold(alike, DAYS), threshold(alike, -DAYS))
        unknown, assumed = np.array([np.nan]), np.array([threshold.unknown_days])
        assert threshold(alike[:1], unknown) == threshold(alike[:1], assumed)


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_a_cosine_that_is_enough_is_enough_at_any_distance(threshold: SameEventThreshold) -> None:
    assert threshold(np.array([threshold.enough], np.float32), np.array([1e6]))[0] or threshold.enough >= 1


def test_what_is_the_same_event_is_never_another_one() -> None:
    assert not (judged(KeepSameEvent().threshold) & ~judged(ExcludeSameEvent().threshold)).any()


@few
@given(SEEDS)
def test_the_two_event_policies_keep_the_order_and_share_nothing(seed: int) -> None:
    candidates, query = pool(seed)
    same, another = KeepSameEvent()(candidates, query), ExcludeSameEvent()(candidates, query)
    assert not set(same.rows.tolist()) & set(another.rows.tolist())
    for found in (same, another):
        kept = set(found.rows.tolist())
        assert entries(found) == [entry for entry in entries(candidates) if entry[0] in kept]


def test_a_copy_of_a_report_tells_its_event_also_just_below_the_threshold() -> None:
    report, cut, shorter, another = [0.6, 0.8, 0], [0.57, 0.82, 0], [0.4, 0.92, 0], [0.57, 0, 0.82]
    candidates, query = pool_of([told()] * 4, [[1, 0, 0], report, cut, shorter, another])
    threshold = SameEventThreshold(base=0.59, growth=0.0)
    policy = KeepSameEvent(threshold, threshold)
    assert policy(candidates, query).rows.tolist() == [0, 1]
    assert policy(candidates.take([1, 2, 3]), query).rows.tolist() == []


# Five reports: one surely of the seed's event, one near that one alone, one near the latter alone, two of other events.
CHAIN = [[1, 0, 0, 0, 0], [1, 1, 0, 0, 0], [0.1, 1, 1, 0, 0], [0.2, 0, 1, 0.5, 0], [0.2, 0, 0, 0, 1], [0.1, 0, 0, 0, 1]]


@pytest.mark.parametrize("days", [0, 400, None])
def test_a_report_in_other_words_is_known_by_what_surely_tells_the_event(days: float | None) -> None:
    """And the chain ends there, so that it does not lead from event to event."""
    threshold = SameEventThreshold(base=0.3, growth=0.0)
    candidates, query = pool_of([told(days)] * 5, CHAIN, seed=told(days))
    assert ExcludeSameEvent(threshold, sure=NEVER)(candidates, query).rows.tolist() == [3, 2, 4, 1]
    policy = ExcludeSameEvent(threshold, sure=SameEventThreshold(base=0.5, growth=0.0))
    assert policy(candidates, query).rows.tolist() == [3, 2, 4]


def test_what_surely_tells_the_event_is_told_by_the_vectors_that_are_searched() -> None:
    candidates, query = pool_of([told()] * 5, CHAIN)
    words = Vectors.of(matrix_of(np.eye(5)))
    policy = ExcludeSameEvent(SameEventThreshold(base=0.3, growth=0.0), SameEventThreshold(base=0.5, growth=0.0))
    assert policy(replace(candidates, own_vectors=words), query).rows.tolist() == [3, 2, 4]
    assert policy(replace(candidates, expanded_vectors=words), query).rows.tolist() == [3, 2, 4, 1]


def test_only_the_nearest_of_the_event_are_asked_and_only_the_nearest_others_are_left() -> None:
    candidates, query = pool_of([told()] * 5, CHAIN, k=1)
    policy = ExcludeSameEvent(SameEventThreshold(base=0.3, growth=0.0), SameEventThreshold(base=0.5, growth=0.0))
    assert replace(policy, members=0)(candidates, query).rows.tolist() == [3, 2, 4, 1]
    assert replace(policy, spare=1)(candidates, query).rows.tolist() == [3, 2]


@pytest.mark.parametrize("threshold", THRESHOLDS)
@few
@given(SEEDS)
def test_what_time_decides_alone_needs_no_cosine(threshold: SameEventThreshold, seed: int) -> None:
    candidates, _ = pool(seed)
    for row in range(len(candidates.catalogue)):
        expected = threshold(candidates.own_similarity_to(row), candidates.days_from_rows(np.array([row]))[0])
        assert threshold.of_row(row, candidates, candidates.own_vectors).tolist() == expected.tolist()


@pytest.mark.parametrize("comes", [True, False])
def test_a_report_that_came_without_a_time_takes_out_nothing_that_has_one(comes: bool) -> None:
    report = told(None).dated(NOON) if comes else told(None)
    weights = [[1.0, 0.0], [1.0, 0.6], [0.19, 1.0], [0.18, 1.0]]  # the seed, the report, and two like the report alone
    candidates, query = pool_of([report, told(300), told(None)], weights)
    kept = ExcludeSameEvent()(candidates, query)
    dated = [candidates.catalogue.article(row).known_time is not None for row in kept.rows.tolist()]
    assert dated == ([True] if comes else [])
