"""A database that stores: how a transaction of reading or writing is had, on SQLite and on PostgreSQL.

In: an address. Out: transactions, and the number of the last change at the least cost. The one idea: a writer holds
the one lock of the store from its first statement, so that what it has read stays true, and no two writers meet.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from recommender.errors import StoreError
from recommender.store.schema import sequence

EXPECTED = "expected sqlite:///PATH or postgresql://USER@HOST/NAME"
# A writer that waits longer than this for another one gives up.
LOCK_SECONDS = 30


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


class Database(ABC):
    """One database with its connections; used by many threads.

    Attributes:
        shown: Its address without the password, for messages.
    """

    def __init__(self, engine: sa.Engine, shown: str) -> None:
        self.engine = engine
        self.shown = shown

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Give a connection to read with, in one transaction.

        Raises:
            StoreError: The database cannot be read.
        """
        with self.errors(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Writing]:
        """Give a transaction that holds the store's lock; it is durable when the block ends, undone when it raises.

        Raises:
            StoreError: The database cannot be written; nothing has changed then.
        """
        with self.errors(), self.begin() as connection:
            last: int = connection.execute(sa.select(sequence.c.change).with_for_update()).scalar_one()
            writing = Writing(connection, last)
            yield writing
            if writing.last > last:
                connection.execute(sequence.update().values(change=writing.last))

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
            raise StoreError(self.shown, str(error.orig).strip().partition("\n")[0]) from None
        except SQLAlchemyError as error:
            raise StoreError(self.shown, f"cannot be used: {type(error).__name__}") from None


def parsed(url: str) -> sa.URL:
    """Return the parts of an address.

    Raises:
        StoreError: It is none of a database known here.
    """
    scheme = url.partition(":")[0]
    try:
        parts = sa.make_url(url)
    except (ArgumentError, ValueError):  # what follows may hold a password, so it is not shown
        raise StoreError(f"{scheme}:…", EXPECTED) from None
    if parts.drivername not in ("sqlite", "postgresql"):
        raise StoreError(f"{parts.drivername}:…", EXPECTED)
    return parts


def shown(url: sa.URL) -> str:
    """Return an address without its password and its options, some of which can be secret.

    >>> shown(sa.make_url("postgresql://ada:secret@db.example/news?sslpassword=secret"))
    'postgresql://ada@db.example/news'
    """
    return sa.URL.create(
        url.drivername, username=url.username, host=url.host, port=url.port, database=url.database
    ).render_as_string()


def open_database(url: str, *, create: bool = True) -> Database:
    """Connect to a database.

    Args:
        url: ``sqlite:///PATH`` or ``postgresql://USER:PASSWORD@HOST/NAME``.
        create: Whether a missing SQLite file is made.

    Raises:
        StoreError: There is no such database, or its driver is not installed.
    """
    from recommender.store.postgresql import PostgresDatabase
    from recommender.store.sqlite import SqliteDatabase

    parts = parsed(url)
    try:
        if parts.drivername == "sqlite":
            return SqliteDatabase.open(parts, create=create)
        return PostgresDatabase.open(parts)
    except (ImportError, NoSuchModuleError):
        reason = "the driver is missing: pip install 'related-news-recommender[postgresql]'"
        raise StoreError(shown(parts), reason) from None
