"""Programs that a test needs and a machine may lack: without one a test is skipped, and in CI it fails."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

import pytest


def find_program(name: str, package: str) -> str:
    """Return the path of a program.

    Args:
        name: What it is called.
        package: The Debian package that has it.
    """
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        missing: Callable[[str], None] = pytest.fail if os.environ.get("CI") else pytest.skip
        missing(f"no {name} on this machine (Debian: apt install {package})")
    assert found is not None
    return found
