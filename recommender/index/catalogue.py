"""Articles → columns: what was trained, as plain arrays.

In: articles. Out: a `Catalogue`, a row for each article, sorted by `article_id`, so that ties by row are ties by
`article_id`. Filters, policies and cards read the columns. These are plain arrays, which a snapshot maps into memory
and all workers share.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.article import FIELDS, UNKNOWN_TIME, Article, to_seconds, to_time, version_time
from recommender.errors import SnapshotError
from recommender.index.articles import FACETS, ArticleColumns, facet_value, metadata_of
from recommender.snapshots import TextColumn, array_of, check_positions

_TEXTS = frozenset(name for name, field in FIELDS.items() if field.is_text)


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue(ArticleColumns):
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
        """Put articles into columns. Of those with one id the newest version is kept; of equally new ones, the last."""
        rows = _newest_versions(articles)
        facets = [[facet_value(article, facet) for article in rows] for facet in FACETS]
        labels = [tuple(sorted({"", *values})) for values in facets]
        codes = [_encode(*column) for column in zip(facets, labels, strict=True)]
        return cls(
            ids=TextColumn.of(article.article_id for article in rows),
            metadata_json=TextColumn.of(_metadata(article) for article in rows),
            texts=TextColumn.of(article.text for article in rows),
            published_at=np.array([to_seconds(article.published_at) for article in rows], np.int64),
            codes=np.array(codes, np.int32).reshape(len(FACETS), len(rows)),
            labels=dict(zip(FACETS, labels, strict=True)),
        )

    def unchecked(self) -> Iterator[Article]:
        """Yield every article with its fields that are texts: what a model reads.

        For a catalogue that has just been built from articles. `article` checks them again, since a snapshot may be
        damaged, and that takes longer than splitting their texts into words.
        """
        for row, text in enumerate(self.texts):
            metadata = self.metadata(row)
            yield Article(**{name: value for name, value in metadata.items() if name in _TEXTS}, text=text)

    def holds(self, article: Article) -> bool:
        """Return whether an article is here, with all its fields the same."""
        row = self.find(article.article_id)
        return row is not None and (self.metadata_json[row], self.texts[row]) == (_metadata(article), article.text)

    def metadata(self, row: int) -> dict[str, Any]:
        """Return the record of an article without its text: what a card shows."""
        metadata: dict[str, Any] = json.loads(self.metadata_json[row])
        return metadata

    def article(self, row: int) -> Article:
        """Return the whole article of a row."""
        return Article.parse(self.metadata(row) | {"text": self.texts[row]})

    def text_of(self, row: int) -> str:
        """Return the text of a row."""
        return self.texts[row]

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


def _newest_versions(articles: Iterable[Article]) -> list[Article]:
    """Return the newest version of each article, of equally new ones the last, sorted by id."""
    newest: dict[str, Article] = {}
    for article in articles:
        known = newest.get(article.article_id)
        if known is None or version_time(article) >= version_time(known):
            newest[article.article_id] = article
    return [newest[article_id] for article_id in sorted(newest)]


def _encode(values: Sequence[str], labels: Sequence[str]) -> list[int]:
    code = {label: position for position, label in enumerate(labels)}
    return [code[value] for value in values]


def _metadata(article: Article) -> str:
    return json.dumps(metadata_of(article), ensure_ascii=False, separators=(",", ":"))
