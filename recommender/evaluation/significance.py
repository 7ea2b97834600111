"""How sure a difference is: intervals of means and a test between two systems, both over seeds.

In: float arrays (n_seeds, n_columns), a column a measure of a system, a row the same seed in all columns. Out: bounds
or p-values by column. Every column is resampled with the same draws, and equal seeds of the generator give equal
numbers.

Sources: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13; Smucker, Allan and Carterette, A
comparison of statistical significance tests for information retrieval evaluation, CIKM 2007.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 5_000
_DRAWS_AT_ONCE = 2_000_000
_ROUNDING = 1e-12


def bootstrap_intervals(
    values: NDArray[np.float64], *, resamples: int = RESAMPLES, confidence: float = 0.95, seed: int = 0
) -> NDArray[np.float64]:
    """Return the percentile bootstrap interval of each column's mean, float64 (2, n_columns): low, high.

    Args:
        values: float64 (n_seeds, n_columns), at least one seed.
        resamples: How often n_seeds seeds are drawn with replacement.
        confidence: The share of resampled means between the bounds, half of the rest on either side.
        seed: Of the generator.
    """
    generator = np.random.default_rng(seed)
    n_seeds = len(values)
    means = []
    for rows in _blocks(resamples, n_seeds):
        drawn = generator.integers(0, n_seeds, (rows, n_seeds)) + np.arange(rows)[:, None] * n_seeds
        times = np.bincount(drawn.ravel(), minlength=rows * n_seeds).reshape(rows, n_seeds)
        means.append(times.astype(np.float64) @ values / n_seeds)
    tail = (1 - confidence) / 2
    return np.quantile(np.concatenate(means), [tail, 1 - tail], axis=0)


def randomisation_test(
    values: NDArray[np.float64], baseline: NDArray[np.float64], *, resamples: int = RESAMPLES, seed: int = 0
) -> NDArray[np.float64]:
    """Return the two-sided p-value of each column against the baseline's, float64 (n_columns,), in (0, 1].

    Were the two systems alike, each seed's difference could as well have the other sign: p is the share of random signs
    that give a mean difference as large as the one seen, the one seen counted among them.

    Args:
        values, baseline: float64 (n_seeds, n_columns), the same seeds in the same rows.
        resamples: How many random signs are drawn for each seed.
        seed: Of the generator.
    """
    generator = np.random.default_rng(seed)
    differences = values - baseline
    seen = np.abs(differences.sum(axis=0)) - _ROUNDING
    as_large = np.zeros(values.shape[1], np.int64)
    for rows in _blocks(resamples, len(values)):
        signs = generator.integers(0, 2, (rows, len(values)), np.int8) * 2.0 - 1.0
        as_large += (np.abs(signs @ differences) >= seen).sum(axis=0)
    return (1 + as_large) / (1 + resamples)


def _blocks(resamples: int, n_seeds: int) -> Iterator[int]:
    """Yield how many resamples to draw at once, so that many seeds do not need much memory."""
    at_once = max(1, _DRAWS_AT_ONCE // max(1, n_seeds))
    for start in range(0, resamples, at_once):
        yield min(at_once, resamples - start)
