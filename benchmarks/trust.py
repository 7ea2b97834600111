"""The promises, tried: run the tests that each row of `docs/promises.md` names, and print the table with what is seen.

    python -m benchmarks.trust

The exit code is 0 when all of them hold, else 1.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "promises.md"
# For all promises together. Above 0, seconds; by hand: half an hour.
LONGEST_SECONDS = 1_800


class Promise(NamedTuple):
    """A row of the page.

    Attributes:
        promise: What is promised.
        fault: What is tried to break it.
        tests: The tests that try it, as pytest names them.
    """

    promise: str
    fault: str
    tests: tuple[str, ...]


class Seen(NamedTuple):
    """What came of a row: whether it holds, how pytest counts its tests, and how long they took."""

    holds: bool
    counts: str
    seconds: float


def read_promises(text: str) -> list[Promise]:
    """Return the rows of the page."""
    rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in text.splitlines() if line[:2] == "| "]
    return [Promise(row[0], row[1], tuple(row[-1].strip("`").split())) for row in rows[2:]]


def tried(promise: Promise, seconds: float) -> Seen:
    """Run the tests of a row, all markers among them."""
    command = [sys.executable, "-m", "pytest", "-q", "-m", "", "-p", "no:cacheprovider", *promise.tests]
    begun = time.monotonic()
    try:
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return Seen(False, "not done in time", time.monotonic() - begun)
    counts = re.findall(r"^(?:=+ )?(\d+ (?:passed|failed|error).*?) in ", run.stdout, re.MULTILINE)
    return Seen(run.returncode == 0, counts[-1] if counts else "no tests", time.monotonic() - begun)


def main() -> None:
    """Try all promises, one after the other."""
    deadline, all_hold = time.monotonic() + LONGEST_SECONDS, True
    print("| promise | fault tried | holds | tests | seconds |\n| --- | --- | --- | --- | --- |")
    for promise in read_promises(PAGE.read_text("utf-8")):
        seen = tried(promise, max(1.0, deadline - time.monotonic()))
        all_hold = all_hold and seen.holds
        holds = "yes" if seen.holds else "NO"
        print(f"| {promise.promise} | {promise.fault} | {holds} | {seen.counts} | {seen.seconds:.0f} |", flush=True)
    sys.exit(0 if all_hold else 1)


if __name__ == "__main__":
    main()
