"""Waiting for something to happen, with so much patience that only what never happens fails a test."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_SECONDS = 300


def wait_until(has_happened: Callable[[], object]) -> None:
    """Wait until something is so; a machine that is busy with other things may take long."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not has_happened():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)
