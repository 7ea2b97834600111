"""Programs that a test needs and a machine may lack: without one a test is skipped, and in CI it fails."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable

import pytest


def find_program(name: str, packages: str, *works: str) -> str:
    """Return the path of a program.

    Args:
        name: What it is called.
        packages: The Debian packages that have it.
        works: The arguments of a call of it that fails where not all of it is there; none where it need not be tried.
    """
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")  # where Debian has servers, such as nginx
    if found is None or (works and subprocess.run([found, *works], check=False, capture_output=True).returncode):
        missing: Callable[[str], None] = pytest.fail if os.environ.get("CI") else pytest.skip
        missing(f"no {name} on this machine, or not all of it (Debian: apt install {packages})")
    assert found is not None
    return found
