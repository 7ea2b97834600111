"""Fetching politely: redirects, robots.txt, and one request a host at a time.

In: the address of a feed, and what is known of it from the last time. Out: the feed, or that it has not changed. The
one idea: each hop of a redirect is a request of its own, and passes all checks of the first; secrets stay with the
origin that they are for. Sources: RFC 9110 (conditional requests, redirects), RFC 9309 (robots.txt).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from threading import Lock
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from recommender.training.following.exchange import Exchange, FetchError, Response
from recommender.training.following.robots import MAX_ROBOTS_BYTES, Robots

# How many redirects are followed. At least 0, redirects; what RFC 9309 asks for.
MOST_REDIRECTS = 5
_PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
_REDIRECTS = _PERMANENT | {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}
# The longest name of a version that is sent back. At least 1, characters; by hand.
_MOST_VALIDATOR = 1_000


class Validators(NamedTuple):
    """By what a server knows which version of a feed was fetched last; ``""`` for what it did not say."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        """Return the headers of a conditional request."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


class Fetched(NamedTuple):
    """A feed that was asked for.

    Attributes:
        address: Where it was in the end, without user and password.
        moved_to: Its new address, if it has moved for good; else None.
        response: Its response, of status 200 or 304.
    """

    address: str
    moved_to: str | None
    response: Response

    @property
    def validators(self) -> Validators:
        """Return by what its server knows this version."""
        headers = self.response.headers
        etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
        return Validators(etag if len(etag) <= _MOST_VALIDATOR else "", modified[:_MOST_VALIDATOR])


@dataclass(slots=True)
class Turns:
    """Lets one request a host through at a time, with a pause after each.

    Attributes:
        pause: Seconds between two requests to a host, at least 0.
        monotonic: A clock in seconds.
        sleep: Waits for seconds.
    """

    pause: float
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]
    _locks: dict[str, Lock] = field(default_factory=lambda: defaultdict(Lock))
    _last: dict[str, float] = field(default_factory=dict)
    _guard: Lock = field(default_factory=Lock)

    @contextmanager
    def at(self, host: str, pause: float = 0.0) -> Iterator[None]:
        """Wait for the turn at a host, and take it; `pause` is the longer one that it asks for."""
        with self._guard:
            lock = self._locks[host]
        with lock:
            if host in self._last:
                wait = self._last[host] + max(self.pause, pause) - self.monotonic()
                if wait > 0:
                    self.sleep(wait)
            try:
                yield
            finally:
                self._last[host] = self.monotonic()


class Fetcher:
    """Fetches feeds, from several threads at once.

    Args:
        exchange: Makes the requests.
        turns: Keeps the requests to a host apart.
        now: The clock.
        robots: What is known of each site's robots.txt; it is kept current.
    """

    def __init__(
        self, exchange: Exchange, turns: Turns, now: Callable[[], datetime], robots: dict[str, dict[str, str]]
    ) -> None:
        self._exchange, self._turns = exchange, turns
        self._robots = Robots(self._fetch_robots, now, robots)

    def fetch(self, address: str, validators: Validators = Validators()) -> Fetched:  # noqa: B008 - immutable
        """Fetch a feed, unless it has not changed.

        Raises:
            FetchError: It cannot be fetched, or not now.
        """
        first = parts = urlsplit(address)._replace(fragment="")
        is_permanent, seen = True, {_without_user(parts)}
        while True:
            self._robots.expect_allowed(parts)
            response = self._get(parts, validators.headers())
            if response.status not in _REDIRECTS:
                break
            following = _redirected(parts, first, response)
            is_permanent = is_permanent and response.status in _PERMANENT and not _loses_tls(parts, following)
            parts = following
            if _without_user(parts) in seen or len(seen) > MOST_REDIRECTS:
                raise FetchError("its redirects lead in a circle, or too far")
            seen.add(_without_user(parts))
        if response.status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            raise FetchError(f"status {response.status}", response.status, response.headers.get("retry-after", ""))
        moved_to = urlunsplit(parts) if is_permanent and len(seen) > 1 else None
        return Fetched(_without_user(parts), moved_to, response)

    def end(self) -> None:
        """Break off what is under way, and refuse what comes after."""
        self._exchange.end()

    def _get(self, parts: SplitResult, headers: dict[str, str], limit: int | None = None) -> Response:
        with self._turns.at((parts.hostname or "").lower(), self._robots.pause_of(parts)):
            return self._exchange.get(parts, headers, limit)

    def _fetch_robots(self, parts: SplitResult) -> Response:
        for _ in range(MOST_REDIRECTS + 1):
            response = self._get(parts, {}, MAX_ROBOTS_BYTES)
            if response.status not in _REDIRECTS:
                return response
            parts = _redirected(parts, parts, response)
        raise FetchError("its redirects lead in a circle, or too far")


def _redirected(parts: SplitResult, first: SplitResult, response: Response) -> SplitResult:
    """Return where a response redirects to, with the secrets of the first address if that is of the same origin.

    Raises:
        FetchError: That is no address by http or https.
    """
    # The bytes of a header come as Latin-1; what is not ASCII among them is UTF-8, as a rule.
    location = quote(response.headers.get("location", ""), safe="%/:=&?~#+!$,;'@()*[]|", encoding="latin-1")
    try:
        following = urlsplit(urljoin(_without_user(parts), location))._replace(fragment="")
        is_of_web = following.scheme in ("http", "https") and bool(following.hostname) and following.port != 0
    except ValueError:
        is_of_web = False
    if not location or not is_of_web:
        raise FetchError("redirected to what is no address by http or https")
    place = following.netloc.rpartition("@")[2]
    user = first.netloc.rpartition("@")[0]
    is_same_origin = (following.scheme, place.lower()) == (first.scheme, first.netloc.rpartition("@")[2].lower())
    return following._replace(netloc=f"{user}@{place}" if user and is_same_origin else place)


def _without_user(parts: SplitResult) -> str:
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _loses_tls(before: SplitResult, after: SplitResult) -> bool:
    return before.scheme == "https" and after.scheme == "http"
