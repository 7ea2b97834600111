"""Vectors → candidates: exact top-k search over an immutable corpus.

In: a catalogue and the unit vectors of its rows. Out: for a query vector, the articles of highest cosine, with filters
and exclusions applied inside the search, so that a filter never makes an answer shorter than it must be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.article import BEGINNING_OF_TIME, END_OF_TIME, UNKNOWN_LANGUAGE, primary_subtag, to_seconds
from recommender.errors import SnapshotError
from recommender.index.candidates import Candidates
from recommender.index.catalogue import FACETS, NO_ROWS, Articles, Catalogue, Rows
from recommender.model import Postings, Vector, Vectors, kernels


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a caller asks of every article; an empty facet asks nothing.

    Attributes:
        publisher: The publishers that pass, compared exactly; ``""`` lets articles without one pass.
        section: The sections, likewise.
        language: The languages, likewise, but compared by primary subtag: ``pt-BR`` lets all Portuguese pass.
        kind: The kinds, likewise.
        since: The beginning of the window of publication, still in it, an aware time. Compared in whole seconds.
        until: The end of the window, likewise. With either end, articles without a time do not pass.
        as_of: The moment for which to answer: nothing published later passes; articles without a time do.
        barred_sections: The sections that do not pass.
    """

    publisher: frozenset[str] = frozenset()
    section: frozenset[str] = frozenset()
    language: frozenset[str] = frozenset()
    kind: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    as_of: datetime | None = None
    barred_sections: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name, time in (("since", self.since), ("until", self.until), ("as_of", self.as_of)):
            if time is not None and time.utcoffset() is None:
                raise ValueError(f"{name}: expected a time with its zone, found {time.isoformat()}")

    def window(self) -> tuple[int, int]:
        """Return the window in seconds since 1970, as wide as can be where an end is open."""
        # Articles without a time lie at the very beginning: an asked-for window begins just after it.
        asked = self.since is not None or self.until is not None
        since = to_seconds(self.since) if self.since is not None else BEGINNING_OF_TIME + asked
        ends = [to_seconds(end) for end in (self.until, self.as_of) if end is not None]
        return since, min(ends, default=END_OF_TIME)

    def up_to(self, as_of: datetime | None) -> Filter:
        """Return the filter that lets nothing newer than a moment pass either."""
        return replace(self, as_of=min(filter(None, (as_of, self.as_of)), default=None))

    def in_language(self, language: str | None) -> Filter:
        """Return the filter that lets one language alone pass, if that is known and this one asks for none."""
        subtag = primary_subtag(language)
        if self.language or subtag in ("", UNKNOWN_LANGUAGE):
            return self
        return replace(self, language=frozenset({subtag}))

    def admits(self, catalogue: Articles, row: int) -> bool:
        """Tell whether one article passes."""
        since, until = self.window()
        wanted = (self._wanted_labels(facet, (catalogue.label(facet, row),)) for facet in FACETS)
        return since <= catalogue.time_of(row) <= until and all(map(all, wanted))

    def wanted(self, labels: Mapping[str, tuple[str, ...]]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Return a flag for each label of each facet, end to end, and where each facet begins."""
        stretches = [self._wanted_labels(facet, labels[facet]) for facet in FACETS]
        starts = np.cumsum([0, *map(len, stretches)], dtype=np.int64)
        return np.array([flag for stretch in stretches for flag in stretch], np.bool_), starts

    def _wanted_labels(self, facet: str, labels: tuple[str, ...]) -> list[bool]:
        asked: frozenset[str] = getattr(self, facet)
        barred = self.barred_sections if facet == "section" else frozenset()
        if not asked and not barred:
            return []
        if facet == "language":
            asked = frozenset(primary_subtag(language) for language in asked)
        return [(not asked or label in asked) and label not in barred for label in labels]


ANY = Filter()


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """An exact inverted index beside the vectors that it was made from.

    Attributes:
        catalogue: The articles, one row each.
        expanded_vectors: The vectors that are searched, in rows.
        postings: The same, by term.
        own_vectors: The vectors of the articles' own words: copies and reasons are found by them. Without expansion
            they are the expanded vectors themselves.
    """

    catalogue: Catalogue
    expanded_vectors: Vectors = field(repr=False)
    postings: Postings = field(repr=False)
    own_vectors: Vectors = field(repr=False)

    @classmethod
    def build(
        cls, catalogue: Catalogue, expanded_vectors: csr_array | Vectors, own_vectors: Vectors | None = None
    ) -> Self:
        """Turn vectors into postings.

        Args:
            catalogue: n articles.
            expanded_vectors: csr (n, n_terms), float32, rows unit L2 or all zero, in the order of the catalogue. A
                matrix is kept and must not change, unless its terms are out of order: then it is copied and put right.
            own_vectors: The vectors of the articles' own words, when `expanded_vectors` hold more.

        Raises:
            ValueError: There is not one vector for each article.
        """
        expanded = expanded_vectors if isinstance(expanded_vectors, Vectors) else Vectors.of(expanded_vectors)
        own_vectors = expanded if own_vectors is None else own_vectors
        for rows in (expanded, own_vectors):
            if len(rows) != len(catalogue):
                raise ValueError(f"expected a vector for each of {len(catalogue)} articles, found {len(rows)}")
        return cls(catalogue, expanded, Postings.of(expanded), own_vectors)

    def __len__(self) -> int:
        return len(self.catalogue)

    @property
    def base(self) -> Self:
        """Return what was trained, before any change: all of it."""
        return self

    @property
    def n_terms(self) -> int:
        """Return how many columns the vectors have."""
        return self.postings.n_terms

    def search(
        self, query: Vector, *, depth: int = 100, filters: Filter = ANY, exclude: Collection[int] | Rows = NO_ROWS
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
            ValueError: `depth` is negative, or the query's terms or the excluded rows are not of this index.
        """
        excluded = checked_rows(depth, exclude, len(self))
        expect_below("query", query.terms, self.n_terms)
        scores = self.postings.scores(query)
        scores[excluded] = 0
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
        return Candidates(self.catalogue, self.own_vectors, self.expanded_vectors, rows, similarity, found)

    def rows_of(self, article_ids: Iterable[str]) -> list[int]:
        """Return the rows of those ids that are in the corpus; others are passed over."""
        found = (self.catalogue.find(article_id) for article_id in article_ids)
        return [row for row in found if row is not None]

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return vectors and postings as named plain arrays; `from_arrays` gives the same index back."""
        return {**self.expanded_vectors.to_arrays(), **self.postings.to_arrays()}

    @classmethod
    def from_arrays(
        cls, catalogue: Catalogue, arrays: Mapping[str, NDArray[Any]], *, own_vectors: Vectors | None = None
    ) -> Self:
        """Rebuild an index over named arrays, without copying them.

        Raises:
            SnapshotError: The arrays do not fit the catalogue or one another.
        """
        postings = Postings.from_arrays(arrays, n_rows=len(catalogue))
        vectors = Vectors.from_arrays(arrays, n_rows=len(catalogue), n_terms=postings.n_terms)
        if len(vectors.terms) != len(postings.rows):
            raise SnapshotError("index", f"{len(vectors.terms)} postings", len(postings.rows))
        own_vectors = vectors if own_vectors is None else own_vectors
        if len(own_vectors) != len(catalogue):
            raise SnapshotError("index", f"own vectors of {len(catalogue)} articles", len(own_vectors))
        return cls(catalogue, vectors, postings, own_vectors)


def checked_rows(depth: int, exclude: Collection[int] | Rows, size: int) -> NDArray[np.int64]:
    """Return the rows that a search of `size` rows leaves out.

    Raises:
        ValueError: `depth` is negative, or a row is not one of them.
    """
    if depth < 0:
        raise ValueError(f"depth: expected 0 or more, found {depth}")
    excluded = np.array(exclude if isinstance(exclude, np.ndarray) else list(exclude), np.int64)
    expect_below("exclude", excluded, size)
    return excluded


def expect_below(name: str, positions: NDArray[np.integer], size: int) -> None:
    """Make sure that all positions are those of `size` items, since compiled loops would read past the end.

    Raises:
        ValueError: One is not.
    """
    if len(positions) and not 0 <= positions.min() <= positions.max() < size:
        raise ValueError(f"{name}: expected 0 to {size - 1}, found {positions.min()} to {positions.max()}")
