"""The audit log: who did what to which article or override, when and why.

In: an entry for each take-down, hold, release and change of an override, in the transaction that makes it. Out: the
entries, newest first. The one idea: an entry has the number of the change that it is about, so that one is found by the
other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from recommender.article import MAX_NAME_LENGTH, MAX_NOTE_LENGTH, clean
from recommender.store import schema
from recommender.store.database import Database, Writing
from recommender.store.ledger import LedgerEntry
from recommender.store.records import Action, AuditEntry, read_record

# Changes that are looked up by one query; databases bound its parameters. At least 1, changes; by hand.
_AT_ONCE = 500
OVERRIDE_ACTIONS: tuple[Action, ...] = ("put override", "delete override")

_audit = schema.audit.c


@dataclass(frozen=True, slots=True)
class AuditLog:
    """The audit log of a store."""

    _database: Database
    now: Callable[[], datetime]

    def entries(self, *, subject: str | None = None, before: int | None = None, most: int = 100) -> list[AuditEntry]:
        """Return the newest entries, newest first.

        Args:
            subject: Only those of this article or override.
            before: Only those before this change, for the next page.
            most: At most this many.
        """
        query = sa.select(schema.audit).order_by(_audit.change.desc()).limit(most)
        if subject is not None:
            query = query.where(_audit.subject == clean(subject))
        if before is not None:
            query = query.where(_audit.change < before)
        with self._database.read() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def at(self, connection: sa.Connection, change: int) -> AuditEntry:
        """Return the entry of one change."""
        return _entry(connection.execute(sa.select(schema.audit).where(_audit.change == change)).one())

    def find(self, change: int) -> AuditEntry | None:
        """Return the entry of one change; None where it was no change that is logged."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(schema.audit).where(_audit.change == change)).one_or_none()
        return None if row is None else _entry(row)

    def history(self, connection: sa.Connection, change: int) -> list[AuditEntry]:
        """Return the last entries of the override that a change is of, newest first: two are enough to reverse one."""
        subject = sa.select(_audit.subject).where(_audit.change == change).scalar_subquery()
        query = (
            sa.select(schema.audit)
            .where(_audit.subject == subject, _audit.action.in_(OVERRIDE_ACTIONS))
            .order_by(_audit.change.desc())
            .limit(2)
        )
        return [_entry(row) for row in connection.execute(query)]

    def lacks(self, connection: sa.Connection, entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
        """Return those of some entries that are not in the log: it is that of a copy from before them."""
        logged: set[tuple[int, str, str]] = set()
        for begin in range(0, len(entries), _AT_ONCE):
            changes = [entry.change for entry in entries[begin : begin + _AT_ONCE]]
            query = sa.select(_audit.change, _audit.subject, _audit.at).where(_audit.change.in_(changes))
            logged.update((row.change, row.subject, row.at) for row in connection.execute(query))
        return [
            entry for entry in entries if (entry.change, entry.identity.article_id, entry.at.isoformat()) not in logged
        ]

    def overrides_changed(self, connection: sa.Connection, after: int, upto: int) -> bool:
        """Return whether overrides were put or deleted after one change and up to another."""
        query = (
            sa.select(_audit.change)
            .where(_audit.change > after, _audit.change <= upto)
            .where(_audit.action.in_(OVERRIDE_ACTIONS))
            .limit(1)
        )
        return connection.execute(query).first() is not None

    def write(
        self, writing: Writing, action: Action, subject: str, author: str, note: str, record: str | None = None
    ) -> int:
        """Add an entry, as one change; return its number."""
        entry = {
            "change": writing.next(),
            "at": self.now().isoformat(),
            "action": action,
            "subject": subject,
            "author": clean(author)[:MAX_NAME_LENGTH],
            "note": clean(note)[:MAX_NOTE_LENGTH],
            "record": record,
        }
        writing.connection.execute(schema.audit.insert(), entry)
        return writing.last


def _entry(row: sa.Row[Any]) -> AuditEntry:
    record = None if row.record is None else read_record(row.record)
    return AuditEntry(row.change, datetime.fromisoformat(row.at), row.action, row.subject, row.author, row.note, record)
