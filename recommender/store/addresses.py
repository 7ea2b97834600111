"""Addresses of databases: which are known here, and how one is written where others read it.

In: an address, such as ``postgresql://ada:secret@db.example/news``. Out: its parts, or the address without secrets.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

from recommender.errors import StoreError

EXPECTED = "expected sqlite:///PATH or postgresql://USER@HOST/NAME"


def parse_address(address: str) -> sa.URL:
    """Return the parts of an address.

    Raises:
        StoreError: It is not the address of a database known here.
    """
    scheme = address.partition(":")[0]
    try:
        url = sa.make_url(address)
    except (ArgumentError, ValueError):  # what follows may hold a password, so it is left out
        raise StoreError(f"{scheme}:…", EXPECTED) from None
    if url.drivername not in ("sqlite", "postgresql"):
        raise StoreError(f"{url.drivername}:…", EXPECTED)
    return url


def without_secrets(url: sa.URL) -> str:
    """Return an address without its password and its options, some of which can be secret.

    >>> without_secrets(sa.make_url("postgresql://ada:secret@db.example/news?sslpassword=secret"))
    'postgresql://ada@db.example/news'
    """
    return sa.URL.create(
        url.drivername, username=url.username, host=url.host, port=url.port, database=url.database
    ).render_as_string()
