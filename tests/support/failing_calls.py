"""A program of which some calls of the system fail by chance, as on a broken disk (libfiu)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARIES = [Path("/usr/lib/fiu") / name for name in ("fiu_run_preload.so", "fiu_posix_preload.so")]
needs_failing_calls = pytest.mark.skipif(
    not all(each.is_file() for each in LIBRARIES) and "CI" not in os.environ,
    reason="libfiu is not installed (Debian: apt install fiu-utils)",
)
# What a program does its work within, having loaded all that it needs.
FAILING = """
import ctypes
from contextlib import contextmanager

@contextmanager
def failing(*calls, share):
    fiu = ctypes.CDLL("libfiu.so.0")
    for call in calls:
        assert fiu.fiu_enable_random(call.encode(), 1, None, 0, ctypes.c_float(share)) == 0
    try:
        yield
    finally:
        for call in calls:
            fiu.fiu_disable(call.encode())
"""


def lines_of(program: str, *arguments: object) -> list[str]:
    """Run a program, in which ``with failing("posix/io/rw/write", share=0.1)`` fails calls, and return what it says."""
    environment = os.environ | {"LD_PRELOAD": " ".join(map(str, LIBRARIES))}
    command = [sys.executable, "-c", FAILING + program, *map(str, arguments)]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()
