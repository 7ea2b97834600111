"""SQLite as the database of a store: one file, which many processes of one machine can share.

Writes are durable by a rollback journal and ``synchronous=FULL``. The write-ahead log is not used: up to SQLite 3.51.2
it can corrupt a database that several processes write (sqlite.org/wal.html, "The WAL-Reset Bug"), and only without it
does a counter in the header of the file show at once whether anything was committed. Sources:
sqlite.org/fileformat2.html, section 1.3.7 (file change counter), and sqlite.org/howtocorrupt.html, section 2.2 (locks
that are lost by closing a file).
"""

from __future__ import annotations

import fcntl
import math
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
# How long a reader takes a file to be where it was. Above 0, seconds; by hand: one that is put in its place is seen at
# the next answer but for a blink, and a look costs a tenth of an answer that is sent again.
IN_PLACE_SECONDS = 0.05
# The system offers no wait for a lock with a timeout, so it is tried again and again.
_BETWEEN_TRIES_SECONDS = 0.001


class SqliteDatabase(Database):
    """A database that is one file."""

    def __init__(self, engine: sa.Engine, address: str, path: Path) -> None:
        super().__init__(engine, address)
        self._path = path
        self._lock = path.with_name(f"{path.name}-lock")
        self._replacing = threading.Lock()
        self._header = _Header.of(path)
        # Of files that others have come in place of: other threads may still read them.
        self._former_headers: list[_Header] = []
        # The counter in the header when the last change was queried, and its number.
        self._cached: tuple[bytes, int] | None = None

    @classmethod
    def open(cls, url: sa.URL, *, create: bool) -> Self:
        """Open a file, or create it.

        Raises:
            StoreError: It cannot be opened or created.
        """
        name = url.database or ""
        if not name or name == ":memory:" or name.startswith("file:"):
            raise StoreError(without_secrets(url), "expected the path of a file, as in sqlite:///store.sqlite")
        path = Path(name).absolute()
        _expect_file(path, without_secrets(url), create=create)
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
        try:
            database._expect_journal()
        except BaseException:
            database.close()
            raise
        return database

    def _expect_journal(self) -> None:
        """Make sure that SQLite could take the journal that `_prepare` asks for.

        Raises:
            StoreError: It could not.
        """
        with self.read() as connection:
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        if mode != "truncate":
            raise StoreError(self.address, f"expected a file that is free to use journal_mode=TRUNCATE, found {mode}")

    @property
    def ledger_path(self) -> Path | None:
        """Return the path of a file beside the database."""
        return self._path.with_name(f"{self._path.name}-ledger")

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Open a connection to read the file that is there now."""
        self._follow_file()
        with super().read() as connection:
            yield connection

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """Open a connection that holds the one lock for writing to the file."""
        with self._file_lock():
            self._follow_file()
            header = self._header
            with self.engine.connect() as connection:
                writer = connection.execution_options(writes=True)
                with writer.begin():
                    yield writer
                    if not header.is_in_place():  # what would be committed now nobody would ever read
                        raise StoreError(self.address, "the file was deleted or replaced")

    def _follow_file(self) -> None:
        """Use the file that is there now, if another one has come in the place of the one that was used.

        Raises:
            StoreError: There is none any more.
        """
        if self._header.is_in_place():
            return
        with self._replacing:
            if self._header.is_in_place():
                return
            _expect_file(self._path, self.address, create=False)
            self._former_headers.append(self._header)
            self.engine.dispose()
            self._header, self._cached = _Header.of(self._path), None
            self.generation += 1

    @contextmanager
    def _file_lock(self) -> Iterator[None]:
        """Hold the lock of a file beside the database: SQLite's own lock comes by chance, and some wait for seconds."""
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

    def rewrite(self) -> None:
        """Write the file anew (``VACUUM``): a freed page has the bytes that it had, until something else is there."""
        with self.errors(), self._file_lock():
            self._follow_file()
            with self.engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                driver.execute(f"PRAGMA busy_timeout={round(1_000 * LOCK_SECONDS)}")
                _vacuum(driver)

    def lock_tables(self, connection: sa.Connection) -> None:
        """Do nothing: `begin` holds the whole file."""

    def last_change(self) -> int:
        """Return the number of the last change that is committed.

        This takes two microseconds when nothing was committed since: the counter in the header of the file, which each
        commit moves, is read without a lock, and a query is made only when it has moved.
        """
        cached = self.cached_change()
        return self.fetch_change() if cached is None else cached

    def fetch_change(self) -> int:
        """Return the number of the last change by a query, even when it is known: to see whether that works."""
        with self.read() as connection:
            last: int = connection.execute(sa.select(sequence.c.change)).scalar_one()
            # The counter is read within the transaction, whose lock keeps writers out. Otherwise it could be one that a
            # crash undoes, and that another commit then uses again.
            self._cached = (self._header.counter(), last)
        return last

    def cached_change(self) -> int | None:
        """Return the number that was last queried, None when the counter in the header has moved since."""
        cached, header = self._cached, self._header
        is_known = cached is not None and cached[0] == header.counter() and header.was_in_place()
        return cached[1] if cached is not None and is_known else None

    def close(self) -> None:
        """Close all connections."""
        super().close()
        for header in (*self._former_headers, self._header):
            header.release()


def _expect_file(path: Path, address: str, *, create: bool) -> None:
    """Make sure that there is a file, without opening one that exists; see `_Header`.

    Raises:
        StoreError: There is none, or it cannot be created.
    """
    try:
        if create and not path.exists():
            path.touch()
        if path.is_file():
            return
    except (OSError, ValueError) as error:
        raise StoreError(address, f"cannot be made: {getattr(error, 'strerror', None) or error}") from None
    raise StoreError(address, "expected a file, found a folder" if path.is_dir() else "there is no such file")


class _Header:
    """The first bytes of a database file, read through one descriptor for the whole process.

    Closing any descriptor of a file drops the locks that SQLite has on it in this process, so it is closed only when
    nothing in the process uses the file any more.
    """

    _lock = threading.Lock()
    _open: ClassVar[dict[tuple[int, int], tuple[int, int]]] = {}  # by device and inode: the descriptor, and its users

    def __init__(self, path: Path, key: tuple[int, int], descriptor: int) -> None:
        self._path = path
        self._key = key
        self._descriptor = descriptor
        self._is_released = False
        self._looked_at = -math.inf

    @classmethod
    def of(cls, path: Path) -> Self:
        with cls._lock:
            key = _key_of(path)
            descriptor, users = cls._open.get(key) or (os.open(path, os.O_RDONLY | os.O_CLOEXEC), 0)
            cls._open[key] = (descriptor, users + 1)
        return cls(path, key, descriptor)

    def is_in_place(self) -> bool:
        """Return whether the file is still the one at its path: it may have been deleted, or replaced by a backup."""
        try:
            return _key_of(self._path) == self._key
        except OSError:
            return False

    def was_in_place(self) -> bool:
        """Return the same as of the last look, if that was within `IN_PLACE_SECONDS`, and else of now."""
        now = time.monotonic()
        if now - self._looked_at >= IN_PLACE_SECONDS:
            if not self.is_in_place():
                return False
            self._looked_at = now
        return True

    def counter(self) -> bytes:
        """Return the file change counter."""
        return os.pread(self._descriptor, _COUNTER_BYTES, _COUNTER_AT)

    def release(self) -> None:
        """Close the descriptor if nobody else uses it; to release twice does nothing more."""
        with self._lock:
            if self._is_released:
                return
            self._is_released = True
            descriptor, users = self._open.pop(self._key)
            if users > 1:
                self._open[self._key] = (descriptor, users - 1)
            else:
                os.close(descriptor)


def _key_of(path: Path) -> tuple[int, int]:
    """Return what tells a file from others: device and inode."""
    status = os.stat(path)  # noqa: PTH116 - before each answer, and half as fast by the method
    return status.st_dev, status.st_ino


def _prepare(connection: Any, _: object) -> None:  # noqa: ANN401
    connection.isolation_level = None  # transactions begin where `_begin` says
    for pragma in ("journal_mode=TRUNCATE", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _vacuum(driver: sqlite3.Connection) -> None:
    try:
        driver.execute("VACUUM")
    except sqlite3.Error as error:
        raise OperationalError("VACUUM", None, error) from None


def _begin(connection: sa.Connection) -> None:
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql(f"PRAGMA busy_timeout={round(1_000 * LOCK_SECONDS)}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
        connection.exec_driver_sql("BEGIN")
        _share(connection.connection.cursor())


def _share(cursor: DBAPICursor) -> None:
    """Take the lock of a reader, which the transaction then keeps to its end.

    SQLite itself would try only ten times a second, and find no gap between writers that follow one another closely.
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
