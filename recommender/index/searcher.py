"""The index: a base segment and a live one, searched as one.

In: a catalogue and its vectors, and what changes later. Out: for a query vector, the articles of highest cosine: the
same answers, to the last bit, as those of an index made anew of the same articles and vectors.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from recommender.index.articles import NO_ROWS, Rows
from recommender.index.candidates import Candidates
from recommender.index.catalogue import Catalogue
from recommender.index.filters import ANY, Filter
from recommender.index.live_catalogue import CombinedCatalogue
from recommender.index.live_segment import Entry, LiveSegment
from recommender.index.live_vectors import CombinedVectors
from recommender.index.segment import Segment
from recommender.model import NO_ROW, Vector, Vectors, as_cosines

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# How many rows a thread searches for at once. At least 1, rows; by hand, so that handing them out takes no time.
PORTION = 256


@dataclass(frozen=True, eq=False)
class Searcher:
    """Everything that is served, searchable. Immutable: a change makes a new one, which shares the base with this.

    Attributes:
        base: What was trained: rows 0 to n - 1.
        deleted: int64, rows of the base that have been taken down or edited (tombstones), rising: no search finds them.
        live: What is new or edited since, empty at first: rows n and on. Their numbers hold until the next change.
    """

    base: Segment
    deleted: NDArray[np.int64]
    live: LiveSegment

    @classmethod
    def over(cls, base: Segment) -> Self:
        """Return the index of a trained corpus to which nothing has happened yet."""
        return cls(base, NO_ROWS, LiveSegment.empty(base.n_terms))

    @classmethod
    def build(cls, catalogue: Catalogue, expanded: csr_array, own: csr_array | None = None) -> Self:
        """Make a corpus searchable.

        Args:
            catalogue: n articles.
            expanded: csr (n, n_terms), float32, rows unit L2 or all zero, in the order of the catalogue: the vectors to
                search. A matrix is kept and must not change, unless its terms are out of order: then it is copied.
            own: The vectors of the articles' own words, when `expanded` hold more; likewise.

        Raises:
            ValueError: There is not one vector for each article.

        >>> from recommender.article import Article
        >>> from recommender.model import TfidfModel
        >>> titles = {"a": "Flood closes bridge", "b": "Bridge closed by the flood", "c": "Cup final tonight"}
        >>> catalogue = Catalogue.build(Article.parse({"article_id": i, "title": titles[i]}) for i in titles)
        >>> model = TfidfModel()
        >>> index = Searcher.build(catalogue, model.fit_transform(catalogue))
        >>> [catalogue.id_of(row) for row in index.search(index.own_vectors[0], exclude=[0]).rows]
        ['b']
        """
        own_vectors = None if own is None else Vectors.of(own)
        return cls.over(Segment.build(catalogue, Vectors.of(expanded), own_vectors))

    def __len__(self) -> int:
        return len(self.catalogue)

    @property
    def has_changed(self) -> bool:
        """Return whether other articles are served than those of the training."""
        return bool(len(self.deleted) or len(self.live))

    @property
    def n_terms(self) -> int:
        """Return how many columns the vectors have."""
        return self.base.n_terms

    @cached_property
    def catalogue(self) -> CombinedCatalogue:
        """Return the articles that are served."""
        return CombinedCatalogue(self.base.catalogue, self.deleted, self.live.catalogue)

    @cached_property
    def expanded_vectors(self) -> CombinedVectors:
        """Return the vectors that are searched."""
        return CombinedVectors(self.base.expanded_vectors, self.live.expanded_vectors, self.live.slots)

    @cached_property
    def own_vectors(self) -> CombinedVectors:
        """Return the vectors of the articles' own words."""
        return CombinedVectors(self.base.own_vectors, self.live.own_vectors, self.live.slots)

    def search(
        self, query: Vector, *, depth: int = 100, filters: Filter = ANY, exclude: Collection[int] | Rows = NO_ROWS
    ) -> Candidates:
        """Return the articles of highest cosine with a query.

        Args:
            query: A vector over the terms of the index; an empty one finds nothing.
            depth: How many articles at most.
            filters: What every answer must meet.
            exclude: Rows that are never in the answer.

        Returns:
            Articles of positive cosine; score down, then article id.

        Raises:
            ValueError: `depth` is negative, or the query's terms or the excluded rows are not of this index.
        """
        if depth < 0:
            raise ValueError(f"depth: expected 0 or more, found {depth}")
        n_base = len(self.base)
        excluded = np.array(exclude if isinstance(exclude, np.ndarray) else list(exclude), np.int64)
        expect_below("exclude", excluded, n_base + len(self.live))
        expect_below("query", query.terms, self.n_terms)
        hidden = np.concatenate([self.deleted, excluded[excluded < n_base]]) if len(excluded) else self.deleted
        rows, scores = self.base.best(query, depth, filters, hidden)
        if len(self.live):
            live_rows, live_scores = self.live.best(query, depth, filters, excluded[excluded >= n_base] - n_base)
            rows = np.concatenate([rows, live_rows + np.int32(n_base)])
            scores = np.concatenate([scores, live_scores])
            best = self.catalogue.best_first(rows, scores)[:depth]
            rows, scores = rows[best], scores[best]
        cosines = as_cosines(scores)
        similarity = np.minimum(cosines, np.float32(1))
        return Candidates(self.catalogue, self.own_vectors, self.expanded_vectors, rows, similarity, cosines)

    def neighbours(self, rows: Rows, *, depth: int, filters: Filter = ANY) -> list[tuple[Rows, NDArray[np.float32]]]:
        """Return for each of some rows the others of highest cosine with it, and these cosines.

        They are those that `search` finds for its expanded vector, without the row itself. Of a corpus that has not
        changed since its training, many rows are searched for in one loop, by threads on all cores.

        Args:
            rows: The rows, of articles that are served.
            depth: How many others at most.
            filters: What every answer must meet.
        """
        if len(self.live):
            candidates = (
                self.search(self.expanded_vectors[row], depth=depth, filters=filters, exclude=[row])
                for row in rows.tolist()
            )
            return [(each.rows, each.similarity) for each in candidates]
        rows = rows.astype(np.int32, copy=False)
        portions = [rows[at : at + PORTION] for at in range(0, len(rows), PORTION)]
        from joblib import Parallel, delayed  # takes long to import, which a page need not wait for

        search = delayed(self.base.nearest)
        nearest = Parallel(n_jobs=-1, prefer="threads")(search(each, depth, filters, self.deleted) for each in portions)
        return [
            (others[others != NO_ROW], np.minimum(as_cosines(scores[others != NO_ROW]), np.float32(1)))
            for portion in nearest
            for others, scores in zip(*portion, strict=True)
        ]

    def rows_of(self, article_ids: Iterable[str]) -> list[int]:
        """Return the rows of those ids that are served; others are passed over."""
        rows = map(self.catalogue.find, article_ids)
        return [row for row in rows if row is not None]

    def with_changes(
        self, deleted: Collection[str], added: Sequence[Entry], unchanged: Collection[str] = ()
    ) -> Searcher:
        """Return the index after a change; no id is in two of the arguments.

        Args:
            deleted: Ids that are taken down; unknown ones are passed over.
            added: Articles that are new or edited.
            unchanged: Ids of which the version of the base is to be served, whatever came in between.
        """
        base = self.base.catalogue
        covered = _rows_of(base, [*deleted, *(entry.article.article_id for entry in added)])
        hidden = np.setdiff1d(np.union1d(self.deleted, covered), _rows_of(base, unchanged), assume_unique=True)
        return Searcher(self.base, hidden, self.live.with_changes([*deleted, *unchanged], added))


def _rows_of(catalogue: Catalogue, article_ids: Iterable[str]) -> NDArray[np.int64]:
    return np.array([row for row in map(catalogue.find, article_ids) if row is not None], np.int64)


def expect_below(name: str, positions: NDArray[np.integer], size: int) -> None:
    """Make sure that all positions are those of `size` items, since compiled loops would read past the end.

    Raises:
        ValueError: One is not.
    """
    # Without its sign a negative number is a great one.
    if len(positions) and positions.view(f"u{positions.itemsize}").max() >= size:
        raise ValueError(f"{name}: expected 0 to {size - 1}, found {positions.min()} to {positions.max()}")
