"""Failed attempts to sign in: a few, and then no more for a while, from one client and from all together.

In: who has failed, and when. Out: how long the next attempt has to wait. The one idea: a bucket that each failure fills
by one and that leaks at a steady pace (Turner 1986, doi:10.1109/MCOM.1986.1092946). It is kept by each process: a
service of n workers allows n times as many.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import NamedTuple


class Pace(NamedTuple):
    """How many failures at once, and how many seconds until there may be one more."""

    burst: int
    seconds: float


OF_ONE, OF_ALL = Pace(5, 30.0), Pace(60, 2.0)


@dataclass(slots=True)
class Bucket:
    """How full a bucket was when it was last filled."""

    level: float = 0.0
    at: float = 0.0

    def level_at(self, now: float, pace: Pace) -> float:
        """Return how full it is, 0 or more."""
        return max(0.0, self.level - (now - self.at) / pace.seconds)

    def fill(self, now: float, pace: Pace) -> None:
        """Add one failure."""
        self.level, self.at = self.level_at(now, pace) + 1, now

    def wait(self, now: float, pace: Pace) -> float:
        """Return the seconds until there is room for one more."""
        return max(0.0, self.level_at(now, pace) + 1 - pace.burst) * pace.seconds


@dataclass(slots=True)
class FailedAttempts:
    """The clients that have failed lately; used by one thread.

    Attributes:
        clock: Returns seconds, and never goes back.
    """

    clock: Callable[[], float] = time.monotonic
    _clients: dict[str, Bucket] = field(default_factory=dict)
    _all: Bucket = field(default_factory=Bucket)

    def wait(self, client: str) -> int:
        """Return the whole seconds that the next attempt from an address has to wait, 0 for none."""
        now = self.clock()
        known = self._clients.get(_network(client), Bucket())
        return math.ceil(max(known.wait(now, OF_ONE), self._all.wait(now, OF_ALL)))

    def add(self, client: str) -> None:
        """Note that an attempt has failed."""
        now = self.clock()
        # Few are kept: at most as many as all together may fail until the first of them is empty again.
        self._clients = {name: bucket for name, bucket in self._clients.items() if bucket.level_at(now, OF_ONE)}
        self._clients.setdefault(_network(client), Bucket()).fill(now, OF_ONE)
        self._all.fill(now, OF_ALL)


def _network(address: str) -> str:
    """Return the addresses that one client has: of IPv6, where that is very many, the network of 64 bits.

    >>> _network("2001:db8::1:2:3:4"), _network("192.0.2.1"), _network("unknown")
    ('2001:db8::/64', '192.0.2.1', 'unknown')
    """
    try:
        return str(ip_network(f"{address}/64", strict=False)) if ":" in address else address
    except ValueError:
        return address
