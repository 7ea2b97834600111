"""One request and its response, within limits of time and size.

In: an address and headers. Out: the status, the headers and the body. The one idea: everything that a client of HTTP
does for comfort (to follow redirects, to unpack, to keep cookies and connections, to ask a proxy) would have to be
switched off or checked here, so this is the standard library's plain client with a socket of our own: connected to the
address that was checked, and shut down from outside when its time is over, however slowly its server drips.
Sources: RFC 9110 and 9112 (HTTP), RFC 9525 (names in TLS certificates).
"""

from __future__ import annotations

import http.client
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import Lock, Timer
from typing import NamedTuple
from urllib.parse import SplitResult, quote, unquote

from recommender import __version__
from recommender.training.following.public_addresses import Resolve, is_public, resolve
from recommender.training.following.unpacking import ACCEPTED, BodyError, unpacked

# How sites call this product in their rules.
PRODUCT = "related-news-recommender"
# What is read of a body at once. At least 1, bytes; by hand.
_PIECE_BYTES = 65_536
# How many addresses of a name are tried. At least 1, addresses; by hand.
_MOST_ADDRESSES = 4
_DEFAULT_PORTS = {"http": http.client.HTTP_PORT, "https": http.client.HTTPS_PORT}
_SAFE_IN_TARGETS = "%/:=&?~+!$,;'@()*[]-._|"


def user_agent(contact: str | None) -> str:
    """Return how this product names itself to sites, with an address where its operator can be asked."""
    return f"{PRODUCT}/{__version__}{f' (+{contact})' if contact else ''}"


class FetchError(Exception):
    """A feed that could not be fetched.

    Attributes:
        reason: Why, in a few words.
        status: The status of the response; None if there was none.
        retry_after: The response's header Retry-After, as it came; ``""`` without one.
        is_forbidden: Whether its machine may not be asked here, which its operator can change at any time.
    """

    def __init__(
        self, reason: str, status: int | None = None, retry_after: str = "", *, is_forbidden: bool = False
    ) -> None:
        self.reason, self.status, self.retry_after, self.is_forbidden = reason, status, retry_after, is_forbidden
        super().__init__(reason)


class Limits(NamedTuple):
    """What one response may take.

    Attributes:
        seconds: From the first packet to the last. Above 0, seconds; by hand.
        waiting_seconds: Without any packet. Above 0, seconds; by hand.
        body: Of its body, packed and unpacked. At least 1, bytes; as many as a feed may have.
    """

    seconds: float = 60.0
    waiting_seconds: float = 20.0
    body: int = 32_000_000


class Response(NamedTuple):
    """A response.

    Attributes:
        status: Its status.
        headers: Its headers by name in lower case.
        body: Its body, unpacked; empty unless its status is 200.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Exchange:
    """Makes requests, from several threads at once.

    Attributes:
        limits: What each may take.
        allow_private: Whether machines that are not in the Internet may be asked.
        resolve: Returns the numeric addresses of a host.
        agent: The value of the header User-Agent.
    """

    agent: str
    limits: Limits = field(default_factory=Limits)
    allow_private: bool = False
    resolve: Resolve = resolve
    _open: set[socket.socket] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)
    _ended: bool = False

    def get(self, parts: SplitResult, headers: Mapping[str, str], limit: int | None = None) -> Response:
        """Ask for what is at an address.

        Args:
            parts: The address, by http or https, without a fragment. Its user and password are sent.
            headers: Headers beside those that every request has.
            limit: The most bytes of its body; by default that of the limits.

        Raises:
            FetchError: There is no whole response within the limits, or its machine may not be asked.
        """
        overdue: list[bool] = []
        try:
            with self._connected(parts, overdue) as connection:
                connection.request("GET", _target(parts), headers={**self._headers(parts), **headers})
                response = connection.getresponse()
                received = {name.lower(): value for name, value in response.getheaders()}
                body = b""
                if response.status == HTTPStatus.OK:
                    pieces = _pieces(response, received)
                    body = unpacked(pieces, received.get("content-encoding", ""), limit or self.limits.body)
                # A socket that was shut down looks like one whose response has ended.
                if not overdue:
                    return Response(response.status, received, body)
        except BodyError as error:
            reason = str(error)
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = _reason(error)
        raise FetchError(f"took longer than {self.limits.seconds:g} seconds" if overdue else reason)

    def end(self) -> None:
        """Break off what is under way, and refuse what comes after."""
        with self._lock:
            self._ended = True
            for each in self._open:
                _shut(each)

    def _headers(self, parts: SplitResult) -> dict[str, str]:
        headers = {"User-Agent": self.agent, "Accept-Encoding": ACCEPTED, "Connection": "close"}
        if parts.username is not None:
            secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            headers["Authorization"] = f"Basic {b64encode(secret.encode()).decode('ascii')}"
        return headers

    @contextmanager
    def _connected(self, parts: SplitResult, overdue: list[bool]) -> Iterator[http.client.HTTPConnection]:
        """Yield a connection to a machine that may be asked; `overdue` holds something when its time is over."""
        host, port = _host(parts), parts.port or _DEFAULT_PORTS[parts.scheme]
        connection = http.client.HTTPConnection(host, port)
        connection.default_port = _DEFAULT_PORTS[parts.scheme]
        plain = self._plain_socket(host, port)
        connection.sock = plain if parts.scheme == "http" else _with_tls(plain, host)
        shared = connection.sock

        def end() -> None:
            overdue.append(True)
            _shut(shared)

        timer = Timer(self.limits.seconds, end)
        timer.daemon = True
        with self._lock:
            if self._ended:
                shared.close()
                raise OSError("stopped")
            self._open.add(shared)
        timer.start()
        try:
            if isinstance(shared, ssl.SSLSocket):
                shared.do_handshake()
            yield connection
        finally:
            timer.cancel()
            with self._lock:
                self._open.discard(shared)
            connection.close()
            shared.close()

    def _plain_socket(self, host: str, port: int) -> socket.socket:
        """Return a socket that is connected to one of the addresses of a host that may be asked.

        Raises:
            FetchError: None of them may be asked.
            OSError: There is none, or none answers.
        """
        resolved = self.resolve(host, port)
        allowed = [each for each in resolved if self.allow_private or is_public(each)]
        if not allowed:
            raise FetchError(f"{host} is no machine of the Internet ({', '.join(resolved[:3])})", is_forbidden=True)
        for number, numeric in enumerate(allowed[:_MOST_ADDRESSES], start=1):
            try:
                return socket.create_connection((numeric, port), timeout=self.limits.waiting_seconds)
            except OSError:
                if number == min(len(allowed), _MOST_ADDRESSES):
                    raise
        raise AssertionError("unreachable")


def _with_tls(plain: socket.socket, host: str) -> ssl.SSLSocket:
    # Certificates and names are verified; the handshake waits until its time is limited.
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)


def _shut(each: socket.socket) -> None:
    with suppress(OSError):
        # Not the method of a TLS socket, which another thread may be reading from.
        socket.socket.shutdown(each, socket.SHUT_RDWR)


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _target(parts: SplitResult) -> str:
    target = quote(parts.path or "/", safe=_SAFE_IN_TARGETS)
    return f"{target}?{quote(parts.query, safe=_SAFE_IN_TARGETS)}" if parts.query else target


def _pieces(response: http.client.HTTPResponse, headers: Mapping[str, str]) -> Iterator[bytes]:
    received = 0
    while piece := response.read(_PIECE_BYTES):
        received += len(piece)
        yield piece
    declared = headers.get("content-length", "")
    if "transfer-encoding" not in headers and declared.isdecimal() and received < int(declared):
        raise BodyError(f"cut off after {received} of {declared} bytes")


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "does not answer"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}"
    if isinstance(error, socket.gaierror):
        return f"its name is not known: {error.strerror}"
    if isinstance(error, http.client.IncompleteRead):
        return "its response was cut off"
    if isinstance(error, http.client.HTTPException):
        return f"its response is no HTTP ({type(error).__name__})"
    return str(getattr(error, "strerror", None) or error) or type(error).__name__
