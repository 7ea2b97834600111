"""A database that stores: how a transaction of reading or writing is had, on SQLite and on PostgreSQL.

In: an address. Out: transactions, and the number of the last change at the least cost. The one idea: a writer holds
the one lock of the store from its first statement, so that what it has read stays true, and no two writers meet. What
threads of one process want to write meanwhile goes to the disk together: a commit costs the same for one as for many.

Nothing waits for ever: a database that does not answer, and a writer that does not end, are told in bounded time.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from recommender.errors import RecommenderError, StoreError
from recommender.store.schema import sequence

# A writer that waits longer than this for another one gives up.
LOCK_SECONDS = 8.0
# A reader waits no longer for a writer that is just now committing.
READ_SECONDS = 3.0
# How many writes share a commit at most; the last of them is then not much later than it would be alone.
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
        """Take the number of a change."""
        self.last += 1
        return self.last


class _Waiting(Generic[T]):
    """A write that waits for its turn, and then for its commit."""

    def __init__(self, operation: Callable[[Writing], T]) -> None:
        self._operation = operation
        self._result: list[T] = []
        self._error: BaseException | None = None
        self.done = False

    def run(self, writing: Writing) -> None:
        """Run it inside a transaction, undone alone when it raises."""
        last = writing.last
        try:
            with writing.connection.begin_nested():
                self._result.append(self._operation(writing))
        except RecommenderError as error:
            writing.last = last
            self._error = error

    def end(self, error: BaseException | None = None) -> None:
        """Say that its transaction is over, and how."""
        self._error = self._error or error
        self.done = True

    def result(self) -> T:
        if self._error is not None:
            raise self._error
        return self._result[0]


class Database(ABC):
    """One database with its connections; used by many threads.

    Attributes:
        address: Its address without secrets, for messages.
    """

    def __init__(self, engine: sa.Engine, address: str) -> None:
        self.engine = engine
        self.address = address
        self._waiting: deque[_Waiting[Any]] = deque()
        self._turn = threading.Condition()
        self._writing = False

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Give a connection to read with, in one transaction.

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
        waiting = _Waiting(operation)
        with self._turn:
            self._waiting.append(waiting)
        while together := self._take_turn(waiting):
            self._write_together(together)
        return waiting.result()

    def _take_turn(self, waiting: _Waiting[Any]) -> list[_Waiting[Any]]:
        """Wait until a write is done, or its thread may write for all that wait: then return those, none otherwise.

        Raises:
            StoreError: Others have written all the time. The write is taken back, so that it is not done later.
        """

        def is_its_turn() -> bool:
            return waiting.done or not self._writing

        with self._turn:
            if not self._turn.wait_for(is_its_turn, LOCK_SECONDS) and waiting in self._waiting:
                self._waiting.remove(waiting)
                raise StoreError(self.address, f"busy with other writes for {LOCK_SECONDS:g} seconds")
            # One that is under way is over soon, since the database answers in bounded time or not at all.
            self._turn.wait_for(is_its_turn)
            if waiting.done:
                return []
            self._writing = True
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), MAX_SHARED))]

    def _write_together(self, together: list[_Waiting[Any]]) -> None:
        failure: StoreError | None = StoreError(self.address, "the transaction was interrupted")
        try:
            with self.errors(), self.begin() as connection:
                last: int = connection.execute(sa.select(sequence.c.change).with_for_update()).scalar_one()
                writing = Writing(connection, last)
                for waiting in together:
                    waiting.run(writing)
                if writing.last > last:
                    connection.execute(sequence.update().values(change=writing.last))
            failure = None
        except StoreError as error:
            failure = error
        finally:
            with self._turn:
                for waiting in together:
                    waiting.end(failure)
                self._writing = False
                self._turn.notify_all()

    @abstractmethod
    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """Give a connection to write with, in one transaction."""

    @abstractmethod
    def lock_tables(self, connection: sa.Connection) -> None:
        """Hold back others that would make the same tables at this moment."""

    @abstractmethod
    def last_change(self) -> int:
        """Return the number of the last change that is committed."""

    @abstractmethod
    def ask_change(self) -> int:
        """Return the same by a question to the database, even when it is known: to find whether it answers."""

    @abstractmethod
    def known_change(self) -> int | None:
        """Return the number of the last change when it need not be asked for, none otherwise."""

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn what the database raises into a `StoreError`, without the statement and its values."""
        try:
            yield
        except DBAPIError as error:
            # The first line alone: PostgreSQL goes on with the values of the row.
            raise StoreError(self.address, str(error.orig).strip().partition("\n")[0]) from None
        except SQLAlchemyError as error:
            raise StoreError(self.address, f"cannot be used: {type(error).__name__}") from None
