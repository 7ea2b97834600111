"""Which of the stored articles a write is about: found by its id, and by every form of its address.

In: ids and addresses of a batch, and the rows that have them. Out: the id under which each is stored. The one idea: a
row keeps the canonical forms of its id and of its URL, so that another form of an address finds it, whatever its id is;
an id that is there stays, and is found before any address. See `recommender.article.identity` for the rule itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Self

import sqlalchemy as sa

from recommender.article import ArticleId, id_of_address
from recommender.store import schema
from recommender.store.database import Database, Writing
from recommender.store.records import read_record
from recommender.store.verdicts import StoredState

# Rows whose addresses are found in one transaction, so that other writers wait for a fraction of a second.
_BATCH = 2_000
# An address that so many articles have is that of a list: others are not found by it, and it need not be read for them.
# At least 3, articles; by hand, above what editions and corrected ids of one article make.
MOST_AT_ADDRESS = 50

_ADDRESSES = ("address", "own_address", "addressed")
_articles = schema.articles.c
_STATE = (
    _articles.article_id, _articles.version, _articles.change, _articles.made_at, _articles.held, _articles.address,
    _articles.own_address,
)  # fmt: skip


class Identity(NamedTuple):
    """What tells an article from others.

    Attributes:
        article_id: Its id.
        addresses: The canonical forms of its URL and of its id, those that there are, as `id_of_address` gives them.
        own_address: The address that its id is a form of; None if it is an id that somebody vouches for.
    """

    article_id: ArticleId
    addresses: tuple[str, ...] = ()
    own_address: str | None = None

    @classmethod
    def of(cls, article_id: ArticleId, url: str | None = None) -> Self:
        """Return what tells an article, from its id and address."""
        of_url, of_id = id_of_address(url), id_of_address(article_id)
        addresses = tuple(dict.fromkeys(filter(None, (of_url, of_id))))
        # Of an address too long for an id, the id is a digest.
        return cls(article_id, addresses, of_id or (of_url if article_id == of_url else None))

    def to_columns(self) -> dict[str, str | None]:
        """Return the columns of a row that has it."""
        address, own_address, *_ = (*self.addresses, None, None)
        return {"address": address, "own_address": own_address}


class KnownArticles:
    """What is stored of some articles: all rows that have one of their ids or addresses.

    Attributes:
        states: What is stored, by id; kept up to date by whoever writes.
    """

    def __init__(self) -> None:
        self.states: dict[str, StoredState] = {}
        self._ids: dict[str, dict[str, None]] = defaultdict(dict)

    @classmethod
    def of(cls, connection: sa.Connection, identities: Sequence[Identity], *, whole: bool = False) -> Self:
        """Return what is stored of some articles.

        Args:
            connection: The transaction that holds the store's lock.
            identities: What tells the articles from others.
            whole: Whether to look for others at the addresses even of articles that are stored with just these, which
                none of them concerns when they are put again.
        """
        known = cls()
        if any(identity.addresses for identity in identities):
            while _find_addresses(connection) == _BATCH:
                pass
        known._query(connection, {_articles.article_id: [identity.article_id for identity in identities]})
        wanted = sorted(
            {
                address
                for identity in identities
                if whole or not known._is_settled(identity)
                for address in identity.addresses
            }
        )
        known._query(connection, {_articles.address: wanted, _articles.own_address: wanted})
        return known

    def _query(self, connection: sa.Connection, wanted: Mapping[sa.Column[Any], Sequence[str]]) -> None:
        queries = [sa.select(*_STATE).where(column.in_(values)) for column, values in wanted.items() if values]
        for row in connection.execute(sa.union(*queries) if queries[1:] else queries[0]) if queries else ():
            addresses = tuple(filter(None, (row.address, row.own_address)))
            self.add(row.article_id, StoredState(row.version, row.change, row.made_at, row.held, addresses))

    def _is_settled(self, identity: Identity) -> bool:
        """Return whether an article is stored under its id and its addresses."""
        state = self.states.get(identity.article_id)
        return state is not None and bool(state.version) and set(identity.addresses) <= set(state.addresses)

    def add(self, article_id: str, state: StoredState) -> None:
        """Note what is stored under an id now."""
        self.states[article_id] = state
        for address in state.addresses:
            self._ids[address][article_id] = None

    def id_of(self, identity: Identity) -> ArticleId:
        """Return the id under which an article is stored, or is to be.

        That is its own, unless it is only a form of an address that a stored article has: of several one that is on
        hold, else one that is not taken down.
        """
        own = self.states.get(identity.article_id)
        if identity.own_address is None or (own is not None and own.version):
            return identity.article_id

        def order(other: str, state: StoredState) -> tuple[bool, bool, bool, str]:
            return not state.on_hold, not state.version, other != identity.article_id, other

        known = [
            order(other, state)
            for other, state in self._at(identity)
            # Not by the URL alone: in some sources it is that of a list, and the ids are the addresses.
            if identity.own_address in state.addresses or id_of_address(other) in identity.addresses
        ]
        return ArticleId(min(known)[-1]) if known else identity.article_id

    def ids_of(self, identity: Identity) -> list[ArticleId]:
        """Return the ids of all that a take-down is about: the article and, by an address, all that have it.

        The first is that of the article. Where nothing is stored, the canonical address is among them, since it is the
        id that a model may know the article by.
        """
        article_id = self.id_of(identity)
        others = sorted(other for other, _ in self._at(identity)) if identity.own_address else []
        if article_id not in self.states:
            others += identity.addresses
        return list(dict.fromkeys(map(ArticleId, (article_id, *others))))

    def ids_withdrawn(self, identity: Identity) -> list[ArticleId]:
        """Return the ids of what a source means that takes an article back: no other id that is vouched for."""
        by_address = sorted(other for other, _ in self._at(identity) if id_of_address(other) in identity.addresses)
        return list(dict.fromkeys(map(ArticleId, (self.id_of(identity), *by_address))))

    def unnamed(self, identity: Identity) -> list[ArticleId]:
        """Return the ids of what is there at the addresses of an article, and whose id is just that address."""
        there = (other for other, state in self._at(identity) if state.version)
        return [ArticleId(other) for other in there if id_of_address(other) in identity.addresses]

    def without_lists(self, identity: Identity) -> Identity:
        """Return what tells an article without the addresses that many others have."""
        addresses = tuple(
            address
            for address in identity.addresses
            if address == identity.own_address or len(self._ids.get(address, ())) < MOST_AT_ADDRESS
        )
        return identity._replace(addresses=addresses)

    def others(self, identity: Identity) -> list[StoredState]:
        """Return the states of other articles at the addresses of an article."""
        return [state for other, state in self._at(identity) if other != identity.article_id]

    def _at(self, identity: Identity) -> Iterator[tuple[str, StoredState]]:
        ids = dict.fromkeys(other for address in identity.addresses for other in self._ids.get(address, ()))
        return ((other, self.states[other]) for other in ids)


def at_address(article_id: str) -> sa.Select[Any] | None:
    """Return a query for the states of what is at the address that an id is a form of; None if it is no address."""
    address = id_of_address(article_id)
    if address is None:
        return None
    has_it = sa.or_(_articles.address == address, _articles.own_address == address)
    return sa.select(*_STATE).where(has_it).order_by(_articles.article_id)


def find_addresses(database: Database) -> int:
    """Find the addresses of all rows that others have written without: earlier versions of this software.

    Other writers go on in between. It returns at once where all have theirs.

    Returns:
        Of how many rows.
    """

    def find(writing: Writing) -> int:
        return _find_addresses(writing.connection)

    with database.read() as connection:
        is_complete = connection.execute(schema.without_addresses.limit(1)).first() is None
    n_rows = 0
    while not is_complete:
        n_batch = database.write(find)
        n_rows, is_complete = n_rows + n_batch, n_batch < _BATCH
    return n_rows


def _find_addresses(connection: sa.Connection) -> int:
    """Find the addresses of at most `_BATCH` rows without, and return of how many."""
    rows = connection.execute(schema.without_addresses.limit(_BATCH)).all()
    if not rows:
        return 0
    identities = [Identity.of(row.article_id, _url_of(row.record)) for row in rows]
    counts = _counts_at(connection, sorted({each.addresses[0] for each in identities if each.addresses}))
    parameters = []
    for row, identity in zip(rows, identities, strict=True):
        columns = _without_list(identity, counts).to_columns()
        if row.record is None and row.address is not None:  # what was taken down keeps those that it had
            columns = {name: _by_this_rule(getattr(row, name)) for name in ("address", "own_address")}
        new = {f"new_{name}": value for name, value in columns.items()}
        parameters.append({"key": row.article_id, "new_addressed": row.change, **new})
    values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in _ADDRESSES}
    of_row = _articles.article_id == sa.bindparam("key")
    connection.execute(schema.articles.update().where(of_row).values(values), parameters)
    return len(rows)


def _by_this_rule(address: str | None) -> str | None:
    """Return an address that was canonical by another rule; a digest, of a long one, stays as it is."""
    return id_of_address(address) or address


def _without_list(identity: Identity, counts: Counter[str]) -> Identity:
    """Return what tells an article without a URL that many others have, and count it."""
    url = identity.addresses[0] if identity.addresses else identity.own_address
    if url is None or url == identity.own_address:
        return identity
    counts[url] += 1
    return identity if counts[url] <= MOST_AT_ADDRESS else identity._replace(addresses=identity.addresses[1:])


def _counts_at(connection: sa.Connection, addresses: Sequence[str]) -> Counter[str]:
    """Return how many rows have each of some addresses."""
    counted = sa.select(_articles.address, sa.func.count().label("n")).where(_articles.address.in_(addresses))
    rows = connection.execute(counted.group_by(_articles.address)) if addresses else ()
    return Counter({row.address: row.n for row in rows})


def _url_of(record: str | None) -> str | None:
    url = read_record(record).get("url") if record else None
    return url if isinstance(url, str) else None
