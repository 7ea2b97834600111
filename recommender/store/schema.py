"""The tables of format 2; see `recommender.store`.

All names begin with ``recommender_``, so that a store can share its database with others.
"""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.schema import CreateColumn

FORMAT = "2"
# By which rule the addresses of articles are canonical; a store of another rule finds its addresses anew.
RULE = "2"
ADDRESSES = "addresses"

metadata = sa.MetaData()
# Ordered and compared by code points on both databases, whatever the locale of the server.
_Id = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# Facts of the store: its format, and an identity, by which a reader tells it from another store.
meta = sa.Table(
    "recommender_meta",
    metadata,
    sa.Column("name", _Id, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
# One row: the number of the last change.
sequence = sa.Table("recommender_sequence", metadata, sa.Column("change", sa.BigInteger, nullable=False))
# One row an id. A tombstone has neither a record nor a version.
articles = sa.Table(
    "recommender_articles",
    metadata,
    sa.Column("article_id", _Id, primary_key=True),
    sa.Column("change", sa.BigInteger, nullable=False, unique=True),
    sa.Column("version", sa.Text, nullable=False),  # a digest of the record
    sa.Column("made_at", sa.BigInteger, nullable=False),  # microseconds since 1970 UTC
    sa.Column("held", sa.Boolean, nullable=False),
    sa.Column("urgent", sa.Boolean, nullable=False),  # readers apply it before other changes; so is each tombstone
    sa.Column("record", sa.Text),  # JSON
    # The canonical forms of its URL, and of its id if that is another address; see `identities`.
    sa.Column("address", _Id),
    sa.Column("own_address", _Id),
    # The change for which they were found: another one says that a version of this software wrote it without them.
    sa.Column("addressed", sa.BigInteger, nullable=False, server_default="0"),
)
for _column in (articles.c.address, articles.c.own_address):
    _is_there = _column.is_not(None)
    sa.Index(f"recommender_articles_{_column.name}", _column, sqlite_where=_is_there, postgresql_where=_is_there)
_IS_WITHOUT = articles.c.addressed != articles.c.change
# Holds the rows without addresses alone, so that it costs nothing to see that there are none.
sa.Index("recommender_articles_without", articles.c.change, sqlite_where=_IS_WITHOUT, postgresql_where=_IS_WITHOUT)
without_addresses = (
    sa.select(articles.c.article_id, articles.c.change, articles.c.record, articles.c.address, articles.c.own_address)
    .where(_IS_WITHOUT)
    .order_by(articles.c.change)
)
overrides = sa.Table(
    "recommender_overrides",
    metadata,
    sa.Column("override_id", _Id, primary_key=True),
    sa.Column("change", sa.BigInteger, nullable=False, unique=True),
    sa.Column("record", sa.Text, nullable=False),  # JSON
)
# Rows are only ever added. Earlier versions of articles are not kept: a site has its own archive.
audit = sa.Table(
    "recommender_audit",
    metadata,
    sa.Column("change", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Text, nullable=False),  # ISO 8601, UTC
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject", _Id, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("record", sa.Text),  # JSON
    sa.Index("recommender_audit_subject", "subject", "change"),
)
# Sessions of the desk whose editors have signed out; see `ended_sessions`.
ended_sessions = sa.Table(
    "recommender_ended_sessions",
    metadata,
    sa.Column("digest", _Id, primary_key=True),
    sa.Column("until", sa.BigInteger, nullable=False),  # seconds since 1970 UTC
)
# Who shows what is in the store, and until when; see `leases`. Times are by the clock of the database.
leases = sa.Table(
    "recommender_leases",
    metadata,
    sa.Column("holder", _Id, primary_key=True),
    sa.Column("change", sa.BigInteger, nullable=False),
    sa.Column("wanted", sa.BigInteger, nullable=False),  # the last change that a writer waits for this holder to have
    sa.Column("until", sa.Double, nullable=False),  # seconds since 1970 UTC
)


def create(connection: sa.Connection) -> None:
    """Create a store where there is none, and bring one of an earlier version up; leave one of another format as it is.

    Processes of earlier versions that use the store can go on, and can be started again.
    """
    known = facts(connection)
    if known.get("format") == "1":
        _add_urgent(connection)
    if known.get("format") in ("1", FORMAT) and known.get(ADDRESSES) != RULE:
        _add_addresses(connection, there=ADDRESSES in known)
    if known:
        for table in (ended_sessions, leases):
            table.create(connection, checkfirst=True)
        return
    metadata.create_all(connection)
    first = {"format": FORMAT, "identity": uuid4().hex, ADDRESSES: RULE}
    connection.execute(meta.insert(), [{"name": name, "value": value} for name, value in first.items()])
    connection.execute(sequence.insert(), {"change": 0})


def renew_identity(connection: sa.Connection, identity: str) -> None:
    """Give the store another identity, where it has this one."""
    has_it = sa.and_(meta.c.name == "identity", meta.c.value == identity)
    connection.execute(meta.update().where(has_it).values(value=uuid4().hex))


def _add_addresses(connection: sa.Connection, *, there: bool) -> None:
    """Make room for the addresses of articles, or mark those of another rule as missing; see `find_addresses`."""
    if there:
        connection.execute(articles.update().values(addressed=0))
        connection.execute(meta.update().where(meta.c.name == ADDRESSES).values(value=RULE))
        return
    names = {column["name"] for column in sa.inspect(connection).get_columns(articles.name)}
    for column in (articles.c.address, articles.c.own_address, articles.c.addressed):
        if column.name not in names:
            definition = CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {articles.name} ADD COLUMN {definition}")
    for index in articles.indexes:
        index.create(connection, checkfirst=True)
    connection.execute(meta.insert(), {"name": ADDRESSES, "value": RULE})


def _add_urgent(connection: sa.Connection) -> None:
    """Turn a store of format 1 into one of format 2; processes that use it as format 1 can go on."""
    connection.exec_driver_sql(f"ALTER TABLE {articles.name} ADD COLUMN urgent BOOLEAN NOT NULL DEFAULT FALSE")
    connection.execute(articles.update().where(articles.c.record.is_(None)).values(urgent=True))
    connection.execute(meta.update().where(meta.c.name == "format").values(value=FORMAT))


def facts(connection: sa.Connection) -> dict[str, str]:
    """Return the facts of the store by name; none when there is no store."""
    if not sa.inspect(connection).has_table(meta.name):
        return {}
    return {row.name: row.value for row in connection.execute(sa.select(meta))}
