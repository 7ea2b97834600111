"""SQLite as the database of a store: one file, many processes of one machine.

Durable by a rollback journal and ``synchronous=FULL``. Not the write-ahead log: up to SQLite 3.51.2 it can corrupt a
database that several processes write (sqlite.org/wal.html, "The WAL-Reset Bug"), and only without it does the header
of the file tell at once whether anything was committed. Sources: sqlite.org/fileformat2.html, section 1.3.7 (file
change counter), and sqlite.org/howtocorrupt.html, section 2.2 (locks that are lost by closing a file).
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Self

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import OperationalError

from recommender.errors import StoreError
from recommender.store.addresses import without_secrets
from recommender.store.database import LOCK_SECONDS, READ_SECONDS, Database
from recommender.store.schema import sequence

_COUNTER_AT, _COUNTER_BYTES = 24, 4
# A lock cannot be waited for with a limit, so it is asked for again and again.
_BETWEEN_TRIES_SECONDS = 0.001


class SqliteDatabase(Database):
    """A file."""

    def __init__(self, engine: sa.Engine, address: str, path: Path) -> None:
        super().__init__(engine, address)
        self._lock = path.with_name(f"{path.name}-lock")
        self._header = _Header.of(path)
        self._seen: tuple[bytes, int] | None = None

    @classmethod
    def open(cls, url: sa.URL, *, create: bool) -> Self:
        """Open a file, or make it.

        Raises:
            StoreError: It cannot be opened, or made.
        """
        name = url.database or ""
        if not name or name == ":memory:" or name.startswith("file:"):
            raise StoreError(without_secrets(url), "expected the path of a file, as in sqlite:///store.sqlite")
        path = Path(name).absolute()
        _expect(path, without_secrets(url), create=create)
        engine = sa.create_engine(
            url.set(database=str(path), query={}),
            connect_args={"timeout": LOCK_SECONDS},
            pool_size=4,
            max_overflow=-1,
            hide_parameters=True,
        )
        sa.event.listen(engine, "connect", _prepare)
        sa.event.listen(engine, "begin", _begin)
        database = cls(engine, without_secrets(url), path)
        with database.read() as connection:
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        if mode != "truncate":
            reason = f"expected a file that is free to use journal_mode=TRUNCATE, found {mode}"
            raise StoreError(database.address, reason)
        return database

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """Give a connection that holds the file's one lock for writing."""
        with self._queued(), self.engine.connect() as connection:
            writer = connection.execution_options(writes=True)
            with writer.begin():
                yield writer

    @contextmanager
    def _queued(self) -> Iterator[None]:
        """Wait for the turn of this process: SQLite's own lock is had by chance, and some wait for seconds."""
        try:
            handle = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise StoreError(self.address, f"cannot be written: {self._lock}: {error.strerror}") from None
        try:
            self._lock_within(handle, time.monotonic() + LOCK_SECONDS)
            yield
        finally:
            os.close(handle)

    def _lock_within(self, handle: int, deadline: float) -> None:
        while True:
            try:
                return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StoreError(self.address, f"another process writes for {LOCK_SECONDS:g} seconds") from None
            time.sleep(_BETWEEN_TRIES_SECONDS)

    def lock_tables(self, connection: sa.Connection) -> None:
        """Do nothing: `begin` holds the whole file."""

    def last_change(self) -> int:
        """Return the number of the last change that is committed.

        Two microseconds when nothing was: the counter in the file's header, which each commit moves, is read without
        a lock, and the database is asked only when it has moved.
        """
        known = self.known_change()
        return self.ask_change() if known is None else known

    def ask_change(self) -> int:
        """Return the same by a question to the database, even when it is known: to find whether it answers."""
        with self.read() as connection:
            last: int = connection.execute(sa.select(sequence.c.change)).scalar_one()
            # Within the transaction, whose lock holds writers off the file: a counter that a crash will undo, and
            # another commit then use again, is never taken for a committed one.
            self._seen = (self._header.counter(), last)
        return last

    def known_change(self) -> int | None:
        """Return the number that was last asked for, none when the counter in the header has moved since."""
        seen = self._seen
        return seen[1] if seen is not None and seen[0] == self._header.counter() else None

    def close(self) -> None:
        """Give back all connections."""
        super().close()
        self._header.release()


def _expect(path: Path, url: str, *, create: bool) -> None:
    """Make sure that there is a file, without opening one that is there; see `_Header`.

    Raises:
        StoreError: There is none, or it cannot be made.
    """
    try:
        if create and not path.exists():
            path.touch()
        if path.is_file():
            return
    except (OSError, ValueError) as error:
        raise StoreError(url, f"cannot be made: {getattr(error, 'strerror', None) or error}") from None
    raise StoreError(url, "expected a file, found a folder" if path.is_dir() else "there is no such file")


class _Header:
    """The first bytes of a database file, through one descriptor for all of a process.

    Closing any descriptor of a file drops the locks that SQLite holds on it in this process, so it is closed only
    when nothing here uses the file any more.
    """

    _lock = threading.Lock()
    _open: ClassVar[dict[tuple[int, int], tuple[int, int]]] = {}  # by device and inode: the descriptor, and its users

    def __init__(self, key: tuple[int, int], descriptor: int) -> None:
        self._key = key
        self._descriptor = descriptor

    @classmethod
    def of(cls, path: Path) -> Self:
        with cls._lock:
            status = path.stat()
            key = (status.st_dev, status.st_ino)
            descriptor, users = cls._open.get(key) or (os.open(path, os.O_RDONLY | os.O_CLOEXEC), 0)
            cls._open[key] = (descriptor, users + 1)
        return cls(key, descriptor)

    def counter(self) -> bytes:
        return os.pread(self._descriptor, _COUNTER_BYTES, _COUNTER_AT)

    def release(self) -> None:
        with self._lock:
            descriptor, users = self._open.pop(self._key)
            if users > 1:
                self._open[self._key] = (descriptor, users - 1)
            else:
                os.close(descriptor)


def _prepare(connection: Any, _: object) -> None:  # noqa: ANN401
    connection.isolation_level = None  # transactions begin where `_begin` says
    for pragma in ("journal_mode=TRUNCATE", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _begin(connection: sa.Connection) -> None:
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql(f"PRAGMA busy_timeout={round(1_000 * LOCK_SECONDS)}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
        connection.exec_driver_sql("BEGIN")
        _share(connection.connection.cursor())


def _share(cursor: DBAPICursor) -> None:
    """Take the lock of a reader, which the transaction then holds to its end.

    SQLite itself would ask but ten times a second, and find no gap between writers that follow one another closely.
    """
    deadline = time.monotonic() + READ_SECONDS
    while True:
        try:
            cursor.execute("SELECT 1 FROM sqlite_schema LIMIT 1")
            return cursor.close()
        except sqlite3.Error as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise OperationalError("BEGIN", None, error) from None
        time.sleep(_BETWEEN_TRIES_SECONDS)
