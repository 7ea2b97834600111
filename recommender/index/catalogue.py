"""Articles → columns: what was trained, as plain arrays.

In: articles. Out: a `Catalogue`, a row for each article, sorted by `article_id`, so that ties by row are ties by
`article_id`. Filters, policies and cards read the columns. These are plain arrays, which a snapshot maps into memory
and all workers share; texts in it are compressed.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.article import FIELDS, UNKNOWN_TIME, Article, to_seconds, to_time, version_time
from recommender.errors import SnapshotError
from recommender.index.articles import FACETS, ArticleColumns, Rows, facet_value, metadata_of
from recommender.index.tags import TagIndex
from recommender.index.wording import ArrivingWordings, Wording, Wordings
from recommender.snapshots import PackedTexts, TextColumn, TextPacking, array_of, check_positions

# Of the fingerprint of an article. At least 8, bytes; by hand, so that no two articles ever have the same.
DIGEST_BYTES = 16
_TEXTS = frozenset(name for name, field in FIELDS.items() if field.is_text)


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue(ArticleColumns):
    """All articles of a corpus, in columns; row order is the order of `article_id`, by code points.

    Attributes:
        ids: The article ids, sorted.
        metadata_json: Each article without its text, as JSON.
        texts: The texts.
        digests: uint8 (n, 16), a fingerprint of each article, its text included.
        published_at: int64 (n,), whole seconds since 1970 UTC; `UNKNOWN_TIME` where not known.
        arrived_at: int64 (n,), likewise when the articles arrived that have no time of publication.
        codes: int32 (4, n), a row for each of `FACETS`: positions in that facet's labels.
        labels: The labels of each facet, sorted; label 0 is ``""``, not known. Languages are primary subtags.
        wordings: In what order the words of each article stand.
    """

    ids: TextColumn
    metadata_json: PackedTexts
    texts: PackedTexts
    digests: NDArray[np.uint8]
    published_at: NDArray[np.int64]
    arrived_at: NDArray[np.int64]
    codes: NDArray[np.int32]
    labels: Mapping[str, tuple[str, ...]]
    wordings: Wordings
    _tags: TagIndex = field(default_factory=TagIndex, repr=False)

    @classmethod
    def build(cls, articles: Iterable[Article]) -> Catalogue:
        """Put articles into columns. Of those with one id the newest version is kept; of equally new ones, the last.

        Articles are read once and not kept: their texts are compressed as they come.
        """
        arrivals = ArrivingArticles()
        for article in articles:
            arrivals.add(article)
        return arrivals.sorted()

    def unchecked(self) -> Iterator[Article]:
        """Yield every article with its fields that are texts: what a model reads.

        For a catalogue that has just been built from articles. `article` checks them again, since a snapshot may be
        damaged, and that takes longer than splitting their texts into words.
        """
        for row, text in enumerate(self.texts):
            metadata = self.metadata(row)
            yield Article(**{name: value for name, value in metadata.items() if name in _TEXTS}, text=text)

    def holds(self, article: Article) -> bool:
        """Return whether an article is here, with all its fields the same.

        What was trained on from a file, without a time, is the same as what has arrived in a store meanwhile.
        """
        row = self.find(article.article_id)
        forms = (article, article.undated()) if article.dated_by else (article,)
        return row is not None and self.digests[row].tobytes() in {_digest(_metadata(f), f.text) for f in forms}

    def tagged(self, key: str) -> NDArray[np.bool_]:
        """Return which rows have the tag of a key, bool (n,); of very many, the newest alone."""
        flags = np.zeros(len(self.ids), np.bool_)
        flags[self._tags.rows(key, self.dates(), self.metadata)] = True
        return flags

    def metadata(self, row: int) -> dict[str, Any]:
        """Return the record of an article without its text: what a card shows."""
        metadata: dict[str, Any] = json.loads(self.metadata_json[row])
        return metadata

    def article(self, row: int) -> Article:
        """Return the whole article of a row."""
        metadata, text = self.metadata_json[row], self.texts[row]
        if not text or self.digests[row].tobytes() != _digest(metadata, text):
            return Article.parse(json.loads(metadata) | {"text": text})
        # What is undamaged has been cleaned, which takes longer for a text than for all else.
        return replace(Article.parse(json.loads(metadata) | {"text": "."}), text=text)

    def text_of(self, row: int) -> str:
        """Return the text of a row."""
        return self.texts[row]

    def wording(self, row: int) -> Wording:
        """Return the wording of a row."""
        return self.wordings[row]

    def containments(self, rows: Rows, wording: Wording) -> NDArray[np.float64]:
        """Return the share of its sequences of words that a wording has in common with each of some rows."""
        return self.wordings.containments(rows, wording)

    def newest(self) -> datetime | None:
        """Return the latest time of publication, the moment at which a demonstration's clock stands."""
        latest = int(self.published_at.max(initial=UNKNOWN_TIME))
        return None if latest == UNKNOWN_TIME else to_time(latest)

    def digest(self) -> str:
        """Return a fingerprint of all articles, equal for equal corpora in whatever order they were read."""
        return blake2b(self.digests.tobytes(), digest_size=DIGEST_BYTES).hexdigest()

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the columns as named plain arrays; `from_arrays` gives the same catalogue back."""
        arrays: dict[str, NDArray[Any]] = {
            "digests": self.digests,
            "published_at": self.published_at,
            "arrived_at": self.arrived_at,
            "codes": self.codes,
            **self.ids.to_arrays("ids"),
            **self.metadata_json.to_arrays("metadata"),
            **self.texts.to_arrays("texts"),
            **self.wordings.to_arrays("wording"),
        }
        for facet in FACETS:
            arrays |= TextColumn.of(self.labels[facet]).to_arrays(f"labels_{facet}")
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Catalogue:
        """Rebuild a catalogue over named arrays, without copying them.

        Raises:
            SnapshotError: A column is missing, or the columns do not fit together.
        """
        ids = TextColumn.from_arrays(arrays, "ids")
        catalogue = cls(
            ids=ids,
            metadata_json=PackedTexts.from_arrays(arrays, "metadata"),
            texts=PackedTexts.from_arrays(arrays, "texts"),
            digests=array_of(arrays, "digests", np.uint8, ndim=2),
            published_at=array_of(arrays, "published_at", np.int64),
            arrived_at=array_of(arrays, "arrived_at", np.int64),
            codes=array_of(arrays, "codes", np.int32, ndim=2),
            labels={facet: tuple(TextColumn.from_arrays(arrays, f"labels_{facet}")) for facet in FACETS},
            wordings=Wordings.from_arrays(arrays, "wording", n_rows=len(ids)),
        )
        catalogue._check()
        return catalogue

    def _check(self) -> None:
        texts: tuple[Sized, ...] = (self.ids, self.metadata_json, self.texts, self.digests)
        lengths = [*map(len, texts), len(self.published_at), len(self.arrived_at), self.codes.shape[1]]
        if len(set(lengths)) != 1 or len(self.codes) != len(FACETS):
            raise SnapshotError("catalogue", f"columns of {len(self)} rows", [*lengths, len(self.codes)])
        if self.digests.shape[1] != DIGEST_BYTES:
            raise SnapshotError("digests", f"{DIGEST_BYTES} bytes each", self.digests.shape[1])
        for facet, codes in zip(FACETS, self.codes, strict=True):
            check_positions(f"codes of {facet}", codes, len(self.labels[facet]))


class ArrivingArticles:
    """Articles as they come, compressed, until all are known and can be sorted.

    Each has a number, from 0 in the order of arrival.

    Attributes:
        order: int64 (n_rows,), the number of each row of the catalogue; empty until it is there.
        n_replaced: How many articles have a number and no row, since a newer version came after them.
    """

    def __init__(self) -> None:
        self.order: NDArray[np.int64] = np.empty(0, np.int64)
        self.n_replaced = 0
        self._newest: dict[str, tuple[datetime, int]] = {}  # by id, the time of the newest version, and its number
        self._metadata, self._texts, self._wordings = TextPacking(), TextPacking(), ArrivingWordings()
        self._digests = bytearray()
        self._published, self._arrived = array("q"), array("q")
        self._codes = tuple(array("i") for _ in FACETS)
        self._code_of: tuple[dict[str, int], ...] = tuple({"": 0} for _ in FACETS)

    def passing(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Take articles in, and hand on those that get a number: so they are read once by whoever else wants them."""
        for article in articles:
            if self.add(article):
                yield article

    def add(self, article: Article) -> bool:
        """Take an article in, and return whether it gets a number: it does unless there is a newer version of it."""
        version, number = version_time(article), len(self._texts)
        known = self._newest.get(article.article_id)
        if known is not None and version < known[0]:
            return False
        self._newest[article.article_id] = version, number
        metadata = _metadata(article)
        self._metadata.add(metadata)
        self._texts.add(article.text)
        self._wordings.add(article.title, article.text)
        self._digests += _digest(metadata, article.text)
        self._published.append(to_seconds(article.known_time))
        self._arrived.append(to_seconds(article.arrival))
        for facet, codes, code_of in zip(FACETS, self._codes, self._code_of, strict=True):
            codes.append(code_of.setdefault(facet_value(article, facet), len(code_of)))
        return True

    def sorted(self) -> Catalogue:
        """Return the newest version of each article, by id; nothing can be added any more."""
        ids = sorted(self._newest)
        self.n_replaced = len(self._texts) - len(ids)
        self.order = order = np.array([self._newest.pop(article_id)[1] for article_id in ids], np.int64)
        codes = np.empty((len(FACETS), len(ids)), np.int32)
        labels: dict[str, tuple[str, ...]] = {}
        for at, facet in enumerate(FACETS):
            arrived, names = np.array(self._codes[at], np.int32)[order], list(self._code_of[at])
            in_use = {"", *(names[code] for code in np.unique(arrived).tolist())}
            labels[facet] = tuple(sorted(in_use))
            code_of = {label: code for code, label in enumerate(labels[facet])}
            codes[at] = np.array([code_of.get(name, 0) for name in names], np.int32)[arrived]
        digests = np.frombuffer(bytes(self._digests), np.uint8).reshape(-1, DIGEST_BYTES)[order]
        numbers = order.tolist()
        return Catalogue(
            ids=TextColumn.of(ids),
            metadata_json=self._metadata.finish(numbers),
            texts=self._texts.finish(numbers),
            digests=digests,
            published_at=np.array(self._published, np.int64)[order],
            arrived_at=np.array(self._arrived, np.int64)[order],
            codes=codes,
            labels=labels,
            wordings=self._wordings.finish(numbers),
        )


def _metadata(article: Article) -> str:
    return json.dumps(metadata_of(article), ensure_ascii=False, separators=(",", ":"))


def _digest(metadata: str, text: str) -> bytes:
    """Return the fingerprint of an article; JSON ends where it began, so no other two texts are the same bytes."""
    return blake2b(f"{metadata}{text}".encode(), digest_size=DIGEST_BYTES).digest()
