"""Overrides and the log as records: what the calls and the desk share.

In: the store. Out: its overrides, those that could not be parsed, and entries of its log, as JSON values.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException

from recommender.article import to_iso
from recommender.errors import ArticleError
from recommender.overrides import Override, Overrides
from recommender.store import AuditEntry, Store

MAX_OVERRIDES = 10_000
LOG = "log"  # the address of the log, which no override can have


def read_overrides(store: Store) -> Overrides:
    """Return all overrides of a store."""
    return Overrides.parse(store.overrides.all())


def refused_records(overrides: Overrides) -> list[dict[str, str]]:
    """Return the ids of the records that could not be parsed, with the reason."""
    return [{"override_id": override_id, "reason": reason} for override_id, reason in overrides.refused.items()]


def write_override(store: Store, override: Override) -> None:
    """Write an override; it is durable when this returns."""
    if override.override_id == LOG:
        raise ArticleError("override_id", f"another id than {LOG}", LOG)
    expect_room(store, override.override_id)
    store.overrides.put(override.override_id, override.to_record(), author=override.author, note=override.note)


def expect_room(store: Store, override_id: str) -> None:
    """Refuse one more override where there are as many as there may be."""
    if store.overrides.get(override_id) is None and store.overrides.count() >= MAX_OVERRIDES:
        raise HTTPException(HTTPStatus.CONFLICT, f"there are {MAX_OVERRIDES} overrides already; delete some first")


def log_record(entry: AuditEntry) -> dict[str, Any]:
    """Return an entry of the log as JSON values."""
    return {
        "change": entry.change,
        "at": to_iso(entry.at),
        "action": entry.action,
        "subject": entry.subject,
        "author": entry.author,
        "note": entry.note,
        "override": entry.record,
    }
