"""A connection to PostgreSQL that waits for an answer so long and no longer.

The server's own limits are no help when it is stopped, or the network to it is cut: nothing comes then, not even an
error, and a client waits for ever. Here the connection is given up, and whoever had waited is told.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any, TypeVar

import psycopg
from psycopg.rows import TupleRow
from psycopg.waiting import wait_poll

# More than a statement may wait for a lock, which the server itself then ends and tells better.
ANSWER_SECONDS = 10.0
# How often it is looked whether the time is over.
LOOK_SECONDS = 0.1

T = TypeVar("T")


class PatientConnection(psycopg.Connection[TupleRow]):
    """A connection each of whose questions is answered within `ANSWER_SECONDS`, or which is closed."""

    def wait(self, gen: Generator[Any, Any, T], *_: object, **__: object) -> T:
        """Run a question of the driver to its end."""
        # Not the driver's compiled loop, which before psycopg 3.3 tells nobody that nothing came.
        found: T = wait_poll(self._within(gen, time.monotonic() + ANSWER_SECONDS), self.pgconn.socket, LOOK_SECONDS)
        return found

    def _within(self, gen: Generator[Any, Any, T], deadline: float) -> Generator[Any, Any, T]:
        """Pass on what a generator of the driver waits for, and what came: nothing, now and then."""
        try:
            waits_for = next(gen)
            while True:
                ready = yield waits_for
                if not ready and time.monotonic() > deadline:
                    self.pgconn.finish()
                    raise psycopg.OperationalError(f"the server did not answer within {ANSWER_SECONDS:g} seconds")
                waits_for = gen.send(ready)
        except StopIteration as ended:
            value: T = ended.value
            return value
