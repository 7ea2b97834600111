"""How certain a difference is: confidence intervals of means, and a test between two systems, both over seeds.

In: `Samples`, a row for each seed, a column for each measure of a system, and the weight of each value: 0 where the
measure is not defined for the seed. Out: means, bounds or p-values for each column. All columns are resampled with the
same draws, and the same random seed gives the same numbers.

A mean is Σ weight · value / Σ weight. Weights of 1 give the plain mean over seeds; weights that count cards give a
share of all cards. Seeds are resampled in both cases, because the cards of one box are not independent.

Sources: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13; Smucker, Allan and Carterette, A
comparison of statistical significance tests for information retrieval evaluation, CIKM 2007.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

# Random draws of an interval or a test. At least 1, draws; so that the standard error of a p-value of 0.05 is 0.003.
RESAMPLES = 5_000
# How often an interval covers the mean. In (0, 1), a probability; the usual one.
CONFIDENCE = 0.95
# The columns of a value and its interval in a table.
STATISTICS = ("mean", "low", "high")
# Random numbers in memory at once. At least 1, numbers; by hand: as int64 these are 16 MB.
_DRAWS_AT_ONCE = 2_000_000
# Differences of means closer than this count as equal. Above 0; by hand, some thousand times the rounding of float64.
_ROUNDING = 1e-12


class Samples(NamedTuple):
    """The values of measures at seeds, with their weights.

    Attributes:
        totals: float64 (n_seeds, n_columns), weight times value; 0 where the weight is 0.
        weights: float64 (n_seeds, n_columns), 0 or more.
    """

    totals: NDArray[np.float64]
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, values: NDArray[np.float64], weights: NDArray[np.float64] | None = None) -> Self:
        """Return the samples of values: by default with weight 1, and with weight 0 where a value is NaN."""
        known = ~np.isnan(values)
        weights = np.where(known, 1.0 if weights is None else weights, 0.0)
        return cls(np.where(known, values, 0.0) * weights, weights)

    @property
    def values(self) -> NDArray[np.float64]:
        """Return the values, float64 (n_seeds, n_columns); NaN where the weight is 0."""
        return _ratio(self.totals, self.weights)

    def means(self) -> NDArray[np.float64]:
        """Return the weighted mean of each column, float64 (n_columns,); NaN where all weights are 0.

        >>> Samples.of(np.array([[1.0], [0.0]]), np.array([[3.0], [1.0]])).means().tolist()
        [0.75]
        """
        return _ratio(self.totals.sum(axis=0), self.weights.sum(axis=0))

    def beside(self, other: Samples) -> Samples:
        """Return these columns followed by other columns of the same seeds."""
        return Samples(np.hstack([self.totals, other.totals]), np.hstack([self.weights, other.weights]))


def bootstrap_intervals(samples: Samples, *, resamples: int = RESAMPLES, seed: int = 0) -> NDArray[np.float64]:
    """Return the 95 % percentile bootstrap interval of each column's mean, float64 (2, n_columns): low, high.

    Args:
        samples: At least one row.
        resamples: How often n_seeds seeds are drawn with replacement.
        seed: The seed of the random generator.

    Returns:
        NaN for a column without any value. A draw in which all weights are 0 is left out.
    """
    return interval(bootstrap_means(samples, resamples=resamples, seed=seed))


def bootstrap_means(samples: Samples, *, resamples: int = RESAMPLES, seed: int = 0) -> NDArray[np.float64]:
    """Return the means of resampled seeds, float64 (resamples, n_columns); NaN where all drawn weights are 0."""
    generator = np.random.default_rng(seed)
    n_seeds = len(samples.totals)
    means = []
    for rows in blocks(resamples, n_seeds):
        drawn = generator.integers(0, n_seeds, (rows, n_seeds)) + np.arange(rows)[:, None] * n_seeds
        times = np.bincount(drawn.ravel(), minlength=rows * n_seeds).reshape(rows, n_seeds).astype(np.float64)
        means.append(_ratio(times @ samples.totals, times @ samples.weights))
    return np.concatenate(means)


def interval(drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the bounds of the middle 95 % of each column, NaN left out, float64 (2, n_columns): low, high.

    Both bounds of a column that holds nothing but NaN are NaN.
    """
    tail = (1 - CONFIDENCE) / 2
    bounds = np.full((2, drawn.shape[1]), np.nan)
    for column, values in enumerate(drawn.T):
        known = values[~np.isnan(values)]
        if len(known):
            bounds[:, column] = np.quantile(known, [tail, 1 - tail])
    return bounds


def randomisation_test(
    samples: Samples, baseline: Samples, *, resamples: int = RESAMPLES, seed: int = 0
) -> NDArray[np.float64]:
    """Return the two-sided p-value of each column against the baseline's, float64 (n_columns,), in (0, 1].

    If the two systems were equally good, their values at a seed could be swapped: p = (1 + n) / (1 + resamples), with n
    the number of random swaps that give a difference of means at least as large as the observed one.

    Args:
        samples, baseline: The same seeds in the same rows, the same measures in the same columns.
        resamples: How many random swaps are made; each seed is swapped with probability 1/2.
        seed: The seed of the random generator.

    Returns:
        NaN where one of the two means is NaN.
    """
    generator = np.random.default_rng(seed)
    observed = samples.means() - baseline.means()
    totals, weights = samples.totals - baseline.totals, samples.weights - baseline.weights
    as_large = np.zeros(len(observed), np.int64)
    for rows in blocks(resamples, len(totals)):
        # A seed with a 1 counts for the first system as it is; one with a 0 is swapped.
        kept = generator.integers(0, 2, (rows, len(totals)), np.int8).astype(np.float64)
        moved, moved_weights = kept @ totals, kept @ weights
        ours = _ratio(baseline.totals.sum(axis=0) + moved, baseline.weights.sum(axis=0) + moved_weights)
        theirs = _ratio(samples.totals.sum(axis=0) - moved, samples.weights.sum(axis=0) - moved_weights)
        as_large += (np.abs(ours - theirs) >= np.abs(observed) - _ROUNDING).sum(axis=0)
    return np.where(np.isnan(observed), np.nan, (1 + as_large) / (1 + resamples))


def blocks(resamples: int, n_seeds: int) -> Iterator[int]:
    """Yield how many resamples to draw in each step, so that memory does not grow with the number of seeds."""
    at_once = max(1, _DRAWS_AT_ONCE // max(1, n_seeds))
    for start in range(0, resamples, at_once):
        yield min(at_once, resamples - start)


def _ratio(totals: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    ratio: NDArray[np.float64] = np.divide(totals, weights, out=np.full(np.shape(totals), np.nan), where=weights > 0)
    return ratio
