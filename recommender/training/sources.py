"""What a training reads: files, folders, databases, and the store, whose state it records.

In: addresses. Out: articles, one at a time, and the last change of each store among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from recommender.article import Article
from recommender.corpus import (
    NO_OPTIONS,
    LeaveOut,
    LoseValue,
    ReadOptions,
    Refuse,
    Version,
    Withdraw,
    find_store,
    is_address,
    log_refused,
    name_of,
    read_versions,
)
from recommender.store import Store
from recommender.training.pace import Pace
from recommender.training.versions import current_articles


class StoreState(NamedTuple):
    """The state of a store that a model was trained from; later changes are replayed when the model serves.

    Attributes:
        identity: The identity of the store.
        change: The last change that the training has read.
    """

    identity: str
    change: int


def ignore(_: object) -> None:
    """Ignore the value (default callback)."""


@dataclass(frozen=True, slots=True)
class Callbacks:
    """What to call while a job runs, for a log or a progress bar.

    Attributes:
        refused: Takes the error of each record that cannot be read; by default it is logged.
        seen: Takes each article that was read; in an import, each that was put into the store or kept out of it.
        began: Takes the name of each step when it begins: ``read``, those of a fit, ``compare``, ``publish``.
        paced: Takes what is expected of these steps, before the first begins.
    """

    refused: Refuse = log_refused
    seen: Callable[[Article], None] = ignore
    began: Callable[[str], None] = ignore
    paced: Callable[[Pace], None] = ignore


LOG_REFUSED = Callbacks()


@dataclass(frozen=True, slots=True)
class Sources:
    """Where articles come from; `str` of it names them in messages.

    Attributes:
        addresses: Files, folders and addresses of databases, in the order in which they are read.
        columns: The sources' column for each field of an article, see `read_articles`; a store needs none.
        options: What the owner of the sources says of their values, see `read_articles`.
    """

    addresses: Sequence[str | Path]
    columns: Mapping[str, str] | None = None
    options: ReadOptions = NO_OPTIONS

    def __str__(self) -> str:
        return ", ".join(map(name_of, self.addresses))

    def read(
        self,
        refused: Refuse,
        noted: Callable[[StoreState], None] = ignore,
        *,
        left_out: LeaveOut = ignore,
        withdrawn: Withdraw = ignore,
        lost: LoseValue = ignore,
        seen: Callable[[Article], None] = ignore,
    ) -> Iterator[Article]:
        """Read the articles of all sources, one source after the other: of each the newest version, if it is public.

        Args:
            refused: Takes the error of each record that cannot be read.
            noted: Takes the state of each store when its reading begins.
            left_out: Takes each record that is sound, and no public article.
            withdrawn: Takes the id of each article that a source takes back.
            lost: Takes each value that could not be used; its article is read without it.
            seen: Takes each version of an article when it is read.

        Raises:
            CorpusError: A source cannot be read at all.
        """
        versions = self._versions(refused, noted, left_out=left_out, withdrawn=withdrawn, lost=lost)
        return current_articles(versions, seen, datetime.now(UTC))

    def _versions(
        self,
        refused: Refuse,
        noted: Callable[[StoreState], None],
        *,
        left_out: LeaveOut,
        withdrawn: Withdraw,
        lost: LoseValue,
    ) -> Iterator[Version]:
        for address in self.addresses:
            store = open_store(address)
            if store is None:
                yield from read_versions(
                    address,
                    columns=self.columns,
                    refused=refused,
                    left_out=left_out,
                    withdrawn=withdrawn,
                    lost=lost,
                    options=self.options,
                )
            else:
                with store:
                    reading = store.articles()
                    noted(StoreState(store.identity, reading.change))
                    yield from reading.articles

    def open_stores(self) -> list[Store]:
        """Open every store among the sources; the caller closes them.

        Raises:
            CorpusError: A source is the address of a database that does not exist.
        """
        return [store for store in map(open_store, self.addresses) if store is not None]


def open_store(address: str | Path) -> Store | None:
    """Open the store at an address; None if there is something else.

    Raises:
        CorpusError: It is the address of a database that does not exist.
    """
    return find_store(str(address)) if is_address(address) else None
