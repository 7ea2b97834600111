"""How sure a difference is: intervals of means and a test between two systems, both over seeds.

In: `Samples`, float arrays (n_seeds, n_columns), a column a measure of a system, a row the same seed in all columns,
and how much each value weighs: 0 where a measure says nothing of a seed. Out: means, bounds or p-values by column.
Every column is resampled with the same draws, and equal seeds of the generator give equal numbers.

A mean is Σ weight · value / Σ weight. Weights of 1 give the plain mean over seeds; weights that count cards give a
share of all cards. It is the seeds that are drawn either way, since the cards of one box are not independent.

Sources: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13; Smucker, Allan and Carterette, A
comparison of statistical significance tests for information retrieval evaluation, CIKM 2007.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 5_000
CONFIDENCE = 0.95
STATISTICS = ("mean", "low", "high")  # of a value and its interval, in a table
_DRAWS_AT_ONCE = 2_000_000
_ROUNDING = 1e-12


class Samples(NamedTuple):
    """What was measured of each seed.

    Attributes:
        totals: float64 (n_seeds, n_columns), weight times value; 0 where the weight is.
        weights: float64 (n_seeds, n_columns), 0 or more.
    """

    totals: NDArray[np.float64]
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, values: NDArray[np.float64], weights: NDArray[np.float64] | None = None) -> Self:
        """Weigh values: by 1 when nothing else is said, and by 0 where a value is not known (NaN)."""
        known = ~np.isnan(values)
        weights = np.where(known, 1.0 if weights is None else weights, 0.0)
        return cls(np.where(known, values, 0.0) * weights, weights)

    @property
    def values(self) -> NDArray[np.float64]:
        """Return the values themselves, NaN where the weight is 0."""
        return _ratio(self.totals, self.weights)

    def means(self) -> NDArray[np.float64]:
        """Return the weighted mean of each column, float64 (n_columns,); NaN where nothing is known."""
        return _ratio(self.totals.sum(axis=0), self.weights.sum(axis=0))

    def beside(self, other: Samples) -> Samples:
        """Return these columns with those of the same seeds behind them."""
        return Samples(np.hstack([self.totals, other.totals]), np.hstack([self.weights, other.weights]))


def bootstrap_intervals(samples: Samples, *, resamples: int = RESAMPLES, seed: int = 0) -> NDArray[np.float64]:
    """Return the 95 % percentile bootstrap interval of each column's mean, float64 (2, n_columns): low, high.

    Args:
        samples: Of at least one seed.
        resamples: How often n_seeds seeds are drawn with replacement.
        seed: Of the generator.

    Returns:
        NaN for a column of which nothing is known. A draw in which no seed has a weight says nothing and is left out.
    """
    return interval(bootstrap_means(samples, resamples=resamples, seed=seed))


def bootstrap_means(samples: Samples, *, resamples: int = RESAMPLES, seed: int = 0) -> NDArray[np.float64]:
    """Return the means of redrawn seeds, float64 (resamples, n_columns); NaN where a draw says nothing."""
    generator = np.random.default_rng(seed)
    n_seeds = len(samples.totals)
    means = []
    for rows in _blocks(resamples, n_seeds):
        drawn = generator.integers(0, n_seeds, (rows, n_seeds)) + np.arange(rows)[:, None] * n_seeds
        times = np.bincount(drawn.ravel(), minlength=rows * n_seeds).reshape(rows, n_seeds).astype(np.float64)
        means.append(_ratio(times @ samples.totals, times @ samples.weights))
    return np.concatenate(means)


def interval(drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the bounds of the middle 95 % of each column's known values, float64 (2, n_columns): low, high."""
    tail = (1 - CONFIDENCE) / 2
    return quantiles(drawn, [tail, 1 - tail])


def quantiles(drawn: NDArray[np.float64], at: list[float]) -> NDArray[np.float64]:
    """Return the quantiles of each column's known values, float64 (n_at, n_columns); NaN where there are none."""
    found = np.full((len(at), drawn.shape[1]), np.nan)
    for column, values in enumerate(drawn.T):
        known = values[~np.isnan(values)]
        if len(known):
            found[:, column] = np.quantile(known, at)
    return found


def randomisation_test(
    samples: Samples, baseline: Samples, *, resamples: int = RESAMPLES, seed: int = 0
) -> NDArray[np.float64]:
    """Return the two-sided p-value of each column against the baseline's, float64 (n_columns,), in (0, 1].

    Were the two systems alike, what they scored on a seed could as well be swapped: p is the share of random swaps that
    give a difference of means as large as the one seen, the one seen counted among them.

    Args:
        samples, baseline: The same seeds in the same rows, the same measures in the same columns.
        resamples: How many times each seed is swapped or not.
        seed: Of the generator.

    Returns:
        NaN where one of the two means is not known.
    """
    generator = np.random.default_rng(seed)
    seen = samples.means() - baseline.means()
    totals, weights = samples.totals - baseline.totals, samples.weights - baseline.weights
    as_large = np.zeros(len(seen), np.int64)
    for rows in _blocks(resamples, len(totals)):
        kept = generator.integers(0, 2, (rows, len(totals)), np.int8).astype(np.float64)
        moved, moved_weights = kept @ totals, kept @ weights
        ours = _ratio(baseline.totals.sum(axis=0) + moved, baseline.weights.sum(axis=0) + moved_weights)
        theirs = _ratio(samples.totals.sum(axis=0) - moved, samples.weights.sum(axis=0) - moved_weights)
        as_large += (np.abs(ours - theirs) >= np.abs(seen) - _ROUNDING).sum(axis=0)
    return np.where(np.isnan(seen), np.nan, (1 + as_large) / (1 + resamples))


def _blocks(resamples: int, n_seeds: int) -> Iterator[int]:
    """Yield how many resamples to draw at once, so that many seeds do not need much memory."""
    at_once = max(1, _DRAWS_AT_ONCE // max(1, n_seeds))
    for start in range(0, resamples, at_once):
        yield min(at_once, resamples - start)


def _ratio(totals: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    ratio: NDArray[np.float64] = np.divide(totals, weights, out=np.full(np.shape(totals), np.nan), where=weights > 0)
    return ratio
