"""What a training reads: files, folders, databases, and the store, whose state it notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from recommender.article import Article
from recommender.corpus import Refuse, is_address, name_of, read_articles
from recommender.store import Store


class StoreState(NamedTuple):
    """The state of a store that a model was trained with; what came later is replayed when it serves.

    Attributes:
        identity: The store's.
        change: The last change that was in.
    """

    identity: str
    change: int


def pass_over(_: object) -> None:
    """Take what nobody asked for."""


def read_sources(
    sources: Sequence[str | Path],
    refused: Refuse,
    noted: Callable[[StoreState], None] = pass_over,
    *,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Article]:
    """Read the articles of several sources, one after the other.

    Args:
        sources: Files, folders and addresses of databases.
        refused: Takes each record that cannot be read.
        noted: Takes the state of each store that is read, when its reading begins.
        columns: The sources' column by the article's field, as of `read_articles`; our own store has no use for it.

    Raises:
        CorpusError: A source cannot be read at all.
    """
    for source in sources:
        store = open_store(source)
        if store is None:
            yield from read_articles(source, columns=columns, refused=refused)
        else:
            with store:
                reading = store.articles()
                noted(StoreState(store.identity, reading.change))
                yield from reading.articles


def open_store(source: str | Path) -> Store | None:
    """Open the store that a source is the address of; none when it is something else.

    Raises:
        CorpusError: It is an address, and there is no such database.
    """
    if not is_address(source):
        return None
    from recommender.corpus import find_store

    return find_store(str(source))


def names_of(sources: Sequence[str | Path]) -> str:
    """Return what sources are called in messages."""
    return ", ".join(map(name_of, sources))
