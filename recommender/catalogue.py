"""Articles → columns: what the engine must know of every article, as plain arrays.

In: articles. Out: a `Catalogue`, one row an article, rows sorted by `article_id`, so that "ties by article_id" is "ties
by row" everywhere below. Columns are what filters, policies and cards read; they are plain arrays, so that a snapshot
maps them into memory and all workers share them.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Self, overload

import numpy as np
from numpy.typing import NDArray

from recommender.article import Article, ArticleId
from recommender.errors import SnapshotError, UnknownArticleError

FACETS = ("publisher", "section", "language", "kind")
UNKNOWN_TIME = np.iinfo(np.int64).min


class TextColumn(Sequence[str]):
    """Many texts as two arrays.

    Attributes:
        data: uint8 (n_bytes,), all texts in UTF-8, one after the other.
        offsets: int64 (n_texts + 1,), where each begins; the last is ``len(data)``.
    """

    def __init__(self, data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> None:
        self.data = data
        self.offsets = offsets

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Encode the texts."""
        encoded = [text.encode() for text in texts]
        offsets = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(text) for text in encoded], out=offsets[1:])
        return cls(np.frombuffer(b"".join(encoded), np.uint8), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return [self[i] for i in range(*row.indices(len(self)))]
        if not 0 <= row < len(self):
            raise IndexError(row)
        return self.data[self.offsets[row] : self.offsets[row + 1]].tobytes().decode()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All articles of a corpus, in columns; row order is the order of `article_id`.

    Attributes:
        ids: The article ids, sorted.
        heads: Each article without its text, as JSON.
        texts: The texts.
        published_at: int64 (n,), seconds since 1970 UTC; `UNKNOWN_TIME` where not known.
        codes: int32 (4, n), a row for each of `FACETS`: positions in that facet's labels.
        labels: The labels of each facet, sorted; label 0 is ``""``, not known. Languages are primary subtags.
    """

    ids: TextColumn
    heads: TextColumn
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
        facets = [[_facet_value(article, facet) for article in rows] for facet in FACETS]
        labels = {facet: tuple(sorted({"", *values})) for facet, values in zip(FACETS, facets, strict=True)}
        return cls(
            ids=TextColumn.of(article.article_id for article in rows),
            heads=TextColumn.of(_head(article) for article in rows),
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

    def row_of(self, article_id: str) -> int:
        """Return the row of an article.

        Raises:
            UnknownArticleError: No article has this id.
        """
        row = bisect_left(self.ids, article_id)
        if row == len(self) or self.ids[row] != article_id:
            raise UnknownArticleError(article_id)
        return row

    def __contains__(self, article_id: object) -> bool:
        row = bisect_left(self.ids, article_id) if isinstance(article_id, str) else len(self)
        return row < len(self) and self.ids[row] == article_id

    def head(self, row: int) -> dict[str, Any]:
        """Return the record of an article without its text: what a card shows."""
        head: dict[str, Any] = json.loads(self.heads[row])
        return head

    def article(self, row: int) -> Article:
        """Return the whole article of a row."""
        return Article.parse(self.head(row) | {"text": self.texts[row]})

    def label(self, facet: str, row: int) -> str:
        """Return the publisher, section, language or kind of a row; ``""`` is not known."""
        return self.labels[facet][self.codes[FACETS.index(facet), row]]

    def newest(self) -> datetime | None:
        """Return the latest time of publication, the moment at which a demonstration's clock stands."""
        latest = int(self.published_at.max(initial=UNKNOWN_TIME))
        return None if latest == UNKNOWN_TIME else datetime.fromtimestamp(latest, UTC)

    def digest(self) -> str:
        """Return a fingerprint of all articles, equal for equal corpora in whatever order they were read."""
        fingerprint = blake2b(digest_size=16)
        for column in (self.ids, self.heads, self.texts):
            fingerprint.update(column.offsets)
            fingerprint.update(column.data)
        return fingerprint.hexdigest()

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the columns as named plain arrays; `from_arrays` gives the same catalogue back."""
        arrays: dict[str, NDArray[Any]] = {"published_at": self.published_at, "codes": self.codes}
        labels = {f"labels_{facet}": TextColumn.of(self.labels[facet]) for facet in FACETS}
        for name, column in {"ids": self.ids, "heads": self.heads, "texts": self.texts, **labels}.items():
            arrays |= {f"{name}_data": column.data, f"{name}_offsets": column.offsets}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Catalogue:
        """Rebuild a catalogue over named arrays, without copying them.

        Raises:
            SnapshotError: The columns do not fit together.
        """

        def column(name: str) -> TextColumn:
            return TextColumn(arrays[f"{name}_data"], arrays[f"{name}_offsets"])

        catalogue = cls(
            ids=column("ids"),
            heads=column("heads"),
            texts=column("texts"),
            published_at=arrays["published_at"],
            codes=arrays["codes"],
            labels={facet: tuple(column(f"labels_{facet}")) for facet in FACETS},
        )
        lengths = {len(catalogue.heads), len(catalogue.texts), len(catalogue.published_at), catalogue.codes.shape[1]}
        if lengths != {len(catalogue)}:
            raise SnapshotError("catalogue", f"{len(catalogue)} rows in every column", sorted(lengths))
        return catalogue


def version_time(article: Article) -> datetime:
    """Return when this version of an article was made; the epoch when nothing is known."""
    return article.updated_at or article.published_at or datetime.fromtimestamp(0, UTC)


def to_seconds(time: datetime | None) -> int:
    """Return whole seconds since 1970 UTC, `UNKNOWN_TIME` for none."""
    return UNKNOWN_TIME if time is None else int(time.timestamp())


def primary_subtag(language: str | None) -> str:
    """Return the language itself without region or script: ``pt`` of ``pt-BR``; ``""`` of none."""
    return (language or "").partition("-")[0]


def _facet_value(article: Article, facet: str) -> str:
    return primary_subtag(article.language) if facet == "language" else getattr(article, facet) or ""


def _encode(values: Sequence[str], labels: Sequence[str]) -> list[int]:
    code = {label: position for position, label in enumerate(labels)}
    return [code[value] for value in values]


def _head(article: Article) -> str:
    record = article.to_record()
    record.pop("text", None)
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


__all__ = ["FACETS", "UNKNOWN_TIME", "ArticleId", "Catalogue", "TextColumn", "primary_subtag", "to_seconds", "version_time"]
