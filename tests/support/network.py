"""A network between a client and a server that can be cut: nothing comes through then, not even an end."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Network:
    """Passes on what comes through a Unix socket, unless it is cut.

    Args:
        here: The path at which it listens.
        there: The path of the server's own socket.
    """

    def __init__(self, here: Path, there: Path) -> None:
        self._there = there
        self._passes = threading.Event()
        self._passes.set()
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(here))
        self._listening.listen(64)
        self._open = [self._listening]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Let nothing through from here on."""
        self._passes.clear()

    def mend(self) -> None:
        """Let all through again, what has waited included."""
        self._passes.set()

    def close(self) -> None:
        """End it, and all that goes through it."""
        self.mend()
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                self._open += [client, server]
                server.connect(str(self._there))
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while received := source.recv(1 << 16):
                self._passes.wait()
                target.sendall(received)
            self._passes.wait()
            target.shutdown(socket.SHUT_WR)


@contextmanager
def network(folder: Path, server: Path) -> Iterator[Network]:
    """Run a network in a folder, to the server of PostgreSQL that has its socket in another."""
    name = ".s.PGSQL.5432"
    between = Network(folder / name, server / name)
    try:
        yield between
    finally:
        between.close()
