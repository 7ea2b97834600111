"""Values at seeds → a table: which system is better, by how much, and how certain that is.

In: the `Samples` of each system, by name. Out: a pandas frame for a notebook, and plain text for a terminal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.evaluation.measures import Measure, grade
from recommender.evaluation.qrels import Qrels
from recommender.evaluation.runs import Run
from recommender.evaluation.significance import Samples, bootstrap_intervals, randomisation_test

# The longest line of a table as text. At least 1, characters; by hand, what a terminal of usual size shows.
WIDTH = 120


def relevance(qrels: Qrels, seeds: Sequence[str], run: Run, measures: Sequence[Measure]) -> Samples:
    """Score a run: a row for each seed, a column for each measure.

    A seed without a relevant article has no value; one for which the run ranks nothing scores 0.
    """
    scores = {graded.seed: [measure.score(graded) for measure in measures] for graded in grade(qrels, run)}
    no_value = [np.nan] * len(measures)
    rows = [scores.get(seed, no_value) for seed in seeds]
    return Samples.of(np.array(rows, np.float64).reshape(len(seeds), len(measures)))


def tabulate(samples: Mapping[str, Samples], names: Sequence[str], *, baseline: str | None = None) -> pd.DataFrame:
    """Compare systems in one table.

    Args:
        samples: The values of each system, by its name; all of the same seeds and measures.
        names: The names of the measures.
        baseline: The system that the others are tested against, or None for no test.

    Returns:
        A row for each system, in the order given. Columns are pairs of a measure and ``mean``, ``low``, ``high`` (95 %
        interval over seeds) and, with a baseline, ``p`` (paired, two-sided). A value that cannot be computed is NaN,
        and so is the p of the baseline itself.

    Raises:
        ValueError: There is no system or no measure, or no system is called like the baseline.
    """
    if not samples or not names:
        raise ValueError("expected at least one system and one measure")
    if baseline is not None and baseline not in samples:
        raise ValueError(f"baseline: expected one of {', '.join(samples)}, found {baseline!r}")
    statistics = _statistics(samples, baseline)
    columns = pd.MultiIndex.from_product([names, list(statistics)], names=["measure", "statistic"])
    table = np.stack(list(statistics.values()), axis=-1).reshape(len(samples), -1)
    return pd.DataFrame(table, index=pd.Index(list(samples), name="system"), columns=columns)


def format_table(frame: pd.DataFrame, width: int = WIDTH) -> str:
    """Return the frame of `tabulate` as aligned lines: as many measures side by side as fit, the others below."""
    systems = ["", *map(str, frame.index)]
    columns = [
        [str(name), *(_cell(frame.loc[system, name]) for system in frame.index)]
        for name in dict.fromkeys(frame.columns.get_level_values(0))
    ]
    blocks: list[list[list[str]]] = []
    left = width
    for column in columns:
        needed = 2 + max(map(len, column))
        if not blocks or needed > left:
            blocks.append([systems])
            left = width - max(map(len, systems))
        blocks[-1].append(column)
        left -= needed
    return "\n\n".join(map(_aligned, blocks))


def _aligned(columns: Sequence[Sequence[str]]) -> str:
    padded = [[cell.ljust(max(map(len, column))) for cell in column] for column in columns]
    return "\n".join("  ".join(cells).rstrip() for cells in zip(*padded, strict=True))


def _statistics(samples: Mapping[str, Samples], baseline: str | None) -> dict[str, NDArray[np.float64]]:
    """Return each statistic by its name, float64 (n_systems, n_measures)."""
    first, *others = samples.values()
    beside = first
    for other in others:
        beside = beside.beside(other)
    shape = (len(samples), -1)
    low, high = bootstrap_intervals(beside)
    statistics = {"mean": beside.means().reshape(shape), "low": low.reshape(shape), "high": high.reshape(shape)}
    if baseline is not None:
        against = Samples(*(np.tile(part, len(samples)) for part in samples[baseline]))
        statistics["p"] = randomisation_test(beside, against).reshape(shape)
        statistics["p"][list(samples).index(baseline)] = np.nan
    return statistics


def _cell(statistics: pd.Series[float]) -> str:
    """Return one measure of one system as text, without the statistics that are NaN; a dash without a mean."""
    known = statistics.dropna()
    if "mean" not in known:
        return "–"
    text = _number(known["mean"])
    if "low" in known:
        text += f" [{_number(known['low'])}, {_number(known['high'])}]"
    return f"{text} p={known['p']:.4f}" if "p" in known else text


def _number(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"
