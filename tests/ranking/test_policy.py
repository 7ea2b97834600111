"""What every policy keeps to, and the trace of one article through them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import ranking
from recommender.index import Candidates
from recommender.ranking import POLICIES, SEED, Policy, Query, Rules, rank, trace
from recommender.ranking.query import PinnedRow
from tests.support.candidates import SEEDS, accounted, bare, entries, few, is_in_order, pinned_in, pool, told


def policy_classes() -> list[type[Any]]:
    """Return every class of the room that turns candidates and a query into candidates."""
    modules = [importlib.import_module(f"{ranking.__name__}.{m.name}") for m in pkgutil.iter_modules(ranking.__path__)]
    found = {each for module in modules for _, each in inspect.getmembers(module, inspect.isclass) if is_policy(each)}
    return sorted(found, key=lambda each: str(each.__name__))


def is_policy(each: type[Any]) -> bool:
    parameters = list(inspect.signature(each.__call__).parameters)
    return each is not Policy and parameters == ["self", "candidates", "query"]


every_policy = pytest.mark.parametrize("policy", [each() for each in policy_classes()], ids=lambda p: type(p).__name__)


def test_every_policy_is_part_of_the_rooms_front() -> None:
    assert {each.__name__ for each in policy_classes()} <= set(ranking.__all__)


def test_the_boxes_are_made_of_these_policies() -> None:
    used = {type(policy) for policies in POLICIES.values() for policy in policies}
    assert used <= set(policy_classes())


@every_policy
@few
@given(SEEDS)
def test_a_policy_returns_some_of_its_candidates_each_once(policy: Policy, seed: int) -> None:
    candidates, query = pool(seed)
    found = policy(candidates, query)
    rows = accounted(found)
    assert len(rows) == len(set(rows))
    assert set(rows) <= set(candidates.rows.tolist()) | pinned_in(query)
    similarity = dict(zip(candidates.rows.tolist(), candidates.similarity.tolist(), strict=True))
    similarity |= {row: found.own_vectors[row].dot(query.seed.own_vector) for row in pinned_in(query)}
    assert found.similarity.tolist() == pytest.approx([similarity[row] for row in found.rows.tolist()])


@every_policy
@few
@given(SEEDS)
def test_a_policy_says_the_same_twice_and_changes_nothing(policy: Policy, seed: int) -> None:
    candidates, query = pool(seed)
    before = entries(candidates), dict(candidates.folded)
    one, other = policy(candidates, query), policy(candidates, query)
    assert (entries(one), one.folded) == (entries(other), other.folded)
    assert (entries(candidates), candidates.folded) == before


@every_policy
@few
@given(SEEDS)
def test_scores_are_finite_and_in_order_after_a_policy(policy: Policy, seed: int) -> None:
    candidates, query = pool(seed)
    found = policy(candidates, query)
    assert found.score.dtype == np.float32
    assert np.isfinite(found.score).all()
    assert (found.score >= 0).all()
    assert is_in_order(found, query)


@every_policy
@few
@given(SEEDS)
def test_what_was_folded_before_stays_folded(policy: Policy, seed: int) -> None:
    candidates, query = pool(seed)
    if len(candidates) < 2:
        return
    card, copy = candidates.rows[:2].tolist()
    if copy in pinned_in(query):  # which no policy folds, since pins are set aside first
        return
    candidates = candidates.take(candidates.rows != copy).with_folded({card: (copy,), SEED: (99,)})
    found = policy(candidates, query)
    assert 99 in found.folded[SEED]
    kept = [row for row in accounted(found) if row in (card, copy)]
    assert kept in ([], [copy, card], [card, copy])


@every_policy
@pytest.mark.parametrize("n", [0, 1, 2, 7])
@pytest.mark.parametrize("k", [0, 1, 50])
def test_candidates_without_time_or_publisher_are_ordinary(policy: Policy, n: int, k: int) -> None:
    candidates, query = bare(n, k=k)
    found = policy(candidates, query)
    assert set(accounted(found)) <= set(candidates.rows.tolist())
    assert np.isfinite(found.score).all()


@every_policy
@few
@given(SEEDS)
def test_a_seed_without_time_or_publisher_is_ordinary(policy: Policy, seed: int) -> None:
    candidates, query = pool(seed)
    found = policy(candidates, replace(query, seed=replace(query.seed, article=told(None))))
    assert set(accounted(found)) <= set(candidates.rows.tolist()) | pinned_in(query)
    assert np.isfinite(found.score).all()


@every_policy
@few
@given(SEEDS, st.sampled_from([0.0, 1e-38, 1e-20]))
def test_tiny_scores_break_nothing(policy: Policy, seed: int, scale: float) -> None:
    candidates, query = pool(seed)
    found = policy(candidates.with_scores(candidates.score * np.float32(scale)), query)
    assert np.isfinite(found.score).all()
    assert set(accounted(found)) <= set(candidates.rows.tolist()) | pinned_in(query)


@every_policy
def test_a_policy_tells_its_settings_and_keeps_them(policy: Any) -> None:
    settings = {each.name: getattr(policy, each.name) for each in fields(policy)}
    told_settings = ", ".join(f"{name}={value!r}" for name, value in settings.items())
    assert repr(policy) == f"{type(policy).__name__}({told_settings})"
    assert type(policy)(**settings) == policy
    assert hash(type(policy)(**settings)) == hash(policy)
    for name in [*settings, "other"]:
        with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
            setattr(policy, name, 1)
    assert {each.name: getattr(policy, each.name) for each in fields(policy)} == settings


@pytest.mark.parametrize("box", POLICIES)
@few
@given(SEEDS)
def test_a_trace_follows_a_row_to_its_place_or_to_the_policy_that_took_it_out(box: str, seed: int) -> None:
    candidates, query = pool(seed)
    policies, found = POLICIES[box], rank(candidates, query, POLICIES[box])
    for row in set(candidates.rows.tolist()) - pinned_in(query):
        steps = trace(candidates, query, policies, row)
        assert [step.policy for step in steps] == [repr(each) for each in policies[: len(steps)]]
        assert all(step.rank for step in steps[:-1])
        if row in found.rows:
            place = found.rows.tolist().index(row)
            assert len(steps) == len(policies)
            assert steps[-1][1:] == (place + 1, float(found.score[place]), None)
        else:
            assert steps[-1].rank is steps[-1].score is None
            into = steps[-1].folded_into
            assert into is None or into in (SEED, *pinned_in(query)) or into in candidates.rows


def test_where_nothing_is_left_only_a_pin_is_asked_for() -> None:
    asked = []

    def ask(candidates: Candidates, query: Query) -> Candidates:
        asked.append(len(candidates))
        return candidates.take([])

    candidates, query = pool(0)
    assert not len(rank(candidates, replace(query, rules=Rules()), (ask, ask, ask)))
    assert asked == [len(candidates)]
    rank(candidates, replace(query, rules=Rules(pins=(PinnedRow(0, 1),))), (ask, ask))
    assert asked[1:] == [len(candidates), 0]
