"""Articles that change: the live ones, and base and live as one.

Rows of the base stay what they are; the live rows follow them. Within either, rows are in the order of `article_id`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Any, NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from recommender.article import UNKNOWN_TIME, Article, to_seconds
from recommender.index.catalogue import FACETS, NO_ROWS, Articles, Catalogue, Part, Rows, facet_value

_T = TypeVar("_T")
_Scalar = TypeVar("_Scalar", bound=np.generic)
# Ids of the base are this far apart in the order of ids, which leaves room for live ones between any two of them.
_APART = 32


class Splice(NamedTuple):
    """A change of sorted rows.

    Attributes:
        deleted: The rows that are taken out, rising.
        at: For each new row, how many of those that stay come before it, rising.
    """

    deleted: list[int]
    at: list[int]

    def array(self, column: NDArray[_Scalar], new: NDArray[_Scalar]) -> NDArray[_Scalar]:
        """Return a changed copy of an array whose last axis is the rows."""
        kept = np.delete(column, self.deleted, axis=-1)
        # In one order of memory whatever was done: compiled loops are made for each order anew.
        return np.ascontiguousarray(np.insert(kept, self.at, new, axis=-1))

    def items(self, column: Sequence[_T], new: Sequence[_T]) -> tuple[_T, ...]:
        """Return a changed copy of a column of objects."""
        changed = list(column)
        for row in reversed(self.deleted):
            del changed[row]
        for row, item in zip(reversed(self.at), reversed(new), strict=True):
            changed.insert(row, item)
        return tuple(changed)


@dataclass(frozen=True, slots=True, eq=False)
class LiveCatalogue(Articles):
    """A few articles that change often.

    Attributes:
        ids: The article ids, sorted.
        articles: The articles, in the same order.
        before: int64 (m,), how many ids of the base come before each.
        published_at: int64 (m,), as in `Catalogue`.
        codes: int32 (4, m), likewise.
        labels: The labels of each facet in the order in which they came.
    """

    ids: tuple[str, ...]
    articles: tuple[Article, ...]
    before: NDArray[np.int64]
    published_at: NDArray[np.int64]
    codes: NDArray[np.int32]
    labels: Mapping[str, tuple[str, ...]]

    @classmethod
    def empty(cls) -> Self:
        """Return one without articles."""
        none, codes = np.empty(0, np.int64), np.empty((len(FACETS), 0), np.int32)
        return cls((), (), none, none, codes, dict.fromkeys(FACETS, ()))

    def splice(self, deleted: Collection[str], added: Sequence[Article]) -> Splice:
        """Return what takes out articles, puts in others, sorted by id, and takes out those of the same ids."""
        ids = {*deleted, *(article.article_id for article in added)}
        rows = sorted(row for row in map(self.find, ids) if row is not None)
        staying = Splice(rows, []).items(self.ids, ())
        return Splice(rows, [bisect_left(staying, article.article_id) for article in added])

    def with_splice(self, splice: Splice, added: Sequence[Article], base: Catalogue) -> LiveCatalogue:
        """Return the articles after a change that `splice` has made."""
        before = [bisect_left(base.ids, article.article_id) for article in added]
        times = [to_seconds(article.published_at) for article in added]
        labels, codes = self._encoded(added)
        return LiveCatalogue(
            ids=splice.items(self.ids, [article.article_id for article in added]),
            articles=splice.items(self.articles, added),
            before=splice.array(self.before, np.array(before, np.int64)),
            published_at=splice.array(self.published_at, np.array(times, np.int64)),
            codes=splice.array(self.codes, codes),
            labels=labels,
        )

    def _encoded(self, added: Sequence[Article]) -> tuple[Mapping[str, tuple[str, ...]], NDArray[np.int32]]:
        labels, codes = {}, np.empty((len(FACETS), len(added)), np.int32)
        for at, facet in enumerate(FACETS):
            code_of = {label: code for code, label in enumerate(self.labels[facet])}
            codes[at] = [code_of.setdefault(facet_value(article, facet), len(code_of)) for article in added]
            labels[facet] = tuple(code_of)
        return labels, codes

    def __len__(self) -> int:
        return len(self.ids)

    def article_ids(self) -> Iterator[str]:
        """Yield the ids of all articles in their order."""
        return iter(self.ids)

    def find(self, article_id: str) -> int | None:
        """Return the row of an article, none when no article has this id."""
        row = bisect_left(self.ids, article_id)
        return row if row < len(self.ids) and self.ids[row] == article_id else None

    def id_of(self, row: int) -> str:
        """Return the id of a row."""
        return self.ids[row]

    def metadata(self, row: int) -> dict[str, Any]:
        """Return the record of an article without its text: what a card shows."""
        record = self.articles[row].to_record()
        record.pop("text", None)
        return record

    def article(self, row: int) -> Article:
        """Return the whole article of a row."""
        return self.articles[row]

    def label(self, facet: str, row: int) -> str:
        """Return the publisher, section, language or kind of a row; ``""`` is not known."""
        return facet_value(self.articles[row], facet)

    def labels_of(self, facet: str, rows: Rows) -> list[str]:
        """Return the publisher, section, language or kind of each of a few rows."""
        return [facet_value(self.articles[row], facet) for row in rows.tolist()]

    def time_of(self, row: int) -> int:
        """Return when a row was published, in seconds since 1970 UTC; `UNKNOWN_TIME` where that is not known."""
        return int(self.published_at[row])

    def times_of(self, rows: Rows) -> NDArray[np.int64]:
        """Return when each of a few rows was published; as `time_of`."""
        return self.published_at[rows]

    def order_of(self, rows: Rows) -> NDArray[np.integer]:
        """Return a number for each row that rises with its id, also beside those of the base: see `base_order`."""
        return (self.before[rows] << _APART) + rows + 1

    def newest_rows(self, until: int, most: int) -> NDArray[np.integer]:
        """Return the rows published last up to a second, newest first; equal times by article id."""
        shown = np.flatnonzero((self.published_at != UNKNOWN_TIME) & (self.published_at <= until))
        return shown[np.lexsort((shown, -self.published_at[shown]))][:most]

    def text_of(self, row: int) -> str:
        """Return the text of a row."""
        return self.articles[row].text

    def parts(self) -> tuple[Part, ...]:
        """Return the columns of all rows."""
        return (Part(0, NO_ROWS, self.published_at, self.codes, self.labels),)


def base_order(rows: Rows) -> NDArray[np.int64]:
    """Return a number for each row of the base that rises with its id, also beside those of a `LiveCatalogue`.

    A live article before which n ids of the base come has its number behind that of the n-th and before the next.
    """
    return (rows.astype(np.int64) + 1) << _APART


@dataclass(frozen=True, slots=True, eq=False)
class CombinedCatalogue(Articles):
    """Base and live as one.

    Attributes:
        base: Rows 0 to n - 1.
        deleted: Rows of the base that are not served any more, rising. They keep their numbers, and are never found.
        live: Rows n and on.
    """

    base: Catalogue
    deleted: Rows
    live: LiveCatalogue

    def __len__(self) -> int:
        return len(self.base) - len(self.deleted) + len(self.live)

    def article_ids(self) -> Iterator[str]:
        """Yield the ids of all articles in their order."""
        deleted = frozenset(self.deleted.tolist())
        served = (article_id for row, article_id in enumerate(self.base.ids) if row not in deleted)
        return merge(served, self.live.ids)

    def find(self, article_id: str) -> int | None:
        """Return the row of an article, none when no article has this id."""
        row = self.live.find(article_id)
        if row is not None:
            return len(self.base) + row
        row = self.base.find(article_id)
        return None if row is None or self._is_deleted(row) else row

    def id_of(self, row: int) -> str:
        """Return the id of a row."""
        part, row = self._part(row)
        return part.id_of(row)

    def metadata(self, row: int) -> dict[str, Any]:
        """Return the record of an article without its text: what a card shows."""
        part, row = self._part(row)
        return part.metadata(row)

    def article(self, row: int) -> Article:
        """Return the whole article of a row."""
        part, row = self._part(row)
        return part.article(row)

    def label(self, facet: str, row: int) -> str:
        """Return the publisher, section, language or kind of a row; ``""`` is not known."""
        part, row = self._part(row)
        return part.label(facet, row)

    def labels_of(self, facet: str, rows: Rows) -> list[str]:
        """Return the publisher, section, language or kind of each of a few rows."""
        is_live = rows >= len(self.base)
        base = iter(self.base.labels_of(facet, rows[~is_live]))
        live = iter(self.live.labels_of(facet, rows[is_live] - len(self.base)))
        return [next(live if flag else base) for flag in is_live.tolist()]

    def time_of(self, row: int) -> int:
        """Return when a row was published, in seconds since 1970 UTC; `UNKNOWN_TIME` where that is not known."""
        part, row = self._part(row)
        return part.time_of(row)

    def times_of(self, rows: Rows) -> NDArray[np.int64]:
        """Return when each of a few rows was published; as `time_of`."""
        is_live, times = rows >= len(self.base), np.empty(len(rows), np.int64)
        times[~is_live] = self.base.times_of(rows[~is_live])
        times[is_live] = self.live.times_of(rows[is_live] - len(self.base))
        return times

    def order_of(self, rows: Rows) -> NDArray[np.integer]:
        """Return a number for each of a few rows that rises with its article id: what breaks ties."""
        is_live, order = rows >= len(self.base), base_order(rows)
        order[is_live] = self.live.order_of(rows[is_live].astype(np.int64) - len(self.base))
        return order

    def newest_rows(self, until: int, most: int) -> NDArray[np.integer]:
        """Return the rows published last up to a second, newest first; equal times by article id."""
        live = self.live.newest_rows(until, most) + len(self.base)
        rows = np.concatenate([self.base.newest_rows(until, most, without=self.deleted), live])
        return rows[np.lexsort((self.order_of(rows), -self.times_of(rows)))][:most]

    def text_of(self, row: int) -> str:
        """Return the text of a row."""
        part, row = self._part(row)
        return part.text_of(row)

    def parts(self) -> tuple[Part, ...]:
        """Return the columns of the base and of the live rows."""
        live = (part._replace(first=len(self.base)) for part in self.live.parts())
        return (*self.base.parts(self.deleted), *live)

    def _part(self, row: int) -> tuple[Articles, int]:
        return (self.base, row) if row < len(self.base) else (self.live, row - len(self.base))

    def _is_deleted(self, row: int) -> bool:
        at = int(np.searchsorted(self.deleted, row))
        return at < len(self.deleted) and int(self.deleted[at]) == row
