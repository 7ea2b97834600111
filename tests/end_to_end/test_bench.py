"""The benchmarks of cost run, in their short form; what they measure is for reading."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = {"footprint", "starting", "page", "over_http", "search", "neighbours", "vectors", "training"}


def bench(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "benchmarks/bench.py", *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900, check=False)


@pytest.mark.slow
def test_each_benchmark_of_cost_runs_on_generated_articles_and_writes_its_figures(tmp_path: Path) -> None:
    run = bench("--out", tmp_path, "--articles", 600)
    assert run.returncode == 0, run.stderr
    reports = {name: json.loads((tmp_path / f"{name}.json").read_text("utf-8")) for name in SCRIPTS}
    for name, report in reports.items():
        assert report["figures"], name
        assert {"versions", "machine", "options", "peak_mb"} <= set(report), name
    rows = (tmp_path / "figures.md").read_text("utf-8").splitlines()[2:]
    assert {row.split(" | ")[0].strip("| ") for row in rows} == {each["benchmark"] for each in reports.values()}
    assert (tmp_path / "training.svg").read_text("utf-8").startswith("<?xml")


def test_a_benchmark_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    run = bench("--out", tmp_path, "--only", "speed")
    assert run.returncode == 2
    assert "found speed" in run.stderr
