"""Articles by row: what search, policies and cards read of them, whether they lie in one part or in two.

In: parts, each with its articles in columns. Out: `Articles`, one interface for what was trained, for what has changed
since, and for both as one. A part says little more than where its columns are; what follows from them is written here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from heapq import merge
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.article import END_OF_TIME, UNKNOWN_TIME, Article, primary_subtag
from recommender.errors import UnknownArticleError
from recommender.index.wording import Wording

FACETS = ("publisher", "section", "language", "kind")
PUBLISHER, SECTION, LANGUAGE, KIND = range(len(FACETS))
Rows = NDArray[np.integer]
Admits = Callable[["ArticleColumns"], NDArray[np.bool_]]  # returns which rows of some columns pass, bool (n,)
ALL_ROWS = slice(None)
NO_ROWS = np.empty(0, np.int64)
BETWEEN_SECTIONS = "\x1f"  # in a label: no name holds a control character
# How many rows are looked at together for the labels that are in use. At least 1, rows; chosen by hand, so that two
# labels are mostly found in the first rows.
STRETCH = 4096


def facet_value(article: Article, facet: str) -> str:
    """Return the label of an article in a facet; ``""`` when it is not known. That of several sections is one."""
    if facet == "section":
        return BETWEEN_SECTIONS.join(article.sections)
    return primary_subtag(article.language) if facet == "language" else getattr(article, facet) or ""


def sections_in(label: str) -> list[str]:
    """Return the sections that a label of the facet stands for; none for ``""``."""
    return label.split(BETWEEN_SECTIONS) if label else []


def which_labels(facet: str, labels: Iterable[str], wanted: Collection[str]) -> list[bool]:
    r"""Return whether each label of a facet is one of a few. One section of several is enough, whatever its case.

    >>> which_labels("section", ["Business\x1fPartner content", "Sport"], {"partner Content"})
    [True, False]
    """
    if facet != "section":
        return [label in wanted for label in labels]
    folded = {section.casefold() for section in wanted}
    return [not folded.isdisjoint(label.casefold().split(BETWEEN_SECTIONS)) for label in labels]


def metadata_of(article: Article) -> dict[str, Any]:
    """Return the record of an article without its text: what a card shows."""
    record = article.to_record()
    record.pop("text", None)
    return record


class Articles(ABC):
    """Articles by row. A row keeps its number as long as the object lives, also when others are deleted."""

    __slots__ = ()

    @abstractmethod
    def parts(self) -> tuple[Part, ...]:
        """Return the parts, one or more, in the order of their rows; what was trained comes first."""

    def __len__(self) -> int:
        return sum(len(part.columns.ids) - len(part.deleted) for part in self.parts())

    def __iter__(self) -> Iterator[Article]:
        return (self.article(row) for _, row in self._by_id())

    def __contains__(self, article_id: object) -> bool:
        return isinstance(article_id, str) and self.find(article_id) is not None

    def article_ids(self) -> Iterator[str]:
        """Yield the ids of all articles in their order."""
        return (article_id for article_id, _ in self._by_id())

    def find(self, article_id: str) -> int | None:
        """Return the row of an article, or None when no article has this id."""
        rows = (part.find(article_id) for part in reversed(self.parts()))
        return next((row for row in rows if row is not None), None)

    def row_of(self, article_id: str) -> int:
        """Return the row of an article.

        Raises:
            UnknownArticleError: No article has this id.
        """
        row = self.find(article_id)
        if row is None:
            raise UnknownArticleError(article_id)
        return row

    def id_of(self, row: int) -> str:
        """Return the id of a row."""
        columns, row = self._at(row)
        return columns.ids[row]

    def metadata(self, row: int) -> dict[str, Any]:
        """Return the record of an article without its text: what a card shows."""
        columns, row = self._at(row)
        return columns.metadata(row)

    def article(self, row: int) -> Article:
        """Return the whole article of a row."""
        columns, row = self._at(row)
        return columns.article(row)

    def text_of(self, row: int) -> str:
        """Return the text of a row."""
        columns, row = self._at(row)
        return columns.text_of(row)

    def wording(self, row: int) -> Wording:
        """Return the wording of a row, by which copies of its text are found."""
        columns, row = self._at(row)
        return columns.wording(row)

    def containments(self, rows: Rows, wording: Wording) -> NDArray[np.float64]:
        """Return what `Wording.containment` does for each of some rows, float64 (n_rows,); NaN for None."""
        if len(parts := self.parts()) == 1:
            return parts[0].columns.containments(rows, wording)
        shares = np.empty(len(rows))
        for columns, places, inside in self._by_part(rows):
            if len(places):
                shares[places] = columns.containments(inside, wording)
        return shares

    def label(self, facet: str, row: int) -> str:
        """Return the publisher, section, language or kind of a row; ``""`` when it is not known."""
        columns, row = self._at(row)
        code: int = columns.codes[FACETS.index(facet), row]
        return columns.labels[facet][code]

    def labels_of(self, facet: str, rows: Rows) -> list[str]:
        """Return the publisher, section, language or kind of each of some rows."""
        names = [""] * len(rows)
        for columns, places, inside in self._by_part(rows):
            labels, codes = columns.labels[facet], columns.codes[FACETS.index(facet), inside]
            for place, code in zip(places.tolist(), codes.tolist(), strict=True):
                names[place] = labels[code]
        return names

    def are_labelled(self, facet: str, rows: Rows, labels: Collection[str]) -> NDArray[np.bool_]:
        """Return which of some rows have one of a few labels, bool (n_rows,)."""
        flags = np.zeros(len(rows), np.bool_)
        for columns, places, inside in self._by_part(rows):
            is_wanted = np.array(which_labels(facet, columns.labels[facet], labels), np.bool_)
            flags[places] = is_wanted[columns.codes[FACETS.index(facet), inside]]
        return flags

    def time_of(self, row: int) -> int:
        """Return when a row was published, in seconds since 1970 UTC; `UNKNOWN_TIME` when that is not known."""
        columns, row = self._at(row)
        return int(columns.published_at[row])

    def times_of(self, rows: Rows) -> NDArray[np.int64]:
        """Return when each of some rows was published; as `time_of`."""
        if len(parts := self.parts()) == 1:
            return np.asarray(parts[0].columns.published_at[rows])
        times = np.empty(len(rows), np.int64)
        for columns, places, inside in self._by_part(rows):
            times[places] = columns.published_at[inside]
        return times

    def dates_of(self, rows: Rows) -> NDArray[np.int64]:
        """Return what each of some rows is dated by: when it was published or, where that is not known, arrived."""
        dates = np.empty(len(rows), np.int64)
        for columns, places, inside in self._by_part(rows):
            dates[places] = columns.dates(inside)
        return dates

    def are_by_arrival(self, rows: Rows) -> NDArray[np.bool_]:
        """Return of which rows no more is known of their time than when they arrived, bool (n_rows,)."""
        flags = np.equal(self.times_of(rows), UNKNOWN_TIME)
        return flags & (self.dates_of(rows) != UNKNOWN_TIME) if flags.any() else flags

    def best_first(self, rows: Rows, scores: NDArray[Any]) -> NDArray[np.int64]:
        """Return the positions of some rows, highest score first; equal scores by article id."""
        order = np.lexsort((rows, -scores))
        parts = self.parts()
        if len(parts) > 1:
            # Rows of one part are in the order of their ids: ids are read only where two parts have the same score.
            ranked, part_of = scores[order], np.searchsorted([part.first for part in parts], rows[order], side="right")
            is_tied = (ranked[1:] == ranked[:-1]) & (part_of[1:] != part_of[:-1])
            for score in np.unique(ranked[1:][is_tied]):
                tied = np.flatnonzero(ranked == score)
                order[tied] = sorted(order[tied].tolist(), key=lambda at: self.id_of(int(rows[at])))
        return order

    def newest_rows(self, until: int, most: int, admits: Admits | None = None) -> NDArray[np.int64]:
        """Return the rows dated last up to a second, at most `most`, newest first; equal dates by article id.

        Args:
            until: The second.
            most: How many rows at most.
            admits: Returns which rows of some columns may be among them, bool (n,); None for all.
        """
        rows = np.concatenate([part.newest_rows(until, most, admits) for part in self.parts()])
        return rows[self.best_first(rows, self.dates_of(rows))[:most]]

    def newest_time(self) -> int:
        """Return when the article was published that was published last; 0 if no time is known."""
        newest = self.newest_rows(END_OF_TIME, 1, lambda columns: columns.published_at != UNKNOWN_TIME)
        return max(map(self.time_of, newest.tolist()), default=0)

    def next_time(self, after: int) -> int | None:
        """Return the first time of publication after a second, or None: mostly no article is dated in the future."""
        times = (part.columns.published_at for part in self.parts())
        later = (int(each.min(where=each > after, initial=END_OF_TIME)) for each in times)
        return next(iter(sorted(time for time in later if time < END_OF_TIME)), None)

    def has_several(self, facet: str) -> bool:
        """Return whether the articles have more than one known label; mostly by a look at a few rows."""
        parts = self.parts()
        if len({label for part in parts for label in part.columns.labels[facet]} - {""}) < 2:
            return False
        seen: set[str] = set()
        for part in parts:
            for labels in part.known_labels(facet):
                seen |= labels
                if len(seen) > 1:
                    return True
        return False

    def _by_id(self) -> Iterator[tuple[str, int]]:
        """Yield the id and the row of each article, in the order of the ids."""
        return merge(*(part.served() for part in self.parts()))

    def _at(self, row: int) -> tuple[ArticleColumns, int]:
        """Return the columns in which a row is, and its row there."""
        for part in reversed(self.parts()):
            if row >= part.first:
                return part.columns, row - part.first
        raise IndexError(row)

    def _by_part(self, rows: Rows) -> Iterator[tuple[ArticleColumns, NDArray[np.int64], Rows]]:
        """Yield the columns of each part, the positions of those of some rows that are in it, and their rows there."""
        parts = self.parts()
        if len(parts) == 1:  # as long as nothing has changed since the training
            yield parts[0].columns, np.arange(len(rows)), rows
            return
        for part in parts:
            places = np.flatnonzero((rows >= part.first) & (rows < part.first + len(part.columns.ids)))
            yield part.columns, places, rows[places] - part.first


class ArticleColumns(Articles):
    """Articles in columns, all in one part.

    Attributes:
        ids: The article ids, sorted by code points: rows are in this order.
        published_at: int64 (n,), whole seconds since 1970 UTC; `UNKNOWN_TIME` where not known.
        arrived_at: int64 (n,), likewise when the articles arrived that have no time of publication.
        codes: int32 (4, n), a row for each of `FACETS`: positions in that facet's labels.
        labels: The labels of each facet; ``""`` is not known. Languages are primary subtags.
    """

    __slots__ = ()

    ids: Sequence[str]
    published_at: NDArray[np.int64]
    arrived_at: NDArray[np.int64]
    codes: NDArray[np.int32]
    labels: Mapping[str, tuple[str, ...]]

    def dates(self, rows: Rows | slice = ALL_ROWS) -> NDArray[np.int64]:
        """Return `dates_of` some rows of these columns, by default of all."""
        return np.maximum(self.published_at[rows], self.arrived_at[rows])

    def parts(self) -> tuple[Part, ...]:
        """Return the one part that this is."""
        return (Part(0, NO_ROWS, self),)

    @abstractmethod
    def tagged(self, key: str) -> NDArray[np.bool_]:
        """Return which rows have the tag of a key (`tag_key`), bool (n,); of very many, the newest alone."""

    @abstractmethod
    def metadata(self, row: int) -> dict[str, Any]:
        """Return the record of an article without its text: what a card shows."""

    @abstractmethod
    def article(self, row: int) -> Article:
        """Return the whole article of a row."""

    @abstractmethod
    def text_of(self, row: int) -> str:
        """Return the text of a row."""

    @abstractmethod
    def wording(self, row: int) -> Wording:
        """Return the wording of a row."""

    @abstractmethod
    def containments(self, rows: Rows, wording: Wording) -> NDArray[np.float64]:
        """Return the share of its sequences of words that a wording has in common with each of some rows."""


class Part(NamedTuple):
    """Columns as a stretch of the rows of `Articles`.

    Attributes:
        first: The row of the whole that is row 0 of these columns.
        deleted: Rows of these columns that are no longer served (tombstones), rising.
        columns: The articles.
    """

    first: int
    deleted: Rows
    columns: ArticleColumns

    def find(self, article_id: str) -> int | None:
        """Return the row of an article that is served, in the whole, or None when it is not here."""
        row = bisect_left(self.columns.ids, article_id)
        is_here = row < len(self.columns.ids) and self.columns.ids[row] == article_id
        return self.first + row if is_here and not self._is_deleted(row) else None

    def served(self) -> Iterator[tuple[str, int]]:
        """Yield the id and the row, in the whole, of each article that is served, in the order of the ids."""
        deleted = frozenset(self.deleted.tolist())
        return ((each, self.first + row) for row, each in enumerate(self.columns.ids) if row not in deleted)

    def newest_rows(self, until: int, most: int, admits: Admits | None = None) -> NDArray[np.int64]:
        """Return the rows, in the whole, dated last up to a second, in the order of their ids.

        They are the newest `most`, and those of the same second as the oldest of these.
        """
        times = self.columns.dates()
        is_served = (times != UNKNOWN_TIME) & (times <= until)
        is_served[self.deleted] = False
        if admits is not None:
            is_served &= admits(self.columns)
        rows = np.flatnonzero(is_served)
        if 0 < most < len(rows):  # so that few rows are sorted rather than all
            rows = rows[times[rows] >= np.partition(times[rows], -most)[-most]]
        return rows + self.first

    def known_labels(self, facet: str) -> Iterator[set[str]]:
        """Yield the known labels of the rows that are served, a stretch of `STRETCH` rows at a time."""
        codes = self.columns.codes[FACETS.index(facet)]
        for first in range(0, len(codes), STRETCH):
            begin, end = np.searchsorted(self.deleted, [first, first + STRETCH])
            served = np.delete(codes[first : first + STRETCH], self.deleted[begin:end] - first)
            yield {self.columns.labels[facet][code] for code in np.unique(served)} - {""}

    def _is_deleted(self, row: int) -> bool:
        at = int(np.searchsorted(self.deleted, row))
        return at < len(self.deleted) and int(self.deleted[at]) == row
