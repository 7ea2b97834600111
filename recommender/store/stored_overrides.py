"""The editors' overrides as records: JSON values under an id.

In: records, each durable before it is answered. Out: the records that are there now. The one idea: the store does not
know what an override means, which is for the rooms above, so that a record of a later version is kept as it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from recommender.article import clean, parse_id
from recommender.store import schema
from recommender.store.audit import OVERRIDE_ACTIONS, AuditLog
from recommender.store.database import Database, Writing
from recommender.store.leases import Leases
from recommender.store.records import read_record

_overrides, _audit = schema.overrides.c, schema.audit.c


@dataclass(frozen=True, slots=True)
class StoredOverrides:
    """The overrides of a store, as records by id."""

    _database: Database
    _audit: AuditLog
    _leases: Leases

    def put(self, override_id: str, record: Mapping[str, Any], *, author: str = "", note: str = "") -> int:
        """Write an override, in the place of one of the same id; durable when this returns.

        Args:
            override_id: 1 to 200 printable characters.
            record: JSON values.
            author, note: For the audit log.

        Returns:
            The number of the change.

        Raises:
            ArticleError: The text cannot be an id.
            ValueError: The record is not JSON.
            StoreError: The database cannot be written; nothing has changed then.
        """
        key = parse_id(override_id)
        # In ASCII alone: not every database takes every character.
        text = json.dumps(dict(record), allow_nan=False)

        change = self._database.write(lambda writing: self._replace(writing, key, text, author, note))
        self._leases.wait(change)
        return change

    def put_once(
        self,
        override_id: str,
        record: Mapping[str, Any],
        stands: Callable[[Mapping[str, Any]], bool],
        *,
        author: str = "",
        note: str = "",
    ) -> tuple[int, bool]:
        """Write an override as `put` does, unless what is there already will do: a second click decides nothing.

        Args:
            override_id, record, author, note: As of `put`.
            stands: Returns whether the record that is there will do.

        Returns:
            The number of the change that wrote what is there now, and whether that is this one.
        """
        key = parse_id(override_id)
        text = json.dumps(dict(record), allow_nan=False)

        def write(writing: Writing) -> tuple[int, bool]:
            row = writing.connection.execute(_of_id(key)).one_or_none()
            if row is not None and stands(read_record(row.record)):
                return row.change, False
            return self._replace(writing, key, text, author, note), True

        return self._wait_for(*self._database.write(write))

    def revert(self, change: int, *, author: str = "") -> tuple[int, bool]:
        """Reverse one change of an override: what was there before it is there again, or nothing.

        Returns:
            The number of the last change of that override, 0 if there is none, and whether it is this reversal: one
            that was changed since, or whose change was reversed already, stays as it is.
        """

        def write(writing: Writing) -> tuple[int, bool]:
            entries = self._audit.history(writing.connection, change)
            if not entries or entries[0].change != change:
                return (entries[0].change if entries else 0), False
            key, before = entries[0].subject, entries[1] if len(entries) > 1 else None
            if before is not None and before.action == "put override":
                return self._replace(writing, key, json.dumps(before.record), author, ""), True
            return self._remove(writing, writing.connection.execute(_of_id(key)).one(), author, ""), True

        return self._wait_for(*self._database.write(write))

    def delete(self, override_id: str, *, author: str = "", note: str = "") -> int | None:
        """Remove an override; it stays in the audit log.

        Returns:
            The number of the change; None if there was none.
        """

        def write(writing: Writing) -> int | None:
            row = writing.connection.execute(_of_id(override_id)).one_or_none()
            return None if row is None else self._remove(writing, row, author, note)

        change = self._database.write(write)
        self._leases.wait(change or 0)
        return change

    def get(self, override_id: str) -> dict[str, Any] | None:
        """Return the record of an override; None when there is none of this id, empty when it cannot be read."""
        with self._database.read() as connection:
            row = connection.execute(_of_id(override_id)).one_or_none()
        return None if row is None else read_record(row.record)

    def all(self) -> dict[str, dict[str, Any]]:
        """Return all records by id, the one put last at the end; one that cannot be read is empty."""
        query = sa.select(_overrides.override_id, _overrides.record).order_by(_overrides.change)
        with self._database.read() as connection:
            return {row.override_id: read_record(row.record) for row in connection.execute(query)}

    def changed_since(self, change: int) -> dict[str, dict[str, Any] | None]:
        """Return, by id, what was put or deleted after a change: the records as of `all`, None for those deleted."""
        of_subject = schema.audit.outerjoin(schema.overrides, _audit.subject == _overrides.override_id)
        query = (
            sa.select(_audit.subject, _overrides.record)
            .select_from(of_subject)
            .where(_audit.change > change, _audit.action.in_(OVERRIDE_ACTIONS))
            .distinct()
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return {row.subject: None if row.record is None else read_record(row.record) for row in rows}

    def count(self) -> int:
        """Return how many there are."""
        with self._database.read() as connection:
            count: int = connection.execute(sa.select(sa.func.count()).select_from(schema.overrides)).scalar_one()
        return count

    def _wait_for(self, change: int, is_new: bool) -> tuple[int, bool]:
        """Return a change and whether it is a new one, when it is shown by all."""
        self._leases.wait(change)
        return change, is_new

    def _replace(self, writing: Writing, key: str, text: str, author: str, note: str) -> int:
        """Put a record in the place of that of the same id; return the number of the change."""
        change = self._audit.write(writing, "put override", key, author, note, text)
        writing.connection.execute(schema.overrides.delete().where(_overrides.override_id == key))
        writing.connection.execute(schema.overrides.insert(), {"override_id": key, "change": change, "record": text})
        return change

    def _remove(self, writing: Writing, row: sa.Row[Any], author: str, note: str) -> int:
        """Remove the override of a row; return the number of the change."""
        change = self._audit.write(writing, "delete override", row.override_id, author, note, row.record)
        writing.connection.execute(schema.overrides.delete().where(_overrides.override_id == row.override_id))
        return change


def _of_id(override_id: str) -> sa.Select[Any]:
    # Cleaned, since PostgreSQL refuses to compare with characters that no text can hold; no id has them.
    return sa.select(schema.overrides).where(_overrides.override_id == clean(override_id))
