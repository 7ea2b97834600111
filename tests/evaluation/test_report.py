"""The table of systems, as a frame and as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd
import pytest

from recommender.evaluation import Qrels, Run, parse_measure
from recommender.evaluation.report import format_table, relevance, tabulate


def table_of(qrels: Qrels, runs: Mapping[str, Run], names: Sequence[str], baseline: str | None = None) -> pd.DataFrame:
    measures = [parse_measure(name) for name in names]
    samples = {name: relevance(qrels, qrels.seeds(), run, measures) for name, run in runs.items()}
    return tabulate(samples, list(map(str, measures)), baseline=baseline)


def test_the_table_has_mean_interval_and_p_of_each_system() -> None:
    qrels = Qrels({f"s{i}": {"a": 2, "b": 1} for i in range(8)} | {"nothing": {"a": 0}})
    good = Run.of_order({f"s{i}": ["a", "b"] for i in range(8)})
    poor = Run.of_order({f"s{i}": ["x", "y", "b"] for i in range(7)} | {"not judged": ["a"]})
    frame = table_of(qrels, {"poor": poor, "good": good}, ["nDCG@10", "MRR"], baseline="poor")
    assert list(frame.index) == ["poor", "good"]
    assert [tuple(column) for column in frame.columns] == list(product(["nDCG@10", "RR"], ["mean", "low", "high", "p"]))
    assert list(frame.loc["good"]) == [1, 1, 1, pytest.approx(1 / 128, abs=0.005)] * 2
    assert frame.loc["poor", ("RR", "mean")] == pytest.approx(7 / 24)
    assert np.isnan(frame["RR"]["p"]["poor"])
    assert (frame["RR"]["low"] <= frame["RR"]["mean"]).all()


def test_the_table_is_the_same_twice_and_whatever_the_other_systems() -> None:
    qrels = Qrels({f"s{i}": {"a": 1} for i in range(9)})
    one = Run.of_order({f"s{i}": ["x"] * (i % 3) + ["a"] for i in range(9)})
    other = Run.of_order({f"s{i}": ["x"] * (i % 2) + ["a"] for i in range(9)})
    alone, beside = table_of(qrels, {"one": one}, ["RR"]), table_of(qrels, {"other": other, "one": one}, ["RR"])
    assert list(alone.loc["one"]) == pytest.approx(list(beside.loc["one"]), abs=1e-12)
    assert alone.equals(table_of(qrels, {"one": one}, ["RR"]))


def test_a_table_is_aligned_text_and_goes_on_below_where_it_is_too_wide() -> None:
    qrels = Qrels({"s": {"a": 1}, "t": {"b": 1}})
    runs = {"ours": Run.of_order({"s": ["a"], "t": ["b"]}), "another": Run.of_order({"s": ["x", "a"]})}
    frame = table_of(qrels, runs, ["RR", "P@1"], baseline="another")
    p = f"p={frame['RR']['p']['ours']:.4f}"
    assert format_table(frame).splitlines() == [
        "         RR                             P@1",
        f"ours     1.000 [1.000, 1.000] {p}  1.000 [1.000, 1.000] {p}",
        "another  0.250 [0.000, 0.500]           0.000 [0.000, 0.000]",
    ]
    assert format_table(frame, width=50).splitlines() == [
        "         RR",
        f"ours     1.000 [1.000, 1.000] {p}",
        "another  0.250 [0.000, 0.500]",
        "",
        "         P@1",
        f"ours     1.000 [1.000, 1.000] {p}",
        "another  0.000 [0.000, 0.000]",
    ]
    assert "p=" not in format_table(table_of(qrels, runs, ["RR"]))
    assert format_table(table_of(Qrels({"s": {"a": 0}}), runs, ["RR"])).count("–") == 2


def test_what_cannot_be_put_in_a_table_is_refused() -> None:
    qrels, runs = Qrels({"s": {"a": 1}}), {"ours": Run.of_order({"s": ["a"]})}
    with pytest.raises(ValueError, match="baseline"):
        table_of(qrels, runs, ["RR"], baseline="theirs")
    with pytest.raises(ValueError, match="one system and one measure"):
        table_of(qrels, {}, ["RR"])
