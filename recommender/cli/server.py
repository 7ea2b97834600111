"""The HTTP server of a terminal: a socket that listens, and the service on it, in one process or several.

In: a host and a port, and a service or its settings. Out: responses, until a signal ends the process.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import socket
import struct
from contextlib import closing
from typing import TYPE_CHECKING

import typer
import uvicorn

from recommender.errors import SettingsError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from recommender.settings import Settings

_SO_ATTACH_FILTER = 26  # of Linux's asm-generic/socket.h
# From when nobody can connect any more until the socket is closed: those who have connected are accepted meanwhile.
# Above 0, seconds; by hand.
ACCEPTING_SECONDS = 0.1


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens, so that an address is announced only when it is ours.

    Raises:
        SettingsError: The port is taken, or the host is no address of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SettingsError(f"cannot listen on {host} port {port}: {error.strerror}") from None


def listen_here(port: int) -> socket.socket:
    """Return a socket that listens on loopback: on the port if it is free, else on any free port."""
    try:
        return listen("127.0.0.1", port)
    except SettingsError:
        return listen("127.0.0.1", 0)


def address_of(listening: socket.socket) -> str:
    """Return the address of a listening socket as a URL."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class Server(uvicorn.Server):
    """A server that, when it ends, has accepted all connections that were made: closing its socket would reset them."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let nobody connect any more, then end."""
        for listening in sockets or ():
            refuse_connections(listening)
        await asyncio.sleep(ACCEPTING_SECONDS)
        await super().shutdown(sockets)


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


def serve_on(service: FastAPI, listening: socket.socket) -> None:
    """Serve until a signal ends the process; Ctrl-C is the usual end, and no failure."""
    server = Server(uvicorn.Config(service, log_level="warning", access_log=False))
    with closing(listening):
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            return
    if not server.started:
        raise typer.Exit(1)


def serve_by_many(settings: Settings, listening: socket.socket, workers: int, announcement: str) -> None:
    """Serve with several processes; they read their settings from the environment, which is set here."""
    os.environ["RECOMMENDER_MODELS"] = str(settings.models)
    if settings.as_of is not None:
        os.environ["RECOMMENDER_AS_OF"] = settings.as_of.isoformat()
    if settings.store is not None:
        os.environ["RECOMMENDER_STORE"] = settings.store
    host, port = listening.getsockname()[:2]
    # Uvicorn shares a socket that it makes itself between its workers; ours must be closed before that.
    listening.close()
    typer.echo(announcement)
    uvicorn.run(
        "recommender.api:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_level="warning",
        access_log=False,
    )
