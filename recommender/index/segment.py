"""The base segment: the vectors of an immutable corpus beside their inverted index.

In: a catalogue and the unit vectors of its rows. Out: for a query vector, the rows of highest cosine, exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommender.errors import SnapshotError
from recommender.index.articles import Rows
from recommender.index.catalogue import Catalogue
from recommender.index.filters import Filter, best_passing
from recommender.model import Csr, Vector, Vectors, scores_of


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
    postings: Csr = field(repr=False)
    own_vectors: Vectors = field(repr=False)

    @classmethod
    def build(cls, catalogue: Catalogue, expanded_vectors: Vectors, own_vectors: Vectors | None = None) -> Self:
        """Turn vectors into postings.

        Args:
            catalogue: n articles.
            expanded_vectors: The vectors to search, in the order of the catalogue.
            own_vectors: The vectors of the articles' own words, when `expanded_vectors` hold more.

        Raises:
            ValueError: There is not one vector for each article.
        """
        own_vectors = expanded_vectors if own_vectors is None else own_vectors
        for rows in (expanded_vectors, own_vectors):
            if len(rows) != len(catalogue):
                raise ValueError(f"expected a vector for each of {len(catalogue)} articles, found {len(rows)}")
        return cls(catalogue, expanded_vectors, expanded_vectors.csr.transposed(), own_vectors)

    def __len__(self) -> int:
        return len(self.catalogue)

    @property
    def n_terms(self) -> int:
        """Return how many columns the vectors have."""
        return self.postings.n_rows

    def best(
        self, query: Vector, depth: int, filters: Filter, exclude: Rows
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the rows of highest cosine with a query, best first, equal ones by row, and their scores.

        Args:
            query: A vector over the terms of the segment.
            depth: How many rows at most.
            filters: What every row must meet.
            exclude: Rows that are never in the answer.
        """
        scores = scores_of(self.postings, query)
        scores[exclude] = 0
        return best_passing(scores, depth, self.catalogue, filters)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return vectors and postings as named plain arrays; `from_arrays` gives the same segment back."""
        return {**self.expanded_vectors.csr.to_arrays("vector"), **self.postings.to_arrays("posting")}

    @classmethod
    def from_arrays(
        cls, catalogue: Catalogue, arrays: Mapping[str, NDArray[Any]], *, own_vectors: Vectors | None = None
    ) -> Self:
        """Rebuild a segment over named arrays, without copying them.

        Raises:
            SnapshotError: The arrays do not fit the catalogue or one another.
        """
        n_rows = len(catalogue)
        postings = Csr.from_arrays(arrays, "posting", n_columns=n_rows)
        vectors = Vectors(Csr.from_arrays(arrays, "vector", n_columns=postings.n_rows, n_rows=n_rows))
        if len(vectors.csr.data) != len(postings.data):
            raise SnapshotError("index", f"{len(vectors.csr.data)} postings", len(postings.data))
        own_vectors = vectors if own_vectors is None else own_vectors
        if len(own_vectors) != len(catalogue):
            raise SnapshotError("index", f"own vectors of {len(catalogue)} articles", len(own_vectors))
        return cls(catalogue, vectors, postings, own_vectors)
