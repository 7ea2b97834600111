"""Base + live, searched as one: the same answers as an index made anew of the same articles and vectors."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.index.candidates import Candidates
from recommender.index.catalogue import NO_ROWS, Rows
from recommender.index.live_catalogue import CombinedCatalogue
from recommender.index.live_segment import Entry, LiveSegment
from recommender.index.live_vectors import CombinedVectors
from recommender.index.segment import ANY, Filter, Segment, checked_rows
from recommender.model import Vector


@dataclass(frozen=True, slots=True, eq=False)
class Searcher:
    """An index and the changes since; immutable as well: a change makes a new one, which shares the base.

    Attributes:
        base: What was trained: rows 0 to n - 1.
        deleted: int64, rows of the base that have been taken down or edited, rising: no search finds them.
        live: What is new or edited: rows n and on. Their numbers hold until the next change.
    """

    base: Segment
    deleted: NDArray[np.int64]
    live: LiveSegment

    @classmethod
    def over(cls, base: Segment) -> Self:
        """Return an index to which nothing has happened."""
        return cls(base, NO_ROWS, LiveSegment.empty(base.n_terms))

    def with_changes(
        self, deleted: Collection[str], added: Sequence[Entry], unchanged: Collection[str] = ()
    ) -> Searcher:
        """Return the index after a change; no id is in two of the arguments.

        Args:
            deleted: Ids that are taken down; others than known are passed over.
            added: Articles that are new or edited.
            unchanged: Ids of which the base's own version is to be served, whatever came in between.
        """
        covered = self.base.rows_of([*deleted, *(entry.article.article_id for entry in added)])
        rows = np.union1d(self.deleted, np.array(covered, np.int64))
        shown = np.setdiff1d(rows, self.base.rows_of(unchanged), assume_unique=True)
        live = self.live.with_changes([*deleted, *unchanged], added, self.base.catalogue)
        return Searcher(self.base, shown, live)

    @property
    def catalogue(self) -> CombinedCatalogue:
        """Return the articles that are served."""
        return CombinedCatalogue(self.base.catalogue, self.deleted, self.live.catalogue)

    @property
    def expanded_vectors(self) -> CombinedVectors:
        """Return the vectors that are searched."""
        return CombinedVectors(self.base.expanded_vectors, self.live.expanded_vectors, self.live.slots)

    @property
    def own_vectors(self) -> CombinedVectors:
        """Return the vectors of the articles' own words."""
        return CombinedVectors(self.base.own_vectors, self.live.own_vectors, self.live.slots)

    @property
    def n_terms(self) -> int:
        """Return how many columns the vectors have."""
        return self.base.n_terms

    def __len__(self) -> int:
        return len(self.catalogue)

    def search(
        self, query: Vector, *, depth: int = 100, filters: Filter = ANY, exclude: Collection[int] | Rows = NO_ROWS
    ) -> Candidates:
        """Return the articles of highest cosine with a query; as `Segment.search`."""
        n_base = len(self.base)
        excluded = checked_rows(depth, exclude, n_base + len(self.live))
        hidden = np.concatenate([self.deleted, excluded[excluded < n_base]])
        base = self.base.search(query, depth=depth, filters=filters, exclude=hidden)
        rows, scores = self.live.best(query, depth, filters, excluded[excluded >= n_base] - n_base)
        rows = np.concatenate([base.rows, rows + np.int32(n_base)])
        scores = np.concatenate([base.score, scores])
        best = np.lexsort((self.catalogue.order_of(rows), -scores))[:depth]
        similarity = np.minimum(scores, np.float32(1))
        return Candidates(self.catalogue, self.own_vectors, self.expanded_vectors, rows, similarity, scores).take(best)

    def rows_of(self, article_ids: Iterable[str]) -> list[int]:
        """Return the rows of those ids that are served; others are passed over."""
        catalogue = self.catalogue
        found = (catalogue.find(article_id) for article_id in article_ids)
        return [row for row in found if row is not None]
