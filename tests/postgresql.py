"""A throwaway PostgreSQL server for tests: on a Unix socket in a temporary folder, gone when the tests are.

PostgreSQL does not run as root, so as root it runs as the user ``postgres``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

USER = "postgres"


def programs() -> Path | None:
    """Return the folder of ``initdb`` and ``pg_ctl``, none where PostgreSQL is not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    return next((folder for folder in reversed(folders) if (folder / "initdb").is_file()), None)


@contextmanager
def server(binaries: Path) -> Iterator[str]:
    """Run a server, and give the address of its first database."""
    # Not pytest's folder: the path of a socket must be short, and its user must be able to come there.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, USER)
        _run(binaries / "initdb", "-D", folder / "data", "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-k {folder} -c listen_addresses= -c max_connections=60"
        control = (binaries / "pg_ctl", "-D", folder / "data", "-w", "-t", "60")
        _run(*control, "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://{USER}@/postgres?host={quote(str(folder), safe='')}"
        finally:
            _run(*control, "-m", "immediate", "stop")


def _run(*command: str | Path) -> None:
    user = USER if os.geteuid() == 0 else None
    home = pwd.getpwnam(user).pw_dir if user else None
    done = subprocess.run(
        command,
        user=user,
        group=user,
        extra_groups=() if user else None,
        cwd=home or "/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode(errors="replace")
