"""Leases: who shows what is in the store, up to which change for certain, and until when without asking again.

In: a reader renews its lease and says which change it has taken in. Out: a writer waits until every reader with a lease
has taken its change in, or has lost its lease and shows nothing any more. The one idea: a reader that is cut off from
the store cannot be told of a take-down, so it has promised beforehand for how long it goes on without the store (Gray
and Cheriton 1989, Leases: An Efficient Fault-Tolerant Mechanism for Distributed File Cache Consistency).

Only durations are compared between machines: the database counts by its own clock, a reader by its own.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import sqlalchemy as sa

from recommender.store import schema
from recommender.store.database import Database

# The database lets a lease run longer than its reader does, for the drift of clocks and for that of a standby that
# takes the place of its server. At least 0, a share and seconds; by hand: clocks that are set by NTP differ by
# milliseconds.
MARGIN_SHARE = 0.1
MARGIN_SECONDS = 1.0
# Between two looks of a writer that waits. Above 0, seconds; by hand: a look is a query on a table of a few rows.
LOOK_SECONDS = 0.02

_leases = schema.leases.c


@dataclass(frozen=True, slots=True)
class Leases:
    """The leases of a store: one row a process that shows what is in it."""

    _database: Database

    def renew(self, holder: str, change: int, *, seconds: float) -> None:
        """Renew the lease of a reader, or give it one; durable when this returns.

        What was committed before this may have been acknowledged without the reader: it has to be taken in before the
        lease counts.

        Args:
            holder: Who it is: a name that no other process has.
            change: All that must be shown at once, up to this change, is in whatever it shows from now on.
            seconds: For how long it goes on from now.

        Raises:
            StoreError: The database cannot be written.
        """
        values = {"change": change, "until": self._clock() + seconds * (1 + MARGIN_SHARE) + MARGIN_SECONDS}
        with self._database.errors(), self._database.begin() as connection:
            renewed = connection.execute(schema.leases.update().where(_leases.holder == holder).values(values))
            if not renewed.rowcount:
                connection.execute(schema.leases.delete().where(_leases.until < self._clock()))
                connection.execute(schema.leases.insert().values(values | {"holder": holder, "wanted": 0}))

    def end(self, holder: str) -> None:
        """End a lease before its time: its reader shows nothing any more.

        Raises:
            StoreError: The database cannot be written.
        """
        with self._database.errors(), self._database.begin() as connection:
            connection.execute(schema.leases.delete().where(_leases.holder == holder))

    def wanted(self, holder: str) -> int:
        """Return the last change that a writer waits, or has waited, for a reader to have; 0 for none.

        Raises:
            StoreError: The database cannot be read.
        """
        with self._database.read() as connection:
            wanted: int | None = connection.execute(sa.select(_leases.wanted).where(_leases.holder == holder)).scalar()
        return wanted or 0

    def wait(self, change: int) -> None:
        """Wait until no reader shows what was there before a change that is committed.

        Raises:
            StoreError: The database went away meanwhile: the change is durable, but may not be shown by all yet.
        """
        if change <= 0 or not self._is_missed(change):
            return
        is_behind = sa.and_(_leases.change < change, _leases.wanted < change)
        with self._database.errors(), self._database.begin() as connection:
            connection.execute(schema.leases.update().where(is_behind).values(wanted=change))
        while self._is_missed(change):
            time.sleep(LOOK_SECONDS)

    def _is_missed(self, change: int) -> bool:
        """Return whether a reader with a lease has not taken a change in."""
        query = sa.select(_leases.holder).where(_leases.change < change, _leases.until >= self._clock()).limit(1)
        with self._database.read() as connection:
            return connection.execute(query).first() is not None

    def _clock(self) -> sa.ColumnElement[float]:
        """Return the present by the clock of the database, seconds since 1970."""
        if self._database.engine.dialect.name == "sqlite":
            return sa.literal_column("((julianday('now') - 2440587.5) * 86400.0)", sa.Float)
        return sa.literal_column("extract(epoch from clock_timestamp())::double precision", sa.Float)
