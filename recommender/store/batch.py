"""Writes of one transaction: articles, take-downs and withdrawals, as the verdicts let them in.

In: articles, or what their sources take back, in their order. Out: the outcome of each. The one idea: each is compared
with what is stored at that moment, what came before it in the same batch included; the rows are written at the end.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple, Self

import sqlalchemy as sa

from recommender.article import EPOCH, Article, ArticleId, Withdrawal, parse_id, parse_time
from recommender.store import rows, schema
from recommender.store.audit import AuditLog
from recommender.store.database import Writing
from recommender.store.identities import Identity, KnownArticles
from recommender.store.records import Outcome, Stored, read_record
from recommender.store.verdicts import StoredState, verdict, version_made_at, withdrawal_verdict

_articles = schema.articles.c
WITHDRAWAL_NOTE = "withdrawn by its source"


class PreparedArticle(NamedTuple):
    """An article made ready to be written, before the lock is taken.

    Attributes:
        article: The article.
        record: Its record as JSON, dated by its arrival where its source gave no time.
        version: A digest of it as its source gave it.
        identity: What tells it from others.
    """

    article: Article
    record: str
    version: str
    identity: Identity

    @classmethod
    def of(cls, article: Article) -> Self:
        """Prepare an article.

        Raises:
            ValueError: It has characters that `Article.parse` removes, and that not every database can keep.
        """
        parse_id(article.article_id)
        record = _json(article)
        given = _json(article.undated()) if article.dated_by else record
        version = blake2b(given.encode(), digest_size=16).hexdigest()
        return cls(article, record, version, Identity.of(article.article_id, article.url))

    def dated(self, arrived_at: datetime) -> PreparedArticle:
        """Return it dated by its arrival, if it has no time; its version stays."""
        if self.article.published_at:
            return self
        article = self.article.dated(arrived_at)
        return self._replace(article=article, record=_json(article))

    def under(self, article_id: ArticleId) -> PreparedArticle:
        """Return it under the id of the same article in the store."""
        if article_id == self.identity.article_id:
            return self
        other = self.of(replace(self.article, article_id=article_id))
        addresses = tuple(dict.fromkeys((*other.identity.addresses, *self.identity.addresses)))
        return other._replace(identity=other.identity._replace(addresses=addresses[:2]))


class PreparedWithdrawal(NamedTuple):
    """What a source takes back, made ready likewise.

    Attributes:
        identity: What tells the article from others.
        withdrawn_at: When, microseconds since 1970 UTC.
        is_dated: Whether the source says when, so that it is the same at every reading.
    """

    identity: Identity
    withdrawn_at: int
    is_dated: bool

    @classmethod
    def of(cls, withdrawal: Withdrawal, now: datetime) -> Self:
        """Prepare a withdrawal; one without a time is as of now."""
        parse_id(withdrawal.article_id)
        at = (withdrawal.withdrawn_at or now).astimezone(UTC)
        identity = Identity.of(withdrawal.article_id, withdrawal.url)
        return cls(identity, (at - EPOCH) // timedelta(microseconds=1), withdrawal.withdrawn_at is not None)


Prepared = PreparedArticle | PreparedWithdrawal


def write_batch(
    batch: Sequence[Prepared], audit: AuditLog, writing: Writing, *, explicit: bool, urgent: bool
) -> list[Stored]:
    """Write what the verdicts let in, and return the outcome of each, in their order.

    Args:
        batch: Articles and withdrawals, in their order; of two of one article the later is compared with the earlier.
        audit: Takes an entry for each withdrawal.
        writing: The transaction.
        explicit: As in `verdict`.
        urgent: Whether readers apply these changes before others.
    """
    takes_back = any(isinstance(prepared, PreparedWithdrawal) for prepared in batch)
    known = KnownArticles.of(writing.connection, [prepared.identity for prepared in batch], whole=takes_back)
    return Batch(writing, audit, known, explicit, urgent).write(batch)


@dataclass(slots=True)
class Batch:
    """The writes of one transaction.

    Attributes:
        writing: The transaction.
        audit: Takes an entry for each take-down.
        known: What is stored of what is written; kept up to date.
        explicit, urgent: As in `write_batch`.
    """

    writing: Writing
    audit: AuditLog
    known: KnownArticles
    explicit: bool = True
    urgent: bool = True
    _rows: dict[ArticleId, dict[str, object]] = field(default_factory=dict)
    _records: dict[str, str] = field(default_factory=dict)
    _now: datetime = field(init=False)

    def __post_init__(self) -> None:
        """Look at the clock once."""
        self._now = self.audit.now()

    def write(self, batch: Sequence[Prepared]) -> list[Stored]:
        """Write what the verdicts let in, and return the outcome of each."""
        stored_before = frozenset(self.known.states)
        self._records = self._records_beside(batch)
        stored = [
            self._put(prepared) if isinstance(prepared, PreparedArticle) else self._withdraw(prepared)
            for prepared in batch
        ]
        self._save(stored_before)
        return stored

    def take_down(
        self, ids: Sequence[ArticleId], *, hold: bool, author: str, note: str, identity: Identity | None = None
    ) -> list[Stored]:
        """Take articles down, and return what each is from now on.

        Args:
            ids: Their ids.
            hold: Whether even an explicit write is refused, until they are released.
            author, note: For the audit log.
            identity: What is known of an article that is not stored, beside its id.
        """
        stored_before = frozenset(self.known.states)
        stored = []
        for article_id in ids:
            state = self.known.states.get(article_id)
            on_hold = hold or (state is not None and state.on_hold)
            is_so = state is not None and not state.version and not state.made_at and state.on_hold == on_hold
            if state is None or not is_so:
                change = self.audit.write(self.writing, "hold" if on_hold else "take down", article_id, author, note)
                state = self._bury(article_id, change, on_hold=on_hold, identity=identity)
            stored.append(Stored(article_id, "held" if on_hold else "gone", "", state.change))
        self._save(stored_before)
        return stored

    def release(self, ids: Sequence[ArticleId], *, author: str, note: str) -> list[Stored]:
        """End the holds on articles, and return what each is from now on."""
        stored_before = frozenset(self.known.states)
        stored = []
        for article_id in ids:
            change = self.audit.write(self.writing, "release", article_id, author, note)
            self._bury(article_id, change, on_hold=False)
            stored.append(Stored(article_id, "gone", "", change))
        self._save(stored_before)
        return stored

    def _put(self, sent: PreparedArticle) -> Stored:
        prepared = sent.under(self.known.id_of(sent.identity))
        article_id, state = prepared.identity.article_id, self.known.states.get(prepared.identity.article_id)
        outcome = self._verdict(prepared, state)
        if outcome in ("new", "changed") and (barred := self._barred(prepared, state, outcome)):
            return barred
        if outcome in ("new", "changed"):
            prepared = prepared.dated(self._arrived_at(prepared.identity.article_id))
        if outcome == "changed" and not self.explicit and self._differs_in_form(prepared):
            outcome = "same"
        if outcome in ("new", "changed"):
            state = self._insert(prepared, state)
            if self.explicit and outcome == "new":
                self._replace_unnamed(prepared.identity)
        assert state is not None
        return Stored(article_id, outcome, state.version, state.change)

    def _verdict(self, prepared: PreparedArticle, state: StoredState | None) -> Outcome:
        made_at = version_made_at(prepared.article, self._now)
        return verdict(prepared.article, prepared.version, made_at, state, explicit=self.explicit)

    def _barred(self, prepared: PreparedArticle, state: StoredState | None, outcome: Outcome) -> Stored | None:
        """Return the outcome of an article that another one at its address keeps out; None if none does.

        One that is here already under this address was let in before. A take-down without a hold bars no article beside
        one that is here: the address is then that of several.
        """
        addresses = prepared.identity.addresses
        if state is not None and state.version and set(addresses) <= set(state.addresses):
            return None
        others = self.known.others(prepared.identity)
        for other in others:
            if other.on_hold:
                return Stored(prepared.identity.article_id, "held", "", other.change)
        if outcome == "changed" or any(other.version for other in others):
            return None
        for other in others:
            if self._verdict(prepared, other) == "gone":
                return Stored(prepared.identity.article_id, "gone", "", other.change)
        return None

    def _arrived_at(self, article_id: ArticleId) -> datetime:
        """Return when an article without a time first arrived: now, unless it is here already."""
        stored = read_record(self._records.get(article_id, ""))
        arrived_at = parse_time(stored.get("published_at"), "published_at") if stored.get("dated_by") else None
        return arrived_at or self._now.replace(microsecond=0)

    def _records_beside(self, batch: Sequence[Prepared]) -> dict[str, str]:
        """Return the stored records of articles that may differ in the form of their address or their date alone."""
        ids = [
            self.known.id_of(prepared.identity)
            for prepared in batch
            if isinstance(prepared, PreparedArticle) and self._has_another_version(prepared)
        ]
        query = sa.select(_articles.article_id, _articles.record).where(_articles.article_id.in_(ids))
        return {row.article_id: row.record for row in self.writing.connection.execute(query)} if ids else {}

    def _has_another_version(self, prepared: PreparedArticle) -> bool:
        state = self.known.states.get(self.known.id_of(prepared.identity))
        if state is None or not state.version or state.version == prepared.version:
            return False
        if self.explicit:
            return prepared.article.published_at is None
        return prepared.article.published_at is None or set(state.addresses) == set(prepared.identity.addresses)

    def _differs_in_form(self, prepared: PreparedArticle) -> bool:
        """Return whether an article differs from the stored one in nothing but the form of its address.

        Two feeds of one site give it with their own parameters: it would change each time that one of them is read.
        """
        stored = self._records.get(prepared.identity.article_id)
        return stored is not None and _without_url(stored) == _without_url(prepared.record)

    def _insert(self, prepared: PreparedArticle, before: StoredState | None) -> StoredState:
        identity, version = self.known.without_lists(prepared.identity), prepared.version
        # Somebody who brings back what its source took back decides after it: reading that again changes nothing.
        earliest = before.made_at + 1 if before is not None and not before.version and before.made_at else None
        made = version_made_at(prepared.article, self._now)
        made = made if earliest is None else max(made, earliest)
        state = StoredState(version, self.writing.next(), made, on_hold=False, addresses=identity.addresses)
        self._set(identity, state, prepared.record, urgent=self.urgent)
        return state

    def _replace_unnamed(self, identity: Identity) -> None:
        """Take down what has only the address of an article that somebody writes under an id of its own.

        It is found by that address as before: under the id that is vouched for.
        """
        if identity.own_address is not None:
            return
        for article_id in self.known.unnamed(identity):
            note = f"the same article as {identity.article_id}"
            change = self.audit.write(self.writing, "take down", article_id, "", note)
            self._bury(article_id, change, withdrawn_at=max(1, self.known.states[article_id].made_at))

    def _withdraw(self, prepared: PreparedWithdrawal) -> Stored:
        """Take down what a source takes back; what somebody here has taken down stays as it is."""
        outcomes = []
        for article_id in self.known.ids_withdrawn(prepared.identity):
            state = self.known.states.get(article_id)
            outcome = withdrawal_verdict(prepared.withdrawn_at, state)
            if outcome == "withdrawn" and _is_news(prepared, state):
                change = self.audit.write(self.writing, "take down", article_id, "", WITHDRAWAL_NOTE)
                identity = prepared.identity if state is None else None
                state = self._bury(article_id, change, withdrawn_at=prepared.withdrawn_at, identity=identity)
            assert state is not None
            outcomes.append(Stored(article_id, outcome, state.version, state.change))
        return outcomes[0]

    def _bury(
        self,
        article_id: ArticleId,
        change: int,
        *,
        on_hold: bool = False,
        withdrawn_at: int = 0,
        identity: Identity | None = None,
    ) -> StoredState:
        """Set a tombstone, which keeps the addresses of the article."""
        before = self.known.states.get(article_id)
        identity = identity or Identity.of(article_id)
        if before is not None and before.addresses:
            identity = identity._replace(addresses=before.addresses)
        state = StoredState("", change, withdrawn_at, on_hold, identity.addresses)
        self._set(identity._replace(article_id=article_id), state, None, urgent=True)
        return state

    def _set(self, identity: Identity, state: StoredState, record: str | None, *, urgent: bool) -> None:
        self.known.add(identity.article_id, state)
        if record is not None:
            self._records[identity.article_id] = record
        self._rows[identity.article_id] = {
            "article_id": identity.article_id,
            "change": state.change,
            "version": state.version,
            "made_at": state.made_at,
            "held": state.on_hold,
            "urgent": urgent,
            "record": record,
            "addressed": state.change,
            **identity.to_columns(),
        }

    def _save(self, stored_before: frozenset[str]) -> None:
        for new in (True, False):
            wanted = [row for article_id, row in self._rows.items() if (article_id not in stored_before) == new]
            rows.save(self.writing.connection, wanted, new=new)
        self._rows.clear()


def _is_news(prepared: PreparedWithdrawal, state: StoredState | None) -> bool:
    """Return whether a withdrawal says more than what is stored."""
    if state is None or state.version:
        return True
    return 0 < state.made_at < prepared.withdrawn_at and prepared.is_dated


def _json(article: Article) -> str:
    return json.dumps(article.to_record(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _without_url(record: str) -> str:
    """Return a record as JSON without its URL, whose name no text can hold: there its quotation marks are escaped."""
    before, name, after = record.partition('"url":"')
    end = after.find('"')
    while end > 0 and after[end - 1] == "\\":
        end = after.find('"', end + 1)
    return before + after[end + 1 :] if name else record
