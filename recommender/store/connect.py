"""Connect to the database of a store: the address says which kind it is."""

from __future__ import annotations

from sqlalchemy.exc import NoSuchModuleError

from recommender.errors import StoreError, missing_extra
from recommender.store.addresses import parse_address, without_secrets
from recommender.store.database import Database
from recommender.store.postgresql import PostgresDatabase
from recommender.store.sqlite import SqliteDatabase


def open_database(address: str, *, create: bool = True) -> Database:
    """Connect to a database.

    Args:
        address: ``sqlite:///PATH`` or ``postgresql://USER:PASSWORD@HOST/NAME``.
        create: Whether a missing SQLite file is made.

    Raises:
        StoreError: There is no such database, or its driver is not installed.
    """
    url = parse_address(address)
    try:
        return SqliteDatabase.open(url, create=create) if url.drivername == "sqlite" else PostgresDatabase.open(url)
    except (ImportError, NoSuchModuleError):
        raise StoreError(without_secrets(url), missing_extra("the driver", "postgresql")) from None
