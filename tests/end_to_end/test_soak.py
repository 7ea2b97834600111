"""A newsroom's day in half a minute: nothing fails, is lost, or is shown after it was taken down."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_readers_and_writers_meet_no_failure_through_two_trainings_and_a_killed_worker() -> None:
    command = [sys.executable, "-m", "benchmarks.soak", "--seconds", "30"]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, timeout=1_200, check=False)
    report = json.loads(done.stdout)
    assert report["problems"] == []
    assert done.returncode == 0
    assert len(report["models"]) == 3
    assert report["counts"]["reads"] > 100
    assert report["taken_down"] > 0
    assert report["broken_by_the_kill"] <= report["connections"]
