"""The tables of format 2; see `recommender.store`.

All names begin with ``recommender_``, so that a store can share its database with others.
"""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa

FORMAT = "2"

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


def create(connection: sa.Connection) -> None:
    """Create a store where there is none, and turn one of format 1 into one of format 2; leave any other as it is."""
    known = facts(connection)
    if known.get("format") == "1":
        _add_urgent(connection)
    if known:
        return
    metadata.create_all(connection)
    connection.execute(meta.insert(), [{"name": "format", "value": FORMAT}, {"name": "identity", "value": uuid4().hex}])
    connection.execute(sequence.insert(), {"change": 0})


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
