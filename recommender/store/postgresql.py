"""PostgreSQL as the database of a store, which many machines can share.

Writes are durable by PostgreSQL's own ``synchronous_commit``. Numbers of changes do not come from a sequence object,
whose numbers commit out of order, but from a row that each writer locks first (PostgreSQL manual, 13.3.2 Row-Level
Locks).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import PoolProxiedConnection

from recommender.store.addresses import without_secrets
from recommender.store.database import LOCK_SECONDS, Database
from recommender.store.schema import articles, sequence

CONNECT_SECONDS = 5
# The server ends the transaction of a writer that is cut off or stopped, so that its lock is not kept for ever.
_IDLE_SECONDS = 60
# A number that nobody else uses: "recommen" as a big-endian integer.
_TABLES_LOCK = int.from_bytes(b"recommen")
_LAST_CHANGE = str(sa.select(sequence.c.change).compile())


class PostgresDatabase(Database):
    """A database of a server.

    One connection is kept for the number of the last change, which is asked for all the time.
    """

    def __init__(self, engine: sa.Engine, address: str) -> None:
        super().__init__(engine, address)
        self._lock = threading.Lock()
        self._connection: PoolProxiedConnection | None = None

    @classmethod
    def open(cls, url: sa.URL) -> Self:
        """Prepare to connect to a server.

        Raises:
            ImportError: psycopg is not installed.
        """
        from recommender.store.timed_connection import TimedConnection

        def connect(_: Dialect, __: object, positional: list[Any], named: dict[str, Any]) -> TimedConnection:
            return TimedConnection.connect(*positional, **named)

        engine = sa.create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args=_arguments(url),
            pool_pre_ping=True,
            pool_size=4,
            max_overflow=16,
            hide_parameters=True,
        )
        sa.event.listen(engine, "do_connect", connect)
        sa.event.listen(engine, "connect", _prepare)
        return cls(engine, without_secrets(url))

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """Open a connection in a transaction; `write` then locks the row of the sequence."""
        with self.engine.begin() as connection:
            yield connection

    def rewrite(self) -> None:
        """Write the table of the articles anew (``VACUUM FULL``); what the server archives of its log is its own."""
        with self.errors(), self.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(f"VACUUM FULL {articles.name}")

    def lock_tables(self, connection: sa.Connection) -> None:
        """Make others wait that would create the same tables at this moment."""
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TABLES_LOCK)))

    def last_change(self) -> int:
        """Return the number of the last change that is committed: one round trip, on a connection kept for it."""
        with self._lock, self.errors():
            if self._connection is not None:
                try:
                    return self._query(self._connection)
                except self.engine.dialect.loaded_dbapi.Error:  # the server was restarted, say
                    self._connection.invalidate()
                    self._connection = None
            return self._reconnect()

    def fetch_change(self) -> int:
        """Return `last_change`, which is always a query here."""
        return self.last_change()

    def cached_change(self) -> int | None:
        """Return None: others may have committed at any moment."""
        return None

    def _reconnect(self) -> int:
        """Keep a new connection, and return the number of the last change."""
        connection = self.engine.connect().connection
        try:
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]
            last = self._query(connection)
        except self.engine.dialect.loaded_dbapi.Error as error:
            connection.invalidate()
            raise DBAPIError(_LAST_CHANGE, None, error) from None
        self._connection = connection
        return last

    def _query(self, connection: PoolProxiedConnection) -> int:
        cursor = connection.cursor()
        cursor.execute(_LAST_CHANGE)
        row = cursor.fetchone()
        assert row is not None
        last: int = row[0]
        return last

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            if self._connection is not None:
                self._connection.invalidate()
                self._connection = None
        super().close()


def _arguments(url: sa.URL) -> dict[str, object]:
    """Return the arguments to connect with."""
    # The encoding is one of them, since a database in SQL_ASCII would otherwise answer the first query in bytes.
    timeout = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
    return {"client_encoding": "utf8", **timeout}


def _prepare(connection: Any, _: object) -> None:  # noqa: ANN401
    settings = {
        "lock_timeout": f"{round(1_000 * LOCK_SECONDS)}ms",
        "idle_in_transaction_session_timeout": f"{_IDLE_SECONDS}s",
    }
    for name, value in settings.items():
        connection.execute("SELECT set_config(%s, %s, false)", (name, value))
    # A server may be set up to answer before a commit is on the disk; a stronger setting than ours stays.
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    )
    connection.commit()
