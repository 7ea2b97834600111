"""Articles in a database: put, take down, read, and follow the changes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Self

import sqlalchemy as sa

from recommender.article import Article, ArticleId, parse_id
from recommender.errors import StoreError
from recommender.store import rows, schema
from recommender.store.audit import Audit, Overrides
from recommender.store.connect import open_database
from recommender.store.database import Database, Writing
from recommender.store.records import Change, Changes, Outcome, Reading, Stored, StoredArticle, Tombstone
from recommender.store.verdicts import check

log = logging.getLogger(__name__)

# How many articles are written, or read, in one transaction: a few megabytes of text.
BATCH = 500
# Of so many written together, readers take in each before what waits; of more, in the order of their changes.
FEW = 16

_articles = schema.articles.c


@dataclass(frozen=True, slots=True)
class Store:
    """A store of articles and overrides; used by many threads, and by many processes at once.

    Attributes:
        url: Its address, without a password.
        identity: Made with the store: numbers of changes mean nothing to a store of another identity.
        overrides: The editors' overrides.
        audit: Who did what.
    """

    url: str
    identity: str
    overrides: Overrides
    audit: Audit
    _database: Database

    @classmethod
    def open(cls, url: str, *, create: bool = True, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Self:
        """Open a store, and make it if there is none.

        Args:
            url: ``sqlite:///PATH`` or ``postgresql://USER:PASSWORD@HOST/NAME``.
            create: Whether a store is made where there is none.
            now: The clock of the audit log.

        Raises:
            StoreError: It cannot be opened, is of another format, or there is none.
        """
        database = open_database(url, create=create)
        try:
            identity = _identity(database, create=create)
        except BaseException:
            database.close()
            raise
        audit = Audit(database, now)
        return cls(database.address, identity, Overrides(database, audit), audit, database)

    @staticmethod
    def is_in(connection: sa.Connection) -> bool:
        """Tell whether there is a store in a database."""
        return bool(schema.facts(connection))

    def close(self) -> None:
        """Give back all connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def last_change(self) -> int:
        """Return the number of the last change that is committed, 0 before the first; made to be asked all the time.

        About 2 µs on SQLite when nothing was committed, and one round trip on PostgreSQL.
        """
        return self._database.last_change()

    def ask_change(self) -> int:
        """Return the same by a question to the database, even when it is known: to find whether it answers.

        Raises:
            StoreError: It does not.
        """
        return self._database.ask_change()

    def known_change(self) -> int | None:
        """Return the last change when that takes no question to the database; none when it must be asked.

        On SQLite none means that something was committed since `last_change`, or nothing asked yet; on PostgreSQL it
        is always none.
        """
        return self._database.known_change()

    def urgent_since(self, change: int) -> Changes:
        """Return what no reader may wait for, of all that has changed after a change: `upto` is the last change.

        That is what was taken down, and articles that were written at most `FEW` together.
        """
        with self._database.read() as connection:
            last = _last(connection)
            return Changes(last, tuple(map(rows.change_of, connection.execute(rows.urgent_since(change)))))

    def changes_since(self, change: int, *, most: int = 1_000) -> Changes:
        """Return what has changed after a change, by change: at most so many articles, so ask until `upto` stays.

        Raises:
            StoreError: The store has not come to that change: an older copy has been put in its place.
        """
        with self._database.read() as connection:
            # The number comes first: what commits between the two statements then comes the next time.
            last = _last(connection)
            if change > last:
                raise StoreError(self.url, f"expected a change up to {last}, asked for those after {change}")
            found = connection.execute(rows.changed_between(change, last, most)).all()
            upto = found[-1].change if len(found) == most else last
            overrides_changed = self.overrides.changed(connection, change, upto)
        return Changes(upto, tuple(map(rows.change_of, found)), overrides_changed)

    def articles(self) -> Reading:
        """Return all articles as they are at the last change, in the order they came; read in short transactions."""
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
        """Return what is there under an id; none when it has never been there, or cannot be read."""
        if not rows.is_id(article_id):
            return None
        with self._database.read() as connection:
            row = connection.execute(sa.select(schema.articles).where(_articles.article_id == article_id)).one_or_none()
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
            article: The article; of another version of the same id, if there is one, nothing stays.
            if_match: The version that must be there now; ``*`` is any.
            if_none_match: No article may be there now.
            explicit: Someone wants just this article in, rather than a feed that goes on carrying it. Then it is taken
                though it was taken down, unless that is held, and it is out of date only if its own ``updated_at``
                says so; of a feed's, its ``published_at`` says so too.

        Raises:
            PreconditionError: Another version is there, or none.
            StoreError: The database cannot be written; nothing has changed then.
        """
        key, draft = article.article_id, rows.Draft.of(article)

        def write(writing: Writing) -> Stored:
            states = rows.states_of(writing.connection, [key])
            check(key, states.get(key), if_match=if_match, if_none_match=if_none_match)
            return rows.write(writing, states, [draft], explicit=explicit, urgent=True)[0]

        return self._database.write(write)

    def put_many(self, articles: Sequence[Article], *, explicit: bool = False) -> list[Stored]:
        """Write articles in their order, `BATCH` of them a transaction; what `put` says of each holds.

        Raises:
            StoreError: The database cannot be written; the transactions before are in then, and can be put again.
        """
        stored: list[Stored] = []
        urgent = len(articles) <= FEW
        for start in range(0, len(articles), BATCH):
            batch = [rows.Draft.of(article) for article in articles[start : start + BATCH]]
            stored += self._database.write(partial(rows.write_batch, batch, explicit, urgent))
        return stored

    def delete(
        self, article_id: str, *, hold: bool = False, if_match: str | None = None, author: str = "", note: str = ""
    ) -> Stored:
        """Take an article down, so that no feed brings it back; it need not be here, since a model may know it.

        Args:
            article_id: The article's.
            hold: Keep out even an explicit write, until `release`.
            if_match: The version that must be there now; ``*`` is any.
            author: Who does so.
            note: Why.

        Raises:
            ArticleError: The id can be none.
            PreconditionError: Another version is there, or none.
            StoreError: The database cannot be written; nothing has changed then.
        """
        key = parse_id(article_id)

        def write(writing: Writing) -> Stored:
            known = rows.states_of(writing.connection, [key]).get(key)
            check(key, known, if_match=if_match, if_none_match=False)
            held = hold or (known is not None and known.held)
            outcome: Outcome = "held" if held else "gone"
            if known is not None and not known.version and known.held == held:
                return Stored(key, outcome, "", known.change)
            change = self.audit.write(writing, "hold" if held else "take down", key, author, note)
            rows.bury(writing, key, change, known, held=held)
            return Stored(key, outcome, "", change)

        return self._database.write(write)

    def release(self, article_id: str, *, author: str = "", note: str = "") -> Stored | None:
        """End a hold: the article stays taken down, and an explicit write can bring it back.

        Returns:
            ``gone``; none when nothing is held under this id.
        """
        if not rows.is_id(article_id):
            return None
        key = ArticleId(article_id)

        def write(writing: Writing) -> Stored | None:
            known = rows.states_of(writing.connection, [key]).get(key)
            if known is None or not known.held:
                return None
            change = self.audit.write(writing, "release", key, author, note)
            rows.bury(writing, key, change, known, held=False)
            return Stored(key, "gone", "", change)

        return self._database.write(write)


def _readable(changes: Iterable[Change]) -> Iterator[Article]:
    for change in changes:
        if change.fault:
            log.error("article %s is left out: %s", change.article_id, change.fault)
        elif change.article:
            yield change.article


def _last(connection: sa.Connection) -> int:
    last: int = connection.execute(sa.select(schema.sequence.c.change)).scalar_one()
    return last


def _identity(database: Database, *, create: bool) -> str:
    """Return the identity of the store in a database, made when there is none and one is wanted.

    Raises:
        StoreError: There is none, or one of another format.
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
        found = facts.get("format")
        raise StoreError(database.address, f"expected a store of format {schema.FORMAT}, found format {found}")
    return facts["identity"]
