"""Addresses of databases: which are known here, and how one is written where others read it.

In: an address, such as ``postgresql://ada:secret@db.example/news``. Out: its parts, or the address without secrets.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

from recommender.errors import StoreError

EXPECTED = "expected sqlite:///PATH or postgresql://USER@HOST/NAME"
# Several servers, of which one is tried after the other, as PostgreSQL's own clients take them (libpq, 34.1.1.3).
_SERVERS = re.compile(r"(postgresql://(?:[^/?#]*@)?)([^/?#@,]+(?:,[^/?#@,]+)+)(/[^?#]*)?(?:\?(.*))?")


def parse_address(address: str) -> sa.URL:
    """Return the parts of an address.

    Raises:
        StoreError: It is not the address of a database known here.
    """
    scheme = address.partition(":")[0]
    try:
        url = sa.make_url(_with_servers_as_options(address))
    except (ArgumentError, ValueError):  # what follows may hold a password, so it is left out
        raise StoreError(f"{scheme}:…", EXPECTED) from None
    if url.drivername not in ("sqlite", "postgresql"):
        raise StoreError(f"{url.drivername}:…", EXPECTED)
    return url


def without_secrets(url: sa.URL) -> str:
    """Return an address without its password and its options, some of which can be secret; servers alone are kept.

    >>> without_secrets(sa.make_url("postgresql://ada:secret@db.example/news?sslpassword=secret"))
    'postgresql://ada@db.example/news'
    >>> without_secrets(parse_address("postgresql://ada:secret@one.example:5432,two.example/news"))
    'postgresql://ada@one.example:5432,two.example/news'
    """
    servers = url.query.get("host", ())
    kept = sa.URL.create(
        url.drivername, username=url.username, host=url.host, port=url.port, database=url.database
    ).render_as_string()
    if url.host or isinstance(servers, str):
        return kept
    scheme, _, rest = kept.partition("://")
    user, at, name = rest.rpartition("@")
    return f"{scheme}://{user}{at}{','.join(servers)}{name}"


def _with_servers_as_options(address: str) -> str:
    """Return an address that names several servers as SQLAlchemy takes it; any other as it is."""
    parts = _SERVERS.fullmatch(address)
    if parts is None:
        return address
    before, servers, name, given = parts.groups()
    options = [f"host={each}" for each in servers.split(",")] + ([given] if given else [])
    return f"{before}{name or '/'}?{'&'.join(options)}"
