"""The store: articles in a database, put, taken down, read, and followed by their changes.

In: writes, each durable before it returns. Out: what is stored now, and what has changed since a change. The one idea:
each method is one transaction, and the decision on each write is a pure function of what is stored; see `verdicts`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa

from recommender.article import Article, ArticleId, Withdrawal, parse_id
from recommender.errors import StoreError
from recommender.store import rows, schema
from recommender.store.audit import AuditLog
from recommender.store.batch import Batch, PreparedArticle, PreparedWithdrawal, write_batch
from recommender.store.connect import open_database
from recommender.store.database import Database, Writing
from recommender.store.ended_sessions import EndedSessions
from recommender.store.identities import Identity, KnownArticles, at_address, find_addresses
from recommender.store.leases import Leases
from recommender.store.ledger import Ledger, LedgerEntry
from recommender.store.records import Change, Changes, Reading, Stored, StoredArticle, Tombstone
from recommender.store.stored_overrides import StoredOverrides
from recommender.store.verdicts import check_precondition

log = logging.getLogger(__name__)

# At most this many articles are written, or read, in one transaction: a few megabytes of text.
BATCH = 500
# At most this many articles that are written together are urgent: readers apply them before other changes.
MAX_URGENT = 16

_articles = schema.articles.c


@dataclass(frozen=True, slots=True)
class Store:
    """A store of articles and overrides; used by many threads, and by many processes at once.

    Attributes:
        url: Its address without secrets.
        overrides: The editors' overrides, as records.
        audit: The audit log.
        ended_sessions: Sessions of the desk that are over before their time.
        leases: Who shows what is in the store; writes that must be in the next answer of all wait for them.
    """

    url: str
    overrides: StoredOverrides
    audit: AuditLog
    ended_sessions: EndedSessions
    leases: Leases
    _database: Database
    _has_addresses: bool
    _ledger: Ledger | None

    @classmethod
    def open(
        cls,
        url: str,
        *,
        create: bool = True,
        ledger: Path | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> Self:
        """Open a store, and create it if there is none.

        Args:
            url: ``sqlite:///PATH`` or ``postgresql://USER:PASSWORD@HOST/NAME``.
            create: Whether a store is created where there is none, and what its ledger has and it lacks is taken down.
            ledger: The file of its ledger; by default one beside a SQLite file, and none of a server.
            now: The clock of the audit log.

        Raises:
            StoreError: It cannot be opened, is of another format, or there is none.
        """
        database = open_database(url, create=create)
        try:
            facts = _facts(database, create=create)
        except BaseException:
            database.close()
            raise
        audit, leases = AuditLog(database, now), Leases(database)
        ledger = ledger or database.ledger_path
        store = cls(
            url=database.address,
            overrides=StoredOverrides(database, audit, leases),
            audit=audit,
            ended_sessions=EndedSessions(database),
            leases=leases,
            _database=database,
            _has_addresses=schema.ADDRESSES in facts,
            _ledger=Ledger(ledger) if ledger else None,
        )
        if create:
            store.take_down_again()
        return store

    @staticmethod
    def is_in(connection: sa.Connection) -> bool:
        """Return whether there is a store in a database."""
        return bool(schema.facts(connection))

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def identity(self) -> str:
        """Return a random name, made with the store: numbers of changes mean nothing in a store of another identity.

        Raises:
            StoreError: The store cannot be read.
        """
        with self._database.read() as connection:
            return schema.facts(connection)["identity"]

    @property
    def generation(self) -> int:
        """Return a number that changes when another database has come in the place of this one."""
        return self._database.generation

    def renew_identity(self, identity: str) -> None:
        """Take another identity, where it has this one: an older copy, restored, goes on with numbers used before.

        Raises:
            StoreError: The store cannot be written.
        """
        self._database.write(lambda writing: schema.renew_identity(writing.connection, identity))

    def last_change(self) -> int:
        """Return the number of the last change that is committed, 0 before the first; cheap enough to be called often.

        It takes about 2 µs on SQLite when nothing was committed since, and one round trip on PostgreSQL.
        """
        return self._database.last_change()

    def fetch_change(self) -> int:
        """Return the number of the last change by a query, even when it is known: to see whether the database answers.

        Raises:
            StoreError: It does not.
        """
        return self._database.fetch_change()

    def cached_change(self) -> int | None:
        """Return the number of the last change when it is known without a query, None otherwise.

        On SQLite None means that something was committed since `last_change`, or that it was not called yet; on
        PostgreSQL it is always None.
        """
        return self._database.cached_change()

    def urgent_since(self, change: int) -> Changes:
        """Return the urgent changes after a change: take-downs, and articles of writes of at most `MAX_URGENT`.

        The `upto` of the answer is the last change of the store.
        """
        with self._database.read() as connection:
            last = _last(connection)
            return Changes(last, tuple(map(rows.change_of, connection.execute(rows.urgent_since(change)))))

    def changes_since(self, change: int, *, most: int = 1_000) -> Changes:
        """Return the changes after a change, in their order.

        Args:
            change: The last change that the caller has seen.
            most: At most this many articles; call again with `upto` until it stays the same.

        Raises:
            StoreError: The store has not reached that change: an older copy has been put in its place.
        """
        with self._database.read() as connection:
            # The number is read first: what commits between the two statements then comes with the next call.
            last = _last(connection)
            if change > last:
                raise StoreError(self.url, f"expected a change up to {last}, asked for those after {change}")
            changed = connection.execute(rows.changed_between(change, last, most)).all()
            upto = changed[-1].change if len(changed) == most else last
            overrides_changed = self.audit.overrides_changed(connection, change, upto)
        return Changes(upto, tuple(map(rows.change_of, changed)), overrides_changed)

    def articles(self) -> Reading:
        """Return all articles as they are at the last change, in the order of their changes, in short transactions."""
        last = self.last_change()

        def pages() -> Iterator[Article]:
            upto = 0
            while upto < last:
                with self._database.read() as connection:
                    page = connection.execute(rows.changed_between(upto, last, BATCH)).all()
                yield from _readable(map(rows.change_of, page))
                upto = page[-1].change if len(page) == BATCH else last

        return Reading(last, pages())

    def count(self) -> int:
        """Return how many articles there are."""
        with self._database.read() as connection:
            count: int = connection.execute(
                sa.select(sa.func.count()).where(_articles.record.is_not(None)).select_from(schema.articles)
            ).scalar_one()
        return count

    def count_changed(self, change: int) -> int:
        """Return how many ids have changed after a change."""
        with self._database.read() as connection:
            count: int = connection.execute(
                sa.select(sa.func.count()).where(_articles.change > change).select_from(schema.articles)
            ).scalar_one()
        return count

    def get(self, article_id: str) -> StoredArticle | Tombstone | None:
        """Return the article of an id, or its tombstone; None when the id was never stored, or cannot be read.

        By another form of its address an article is found where it is the only one there.
        """
        if not rows.is_id(article_id):
            return None
        with self._database.read() as connection:
            row = connection.execute(rows.of_id(article_id)).one_or_none()
            if row is None or not row.record:
                row = self._at_address(connection, article_id) or row
            if row is None:
                return None
            if row.record:
                article = rows.change_of(row).article
                return None if article is None else StoredArticle(article, row.version, row.change)
            entry = self.audit.at(connection, row.change)
        return Tombstone(row.article_id, row.held, row.change, entry.at, entry.author, entry.note)

    def put(
        self,
        article: Article,
        *,
        if_match: str | None = None,
        if_none_match: bool = False,
        explicit: bool = True,
    ) -> Stored:
        """Write an article; it is durable when this returns.

        Args:
            article: The article; it replaces another version of the same id as a whole.
            if_match: The version that must be stored now; ``*`` is any.
            if_none_match: Whether no article may be stored now.
            explicit: Whether somebody writes just this article, rather than a feed that goes on carrying it. Then it is
                written although it was taken down, unless it is on hold, and is stale only by its own ``updated_at``;
                an article of a feed is stale by its ``published_at``, too.

        Raises:
            PreconditionError: Another version is stored, or none.
            StoreError: The database cannot be written; nothing has changed then.
        """
        prepared = PreparedArticle.of(article)

        def write(writing: Writing) -> Stored:
            known = KnownArticles.of(writing.connection, [prepared.identity])
            key = known.id_of(prepared.identity)
            check_precondition(key, known.states.get(key), if_match=if_match, if_none_match=if_none_match)
            return Batch(writing, self.audit, known, explicit).write([prepared])[0]

        stored = self._database.write(write)
        self.leases.wait(stored.change)
        return stored

    def put_many(self, articles: Sequence[Article | Withdrawal], *, explicit: bool = False) -> list[Stored]:
        """Write articles in their order, each as `put` does, `BATCH` of them a transaction.

        Args:
            articles: The articles, and at its place among them what their source takes back: it is taken down, and a
                feed brings back only a version that is newer than that.
            explicit: As of `put`.

        Raises:
            StoreError: The database cannot be written; earlier transactions are committed, and can be put again.
        """
        stored: list[Stored] = []
        urgent, now = len(articles) <= MAX_URGENT, self.audit.now()
        for start in range(0, len(articles), BATCH):
            batch = [
                PreparedArticle.of(each) if isinstance(each, Article) else PreparedWithdrawal.of(each, now)
                for each in articles[start : start + BATCH]
            ]
            stored += self._database.write(partial(write_batch, batch, self.audit, explicit=explicit, urgent=urgent))
        at_once = (each.change for each in stored if urgent or each.outcome == "withdrawn")
        self.leases.wait(max(at_once, default=0))
        return stored

    def delete(
        self, article_id: str, *, hold: bool = False, if_match: str | None = None, author: str = "", note: str = ""
    ) -> Stored:
        """Take an article down, so that no feed brings it back; it need not be stored, since a model may know it.

        An id that is an address, in whatever form, takes down all articles of that address.

        Args:
            article_id: The id of the article.
            hold: Whether even an explicit write is refused, until `release`.
            if_match: The version that must be stored now; ``*`` is any.
            author: Who takes it down.
            note: Why.

        Raises:
            ArticleError: The text cannot be an id.
            PreconditionError: Another version is stored, or none.
            StoreError: The database cannot be written; nothing has changed then.
        """
        identity = Identity.of(parse_id(article_id))

        def write(writing: Writing) -> tuple[Stored, list[LedgerEntry]]:
            known = KnownArticles.of(writing.connection, [identity], whole=True)
            ids = known.ids_of(identity)
            check_precondition(ids[0], known.states.get(ids[0]), if_match=if_match, if_none_match=False)
            stored = Batch(writing, self.audit, known).take_down(ids, hold=hold, author=author, note=note)
            return stored[0], self._entries_of(stored, known, writing)

        stored, entries = self._database.write(write)
        self._enter(entries)
        self.leases.wait(stored.change)
        return stored

    def release(self, article_id: str, *, author: str = "", note: str = "") -> Stored | None:
        """End a hold: the article stays taken down, and an explicit write can bring it back.

        An id that is an address ends the holds on all articles of that address.

        Returns:
            The outcome ``gone``; None when nothing is on hold there.
        """
        if not rows.is_id(article_id):
            return None
        identity = Identity.of(ArticleId(article_id))

        def write(writing: Writing) -> tuple[Stored | None, list[LedgerEntry]]:
            known = KnownArticles.of(writing.connection, [identity], whole=True)
            ids = [each for each in known.ids_of(identity) if each in known.states and known.states[each].on_hold]
            released = Batch(writing, self.audit, known).release(ids, author=author, note=note)
            return (released[0] if released else None), self._entries_of(released, known, writing)

        stored, entries = self._database.write(write)
        self._enter(entries)
        return stored

    def erase(self, article_id: str, *, author: str = "", note: str = "") -> list[ArticleId]:
        """Put an article on hold, as `delete` does, and leave no page of the database with its text.

        Returns:
            The ids that it had here: its own first, and those of all articles of its address.

        Raises:
            ArticleError: The text cannot be an id.
            StoreError: The database cannot be written. The article may be on hold then, and its text still there.
        """
        self.delete(article_id, hold=True, author=author, note=note)
        identity = Identity.of(parse_id(article_id))

        def ids(writing: Writing) -> list[ArticleId]:
            return KnownArticles.of(writing.connection, [identity], whole=True).ids_of(identity)

        erased = self._database.write(ids)
        self._database.rewrite()
        return list(dict.fromkeys((identity.article_id, *erased)))

    @property
    def ledger_path(self) -> Path | None:
        """Return where its take-downs and holds are apart; None where they are in the database alone."""
        return self._ledger.path if self._ledger else None

    def take_down_again(self) -> int:
        """Take down what the ledger has and the store lacks, because an older copy of it was restored.

        What was brought back in the time that the copy lacks stays taken down: that it was is lost with that time.

        Returns:
            Of how many articles.

        Raises:
            StoreError: The ledger cannot be read, or the store cannot be written.
        """
        known_entries = [entry for entry in self._ledger.last() if entry.action != "release"] if self._ledger else []
        if not known_entries:
            return 0
        with self._database.read() as connection:
            lost = self.audit.lacks(connection, known_entries)
        if not lost:
            return 0

        def write(writing: Writing) -> list[LedgerEntry]:
            known = KnownArticles.of(writing.connection, [entry.identity for entry in lost], whole=True)
            batch = Batch(writing, self.audit, known)
            stored = [
                batch.take_down(
                    [entry.identity.article_id],
                    hold=entry.action == "hold",
                    author=entry.author,
                    note=f"again, as on {entry.at:%Y-%m-%d}: {entry.note}",
                    identity=entry.identity,
                )[0]
                for entry in lost
            ]
            return self._entries_of(stored, known, writing)

        self._enter(self._database.write(write))
        log.warning("%s: %d take-downs of its ledger were lost by a restored copy, and made again", self.url, len(lost))
        return len(lost)

    def _entries_of(self, stored: Sequence[Stored], known: KnownArticles, writing: Writing) -> list[LedgerEntry]:
        """Return the entries of the ledger for what was just taken down or released."""
        if self._ledger is None:
            return []
        return [
            LedgerEntry.of(self.audit.at(writing.connection, each.change), known.states[each.article_id].addresses)
            for each in stored
        ]

    def _enter(self, entries: Sequence[LedgerEntry]) -> None:
        """Add to the ledger what is committed, before it is acknowledged."""
        if self._ledger is not None and entries:
            self._ledger.add(entries)

    def _at_address(self, connection: sa.Connection, article_id: str) -> sa.Row[Any] | None:
        """Return the row of the only article at an address, else of a tombstone; None where several are there."""
        query = at_address(article_id) if self._has_addresses else None
        states = [] if query is None else connection.execute(query).all()
        there = [row for row in states if row.version]
        if not states or len(there) > 1:
            return None
        best = there[0] if there else min(states, key=lambda row: not row.held)
        return connection.execute(rows.of_id(best.article_id)).one()


def _readable(changes: Iterable[Change]) -> Iterator[Article]:
    for change in changes:
        if change.fault:
            log.error("article %s is left out: %s", change.article_id, change.fault)
        elif change.article:
            yield change.article


def _last(connection: sa.Connection) -> int:
    last: int = connection.execute(sa.select(schema.sequence.c.change)).scalar_one()
    return last


def _facts(database: Database, *, create: bool) -> dict[str, str]:
    """Return the facts of the store in a database, after creating it, or bringing it up, if `create` says so.

    Raises:
        StoreError: There is no store, or one of another format.
    """
    if create:
        with database.errors(), database.begin() as connection:
            database.lock_tables(connection)
            schema.create(connection)
    with database.read() as connection:
        facts = schema.facts(connection)
    if not facts:
        raise StoreError(database.address, "there is no store in this database")
    if facts.get("format") != schema.FORMAT:
        reason = f"expected a store of format {schema.FORMAT}, found format {facts.get('format')}"
        raise StoreError(database.address, reason)
    if create and (n_rows := find_addresses(database)):
        log.warning("%s: found the addresses of %d articles written by an earlier version", database.address, n_rows)
    return facts
