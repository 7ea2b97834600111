"""The store: articles and overrides in a database, with the sequence of their changes.

In: writes, each durable before it returns. Out: what is there now, and what has changed since a change that a reader
has seen. The one idea: every write takes the next number of one sequence under a lock, so that numbers rise in the
order of the commits, and a reader that has seen N never later finds a change up to N.

Format 2 (2026-11-26): the tables of `schema`; a store of format 1 becomes one of format 2 when it is opened to be
written, and one of another format is refused.
"""

from __future__ import annotations

from recommender.store.addresses import parse_address, without_secrets
from recommender.store.records import Change, Changes, Entry, Outcome, Reading, Stored, StoredArticle, Tombstone
from recommender.store.store import FEW, Store

__all__ = [
    "FEW",
    "Change",
    "Changes",
    "Entry",
    "Outcome",
    "Reading",
    "Store",
    "Stored",
    "StoredArticle",
    "Tombstone",
    "parse_address",
    "without_secrets",
]
