"""Databases: a store of ours, or any table, view or query of SQLite or PostgreSQL.

In: an address, such as ``sqlite:///news.db?table=posts``. Out: records, a row each, or the articles of a store. The one
idea: a database that is not ours is opened for reading only, and its rows are streamed.
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
from recommender.store import Store, parsed, shown

BATCH_ROWS = 256
_ASIDE = frozenset({"table", "query"})


class _Asked(NamedTuple):
    """What an address asks for: a database, and what in it.

    Attributes:
        name: The address without secrets, for messages.
    """

    url: sa.URL
    table: str | None
    query: str | None
    name: str


def name_of(address: str) -> str:
    """Return an address without secrets, for messages.

    Raises:
        CorpusError: It is none of a database known here.
    """
    return _asked(address).name


def find_store(address: str) -> Store | None:
    """Open the store at an address; none when it is of another kind, or names a table or query of its own.

    Raises:
        CorpusError: There is no such database.
    """
    asked = _asked(address)
    if asked.table or asked.query:
        return None
    with _reading(asked) as connection:
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
    asked = _asked(address)
    number = 0
    with _reading(asked) as connection, _rows(connection, asked, columns) as rows:
        if fault := columns.fault(rows.keys()):
            raise CorpusError(asked.name, None, fault)
        try:
            for row in rows.mappings():
                number += 1
                yield Record(number, {name: _plain(value) for name, value in row.items()})
        except (DBAPIError, ValueError, OverflowError) as error:  # text that is not UTF-8, a time that never was
            refuse(CorpusError(asked.name, number + 1, f"cannot be read from here on: {_first_line(error)}"))


def _asked(address: str) -> _Asked:
    try:
        url = parsed(address)
    except StoreError as error:
        raise CorpusError(error.url, None, error.reason) from None
    table, query = (url.query.get(name) for name in ("table", "query"))
    if not isinstance(table, str | None) or not isinstance(query, str | None) or (table and query):
        raise CorpusError(shown(url), None, "expected one table= or one query=, found several")
    name = f"{shown(url)}?table={table}" if table else shown(url)
    return _Asked(url.difference_update_query(_ASIDE), table, query, name)


@contextmanager
def _reading(asked: _Asked) -> Iterator[sa.Connection]:
    """Give a connection that cannot write."""
    try:
        engine = _engine(asked)
    except (ImportError, NoSuchModuleError):
        raise CorpusError(asked.name, None, missing_extra("the driver", "postgresql")) from None
    try:
        with engine.connect() as connection:
            yield connection.execution_options(postgresql_readonly=True)
    except DBAPIError as error:
        raise CorpusError(asked.name, None, f"cannot be read: {_first_line(error)}") from None
    except SQLAlchemyError as error:
        raise CorpusError(asked.name, None, f"cannot be read: {type(error).__name__}") from None
    finally:
        engine.dispose()


def _engine(asked: _Asked) -> sa.Engine:
    if asked.url.drivername == "postgresql":
        return sa.create_engine(asked.url.set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    path = Path(asked.url.database or "")
    if not path.is_file():
        raise CorpusError(asked.name, None, "expected the file of a database, found none")
    url = asked.url.set(database=path.absolute().as_uri(), query={"mode": "ro", "uri": "true"})
    return sa.create_engine(url, poolclass=sa.NullPool)


def _rows(connection: sa.Connection, asked: _Asked, columns: Columns) -> sa.CursorResult[Any]:
    streaming = connection.execution_options(stream_results=True, max_row_buffer=BATCH_ROWS)
    if asked.query:  # as it was written: a colon or a percent sign in it is no parameter
        return streaming.execution_options(no_parameters=True).exec_driver_sql(asked.query)
    return streaming.execute(_table(connection, asked, columns))


def _table(connection: sa.Connection, asked: _Asked, columns: Columns) -> sa.Select[Any]:
    """Return a query for the columns of a table that an article can use."""
    inspector = sa.inspect(connection)
    schema, _, name = (asked.table or _only_table(inspector, asked, columns)).rpartition(".")
    try:
        names = _columns_of(inspector, name, schema or None)
    except sa.exc.NoSuchTableError:
        raise CorpusError(asked.name, None, f"expected a table, one of {_listed(_tables(inspector))}") from None
    if fault := columns.fault(names):
        raise CorpusError(asked.name, None, fault)
    wanted: list[sa.ColumnClause[Any]] = [sa.column(column) for column in columns.serving(names)]
    return sa.select(*wanted).select_from(sa.table(name, schema=schema or None))


def _only_table(inspector: sa.Inspector, asked: _Asked, columns: Columns) -> str:
    """Return the one table or view that articles can come from.

    Raises:
        CorpusError: There is none, or there are several.
    """
    tables = _tables(inspector)
    fit = [name for name in tables if columns.fault(_columns_of(inspector, name)) is None]
    if len(fit) == 1:
        return fit[0]
    if fit:
        raise CorpusError(asked.name, None, f"several tables hold articles: add ?table= with one of {_listed(fit)}")
    raise CorpusError(asked.name, None, f"expected a table of articles, found {_listed(tables)}")


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
