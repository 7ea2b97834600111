"""The database of a store: transactions to read and to write in, whichever kind of database it is.

In: operations. Out: their results, durable before they return, and the number of the last change at the least cost.
The one idea: a writer holds the one lock of the store from its first statement, so that what it has read stays true,
and writers come one after the other. Threads of one process that write at the same time share one transaction: a commit
costs the same for many as for one ("group commit", Gawlick and Kinkade 1985, Varieties of Concurrency Control in
IMS/VS Fast Path).

Nothing waits for ever: a database that does not answer, or a writer that does not end, is an error in bounded time.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from recommender.errors import RecommenderError, StoreError
from recommender.store.schema import sequence

# A writer that waits longer than this for another one gives up.
LOCK_SECONDS = 8.0
# A reader waits at most this long for a writer that is committing.
READ_SECONDS = 3.0
# At most this many writes share a commit, so that the last of them is not much later than it would be alone.
MAX_SHARED = 100

T = TypeVar("T")


@dataclass(slots=True)
class Writing:
    """A transaction that holds the store's lock.

    Attributes:
        last: The number of the last change, those made in this transaction included.
    """

    connection: sa.Connection
    last: int

    def next(self) -> int:
        """Take the number of a new change."""
        self.last += 1
        return self.last


class _PendingWrite(Generic[T]):
    """A write that is in the queue, and then in a transaction that is not committed yet.

    Attributes:
        done: Whether its transaction is over.
    """

    def __init__(self, operation: Callable[[Writing], T]) -> None:
        self._operation = operation
        self._result: list[T] = []
        self._error: BaseException | None = None
        self.done = False

    def run(self, writing: Writing) -> None:
        """Run the operation; where it raises, it alone is undone, not its transaction."""
        last = writing.last
        try:
            with writing.connection.begin_nested():
                self._result.append(self._operation(writing))
        except RecommenderError as error:
            writing.last = last
            self._error = error

    def end(self, error: BaseException | None = None) -> None:
        """Note that the transaction is over, and the error that ended it, if any."""
        self._error = self._error or error
        self.done = True

    def result(self) -> T:
        """Return the operation's result, or raise its error."""
        if self._error is not None:
            raise self._error
        return self._result[0]


class Database(ABC):
    """One database with its connections; used by many threads.

    Attributes:
        address: Its address without secrets, for messages.
        generation: How often another database has come in the place of the one that was opened.
    """

    def __init__(self, engine: sa.Engine, address: str) -> None:
        self.engine = engine
        self.address = address
        # SQLAlchemy leaves open what is in use when its pool is disposed of, in a thread that still reads.
        # The pool is noted ahead of what prepares a connection: that may wait for a lock until the store is closed.
        sa.event.listen(engine, "connect", self._note_pool, insert=True)
        sa.event.listen(engine, "checkin", self._close_if_late)
        self.generation = 0
        self._queue: deque[_PendingWrite[Any]] = deque()
        self._turn = threading.Condition()
        self._is_writing = False

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Open a connection to read with, in one transaction.

        Raises:
            StoreError: The database cannot be read.
        """
        with self.errors(), self.engine.connect() as connection:
            yield connection

    def write(self, operation: Callable[[Writing], T]) -> T:
        """Run an operation in a transaction that holds the store's lock, and return when it is durable.

        Args:
            operation: Reads and writes through the connection it is given. A `RecommenderError` that it raises undoes
                what it has done.

        Raises:
            StoreError: The database cannot be written; nothing has changed then.
        """
        write = _PendingWrite(operation)
        with self._turn:
            self._queue.append(write)
        while batch := self._take_turn(write):
            self._write_together(batch)
        return write.result()

    def _take_turn(self, write: _PendingWrite[Any]) -> list[_PendingWrite[Any]]:
        """Wait until a write is done, or until its thread may write for all in the queue.

        Returns:
            The writes that its thread is to make; none when its own is done.

        Raises:
            StoreError: Others have written all the time. The write is taken back, so that it is not done later.
        """

        def is_its_turn() -> bool:
            return write.done or not self._is_writing

        with self._turn:
            if not self._turn.wait_for(is_its_turn, LOCK_SECONDS) and write in self._queue:
                self._queue.remove(write)
                raise StoreError(self.address, f"busy with other writes for {LOCK_SECONDS:g} seconds")
            # A transaction that holds this write ends soon, since the database answers in bounded time or not at all.
            self._turn.wait_for(is_its_turn)
            if write.done:
                return []
            self._is_writing = True
            return [self._queue.popleft() for _ in range(min(len(self._queue), MAX_SHARED))]

    def _write_together(self, batch: list[_PendingWrite[Any]]) -> None:
        """Make some writes in one transaction, and wake the threads that wait for them."""
        failure: StoreError | None = StoreError(self.address, "the transaction was interrupted")
        try:
            with self.errors(), self.begin() as connection:
                last: int = connection.execute(sa.select(sequence.c.change).with_for_update()).scalar_one()
                writing = Writing(connection, last)
                for write in batch:
                    write.run(writing)
                if writing.last > last:
                    connection.execute(sequence.update().values(change=writing.last))
            failure = None
        except StoreError as error:
            failure = error
        finally:
            with self._turn:
                for write in batch:
                    write.end(failure)
                self._is_writing = False
                self._turn.notify_all()

    @abstractmethod
    def rewrite(self) -> None:
        """Write the articles anew, so that no page of the database has what was taken down or replaced before.

        Others wait meanwhile, some seconds for each gigabyte.

        Raises:
            StoreError: The database cannot be written.
        """

    @property
    def ledger_path(self) -> Path | None:
        """Return where its ledger is, unless another place is set; None where there is no place beside it."""
        return None

    @abstractmethod
    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """Open a connection to write with, in one transaction."""

    @abstractmethod
    def lock_tables(self, connection: sa.Connection) -> None:
        """Make others wait that would create the same tables at this moment."""

    @abstractmethod
    def last_change(self) -> int:
        """Return the number of the last change that is committed."""

    @abstractmethod
    def fetch_change(self) -> int:
        """Return the number of the last change by a query, even when it is known: to see whether that works."""

    @abstractmethod
    def cached_change(self) -> int | None:
        """Return the number of the last change when it is known without a query, None otherwise."""

    def close(self) -> None:
        """Close all connections; one that is in use is closed when it comes back."""
        self.engine.dispose()

    def _note_pool(self, _: object, entry: ConnectionPoolEntry) -> None:
        entry.info["pool"] = self.engine.pool

    def _close_if_late(self, _: object, entry: ConnectionPoolEntry) -> None:
        if entry.info.get("pool") is not self.engine.pool:
            entry.invalidate()

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn what the database raises into a `StoreError`, without the statement and its values."""
        try:
            yield
        except DBAPIError as error:
            # The first line alone: PostgreSQL goes on with the values of the row.
            raise StoreError(self.address, str(_first_of(error).orig).strip().partition("\n")[0]) from None
        except SQLAlchemyError as error:
            raise StoreError(self.address, f"cannot be used: {type(error).__name__}") from None


def _first_of(error: DBAPIError) -> DBAPIError:
    """Return the error that came first: where the disk fails SQLite ends the transaction, savepoint and all."""
    first, before = error, error.__context__
    while before is not None:
        first, before = before if isinstance(before, DBAPIError) else first, before.__context__
    return first
