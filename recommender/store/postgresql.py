"""PostgreSQL as the database of a store: many machines share it.

Durable by PostgreSQL's own ``synchronous_commit``. Numbers of changes are not taken from a sequence object, whose
numbers commit out of order, but from a row that each writer locks first (PostgreSQL manual, 13.3.2 Row-Level Locks).
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
from recommender.store.schema import sequence

CONNECT_SECONDS = 5
# A writer that is cut off or stopped in the middle of a transaction must not hold the lock for ever.
_IDLE_SECONDS = 60
# Any number that is ours: "recommen" as a big-endian integer.
_TABLES_LOCK = int.from_bytes(b"recommen")
_LAST_CHANGE = str(sa.select(sequence.c.change).compile())


class PostgresDatabase(Database):
    """A database of a server."""

    def __init__(self, engine: sa.Engine, address: str) -> None:
        super().__init__(engine, address)
        self._asking = threading.Lock()
        self._asker: PoolProxiedConnection | None = None

    @classmethod
    def open(cls, url: sa.URL) -> Self:
        """Make ready to connect to a server.

        Raises:
            ImportError: psycopg is not installed.
        """
        from recommender.store.patience import PatientConnection

        def connect(_: Dialect, __: object, positional: list[Any], named: dict[str, Any]) -> PatientConnection:
            return PatientConnection.connect(*positional, **named)

        engine = sa.create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args={} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS},
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
        """Give a connection in a transaction; `write` then locks the row of the sequence."""
        with self.engine.begin() as connection:
            yield connection

    def lock_tables(self, connection: sa.Connection) -> None:
        """Hold back others that would make the same tables at this moment."""
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TABLES_LOCK)))

    def last_change(self) -> int:
        """Return the number of the last change that is committed: one round trip, on a connection kept for it."""
        with self._asking, self.errors():
            if self._asker is not None:
                try:
                    return self._ask(self._asker)
                except self.engine.dialect.loaded_dbapi.Error:  # the server was restarted, say
                    self._asker.invalidate()
                    self._asker = None
            return self._ask_anew()

    def ask_change(self) -> int:
        """Return the same: it is always asked for."""
        return self.last_change()

    def known_change(self) -> int | None:
        """Return none: others may have committed at any moment."""
        return None

    def _ask_anew(self) -> int:
        connection = self.engine.connect()
        asker = connection.connection
        try:
            asker.driver_connection.autocommit = True  # type: ignore[union-attr]
            last = self._ask(asker)
        except self.engine.dialect.loaded_dbapi.Error as error:
            asker.invalidate()
            raise DBAPIError(_LAST_CHANGE, None, error) from None
        self._asker = asker
        return last

    def _ask(self, asker: PoolProxiedConnection) -> int:
        cursor = asker.cursor()
        cursor.execute(_LAST_CHANGE)
        row = cursor.fetchone()
        assert row is not None
        last: int = row[0]
        return last

    def close(self) -> None:
        """Give back all connections."""
        with self._asking:
            if self._asker is not None:
                self._asker.invalidate()
                self._asker = None
        super().close()


def _prepare(connection: Any, _: object) -> None:  # noqa: ANN401
    settings = {
        "client_encoding": "UTF8",
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
