"""The store: articles and overrides in a database, with the sequence of their changes.

In: writes, each durable before it returns. Out: what is stored now, and what has changed since a change that a reader
has seen. The one idea: every write takes the next number of one sequence under a lock, so that numbers rise in the
order of the commits, and a reader that has seen change N never finds a new change up to N later.

Format 2 (2026-11-26): the tables of `schema`. A store of format 1 becomes one of format 2 when it is opened to be
written; one of any other format is refused.

Since 2026-11-30 a store of format 2 also has the canonical addresses of its articles (see `identities`), which it gets
when it is opened to be written. Processes of an earlier version can use it as before: what they write gets its
addresses before the next write of this version.
"""

from __future__ import annotations

from recommender.store.addresses import parse_address, without_secrets
from recommender.store.records import AuditEntry, Change, Changes, Outcome, Reading, Stored, StoredArticle, Tombstone
from recommender.store.store import MAX_URGENT, Store

__all__ = [
    "MAX_URGENT",
    "AuditEntry",
    "Change",
    "Changes",
    "Outcome",
    "Reading",
    "Store",
    "Stored",
    "StoredArticle",
    "Tombstone",
    "parse_address",
    "without_secrets",
]
