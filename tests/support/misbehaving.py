"""A server on loopback that misbehaves as it is told: what the network does to whoever fetches feeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from recommender.training.following.exchange import Exchange, Limits

FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title><link>https://post.example/</link>'
    "<language>en</language>{items}</channel></rss>"
)


def feed_of(*titles: str) -> bytes:
    """Return a feed with an item of each title."""
    items = (
        f"<item><title>{title}</title><link>https://post.example/{title.lower().replace(' ', '-')}</link></item>"
        for title in titles
    )
    return FEED.format(items="".join(items)).encode()


class Request(BaseHTTPRequestHandler):
    """A request, answered by what the server has for its path."""

    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        """Answer, and let a client that has turned away go."""
        owner: Misbehaving = self.server.owner
        owner.requests.append((self.path, dict(self.headers.items())))
        answer = owner.answers.get(self.path)
        self.close_connection = True
        try:
            if answer is None:
                self.say(404)
            elif callable(answer):
                answer(self)
            else:
                self.say(200, answer)
        except OSError:
            return

    def say(self, status: int, body: bytes = b"", /, **headers: str) -> None:
        """Send a whole response; an underscore in a header's name is a dash."""
        self.send_response(status)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in ({"Content-Length": str(len(body))} | given).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self, piece: bytes) -> None:
        """Send a piece again and again until the client or the test ends."""
        while not self.server.owner.over.wait(0.01):
            self.wfile.write(piece)
            self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


Answer = bytes | Callable[[Request], None]


@dataclass
class Misbehaving:
    """The server.

    Attributes:
        answers: What each path answers: a body, or what a function does.
        requests: The path and the headers of each request, in their order.
        over: Set when the test is over.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    over: Event = field(default_factory=Event)
    port: int = 0

    def address(self, path: str, host: str = "post.example") -> str:
        """Return an address of the server; any name leads to it by `exchange`."""
        return f"http://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """Return the paths that were asked for, without those of robots.txt."""
        return [path for path, _ in self.requests if path != "/robots.txt"]

    def exchange(self, **limits: float) -> Exchange:
        """Return what asks this server, whatever the name, and nobody else."""
        bounded = Limits(**{"seconds": 30.0, "waiting_seconds": 30.0, **limits})  # type: ignore[arg-type] # bytes are whole
        return Exchange("tests/1", bounded, allow_private=True, resolve=lambda *_: ["127.0.0.1"])


@contextmanager
def misbehaving() -> Iterator[Misbehaving]:
    """Serve while a test runs."""
    owner = Misbehaving()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
    server.daemon_threads = True
    server.owner = owner  # type: ignore[attr-defined] # for its requests
    owner.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield owner
    finally:
        owner.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def redirect(status: int, location: str) -> Callable[[Request], None]:
    """Return what answers with a redirect."""
    return lambda request: request.say(status, Location=location)


def in_turn(*answers: Answer | int) -> Callable[[Request], None]:
    """Return what gives one answer after the other, and the last one for ever; a number is a status."""
    left = list(answers)

    def answer(request: Request) -> None:
        each = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(each, int):
            request.say(each)
        elif isinstance(each, bytes):
            request.say(200, each)
        else:
            each(request)

    return answer
