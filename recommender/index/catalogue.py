"""Articles → columns: what the engine must know of every article, as plain arrays.

In: articles. Out: a `Catalogue`, one row an article, rows sorted by `article_id`, so that "ties by article_id" is "ties
by row" everywhere below. Columns are what filters, policies and cards read; they are plain arrays, so that a snapshot
maps them into memory and all workers share them.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.article import FIELDS, UNKNOWN_TIME, Article, primary_subtag, to_seconds, to_time, version_time
from recommender.errors import SnapshotError, UnknownArticleError
from recommender.snapshots import TextColumn, array_of, check_positions

FACETS = ("publisher", "section", "language", "kind")
PUBLISHER, SECTION, LANGUAGE, KIND = range(len(FACETS))
Rows = NDArray[np.integer]
NO_ROWS = np.empty(0, np.int64)
STRETCH = 4096
_TEXTS = frozenset(name for name, field in FIELDS.items() if field.is_text)


class Part(NamedTuple):
    """The columns of a stretch of rows.

    Attributes:
        first: The row of the catalogue that is this part's row 0.
        deleted: Rows of this part that are not served any more, rising.
        published_at, codes, labels: As in `Catalogue`.
    """

    first: int
    deleted: Rows
    published_at: NDArray[np.int64]
    codes: NDArray[np.int32]
    labels: Mapping[str, tuple[str, ...]]

    def named(self, facet: str) -> Iterator[set[str]]:
        """Yield the known labels of the rows that are served, a stretch of `STRETCH` rows at a time."""
        codes = self.codes[FACETS.index(facet)]
        for first in range(0, len(codes), STRETCH):
            begin, end = np.searchsorted(self.deleted, [first, first + STRETCH])
            served = np.delete(codes[first : first + STRETCH], self.deleted[begin:end] - first)
            yield {self.labels[facet][code] for code in np.unique(served)} - {""}


class Articles(ABC):
    """What candidates, policies and cards read of articles, by row."""

    __slots__ = ()

    @abstractmethod
    def __len__(self) -> int:
        """Return how many articles there are."""

    @abstractmethod
    def article_ids(self) -> Iterator[str]:
        """Yield the ids of all articles in their order."""

    @abstractmethod
    def find(self, article_id: str) -> int | None:
        """Return the row of an article, none when no article has this id."""

    @abstractmethod
    def id_of(self, row: int) -> str:
        """Return the id of a row."""

    @abstractmethod
    def metadata(self, row: int) -> dict[str, Any]:
        """Return the record of an article without its text: what a card shows."""

    @abstractmethod
    def article(self, row: int) -> Article:
        """Return the whole article of a row."""

    @abstractmethod
    def label(self, facet: str, row: int) -> str:
        """Return the publisher, section, language or kind of a row; ``""`` is not known."""

    @abstractmethod
    def labels_of(self, facet: str, rows: Rows) -> list[str]:
        """Return the publisher, section, language or kind of each of a few rows."""

    @abstractmethod
    def time_of(self, row: int) -> int:
        """Return when a row was published, in seconds since 1970 UTC; `UNKNOWN_TIME` where that is not known."""

    @abstractmethod
    def times_of(self, rows: Rows) -> NDArray[np.int64]:
        """Return when each of a few rows was published; as `time_of`."""

    @abstractmethod
    def order_of(self, rows: Rows) -> NDArray[np.integer]:
        """Return a number for each of a few rows that rises with its article id: what breaks ties."""

    @abstractmethod
    def newest_rows(self, until: int, most: int) -> NDArray[np.integer]:
        """Return the rows published last up to a second, newest first; equal times by article id."""

    @abstractmethod
    def text_of(self, row: int) -> str:
        """Return the text of a row."""

    @abstractmethod
    def parts(self) -> tuple[Part, ...]:
        """Return the columns of all rows, in stretches of rising rows."""

    def has_several(self, facet: str) -> bool:
        """Tell whether the articles have more than one known label; a look at a few rows, mostly."""
        parts = self.parts()
        if len({label for part in parts for label in part.labels[facet]} - {""}) < 2:
            return False
        seen: set[str] = set()
        for part in parts:
            for named in part.named(facet):
                seen |= named
                if len(seen) > 1:
                    return True
        return False

    def __iter__(self) -> Iterator[Article]:
        return (self.article(self.row_of(article_id)) for article_id in self.article_ids())

    def row_of(self, article_id: str) -> int:
        """Return the row of an article.

        Raises:
            UnknownArticleError: No article has this id.
        """
        row = self.find(article_id)
        if row is None:
            raise UnknownArticleError(article_id)
        return row

    def __contains__(self, article_id: object) -> bool:
        return isinstance(article_id, str) and self.find(article_id) is not None


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue(Articles):
    """All articles of a corpus, in columns; row order is the order of `article_id`, by code points.

    Attributes:
        ids: The article ids, sorted.
        metadata_json: Each article without its text, as JSON.
        texts: The texts.
        published_at: int64 (n,), whole seconds since 1970 UTC; `UNKNOWN_TIME` where not known.
        codes: int32 (4, n), a row for each of `FACETS`: positions in that facet's labels.
        labels: The labels of each facet, sorted; label 0 is ``""``, not known. Languages are primary subtags.
    """

    ids: TextColumn
    metadata_json: TextColumn
    texts: TextColumn
    published_at: NDArray[np.int64]
    codes: NDArray[np.int32]
    labels: Mapping[str, tuple[str, ...]]

    @classmethod
    def build(cls, articles: Iterable[Article]) -> Catalogue:
        """Put articles into columns. Of two with one id the newest version stays; of equals, the later read."""
        newest: dict[str, Article] = {}
        for article in articles:
            known = newest.get(article.article_id)
            if known is None or version_time(article) >= version_time(known):
                newest[article.article_id] = article
        rows = [newest[article_id] for article_id in sorted(newest)]
        facets = [[facet_value(article, facet) for article in rows] for facet in FACETS]
        labels = {facet: tuple(sorted({"", *values})) for facet, values in zip(FACETS, facets, strict=True)}
        return cls(
            ids=TextColumn.of(article.article_id for article in rows),
            metadata_json=TextColumn.of(_metadata(article) for article in rows),
            texts=TextColumn.of(article.text for article in rows),
            published_at=np.array([to_seconds(article.published_at) for article in rows], np.int64),
            codes=np.array(
                [_encode(values, labels[facet]) for facet, values in zip(FACETS, facets, strict=True)], np.int32
            ).reshape(len(FACETS), len(rows)),
            labels=labels,
        )

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Article]:
        return (self.article(row) for row in range(len(self)))

    def unchecked(self) -> Iterator[Article]:
        """Yield every article as far as a model reads it: its fields that are texts, so neither times nor lists.

        For a catalogue that was built of articles just now. Checking them again, as `article` does, since a snapshot
        may be damaged, takes longer than to split their texts into words.
        """
        for row, text in enumerate(self.texts):
            metadata = self.metadata(row)
            yield Article(**{name: value for name, value in metadata.items() if name in _TEXTS}, text=text)

    def find(self, article_id: str) -> int | None:
        """Return the row of an article, none when no article has this id."""
        row = bisect_left(self.ids, article_id)
        return row if row < len(self) and self.ids[row] == article_id else None

    def article_ids(self) -> Iterator[str]:
        """Yield the ids of all articles in their order."""
        return iter(self.ids)

    def id_of(self, row: int) -> str:
        """Return the id of a row."""
        return self.ids[row]

    def holds(self, article: Article) -> bool:
        """Tell whether an article is here just as it is."""
        row = self.find(article.article_id)
        return row is not None and (self.metadata_json[row], self.texts[row]) == (_metadata(article), article.text)

    def metadata(self, row: int) -> dict[str, Any]:
        """Return the record of an article without its text: what a card shows."""
        metadata: dict[str, Any] = json.loads(self.metadata_json[row])
        return metadata

    def article(self, row: int) -> Article:
        """Return the whole article of a row."""
        return Article.parse(self.metadata(row) | {"text": self.texts[row]})

    def label(self, facet: str, row: int) -> str:
        """Return the publisher, section, language or kind of a row; ``""`` is not known."""
        code: int = self.codes[FACETS.index(facet), row]
        return self.labels[facet][code]

    def labels_of(self, facet: str, rows: Rows) -> list[str]:
        """Return the publisher, section, language or kind of each of a few rows."""
        labels = self.labels[facet]
        return [labels[code] for code in self.codes[FACETS.index(facet), rows]]

    def time_of(self, row: int) -> int:
        """Return when a row was published, in seconds since 1970 UTC; `UNKNOWN_TIME` where that is not known."""
        return int(self.published_at[row])

    def times_of(self, rows: Rows) -> NDArray[np.int64]:
        """Return when each of a few rows was published; as `time_of`."""
        return self.published_at[rows]

    def order_of(self, rows: Rows) -> NDArray[np.integer]:
        """Return the rows themselves, since they are in the order of the ids."""
        return rows

    def newest_rows(self, until: int, most: int, *, without: Rows = NO_ROWS) -> NDArray[np.integer]:
        """Return the rows published last up to a second, newest first; equal times by article id.

        Args:
            until: The last second, since 1970 UTC.
            most: How many rows at most.
            without: Rows that are passed over.
        """
        is_shown = (self.published_at != UNKNOWN_TIME) & (self.published_at <= until)
        is_shown[without] = False
        shown = np.flatnonzero(is_shown)
        if 0 < most < len(shown):  # few rows are then sorted rather than all
            times = self.published_at[shown]
            shown = shown[times >= np.partition(times, -most)[-most]]
        return shown[np.lexsort((shown, -self.published_at[shown]))][:most]

    def text_of(self, row: int) -> str:
        """Return the text of a row."""
        return self.texts[row]

    def parts(self, deleted: Rows = NO_ROWS) -> tuple[Part, ...]:
        """Return the columns of all rows; `deleted` are those that are not served any more."""
        return (Part(0, deleted, self.published_at, self.codes, self.labels),)

    def newest(self) -> datetime | None:
        """Return the latest time of publication, the moment at which a demonstration's clock stands."""
        latest = int(self.published_at.max(initial=UNKNOWN_TIME))
        return None if latest == UNKNOWN_TIME else to_time(latest)

    def digest(self) -> str:
        """Return a fingerprint of all articles, equal for equal corpora in whatever order they were read."""
        # The length comes first, so that no other columns are the same run of bytes.
        fingerprint = blake2b(len(self).to_bytes(8), digest_size=16)
        for column in (self.ids, self.metadata_json, self.texts):
            fingerprint.update(column.offsets.data)
            fingerprint.update(column.data.data)
        return fingerprint.hexdigest()

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the columns as named plain arrays; `from_arrays` gives the same catalogue back."""
        columns = {"ids": self.ids, "metadata": self.metadata_json, "texts": self.texts}
        columns |= {f"labels_{facet}": TextColumn.of(self.labels[facet]) for facet in FACETS}
        arrays: dict[str, NDArray[Any]] = {"published_at": self.published_at, "codes": self.codes}
        for name, column in columns.items():
            arrays |= column.to_arrays(name)
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Catalogue:
        """Rebuild a catalogue over named arrays, without copying them.

        Raises:
            SnapshotError: A column is missing, or the columns do not fit together.
        """
        catalogue = cls(
            ids=TextColumn.from_arrays(arrays, "ids"),
            metadata_json=TextColumn.from_arrays(arrays, "metadata"),
            texts=TextColumn.from_arrays(arrays, "texts"),
            published_at=array_of(arrays, "published_at", np.int64),
            codes=array_of(arrays, "codes", np.int32, ndim=2),
            labels={facet: tuple(TextColumn.from_arrays(arrays, f"labels_{facet}")) for facet in FACETS},
        )
        catalogue._check()
        return catalogue

    def _check(self) -> None:
        lengths = [len(self.ids), len(self.metadata_json), len(self.texts), len(self.published_at), self.codes.shape[1]]
        if len(set(lengths)) != 1 or len(self.codes) != len(FACETS):
            raise SnapshotError("catalogue", f"columns of {len(self)} rows", [*lengths, len(self.codes)])
        for facet, codes in zip(FACETS, self.codes, strict=True):
            check_positions(f"codes of {facet}", codes, len(self.labels[facet]))


def facet_value(article: Article, facet: str) -> str:
    """Return the label of an article in a facet; ``""`` is not known."""
    return primary_subtag(article.language) if facet == "language" else getattr(article, facet) or ""


def _encode(values: Sequence[str], labels: Sequence[str]) -> list[int]:
    code = {label: position for position, label in enumerate(labels)}
    return [code[value] for value in values]


def _metadata(article: Article) -> str:
    record = article.to_record()
    record.pop("text", None)
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
