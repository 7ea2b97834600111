"""Pages of a site that shows boxes, on loopback: whatever a test puts at an address, and who asked for what."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from recommender.api import views

# What a careful site allows its pages: files of its own and boxes of the service, no style or script in the page.
STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'"


class File(NamedTuple):
    """What is at an address.

    Attributes:
        body: Its content.
        media_type: Its type.
        status: The status it is answered with.
        is_held: Whether it is answered only when the site is told to let go.
    """

    body: bytes
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    is_held: bool = False


def page(markup: str) -> File:
    """Return a page in the standards mode, with the embed."""
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>T</title><script src="/embed.js"></script>'
    return File(f"{head}{markup}</html>".encode())


def answer(record: Mapping[str, Any], status: int = 200, *, is_held: bool = False) -> File:
    """Return what the service answers."""
    return File(json.dumps(record).encode(), "application/json", status, is_held)


class Site:
    """A site on loopback.

    Attributes:
        origin: Its address.
        files: What is at which path.
        asked: The paths, with their queries, that were asked for, in order.
        let_go: Set to answer what is held.
    """

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.files: dict[str, File] = {}
        self.asked: list[str] = []
        self.let_go = threading.Event()

    def boxes_asked(self) -> list[str]:
        """Return the boxes that were asked for."""
        return [path for path in self.asked if path.startswith("/v1/")]

    def at(self, path: str) -> File:
        """Return what is at an address: what a test has put there, or a static file of the service."""
        known = self.files.get(path) or self.files.get(urlsplit(path).path)
        static = views.static_file(path.rsplit("/", 1)[-1])
        return known or (File(*static) if static else File(b"", status=404))


@contextmanager
def site(policy: str = STRICT) -> Iterator[Site]:
    """Run a site whose pages have a Content-Security-Policy."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            running.asked.append(self.path)
            found = running.at(self.path)
            if found.is_held:
                running.let_go.wait(60)
            self.send_response(found.status)
            for name, value in {
                "Content-Type": found.media_type,
                "Content-Length": str(len(found.body)),
                "Content-Security-Policy": policy,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(found.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is the base class's)
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign] # a browser that leaves is no error
        running = Site(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield running
        finally:
            running.let_go.set()
            server.shutdown()
            thread.join()
