"""An S3-compatible server for tests: moto's, on loopback, with its objects in memory; and a line to it that is bad.

moto is not in the project's environment, since it needs much that the project does not: `make build/moto/installed`
installs it beside, as `object_storage.txt` pins it.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.waiting import wait_until

ROOT = Path(__file__).parents[2]
BUCKET = "bucket"
# Whatever the credentials, moto takes them; no message may show this one.
SECRET = "the-secret-of-the-bucket"


def program() -> str:
    """Return the path of moto's server; where there is none, skip, but fail in CI."""
    found = shutil.which("moto_server") or shutil.which("moto_server", path=str(ROOT / "build" / "moto" / "bin"))
    if found is None:
        missing: Callable[[str], None] = pytest.fail if os.environ.get("CI") else pytest.skip
        missing("moto's server is not installed (make build/moto/installed)")
    assert found is not None
    return found


@dataclass
class Server:
    """A server that can be killed, stopped and started again, empty.

    Attributes:
        port: Where it listens, on loopback.
    """

    port: int
    log: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it, with one empty bucket."""
        with self.log.open("ab") as log:
            command = [program(), "-H", "127.0.0.1", "-p", str(self.port)]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        wait_until(self._has_bucket)

    def kill(self) -> None:
        """Kill it, and all that it holds."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def pause(self) -> None:
        """Let it answer nothing until it is resumed; connections are still taken by the system."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def _has_bucket(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.log.read_text()
        with suppress(OSError):
            connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("PUT", f"/{BUCKET}", headers={"Host": "127.0.0.1"})
            return connection.getresponse().status == 200
        return False


@contextmanager
def server(folder: Path) -> Iterator[Server]:
    """Run a server while the context lasts."""
    program()
    running = Server(free_port(), folder / "moto.log")
    running.start()
    try:
        yield running
    finally:
        running.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def use(patch: pytest.MonkeyPatch, port: int, cache: Path) -> None:
    """Set the environment as an operator does, for a server of loopback, and a machine's folder of copies."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        patch.delenv(name)
    for name, value in environment(port, cache).items():
        patch.setenv(name, value)


def environment(port: int, cache: Path) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "tester",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": "us-east-1",
        "RECOMMENDER_MODELS_CACHE": str(cache),
    }


def new_address() -> str:
    """Return the address of a folder in which there is nothing."""
    return f"s3://{BUCKET}/{uuid4().hex}/models"


class Line:
    """A line to a server, which can be slow, silent or cut in the middle of something.

    Args:
        port: That of the server on loopback.

    Attributes:
        port: Where it listens, on loopback.
        passed: The bytes that have come through from clients and from the server.
    """

    def __init__(self, port: int) -> None:
        self._there = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.passed = {"up": 0, "down": 0}
        self._stops_after: dict[str, int] = {}
        self._cuts = False
        self._bytes_per_second = float("inf")
        self._open: list[socket.socket] = []
        self._ended = False
        threading.Thread(target=self._accept, daemon=True).start()

    def break_after(self, up: int | None = None, down: int | None = None, *, cut: bool = False) -> None:
        """Let so many bytes more through, then nothing; or cut it then, for ever."""
        more = {"up": up, "down": down}
        self._stops_after = {way: self.passed[way] + count for way, count in more.items() if count is not None}
        self._cuts = cut

    def slow_down(self, bytes_per_second: float) -> None:
        """Let no more than this through in each connection."""
        self._bytes_per_second = bytes_per_second

    def mend(self) -> None:
        """Let all through again; a connection that was cut stays so."""
        self._stops_after, self._bytes_per_second = {}, float("inf")

    @property
    def is_broken(self) -> bool:
        """Return whether it has come to the end of what it lets through."""
        return any(self.passed[way] >= end for way, end in self._stops_after.items())

    def close(self) -> None:
        """End it, and all that goes through it."""
        self._ended = True
        self.mend()
        for each in [self._listening, *self._open]:
            _end(each)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                self._open.append(client)
                try:
                    server = socket.create_connection(("127.0.0.1", self._there))
                except OSError:
                    _end(client)
                    continue
                self._open.append(server)
                for source, target, way in ((client, server, "up"), (server, client, "down")):
                    threading.Thread(target=self._pass_on, args=(source, target, way), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, way: str) -> None:
        with suppress(OSError):
            while received := source.recv(1 << 14):
                while not self._ended and self.is_broken:
                    if self._cuts:
                        _end(source)
                        _end(target)
                        return
                    time.sleep(0.01)
                time.sleep(len(received) / self._bytes_per_second)
                self.passed[way] += len(received)
                target.sendall(received)
            target.shutdown(socket.SHUT_WR)


@contextmanager
def line(port: int) -> Iterator[Line]:
    """Lay a line to a server of loopback while the context lasts."""
    laid = Line(port)
    try:
        yield laid
    finally:
        laid.close()


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
