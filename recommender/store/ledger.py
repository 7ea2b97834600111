"""The ledger: take-downs, holds and releases in a file apart, where restoring an older copy of the store undoes none.

In: what was taken down, when it is committed and before it is acknowledged. Out: what an older copy of the store lacks.
The one idea: an entry of the ledger is one of the audit log, from which nothing is ever removed; a store whose log
lacks it is of a time before.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Self, get_args

from recommender.article import ArticleId, parse_id
from recommender.errors import ArticleError, StoreError
from recommender.store.identities import Identity
from recommender.store.records import Action, AuditEntry


class LedgerEntry(NamedTuple):
    """A take-down, hold or release of an article.

    Attributes:
        change, at, action, author, note: As in the audit log.
        identity: What tells the article: its id, and the addresses that it had.
    """

    change: int
    at: datetime
    action: Action
    author: str
    note: str
    identity: Identity

    @classmethod
    def of(cls, entry: AuditEntry, addresses: tuple[str, ...]) -> Self:
        """Return what the audit log says of an article."""
        identity = Identity.of(ArticleId(entry.subject))._replace(addresses=addresses)
        return cls(entry.change, entry.at, entry.action, entry.author, entry.note, identity)

    @classmethod
    def parse(cls, line: str) -> Self | None:
        """Return the entry of a line; None if it is none, such as the last line of a writer that was killed."""
        try:
            record = json.loads(line)
            identity = Identity.of(parse_id(record["article_id"]))._replace(addresses=tuple(record["addresses"]))
            at, action = datetime.fromisoformat(record["at"]), record["action"]
            entry = cls(record["change"], at, action, record["author"], record["note"], identity)
        except (ValueError, TypeError, KeyError, RecursionError, ArticleError):
            return None
        return entry if action in get_args(Action) else None

    def to_line(self) -> str:
        """Return it as a line of JSON."""
        record: dict[str, Any] = {
            "change": self.change,
            "at": self.at.isoformat(),
            "action": self.action,
            "article_id": self.identity.article_id,
            "addresses": self.identity.addresses,
            "author": self.author,
            "note": self.note,
        }
        return json.dumps(record)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A file of entries, one a line, to which many processes add."""

    path: Path

    def add(self, entries: Iterable[LedgerEntry]) -> None:
        """Add entries; they are durable when this returns.

        Raises:
            StoreError: They cannot be written.
        """
        # A line of its own, even behind one that a killed writer has left unfinished.
        lines = "".join(f"\n{entry.to_line()}\n" for entry in entries).encode()
        try:
            with self.path.open("ab", buffering=0) as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                file.write(lines)
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(str(self.path), f"the ledger cannot be written: {error.strerror}") from None

    def last(self) -> list[LedgerEntry]:
        """Return the last entry of each article; none where there is no file yet.

        Raises:
            StoreError: The file cannot be read.
        """
        try:
            text = self.path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreError(str(self.path), f"the ledger cannot be read: {error.strerror}") from None
        entries = filter(None, map(LedgerEntry.parse, text.splitlines()))
        return list({entry.identity.article_id: entry for entry in entries}.values())
