"""Intervals and tests over seeds."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from recommender.evaluation.significance import Samples, bootstrap_intervals, randomisation_test


def test_the_interval_is_that_of_the_normal_theory_where_it_holds() -> None:
    values = np.random.default_rng(1).normal(0.5, 0.2, (400, 2))
    low, high = bootstrap_intervals(Samples.of(values))
    error = 1.96 * values.std(axis=0) / 20
    assert low == pytest.approx(values.mean(axis=0) - error, abs=0.002)
    assert high == pytest.approx(values.mean(axis=0) + error, abs=0.002)


def test_draws_in_blocks_are_the_draws_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(2).random((30, 3))
    at_once = (
        bootstrap_intervals(Samples.of(values), resamples=100),
        randomisation_test(Samples.of(values), Samples.of(values[::-1]), resamples=100),
    )
    monkeypatch.setattr("recommender.evaluation.significance._DRAWS_AT_ONCE", 7 * 30)
    in_blocks = (
        bootstrap_intervals(Samples.of(values), resamples=100),
        randomisation_test(Samples.of(values), Samples.of(values[::-1]), resamples=100),
    )
    assert at_once[0] == pytest.approx(in_blocks[0], abs=1e-12)
    assert at_once[1] == pytest.approx(in_blocks[1], abs=0.03)


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others() -> None:
    values = np.random.default_rng(3).random((30, 1))
    other = np.random.default_rng(4).random((30, 1))
    assert np.array_equal(
        bootstrap_intervals(Samples.of(values), seed=5), bootstrap_intervals(Samples.of(values), seed=5)
    )
    assert not np.array_equal(
        bootstrap_intervals(Samples.of(values), seed=5), bootstrap_intervals(Samples.of(values), seed=6)
    )
    assert randomisation_test(Samples.of(values), Samples.of(other), seed=5) == randomisation_test(
        Samples.of(values), Samples.of(other), seed=5
    )
    assert randomisation_test(Samples.of(values), Samples.of(other), seed=5) != randomisation_test(
        Samples.of(values), Samples.of(other), seed=6
    )


def test_the_p_value_is_that_of_all_signs() -> None:
    generator = np.random.default_rng(7)
    values, baseline = generator.random((10, 1)) + 0.15, generator.random((10, 1))
    signs = np.array(list(product([-1, 1], repeat=10)))
    means = np.abs(signs @ (values - baseline))
    exact = (means >= np.abs((values - baseline).sum()) - 1e-12).mean()
    assert 0.01 < exact < 0.5
    assert randomisation_test(Samples.of(values), Samples.of(baseline), resamples=20_000)[0] == pytest.approx(
        exact, abs=0.01
    )


def test_a_system_does_not_differ_from_itself() -> None:
    values = np.random.default_rng(8).random((20, 2))
    assert randomisation_test(Samples.of(values), Samples.of(values)).tolist() == [1, 1]


def test_a_mean_weighs_each_seed_by_its_cards() -> None:
    samples = Samples.of(np.array([[1.0], [0.0], [np.nan]]), np.array([[1.0], [3.0], [2.0]]))
    assert samples.means().tolist() == [0.25]
    assert samples.weights.tolist() == [[1], [3], [0]]


def test_a_weighted_interval_is_that_of_the_shares_in_redrawn_seeds() -> None:
    generator = np.random.default_rng(11)
    weights = generator.integers(0, 6, 200).astype(np.float64)
    values = generator.random(200)
    low, high = bootstrap_intervals(Samples.of(values[:, None], weights[:, None]))[:, 0]
    drawn = generator.integers(0, 200, (5_000, 200))
    shares = (weights * values)[drawn].sum(axis=1) / weights[drawn].sum(axis=1)
    assert (low, high) == (
        pytest.approx(np.quantile(shares, 0.025), abs=0.004),
        pytest.approx(np.quantile(shares, 0.975), abs=0.004),
    )


def test_a_weighted_p_value_is_that_of_all_swaps() -> None:
    generator = np.random.default_rng(12)
    ours, theirs = (
        Samples.of(generator.random((8, 1)) + shift, generator.integers(1, 6, (8, 1)).astype(np.float64))
        for shift in (0.3, 0.0)
    )
    seen = abs(float(ours.means()[0] - theirs.means()[0]))
    as_large = 0
    for swaps in product([False, True], repeat=8):
        one = Samples(*(np.where(np.array(swaps)[:, None], b, a) for a, b in zip(ours, theirs, strict=True)))
        two = Samples(*(np.where(np.array(swaps)[:, None], a, b) for a, b in zip(ours, theirs, strict=True)))
        as_large += abs(float(one.means()[0] - two.means()[0])) >= seen - 1e-12
    exact = as_large / 2**8
    assert 0.01 < exact < 0.5
    assert randomisation_test(ours, theirs, resamples=20_000)[0] == pytest.approx(exact, abs=0.01)


def test_of_what_is_known_of_no_seed_nothing_is_said() -> None:
    nothing = Samples.of(np.full((4, 1), np.nan))
    something = Samples.of(np.ones((4, 1)))
    assert np.isnan([nothing.means(), *bootstrap_intervals(nothing), randomisation_test(something, nothing)]).all()
