"""Vectors → candidates: exact top-k search over an immutable corpus.

In: a catalogue and the unit vectors of its rows. Out: for a query vector, the articles of highest cosine, with filters
and exclusions applied inside the search, so that a filter never makes an answer shorter than it must be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender import kernels
from recommender.candidates import Candidates, Vector, Vectors
from recommender.catalogue import FACETS, Catalogue, primary_subtag, to_seconds
from recommender.errors import SnapshotError

END_OF_TIME = np.iinfo(np.int64).max
BEGINNING_OF_TIME = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a caller asks of every article; an empty facet asks nothing.

    Attributes:
        publisher, section, language, kind: The labels that pass, compared exactly; languages by primary subtag.
        since, until: The window of publication, both ends in it. With either, articles without a time do not pass.
    """

    publisher: frozenset[str] = frozenset()
    section: frozenset[str] = frozenset()
    language: frozenset[str] = frozenset()
    kind: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None

    def window(self) -> tuple[int, int]:
        """Return the window in seconds since 1970, as wide as can be where an end is open."""
        if self.since is None and self.until is None:
            return BEGINNING_OF_TIME, END_OF_TIME
        since = BEGINNING_OF_TIME + 1 if self.since is None else to_seconds(self.since)
        return since, END_OF_TIME if self.until is None else to_seconds(self.until)

    def wanted(self, labels: Mapping[str, tuple[str, ...]]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Return a flag for each label of each facet, end to end, and where each facet begins."""
        stretches = [self._wanted_labels(facet, labels[facet]) for facet in FACETS]
        starts = np.cumsum([0, *map(len, stretches)], dtype=np.int64)
        return np.array([flag for stretch in stretches for flag in stretch], np.bool_), starts

    def _wanted_labels(self, facet: str, labels: tuple[str, ...]) -> list[bool]:
        asked: frozenset[str] = getattr(self, facet)
        if not asked:
            return []
        if facet == "language":
            asked = frozenset(primary_subtag(language).lower() for language in asked)
        return [label in asked for label in labels]


ANY = Filter()


@dataclass(frozen=True, slots=True)
class Index:
    """An exact inverted index beside the vectors that it was made from.

    Attributes:
        catalogue: The articles, one row each.
        vectors: Their vectors, in rows.
        starts: int64 (n_terms + 1,), where the postings of each term begin.
        rows: int32 (n_postings,), the rows that hold the term, rising.
        impacts: float32 (n_postings,), the weight of the term there.
    """

    catalogue: Catalogue
    vectors: Vectors
    starts: NDArray[np.int64] = field(repr=False)
    rows: NDArray[np.int32] = field(repr=False)
    impacts: NDArray[np.float32] = field(repr=False)

    @classmethod
    def build(cls, catalogue: Catalogue, matrix: csr_array) -> Self:
        """Turn vectors into postings.

        Args:
            catalogue: n articles.
            matrix: csr (n, n_terms), float32, rows unit L2 or all zero, in the order of the catalogue.

        Raises:
            ValueError: The two have different numbers of rows.
        """
        if matrix.shape[0] != len(catalogue):
            raise ValueError(f"expected a vector for each of {len(catalogue)} articles, found {matrix.shape[0]}")
        matrix.sort_indices()
        postings = matrix.tocsc()
        return cls(
            catalogue,
            Vectors(matrix),
            postings.indptr.astype(np.int64, copy=False),
            postings.indices.astype(np.int32, copy=False),
            postings.data.astype(np.float32, copy=False),
        )

    def __len__(self) -> int:
        return len(self.catalogue)

    def search(
        self, query: Vector, *, depth: int = 100, filters: Filter = ANY, exclude: Collection[int] = ()
    ) -> Candidates:
        """Return the articles of highest cosine with a query.

        Args:
            query: A vector over this index's terms; an empty one finds nothing.
            depth: How many articles at most.
            filters: What every answer must meet.
            exclude: Rows that are never in the answer.

        Returns:
            Articles of positive cosine; score down, then article id.

        Raises:
            ValueError: `depth` is negative.
        """
        if depth < 0:
            raise ValueError(f"depth: expected 0 or more, found {depth}")
        scores = kernels.score_rows(self.starts, self.rows, self.impacts, *query, len(self))
        scores[np.fromiter(exclude, np.int64, len(exclude))] = 0
        wanted, wanted_starts = filters.wanted(self.catalogue.labels)
        rows, found = kernels.best_rows(
            scores,
            min(depth, len(self)),
            self.catalogue.codes,
            wanted,
            wanted_starts,
            self.catalogue.published_at,
            *filters.window(),
        )
        similarity = np.minimum(found, np.float32(1))
        return Candidates(self.catalogue, self.vectors, rows, similarity, found)

    def rows_of(self, article_ids: Iterable[str]) -> list[int]:
        """Return the rows of those ids that are in the corpus; others are passed over."""
        return [self.catalogue.row_of(article_id) for article_id in article_ids if article_id in self.catalogue]

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return vectors and postings as named plain arrays; `from_arrays` gives the same index back."""
        return {
            "vector_starts": self.vectors.starts,
            "vector_terms": self.vectors.terms,
            "vector_weights": self.vectors.weights,
            "posting_starts": self.starts,
            "posting_rows": self.rows,
            "posting_impacts": self.impacts,
        }

    @classmethod
    def from_arrays(cls, catalogue: Catalogue, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Rebuild an index over named arrays, without copying them.

        Raises:
            SnapshotError: The arrays do not fit the catalogue or one another.
        """
        starts, posting_starts = arrays["vector_starts"], arrays["posting_starts"]
        if len(starts) != len(catalogue) + 1:
            raise SnapshotError("index", f"vectors of {len(catalogue)} articles", len(starts) - 1)
        if len(arrays["posting_rows"]) != len(arrays["vector_terms"]):
            raise SnapshotError("index", f"{len(arrays['vector_terms'])} postings", len(arrays["posting_rows"]))
        shape = (len(catalogue), len(posting_starts) - 1)
        matrix = csr_array((arrays["vector_weights"], arrays["vector_terms"], starts), shape=shape)
        return cls(catalogue, Vectors(matrix), posting_starts, arrays["posting_rows"], arrays["posting_impacts"])
