"""Articles that change: those that are new or edited since the training, and base and live as one.

Rows of the base keep their numbers, and the live rows follow them. Within either, rows are in the order of the ids.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from recommender.article import Article, to_seconds
from recommender.index.articles import (
    FACETS,
    NO_ROWS,
    ArticleColumns,
    Articles,
    Part,
    Rows,
    facet_value,
    metadata_of,
)
from recommender.index.catalogue import Catalogue
from recommender.index.tags import has_tag
from recommender.index.wording import Wording, Wordings

_T = TypeVar("_T")
_Scalar = TypeVar("_Scalar", bound=np.generic)


class Splice(NamedTuple):
    """A change of rows that are sorted by id.

    Attributes:
        deleted: The rows to take out, rising.
        at: For each new row, how many of the remaining rows come before it, rising.
    """

    deleted: list[int]
    at: list[int]

    def array(self, column: NDArray[_Scalar], new: NDArray[_Scalar]) -> NDArray[_Scalar]:
        """Return a changed copy of an array whose last axis is the rows."""
        kept = np.delete(column, self.deleted, axis=-1) if self.deleted else column
        # Stretch by stretch, since `np.insert` marks each row of ten thousand; behind the last there is no new row.
        bounds = enumerate(pairwise([0, *self.at, kept.shape[-1]]))
        stretches = [part for at, (begin, end) in bounds for part in (kept[..., begin:end], new[..., at : at + 1])]
        # Always in C order: compiled loops are made anew for each order.
        return np.ascontiguousarray(np.concatenate(stretches, axis=-1))

    def items(self, column: Sequence[_T], new: Sequence[_T]) -> tuple[_T, ...]:
        """Return a changed copy of a column of Python objects."""
        changed = list(column)
        for row in reversed(self.deleted):
            del changed[row]
        for row, item in zip(reversed(self.at), reversed(new), strict=True):
            changed.insert(row, item)
        return tuple(changed)


@dataclass(frozen=True, slots=True, eq=False)
class LiveCatalogue(ArticleColumns):
    """The articles that are new or edited: few, and often changed.

    Attributes:
        ids: The article ids, sorted.
        articles: The articles, in the same order.
        published_at: int64 (m,), as in `Catalogue`.
        arrived_at: int64 (m,), likewise.
        codes: int32 (4, m), likewise.
        labels: The labels of each facet, in the order in which they first came.
        wordings: The wording of each article.
    """

    ids: tuple[str, ...]
    articles: tuple[Article, ...]
    published_at: NDArray[np.int64]
    arrived_at: NDArray[np.int64]
    codes: NDArray[np.int32]
    labels: Mapping[str, tuple[str, ...]]
    wordings: tuple[Wording, ...] = ()

    @classmethod
    def empty(cls) -> Self:
        """Return a catalogue without articles."""
        none, codes = np.empty(0, np.int64), np.empty((len(FACETS), 0), np.int32)
        return cls((), (), none, none, codes, dict.fromkeys(FACETS, ()))

    def splice(self, deleted: Collection[str], added: Sequence[Article]) -> Splice:
        """Return the change that takes out articles and puts in others, sorted by id, for any with the same ids."""
        ids = {*deleted, *(article.article_id for article in added)}
        rows = sorted(row for row in map(self.find, ids) if row is not None)
        staying = Splice(rows, []).items(self.ids, ())
        return Splice(rows, [bisect_left(staying, article.article_id) for article in added])

    def with_splice(self, splice: Splice, added: Sequence[Article]) -> LiveCatalogue:
        """Return the articles after a change; `splice` is that of the same articles."""
        times = [to_seconds(article.known_time) for article in added]
        arrivals = [to_seconds(article.arrival) for article in added]
        labels, codes = self._encoded(added)
        return LiveCatalogue(
            ids=splice.items(self.ids, [article.article_id for article in added]),
            articles=splice.items(self.articles, added),
            published_at=splice.array(self.published_at, np.array(times, np.int64)),
            arrived_at=splice.array(self.arrived_at, np.array(arrivals, np.int64)),
            codes=splice.array(self.codes, codes),
            labels=labels,
            wordings=splice.items(self.wordings, list(Wordings.of((each.title, each.text) for each in added))),
        )

    def _encoded(self, added: Sequence[Article]) -> tuple[Mapping[str, tuple[str, ...]], NDArray[np.int32]]:
        labels, codes = {}, np.empty((len(FACETS), len(added)), np.int32)
        for at, facet in enumerate(FACETS):
            code_of = {label: code for code, label in enumerate(self.labels[facet])}
            codes[at] = [code_of.setdefault(facet_value(article, facet), len(code_of)) for article in added]
            labels[facet] = tuple(code_of)
        return labels, codes

    def tagged(self, key: str) -> NDArray[np.bool_]:
        """Return which rows have the tag of a key, bool (n,)."""
        return np.fromiter((has_tag(each.tags, key) for each in self.articles), np.bool_, len(self.articles))

    def metadata(self, row: int) -> dict[str, Any]:
        """Return the record of an article without its text: what a card shows."""
        return metadata_of(self.articles[row])

    def article(self, row: int) -> Article:
        """Return the whole article of a row."""
        return self.articles[row]

    def text_of(self, row: int) -> str:
        """Return the text of a row."""
        return self.articles[row].text

    def wording(self, row: int) -> Wording:
        """Return the wording of a row."""
        return self.wordings[row]

    def containments(self, rows: Rows, wording: Wording) -> NDArray[np.float64]:
        """Return the share of its sequences of words that a wording has in common with each of some rows."""
        some = Wordings.stack([self.wordings[row] for row in rows.tolist()])
        return some.containments(np.arange(len(rows)), wording)


@dataclass(frozen=True, eq=False)
class CombinedCatalogue(Articles):
    """Base and live as one.

    Attributes:
        base: What was trained: rows 0 to n - 1.
        deleted: Rows of the base that are no longer served (tombstones), rising. They keep their numbers.
        live: What is new or edited since: rows n and on.
    """

    base: Catalogue
    deleted: Rows
    live: LiveCatalogue

    def parts(self) -> tuple[Part, ...]:
        """Return the base, and what is live when there is any."""
        return self._parts

    def has_several(self, facet: str) -> bool:
        """Return whether the articles have more than one known label; they are looked at once."""
        if facet not in self._have_several:
            self._have_several[facet] = super().has_several(facet)
        return self._have_several[facet]

    def newest_time(self) -> int:
        """Return when the article was published that was published last; 0 if no time is known. It is found once."""
        return self._newest_time

    @cached_property
    def _newest_time(self) -> int:
        return super().newest_time()

    @cached_property
    def _have_several(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _parts(self) -> tuple[Part, ...]:
        n_base = len(self.base)
        base, live = Part(0, self.deleted, self.base), Part(n_base, NO_ROWS, self.live)
        return (base, live) if len(self.live) else (base,)
