"""A throwaway PostgreSQL server for tests: on a Unix socket in a temporary folder, gone when the tests are.

PostgreSQL does not run as root, so as root it runs as the user ``postgres``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

USER = "postgres"


def programs() -> Path | None:
    """Return the folder of ``initdb`` and ``pg_ctl``, none where PostgreSQL is not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    return next((folder for folder in reversed(folders) if (folder / "initdb").is_file()), None)


needs_postgresql = pytest.mark.skipif(
    programs() is None and "CI" not in os.environ, reason="PostgreSQL is not installed"
)


@dataclass(frozen=True)
class Server:
    """A server that can go away and come back.

    Attributes:
        folder: Where its data and its socket are.
        binaries: Where its programs are.
    """

    folder: Path
    binaries: Path

    @property
    def url(self) -> str:
        """Return the address of its first database."""
        return f"postgresql://{USER}@/postgres?host={quote(str(self.folder), safe='')}"

    def start(self) -> None:
        """Start it, for the first time or again."""
        options = f"-k {self.folder} -c listen_addresses= -c max_connections=60"
        self._control("-l", self.folder / "log", "-o", options, "start")

    def stop(self) -> None:
        """Stop it as a crash does."""
        self._control("-m", "immediate", "stop")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop its processes where they are: they answer nothing, and close nothing."""
        postmaster = int((self.folder / "data" / "postmaster.pid").read_text("ascii").split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text("ascii").split()
        processes = [postmaster, *map(int, children)]
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in reversed(processes):
                os.kill(process, signal.SIGCONT)

    def _control(self, *command: str | Path) -> None:
        run(self.binaries / "pg_ctl", "-D", self.folder / "data", "-w", "-t", "60", *command)


@contextmanager
def server(binaries: Path) -> Iterator[str]:
    """Run a server, and give the address of its first database."""
    with running(binaries) as started:
        yield started.url


@contextmanager
def running(binaries: Path) -> Iterator[Server]:
    """Run a server, which is up again at the end."""
    # Not pytest's folder: the path of a socket must be short, and its user must be able to come there.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, USER)
        run(binaries / "initdb", "-D", folder / "data", "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        started = Server(folder, binaries)
        started.start()
        try:
            yield started
        finally:
            started.stop()


def run(*command: str | Path) -> None:
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
