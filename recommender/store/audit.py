"""The audit log, and the editors' overrides, which are the most of what it tells of.

An override is a record here, JSON values under an id; what it means is for the rooms above.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from recommender.article import MAX_NAME_LENGTH, clean, parse_id
from recommender.store import schema
from recommender.store.database import Database, Writing
from recommender.store.records import Action, Entry
from recommender.store.rows import read_record

MAX_NOTE_LENGTH = 2_000

_audit = schema.audit.c
_overrides = schema.overrides.c


@dataclass(frozen=True, slots=True)
class Audit:
    """Who did what to which article or override, when and why."""

    _database: Database
    _now: Callable[[], datetime]

    def entries(self, *, subject: str | None = None, before: int | None = None, most: int = 100) -> list[Entry]:
        """Return the newest entries, newest first.

        Args:
            subject: Only those of this article or override.
            before: Only those before this change, for the next page.
            most: How many at most.
        """
        query = sa.select(schema.audit).order_by(_audit.change.desc()).limit(most)
        if subject is not None:
            query = query.where(_audit.subject == clean(subject))
        if before is not None:
            query = query.where(_audit.change < before)
        with self._database.read() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def at(self, connection: sa.Connection, change: int) -> Entry:
        """Return the entry of one change."""
        return _entry(connection.execute(sa.select(schema.audit).where(_audit.change == change)).one())

    def write(
        self, writing: Writing, action: Action, subject: str, author: str, note: str, record: str | None = None
    ) -> int:
        """Add an entry, as one change; return its number."""
        entry = {
            "change": writing.next(),
            "at": self._now().isoformat(),
            "action": action,
            "subject": subject,
            "author": clean(author)[:MAX_NAME_LENGTH],
            "note": clean(note)[:MAX_NOTE_LENGTH],
            "record": record,
        }
        writing.connection.execute(schema.audit.insert(), entry)
        return writing.last


@dataclass(frozen=True, slots=True)
class Overrides:
    """The editors' overrides, as records by id."""

    _database: Database
    _audit: Audit

    def put(self, override_id: str, record: Mapping[str, Any], *, author: str = "", note: str = "") -> int:
        """Write an override, in the place of one of the same id; durable when this returns.

        Args:
            override_id: 1 to 200 printable characters.
            record: JSON values.
            author, note: For the audit log.

        Returns:
            The number of the change.

        Raises:
            ArticleError: The id can be none.
            ValueError: The record is not JSON.
            StoreError: The database cannot be written; nothing has changed then.
        """
        key = parse_id(override_id)
        # All in ASCII, so that no letter is more than a database can hold.
        text = json.dumps(dict(record), allow_nan=False)

        def write(writing: Writing) -> int:
            change = self._audit.write(writing, "put override", key, author, note, text)
            writing.connection.execute(schema.overrides.delete().where(_overrides.override_id == key))
            writing.connection.execute(
                schema.overrides.insert(), {"override_id": key, "change": change, "record": text}
            )
            return change

        return self._database.write(write)

    def delete(self, override_id: str, *, author: str = "", note: str = "") -> bool:
        """Remove an override; it stays in the audit log.

        Returns:
            Whether there was one.
        """

        def write(writing: Writing) -> bool:
            found = writing.connection.execute(_of_id(override_id)).one_or_none()
            if found is None:
                return False
            self._audit.write(writing, "delete override", found.override_id, author, note, found.record)
            writing.connection.execute(schema.overrides.delete().where(_overrides.override_id == found.override_id))
            return True

        return self._database.write(write)

    def get(self, override_id: str) -> dict[str, Any] | None:
        """Return the record of an override, none when there is none of this id; empty when it cannot be read."""
        with self._database.read() as connection:
            found = connection.execute(_of_id(override_id)).one_or_none()
        return None if found is None else read_record(found.record)

    def all(self) -> dict[str, dict[str, Any]]:
        """Return all records by id, the one put last at the end; one that cannot be read is empty."""
        query = sa.select(_overrides.override_id, _overrides.record).order_by(_overrides.change)
        with self._database.read() as connection:
            return {row.override_id: read_record(row.record) for row in connection.execute(query)}

    def changed(self, connection: sa.Connection, after: int, upto: int) -> bool:
        """Tell whether overrides were put or deleted between two changes."""
        query = (
            sa.select(_audit.change)
            .where(_audit.change > after, _audit.change <= upto)
            .where(_audit.action.in_(("put override", "delete override")))
            .limit(1)
        )
        return connection.execute(query).first() is not None


def _of_id(override_id: str) -> sa.Select[Any]:
    # Cleaned, since PostgreSQL refuses to compare with what no text can hold; no id has such letters.
    return sa.select(schema.overrides).where(_overrides.override_id == clean(override_id))


def _entry(row: sa.Row[Any]) -> Entry:
    record = None if row.record is None else read_record(row.record)
    return Entry(row.change, datetime.fromisoformat(row.at), row.action, row.subject, row.author, row.note, record)
