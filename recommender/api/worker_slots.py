"""Numbers that the workers of one service share: each writes into a slot of its own, and anyone reads all of them.

In: how many workers there are. Out: memory that all their processes get, as slots. A slot outlives its worker: whoever
takes the place of one that died counts on from where that one stopped, so that a counter never falls while the service
runs. One thread of one process writes a slot, by plain stores of eight bytes, which need no lock; nothing is imported
here that the parent of workers has no use for.
"""

from __future__ import annotations

import ctypes
import time
from bisect import bisect_left
from collections.abc import Iterator
from enum import IntEnum
from http import HTTPStatus
from multiprocessing import get_context
from typing import NamedTuple
from uuid import uuid4

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
STATUSES = tuple(sorted(map(int, HTTPStatus)))
# The routes of a worker that are told apart; all others are counted together. At least 2, routes; by hand: there are
# about fifty.
MOST_ROUTES = 128
OTHER_ROUTES = "(other)"
# Of a route's template, and of the name of a version. At least 1, bytes; by hand: the longest has fifty.
NAME_BYTES = 120


class Place(IntEnum):
    """Where in a slot a number stands that a worker says of itself."""

    PID = 0
    BEATS = 1  # how often its watch has beaten, so that one that hangs is seen
    STARTED = 2  # when it could answer its first request, seconds since 1970; 0 before
    PROCESSOR_SECONDS = 3  # of all workers of the slot
    READY = 4
    ARTICLES = 5
    WAITING = 6
    REFUSED_ARTICLES = 7
    REFUSED_OVERRIDES = 8
    FOLLOWED = 9
    AWAY = 10
    DAMAGED = 11
    N_ROUTES = 12


class Shared(IntEnum):
    """Where, before all slots, a number stands that the parent says of the service."""

    ENDING = 0
    DEATHS = 1
    N_PLACES = 2


# The row of a route: requests by status, requests by time, the sum of the times, and when the first one came.
_STATUS_AT = {status: at for at, status in enumerate(STATUSES)}
_UNKNOWN_STATUS = _STATUS_AT[HTTPStatus.INTERNAL_SERVER_ERROR]
_BUCKETS_AT = len(STATUSES)
_SECONDS_AT = _BUCKETS_AT + len(BUCKETS) + 1
_BEGUN_AT = _SECONDS_AT + 1
_COLUMNS = _BEGUN_AT + 1
_ROUTES_AT = len(Place)
_SLOT_NUMBERS = _ROUTES_AT + MOST_ROUTES * _COLUMNS
_SLOT_BYTES = (MOST_ROUTES + 1) * NAME_BYTES  # the names of the routes, and that of the version


class RouteCounts(NamedTuple):
    """Requests of one route template.

    Attributes:
        by_status: How many had each status.
        by_bucket: How many took at most each time of `BUCKETS`, but longer than the one before; the last, longer ones.
        seconds: How long all of them took.
        begun: When the first one came, seconds since 1970.
    """

    by_status: dict[int, int]
    by_bucket: list[int]
    seconds: float
    begun: float

    def plus(self, other: RouteCounts) -> RouteCounts:
        """Return the sum of these and others."""
        statuses = self.by_status.keys() | other.by_status.keys()
        return RouteCounts(
            {each: self.by_status.get(each, 0) + other.by_status.get(each, 0) for each in sorted(statuses)},
            [one + another for one, another in zip(self.by_bucket, other.by_bucket, strict=True)],
            self.seconds + other.seconds,
            min(self.begun, other.begun),
        )


class WorkerSlots:
    """The slots of all workers, and what the parent says of the service; can be passed to the processes of workers.

    Args:
        n_workers: How many workers there are, at least 1.
        shared: Whether other processes than this one use them.

    Attributes:
        service: A name that no other service has, whichever machine it is on.
    """

    def __init__(self, n_workers: int = 1, *, shared: bool = False) -> None:
        n_numbers, n_bytes = len(Shared) + n_workers * _SLOT_NUMBERS, n_workers * _SLOT_BYTES
        spawn = get_context("spawn")
        self.n_workers = n_workers
        self.service = uuid4().hex
        self._numbers = spawn.RawArray("d", n_numbers) if shared else (ctypes.c_double * n_numbers)()
        self._names = spawn.RawArray("c", n_bytes) if shared else (ctypes.c_char * n_bytes)()

    def __len__(self) -> int:
        return self.n_workers

    def __iter__(self) -> Iterator[WorkerSlot]:
        return map(self.slot, range(self.n_workers))

    def slot(self, at: int) -> WorkerSlot:
        """Return the slot of a worker."""
        numbers, first = memoryview(self._numbers).cast("B").cast("d"), len(Shared) + at * _SLOT_NUMBERS
        names, first_name = memoryview(self._names).cast("B"), at * _SLOT_BYTES
        return WorkerSlot(at, numbers[first : first + _SLOT_NUMBERS], names[first_name : first_name + _SLOT_BYTES])

    @property
    def deaths(self) -> int:
        """Return how many workers have died."""
        return int(self._numbers[Shared.DEATHS])

    @property
    def ending(self) -> bool:
        """Return whether the whole service has been told to end."""
        return bool(self._numbers[Shared.ENDING])

    def count_death(self) -> None:
        """Count a worker that died; for the parent alone."""
        self._numbers[Shared.DEATHS] += 1

    def begin_end(self) -> None:
        """Say that the whole service ends; for the parent alone."""
        self._numbers[Shared.ENDING] = 1


class WorkerSlot:
    """The numbers of one worker.

    Attributes:
        at: Which worker it is, from 0.
    """

    def __init__(self, at: int, numbers: memoryview[float], names: memoryview[int]) -> None:
        self.at = at
        self._numbers = numbers
        self._names = names
        self._rows: dict[str, int] = {name: self._row(index) for index, name in enumerate(self._routes())}

    def __getitem__(self, place: Place) -> float:
        return self._numbers[place]

    def __setitem__(self, place: Place, value: float) -> None:
        self._numbers[place] = value

    @property
    def version(self) -> str:
        """Return the version that the worker serves, empty when none."""
        return self._name(MOST_ROUTES)

    @version.setter
    def version(self, version: str) -> None:
        if version != self.version:
            self._set_name(MOST_ROUTES, version)

    def vacate(self) -> None:
        """Forget what the worker has said of itself, but not what it has counted."""
        for place in (Place.PID, Place.BEATS, Place.STARTED, Place.READY):
            self[place] = 0

    def add(self, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        row = self._rows.get(route) or self._begin(route)
        numbers = self._numbers
        numbers[row + _STATUS_AT.get(status, _UNKNOWN_STATUS)] += 1
        numbers[row + _BUCKETS_AT + bisect_left(BUCKETS, seconds)] += 1
        numbers[row + _SECONDS_AT] += seconds

    def counts(self) -> dict[str, RouteCounts]:
        """Return what was counted, by route."""
        # By the names in the memory: another process may have added some.
        return {name: self._counts(self._row(index)) for index, name in enumerate(self._routes())}

    def _counts(self, row: int) -> RouteCounts:
        values = self._numbers[row : row + _COLUMNS].tolist()
        by_status = {status: int(values[at]) for status, at in _STATUS_AT.items() if values[at]}
        by_bucket = list(map(int, values[_BUCKETS_AT:_SECONDS_AT]))
        return RouteCounts(by_status, by_bucket, values[_SECONDS_AT], values[_BEGUN_AT])

    def _begin(self, route: str) -> int:
        """Return the row of a route that is met for the first time."""
        index = int(self[Place.N_ROUTES])
        if index >= MOST_ROUTES - 1 and route != OTHER_ROUTES:
            row = self._rows.get(OTHER_ROUTES) or self._begin(OTHER_ROUTES)
        else:
            row = self._row(index)
            self._numbers[row + _BEGUN_AT] = time.time()
            self._set_name(index, route)
            # Last, so that a worker that is killed in between leaves no route without its name.
            self[Place.N_ROUTES] = index + 1
        self._rows[route] = row
        return row

    def _row(self, index: int) -> int:
        return _ROUTES_AT + index * _COLUMNS

    def _routes(self) -> list[str]:
        return [self._name(index) for index in range(int(self[Place.N_ROUTES]))]

    def _name(self, index: int) -> str:
        raw = self._names[index * NAME_BYTES : (index + 1) * NAME_BYTES].tobytes()
        return raw.rstrip(b"\0").decode("utf-8", "replace")

    def _set_name(self, index: int, name: str) -> None:
        raw = name.encode("utf-8", "replace")[:NAME_BYTES].ljust(NAME_BYTES, b"\0")
        self._names[index * NAME_BYTES : (index + 1) * NAME_BYTES] = raw
