"""Sessions of the desk that are over before their time, for every worker and replica to know.

In: the token of a session whose editor signs out. Out: whether a session is over. The one idea: what a browser keeps is
good until its time by itself, so what ended earlier has to be remembered, until that time and no longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa

from recommender.store import schema
from recommender.store.database import Database, Writing

_ended = schema.ended_sessions.c


@dataclass(frozen=True, slots=True)
class EndedSessions:
    """The sessions of a store that are over, by a digest of their tokens."""

    _database: Database

    def add(self, token: str, *, until: datetime, now: datetime) -> None:
        """Note that a session is over; durable when this returns.

        Args:
            token: That of the session.
            until: When it would have been over anyway.
            now: The present: what is past its time is forgotten.

        Raises:
            StoreError: The database cannot be written.
        """

        def write(writing: Writing) -> None:
            connection, digest = writing.connection, _digest(token)
            is_past = sa.or_(_ended.until <= int(now.timestamp()), _ended.digest == digest)
            connection.execute(schema.ended_sessions.delete().where(is_past))
            connection.execute(schema.ended_sessions.insert(), {"digest": digest, "until": int(until.timestamp())})

        self._database.write(write)

    def has(self, token: str) -> bool:
        """Return whether the session of a token is over.

        Raises:
            StoreError: The database cannot be read.
        """
        with self._database.read() as connection:
            query = sa.select(_ended.digest).where(_ended.digest == _digest(token))
            return connection.execute(query).first() is not None


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
