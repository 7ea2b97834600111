"""Two servers of PostgreSQL, one the synchronous standby of the other, that takes its place when it is killed.

What an operator's tool does (Patroni, say) is done here by hand: promote the standby, let it commit alone, and make the
other one its standby again.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.support.postgresql import USER, run

PATIENCE_SECONDS = 120
ALONE, TOGETHER = "ALTER SYSTEM RESET synchronous_standby_names", "ALTER SYSTEM SET synchronous_standby_names = '*'"
OPTIONS = "-c listen_addresses=127.0.0.1 -c max_connections=60 -c wal_level=replica -c max_wal_senders=4"


@dataclass
class Node:
    """One server.

    Attributes:
        folder: Where its data, its socket and its log are.
        binaries: Where its programs are.
        port: Where it listens on loopback.
    """

    folder: Path
    binaries: Path
    port: int

    @property
    def data(self) -> Path:
        """Return the folder of its data."""
        return self.folder / "data"

    def start(self) -> None:
        """Start it."""
        try:
            self._control("-l", self.folder / "log", "-o", f"{OPTIONS} -p {self.port} -k {self.folder}", "start")
        except AssertionError as error:
            raise AssertionError((self.folder / "log").read_text("utf-8")[-2_000:]) from error

    def stop(self) -> None:
        """Stop it, if it runs."""
        with suppress(AssertionError):
            self._control("-m", "immediate", "stop")

    def kill(self) -> None:
        """Kill all of its processes, as a machine does that loses its power."""
        self._signal(signal.SIGKILL)

    def pause(self, seconds: float) -> None:
        """Stop its processes where they are for a while: they answer nothing, and close nothing."""
        self._signal(signal.SIGSTOP)
        try:
            time.sleep(seconds)
        finally:
            self._signal(signal.SIGCONT)

    def promote(self) -> None:
        """Make a standby a server that can be written."""
        self._control("promote")

    def execute(self, *statements: str) -> None:
        """Run statements on it, and read its configuration again."""
        with psycopg.connect(host="127.0.0.1", port=self.port, user=USER, dbname="postgres", autocommit=True) as opened:
            for statement in (*statements, "SELECT pg_reload_conf()"):
                opened.execute(statement.encode())

    def has_synchronous_standby(self) -> bool:
        """Return whether its commits wait for another server, which answers."""
        with psycopg.connect(host="127.0.0.1", port=self.port, user=USER, dbname="postgres") as opened:
            row = opened.execute("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'").fetchone()
        return row is not None and row[0] > 0

    def _signal(self, number: signal.Signals) -> None:
        postmaster = int((self.data / "postmaster.pid").read_text("ascii").split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text("ascii").split()
        for process in [postmaster, *map(int, children)]:
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def _control(self, *command: str | Path) -> None:
        run(self.binaries / "pg_ctl", "-D", self.data, "-w", "-t", str(PATIENCE_SECONDS), *command)


class Pair:
    """A server and its synchronous standby, which change places."""

    def __init__(self, primary: Node, standby: Node) -> None:
        self.primary, self.standby = primary, standby
        self._ports = (primary.port, standby.port)

    @property
    def url(self) -> str:
        """Return the address of a store on whichever of the two can be written."""
        servers = ",".join(f"127.0.0.1:{port}" for port in self._ports)
        return f"postgresql://{USER}@{servers}/postgres?target_session_attrs=read-write&connect_timeout=2"

    def join(self) -> None:
        """Make the standby anew, from a copy of the primary, and let commits wait for it."""
        node, primary = self.standby, self.primary
        shutil.rmtree(node.data, ignore_errors=True)
        # Of a process that was killed: where nobody waits for it, its number stays, as if it lived.
        for left in node.folder.glob(".s.PGSQL.*"):
            left.unlink()
        source = f"host=127.0.0.1 port={primary.port} user={USER}"
        run(primary.binaries / "pg_basebackup", "-D", node.data, "-d", source, "-R", "-X", "stream", "-c", "fast")
        node.start()
        primary.execute(TOGETHER)
        end = time.monotonic() + PATIENCE_SECONDS
        while not primary.has_synchronous_standby():
            assert time.monotonic() < end, "the standby does not follow"
            time.sleep(0.05)

    def fail_over(self) -> None:
        """Kill the primary at once, and let the standby take its place."""
        self.primary.kill()
        self.standby.promote()
        self.primary, self.standby = self.standby, self.primary
        self.primary.execute(ALONE)

    def restart(self) -> None:
        """Crash the primary, and start it again."""
        self.primary.stop()
        self.primary.start()


def quiet_port() -> int:
    """Return a port of loopback that nobody listens on, nor gets as a client: those that try to connect to a server
    that is dead would else, now and then, be connected to themselves.
    """
    while True:
        port = random.randrange(15_000, 30_000)
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


@contextmanager
def pair(binaries: Path) -> Iterator[Pair]:
    """Run both."""
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp", ignore_cleanup_errors=True) as name:
        nodes = []
        for at in range(2):
            folder = Path(name) / str(at)
            folder.mkdir()
            if os.geteuid() == 0:
                shutil.chown(name, USER)
                shutil.chown(folder, USER)
            nodes.append(Node(folder, binaries, quiet_port()))
        both = Pair(*nodes)
        auth = ("-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        run(binaries / "initdb", "-D", both.primary.data, *auth)
        try:
            both.primary.start()
            both.join()
            yield both
        finally:
            for node in nodes:
                node.stop()
