"""robots.txt: what a site lets programs fetch.

In: the text of a site's robots.txt. Out: whether an address may be fetched, and how long to pause. The one idea: a site
is asked once a day; one whose file cannot be reached is not fetched from until it can. Source: RFC 9309; read by
protego, which knows its wildcards and takes the longest rule, as the standard library's reader does not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlunsplit

from recommender.training.following.exchange import PRODUCT, FetchError, Response

if TYPE_CHECKING:
    from protego import Protego

# The longest robots.txt. At least 512,000, bytes; what RFC 9309 asks for.
MAX_ROBOTS_BYTES = 512_000
# How long a robots.txt is believed. Above 0, a time; what RFC 9309 allows.
KEPT_FOR = timedelta(days=1)
# What of a robots.txt is kept in the state. At least 1, characters; by hand.
_MOST_KEPT_CHARACTERS = 100_000
# The longest pause that a site can ask for. At least 0, seconds; by hand.
MOST_PAUSE = 60.0


@dataclass(slots=True)
class Robots:
    """What sites let this product fetch.

    Attributes:
        fetch: Fetches the robots.txt at an address.
        now: The clock.
        kept: The text of each site's robots.txt and when it was fetched, by its origin; plain values.
    """

    fetch: Callable[[SplitResult], Response]
    now: Callable[[], datetime]
    kept: dict[str, dict[str, str]] = field(default_factory=dict)
    _rules: dict[str, Protego] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def expect_allowed(self, parts: SplitResult) -> None:
        """Refuse what a site's robots.txt does not allow.

        Raises:
            FetchError: It is not allowed, or the file cannot be reached.
        """
        origin = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2].lower(), "", "", ""))
        rules = self._rules_of(origin, parts)
        if not rules.can_fetch(urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])), PRODUCT):
            raise FetchError("its robots.txt does not allow it")

    def pause_of(self, parts: SplitResult) -> float:
        """Return for how many seconds a site that was asked before wants a pause between requests; 0 if it does not."""
        origin = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2].lower(), "", "", ""))
        with self._lock:
            rules = self._rules.get(origin)
        delay = rules.crawl_delay(PRODUCT) if rules is not None else None
        return min(max(delay or 0.0, 0.0), MOST_PAUSE)

    def _rules_of(self, origin: str, parts: SplitResult) -> Protego:
        from protego import Protego

        with self._lock:
            kept = self.kept.get(origin)
            is_fresh = kept is not None and _is_fresh(kept, self.now())
            rules = self._rules.get(origin) if is_fresh else None
        if rules is None:
            if kept is None or not is_fresh:
                text = self._text(parts)
                kept = {"at": self.now().isoformat(), "text": text}
            rules = Protego.parse(kept["text"])
            with self._lock:
                self._rules[origin] = rules
                self.kept[origin] = {**kept, "text": kept["text"][:_MOST_KEPT_CHARACTERS]}
        return rules

    def _text(self, parts: SplitResult) -> str:
        """Return the text of a site's robots.txt, ``""`` if it has none.

        Raises:
            FetchError: It cannot be reached: then nothing is allowed.
        """
        try:
            response = self.fetch(parts._replace(path="/robots.txt", query=""))
        except FetchError as error:
            raise FetchError(
                f"its robots.txt cannot be reached: {error.reason}", is_forbidden=error.is_forbidden
            ) from None
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            retry = response.headers.get("retry-after", "")
            raise FetchError(f"its robots.txt cannot be reached: status {response.status}", response.status, retry)
        return response.body.decode("utf-8", "replace") if response.status == HTTPStatus.OK else ""


def _is_fresh(kept: dict[str, Any], now: datetime) -> bool:
    try:
        at = datetime.fromisoformat(kept["at"])
        return isinstance(kept["text"], str) and timedelta() <= now - at < KEPT_FOR
    except (KeyError, TypeError, ValueError):
        return False
