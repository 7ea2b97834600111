"""The HTTP server of a terminal: a socket that listens, and the service on it, in this process.

In: a host and a port, and a service or its settings. Out: responses, until a signal ends the process.
"""

from __future__ import annotations

import asyncio
import ctypes
import socket
import struct
import time
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

import typer
import uvicorn

from recommender.errors import RecommenderError

if TYPE_CHECKING:
    from fastapi import FastAPI

_SO_ATTACH_FILTER = 26  # of Linux's asm-generic/socket.h
# From when nobody can connect any more until the socket is closed: those who have connected are accepted meanwhile.
# Above 0, seconds; by hand.
ACCEPTING_SECONDS = 0.1
# From when a connection is accepted until its first request must have come: a client that has connected sends it at
# once, but it may be on its way. At least 0, seconds; by hand.
HEARING_SECONDS = 2.0
LOOKING_SECONDS = 0.01  # between two looks for that; above 0, seconds; by hand


class AddressError(RecommenderError):
    """An address at which this machine cannot listen now."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens, so that an address is announced only when it is ours.

    Raises:
        AddressError: The port is taken, or the host is no address of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise AddressError(f"cannot listen on {host} port {port}: {error.strerror}") from None


def listen_here(port: int) -> socket.socket:
    """Return a socket that listens on loopback: on the port if it is free, else on any free port."""
    try:
        return listen("127.0.0.1", port)
    except AddressError:
        return listen("127.0.0.1", 0)


def address_of(listening: socket.socket) -> str:
    """Return the address of a listening socket as a URL."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class Server(uvicorn.Server):
    """A server that ends without breaking a request that was sent to it.

    Closing the socket that listens would reset the connections that were made but not accepted yet, and closing a
    connection the request that has just come on it.

    Args:
        config: What uvicorn is told.
        is_last: Returns whether nobody else goes on listening at the same address.
    """

    def __init__(self, config: uvicorn.Config, is_last: Callable[[], bool] = lambda: True) -> None:
        super().__init__(config)
        self._is_last = is_last

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let nobody connect any more, unless others go on; hear those who have just connected; then end."""
        if self._is_last():
            for listening in sockets or ():
                refuse_connections(listening)
            await asyncio.sleep(ACCEPTING_SECONDS)
        for server in self.servers:
            server.close()
        deadline = time.monotonic() + HEARING_SECONDS
        while self._has_silent_connection() and time.monotonic() < deadline:
            await asyncio.sleep(LOOKING_SECONDS)
        await super().shutdown(sockets)

    def _has_silent_connection(self) -> bool:
        """Return whether on any connection nothing has been asked yet."""
        return any(getattr(each, "cycle", None) is None for each in self.server_state.connections)


def refuse_connections(listening: socket.socket) -> bool:
    """Drop what asks a socket for a connection from here on; return whether the system can do so, as Linux can.

    A filter of packets that takes none (Linux's socket(7)): whoever asks tries again in a second, and is then refused.
    """
    take_none = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))
    try:
        listening.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("HP", 1, ctypes.addressof(take_none)))
    except OSError:
        return False
    return True


def serve_on(service: FastAPI, listening: socket.socket, is_last: Callable[[], bool] = lambda: True) -> None:
    """Serve until a signal ends the process; Ctrl-C is the usual end, and no failure."""
    # Without handlers of uvicorn's own, its lines are written as all others are.
    server = Server(uvicorn.Config(service, log_config=None, log_level="warning", access_log=False), is_last)
    with closing(listening):
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            return
    if not server.started:
        raise typer.Exit(1)
