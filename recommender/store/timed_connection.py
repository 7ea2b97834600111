"""A connection to PostgreSQL with a timeout per query.

The server's own timeouts are no help when it is stopped, or when the network to it is cut: nothing comes then, not even
an error, and a client waits for ever. Here the client closes the connection, and the caller gets an error.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any, TypeVar

import psycopg
from psycopg.rows import TupleRow
from psycopg.waiting import wait_poll

# Longer than a statement may wait for a lock: the server then ends it first, with a better message.
ANSWER_SECONDS = 10.0
# How often the time is compared with the deadline.
LOOK_SECONDS = 0.1

T = TypeVar("T")


class TimedConnection(psycopg.Connection[TupleRow]):
    """A connection that is closed when a query has no answer within `ANSWER_SECONDS`."""

    def wait(self, gen: Generator[Any, Any, T], *_: object, **__: object) -> T:
        """Run a generator of the driver, which waits for the server, to its end.

        Raises:
            psycopg.OperationalError: The server did not answer in time.
        """
        # Not the driver's compiled loop, which before psycopg 3.3 does not wake its generator when nothing came.
        deadline = time.monotonic() + ANSWER_SECONDS
        result: T = wait_poll(self._until(gen, deadline), self.pgconn.socket, LOOK_SECONDS)
        return result

    def __del__(self, *_: object) -> None:
        """Close what nobody holds any more: a thread that is given up while it connects drops what it has."""
        if hasattr(self, "pgconn"):  # connecting can fail before there is one
            self.pgconn.finish()

    def _until(self, gen: Generator[Any, Any, T], deadline: float) -> Generator[Any, Any, T]:
        """Yield what a generator waits for, and send it what came, which is nothing now and then."""
        try:
            waits_for = next(gen)
            while True:
                ready = yield waits_for
                if not ready and time.monotonic() > deadline:
                    self.pgconn.finish()
                    raise psycopg.OperationalError(f"the server did not answer within {ANSWER_SECONDS:g} seconds")
                waits_for = gen.send(ready)
        except StopIteration as ended:
            result: T = ended.value
            return result
