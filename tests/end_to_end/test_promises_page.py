"""The page of promises: each row names tests that there are, and `make trust` runs just these."""

from __future__ import annotations

import importlib
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

# A script, which is in no package.
trust: Any = importlib.import_module("benchmarks.trust")
PROMISES = trust.read_promises(trust.PAGE.read_text("utf-8"))


@pytest.mark.parametrize("promise", PROMISES, ids=[promise.promise for promise in PROMISES])
def test_each_promise_names_tests_that_there_are(promise: Any) -> None:
    assert promise.tests
    for test in promise.tests:
        file, _, function = test.partition("::")
        text = (trust.ROOT / file).read_text("utf-8")
        assert re.search(rf"^def {function}\(" if function else r"^def test_\w+\(", text, re.MULTILINE), test


def test_each_promise_says_how_often_it_was_tried_and_what_was_seen() -> None:
    rows = [line for line in trust.PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    assert len(PROMISES) == len(rows) - 2 >= 10
    for row in rows[2:]:
        cells = [cell.strip() for cell in row.strip("| ").split(" | ")]
        assert len(cells) == 5
        assert all(cells)
        assert re.search(r"\d", cells[2]), row


def test_what_does_not_hold_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, body in (("holds", "assert True"), ("breaks", "assert False")):
        (tmp_path / f"test_{name}.py").write_text(f"def test_it():\n    {body}\n", encoding="utf-8")
    monkeypatch.setattr(trust, "ROOT", tmp_path)
    seen = {
        name: trust.tried(trust.Promise(name, "", (f"test_{name}.py",)), 60) for name in ("holds", "breaks", "none")
    }
    assert [each.holds for each in seen.values()] == [True, False, False]
    assert [each.counts for each in seen.values()] == ["1 passed", "1 failed", "no tests"]
    assert trust.tried(trust.Promise("slow", "", ("test_holds.py",)), 0.01).counts == "not done in time"


def test_make_trust_runs_the_script() -> None:
    commands = subprocess.run(
        ["make", "--dry-run", "trust"], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    ).stdout
    assert "-m benchmarks.trust" in commands
