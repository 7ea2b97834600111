"""Databases: a store, or any table, view or query of SQLite or PostgreSQL.

In: an address, such as ``sqlite:///news.db?table=posts``. Out: a store, or records, a row each. The one idea: the
database of somebody else is opened for reading only, and its rows are streamed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from recommender.corpus.files import Record, Refuse
from recommender.corpus.mapping import Columns
from recommender.errors import CorpusError, StoreError, missing_extra
from recommender.store import Store, parse_address, without_secrets

BATCH_ROWS = 256
_OPTIONS = frozenset({"table", "query"})


class _Address(NamedTuple):
    """An address taken apart.

    Attributes:
        url: The address of the database alone.
        table: A table or view in it, if the address names one.
        query: A query, if the address has one; never beside a table.
        name: The address without secrets, for messages.
    """

    url: sa.URL
    table: str | None
    query: str | None
    name: str


def name_of(address: str) -> str:
    """Return an address without secrets, for messages.

    Raises:
        CorpusError: It is not the address of a database known here.
    """
    return _parsed(address).name


def find_store(address: str) -> Store | None:
    """Open the store at an address; None when there is another database, or the address names a table or a query.

    Raises:
        CorpusError: There is no such database.
    """
    parsed = _parsed(address)
    if parsed.table or parsed.query:
        return None
    with _reading(parsed) as connection:
        if not Store.is_in(connection):
            return None
    try:
        return Store.open(address, create=False)
    except StoreError as error:
        raise CorpusError(error.url, None, error.reason) from None


def read_database(address: str, columns: Columns, refuse: Refuse) -> Iterator[Record]:
    """Read one record a row of a table, view or query; the line of a record is the number of its row.

    Raises:
        CorpusError: There is no such database or table, or no article can come from its columns.
    """
    parsed = _parsed(address)
    number = 0
    with _reading(parsed) as connection, _rows(connection, parsed, columns) as rows:
        if fault := columns.fault(rows.keys()):
            raise CorpusError(parsed.name, None, fault)
        try:
            for row in rows.mappings():
                number += 1
                yield Record(number, {name: _plain(value) for name, value in row.items()})
        except (DBAPIError, ValueError, OverflowError) as error:  # text that is not UTF-8, a time that never was
            refuse(CorpusError(parsed.name, number + 1, f"cannot be read from here on: {_first_line(error)}"))


def _parsed(address: str) -> _Address:
    try:
        url = parse_address(address)
    except StoreError as error:
        raise CorpusError(error.url, None, error.reason) from None
    table, query = (url.query.get(name) for name in ("table", "query"))
    if not isinstance(table, str | None) or not isinstance(query, str | None) or (table and query):
        raise CorpusError(without_secrets(url), None, "expected one table= or one query=, found several")
    name = f"{without_secrets(url)}?table={table}" if table else without_secrets(url)
    return _Address(url.difference_update_query(_OPTIONS), table, query, name)


@contextmanager
def _reading(address: _Address) -> Iterator[sa.Connection]:
    """Open a connection that cannot write."""
    try:
        engine = _engine(address)
    except (ImportError, NoSuchModuleError):
        raise CorpusError(address.name, None, missing_extra("the driver", "postgresql")) from None
    try:
        with engine.connect() as connection:
            yield connection.execution_options(postgresql_readonly=True)
    except DBAPIError as error:
        raise CorpusError(address.name, None, f"cannot be read: {_first_line(error)}") from None
    except SQLAlchemyError as error:
        raise CorpusError(address.name, None, f"cannot be read: {type(error).__name__}") from None
    finally:
        engine.dispose()


def _engine(address: _Address) -> sa.Engine:
    if address.url.drivername == "postgresql":
        url = address.url.set(drivername="postgresql+psycopg")
        # As an argument of the connection, since a database in SQL_ASCII would answer the first query in bytes.
        engine = sa.create_engine(url, connect_args={"client_encoding": "utf8"}, poolclass=sa.NullPool)
        sa.event.listen(engine, "connect", _take_times_as_text)
        return engine
    path = Path(address.url.database or "")
    if not path.is_file():
        raise CorpusError(address.name, None, "expected the file of a database, found none")
    url = address.url.set(database=path.absolute().as_uri(), query={"mode": "ro", "uri": "true"})
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    sa.event.listen(engine, "connect", _take_bytes_that_are_no_text)
    return engine


def _take_times_as_text(connection: Any, _: object) -> None:  # noqa: ANN401
    """Let PostgreSQL's times through that Python has none for: ``infinity`` would else end the reading of a table."""
    from psycopg.types.string import TextLoader

    if (connection.info.parameter_status("DateStyle") or "").startswith("ISO"):
        for name in ("date", "timestamp", "timestamptz"):
            connection.adapters.register_loader(name, TextLoader)


def _take_bytes_that_are_no_text(connection: Any, _: object) -> None:  # noqa: ANN401
    """Let SQLite's texts through that are not UTF-8, as bytes, which no field takes: they are lost alone."""

    def text_of(value: bytes) -> str | bytes:
        try:
            return value.decode()
        except UnicodeDecodeError:
            return value

    connection.text_factory = text_of


def _rows(connection: sa.Connection, address: _Address, columns: Columns) -> sa.CursorResult[Any]:
    streaming = connection.execution_options(stream_results=True, max_row_buffer=BATCH_ROWS)
    if address.query:  # as it was written: a colon or a percent sign in it is no parameter
        return streaming.execution_options(no_parameters=True).exec_driver_sql(address.query)
    return streaming.execute(_table(connection, address, columns))


def _table(connection: sa.Connection, address: _Address, columns: Columns) -> sa.Select[Any]:
    """Return a query for those columns of a table that articles can come from."""
    inspector = sa.inspect(connection)
    schema, _, name = (address.table or _only_table(inspector, address, columns)).rpartition(".")
    try:
        names = _columns_of(inspector, name, schema or None)
    except sa.exc.NoSuchTableError:
        raise CorpusError(address.name, None, f"expected a table, one of {_listed(_tables(inspector))}") from None
    if fault := columns.fault(names):
        raise CorpusError(address.name, None, fault)
    wanted: list[sa.ColumnClause[Any]] = [sa.column(column) for column in columns.serving(names)]
    return sa.select(*wanted).select_from(sa.table(name, schema=schema or None))


def _only_table(inspector: sa.Inspector, address: _Address, columns: Columns) -> str:
    """Return the one table or view that articles can come from.

    Raises:
        CorpusError: There is none, or there are several.
    """
    tables = _tables(inspector)
    fit = [name for name in tables if columns.fault(_columns_of(inspector, name)) is None]
    if len(fit) == 1:
        return fit[0]
    if fit:
        raise CorpusError(address.name, None, f"several tables hold articles: add ?table= with one of {_listed(fit)}")
    raise CorpusError(address.name, None, f"expected a table of articles, found {_listed(tables)}")


def _tables(inspector: sa.Inspector) -> list[str]:
    return sorted([*inspector.get_table_names(), *inspector.get_view_names()])


def _columns_of(inspector: sa.Inspector, name: str, schema: str | None = None) -> list[str]:
    return [column["name"] for column in inspector.get_columns(name, schema=schema)]


def _listed(names: list[str]) -> str:
    return ", ".join(names[:20]) or "none"


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value


def _first_line(error: Exception) -> str:
    return str(error.orig if isinstance(error, DBAPIError) else error).strip().partition("\n")[0]
