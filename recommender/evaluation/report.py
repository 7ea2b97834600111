"""Judgements, runs and measures → the table: which system is better, by how much, and how sure that is.

In: `Qrels` and runs by the name of their system. Out: pandas frames for a notebook, and a plain text for a terminal.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.evaluation.measures import Measure, grade, parse_measure
from recommender.evaluation.qrels import Qrels
from recommender.evaluation.runs import Run
from recommender.evaluation.significance import bootstrap_intervals, randomisation_test


def evaluate(
    qrels: Qrels, runs: Mapping[str, Run], measures: Sequence[str], *, baseline: str | None = None, seed: int = 0
) -> pd.DataFrame:
    """Measure systems on the same seeds.

    Args:
        qrels: The judgements; seeds without a relevant article are counted, not scored.
        runs: By name of the system. A judged seed without a ranking scores 0.
        measures: Names as `parse_measure` reads them.
        baseline: The system that the others are tested against.
        seed: Of the random draws.

    Returns:
        A row a system, in the order given. Columns are pairs of a measure and ``mean``, ``low``, ``high`` (95 %
        interval over seeds) and, with a baseline, ``p`` (paired, two-sided). ``attrs`` holds ``seeds_scored``,
        ``seeds_without_judgements``, ``seeds_without_result`` by system, and ``baseline``.

    Raises:
        ValueError: A measure or the baseline is not known, or no seed can be scored.
    """
    parsed = [parse_measure(name) for name in measures]
    if not runs or not parsed:
        raise ValueError("expected at least one run and one measure")
    if baseline is not None and baseline not in runs:
        raise ValueError(f"baseline: expected one of {', '.join(runs)}, found {baseline!r}")
    if not qrels.seeds():
        raise ValueError("no seed has a relevant article in these judgements")
    values = {system: _values(qrels, run, parsed) for system, run in runs.items()}
    statistics = _statistics(values, baseline, seed)
    columns = pd.MultiIndex.from_product([[str(measure) for measure in parsed], list(statistics)])
    table = np.stack(list(statistics.values()), axis=-1).reshape(len(runs), -1)
    frame = pd.DataFrame(table, index=pd.Index(list(runs), name="system"), columns=columns)
    frame.attrs = _counts(qrels, runs) | {"baseline": baseline}
    return frame


def format_report(frame: pd.DataFrame) -> str:
    """Return the frame of `evaluate` as aligned lines for a terminal."""
    names = list(dict.fromkeys(frame.columns.get_level_values(0)))
    rows = [["system", *names]]
    rows += [[str(system), *(_cell(frame.loc[system, name]) for name in names)] for system in frame.index]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, "", *_notes(frame)])


def wins_and_losses(qrels: Qrels, old: Run, new: Run, measure: str, *, limit: int = 20) -> pd.DataFrame:
    """Return the seeds on which two systems differ most, largest difference first, then by seed.

    Returns:
        Columns ``seed``, ``old``, ``new``, ``difference`` (above 0 where the new one is better); at most `limit` rows,
        none where both score the same. ``attrs`` holds the numbers of all ``wins``, ``losses`` and ``ties``.
    """
    parsed = parse_measure(measure)
    frame = pd.DataFrame(
        {
            "seed": qrels.seeds(),
            "old": _values(qrels, old, [parsed])[:, 0],
            "new": _values(qrels, new, [parsed])[:, 0],
        }
    )
    frame["difference"] = frame["new"] - frame["old"]
    order = np.argsort(-frame["difference"].abs().to_numpy(), kind="stable")
    changed = frame.iloc[order[: np.count_nonzero(frame["difference"])]].head(limit).reset_index(drop=True)
    changed.attrs = {
        "wins": int((frame["difference"] > 0).sum()),
        "losses": int((frame["difference"] < 0).sum()),
        "ties": int((frame["difference"] == 0).sum()),
    }
    return changed


def _values(qrels: Qrels, run: Run, measures: Sequence[Measure]) -> NDArray[np.float64]:
    """Return float64 (n_seeds, n_measures), rows as in `Qrels.seeds`."""
    return np.array([[measure.score(graded) for measure in measures] for graded in grade(qrels, run)], np.float64)


def _statistics(
    values: Mapping[str, NDArray[np.float64]], baseline: str | None, seed: int
) -> dict[str, NDArray[np.float64]]:
    """Return float64 (n_systems, n_measures) by name of the statistic."""
    beside = np.hstack(list(values.values()))
    shape = (len(values), -1)
    low, high = bootstrap_intervals(beside, seed=seed)
    statistics = {"mean": beside.mean(axis=0).reshape(shape), "low": low.reshape(shape), "high": high.reshape(shape)}
    if baseline is not None:
        against = np.tile(values[baseline], len(values))
        statistics["p"] = randomisation_test(beside, against, seed=seed).reshape(shape)
    return statistics


def _counts(qrels: Qrels, runs: Mapping[str, Run]) -> dict[Hashable, Any]:
    scored = set(qrels.seeds())
    asked = set(qrels.grades).union(*(run.rankings for run in runs.values()))
    return {
        "seeds_scored": len(scored),
        "seeds_without_judgements": len(asked - scored),
        "seeds_without_result": {name: sum(not run.ids(seed) for seed in scored) for name, run in runs.items()},
    }


def _cell(statistics: pd.Series[float]) -> str:
    shown = f"{statistics['mean']:.3f} [{statistics['low']:.3f}, {statistics['high']:.3f}]"
    return f"{shown} p={statistics['p']:.4f}" if "p" in statistics else shown


def _notes(frame: pd.DataFrame) -> list[str]:
    facts = frame.attrs
    notes = [f"{facts['seeds_scored']} seeds scored, {facts['seeds_without_judgements']} without judgements left out."]
    notes += [
        f"{system}: no result for {missing} of them, which score 0."
        for system, missing in facts["seeds_without_result"].items()
        if missing
    ]
    against = f"; p: paired randomisation test against {facts['baseline']}" if facts["baseline"] else ""
    return [*notes, f"[low, high]: 95 % bootstrap interval over seeds{against}."]
