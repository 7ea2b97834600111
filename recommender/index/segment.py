"""The base segment: the packed vectors of an immutable corpus beside their inverted index.

In: a catalogue and the unit vectors of its rows. Out: for a query vector, the rows of highest score, exactly. Articles
have rows in the order of their ids, and slots in the order of their times, unknown ones first: a window of time is a
range of slots.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled
from recommender.errors import SnapshotError
from recommender.index.articles import Rows
from recommender.index.catalogue import Catalogue
from recommender.index.filters import Facets, Filter
from recommender.model import (
    EVERYTHING,
    Forward,
    PackedVectors,
    Postings,
    Vector,
    Vectors,
    nearest_of_each,
    packed_of,
)

# How many filters a segment remembers, each as a bit for each article. At least 1, filters; chosen by hand, more than a
# site has languages and kinds of boxes.
REMEMBERED = 64


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """An inverted index beside the vectors that it was made from.

    Attributes:
        catalogue: The articles, one row each.
        forward: Their vectors, in rows.
        postings: The expanded vectors, by term.
        row_of_slot: int32 (n,), the row of each slot.
    """

    catalogue: Catalogue
    forward: Forward = field(repr=False)
    postings: Postings = field(repr=False)
    row_of_slot: NDArray[np.int32] = field(repr=False)
    _passing: dict[Facets, NDArray[np.uint8]] = field(default_factory=dict, repr=False)

    @classmethod
    def build(cls, catalogue: Catalogue, expanded_vectors: Vectors, own_vectors: Vectors | None = None) -> Self:
        """Turn vectors into postings.

        Args:
            catalogue: n articles.
            expanded_vectors: The vectors to search, in the order of the catalogue.
            own_vectors: The vectors of the articles' own words, when `expanded_vectors` hold more.

        Raises:
            ValueError: There is not one vector for each article, or there are more than postings have room for.
        """
        own_vectors = expanded_vectors if own_vectors is None else own_vectors
        for rows in (expanded_vectors, own_vectors):
            if len(rows) != len(catalogue):
                raise ValueError(f"expected a vector for each of {len(catalogue)} articles, found {len(rows)}")
        return cls.of_packed(catalogue, Forward.of(expanded_vectors.csr, own_vectors.csr))

    @classmethod
    def of_packed(cls, catalogue: Catalogue, forward: Forward) -> Self:
        """Turn packed vectors into postings; see `build`."""
        row_of_slot = in_order_of_time(catalogue)
        return cls(catalogue, forward, Postings.of(forward, row_of_slot), row_of_slot)

    def __len__(self) -> int:
        return self.forward.n_rows

    @property
    def n_terms(self) -> int:
        """Return how many columns the vectors have."""
        return self.forward.n_terms

    @property
    def expanded_vectors(self) -> PackedVectors:
        """Return the vectors that are searched, in rows."""
        return PackedVectors(self.forward, self.forward.expanded)

    @property
    def own_vectors(self) -> PackedVectors:
        """Return the vectors of the articles' own words: copies and reasons are found by them."""
        return PackedVectors(self.forward, self.forward.own)

    def best(
        self, query: Vector, depth: int, filters: Filter, exclude: Rows
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the rows of highest score with a query, best first, equal ones by row, and their scores.

        Args:
            query: A vector over the terms of the segment.
            depth: How many rows at most.
            filters: What every row must meet.
            exclude: Rows that are never in the answer.
        """
        return self.postings.best(
            query,
            depth,
            row_of_slot=self.row_of_slot,
            window=self._slots_in(*filters.window()),
            passing=self._passing_slots(filters),
            hidden=np.sort(exclude).astype(np.int32),
        )

    def nearest(
        self, rows: NDArray[np.int32], depth: int, filters: Filter, exclude: Rows
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return for each of some rows the others that `best` finds by its expanded vector; see `nearest_of_each`."""
        return nearest_of_each(
            self.postings,
            packed_of(self.expanded_vectors),
            rows,
            depth,
            row_of_slot=self.row_of_slot,
            window=self._slots_in(*filters.window()),
            passing=self._passing_slots(filters),
            hidden=np.sort(exclude).astype(np.int32),
        )

    def _slots_in(self, since: int, until: int) -> tuple[int, int]:
        """Return the first slot of a window of time in seconds, and the one behind the last."""
        times, row_of_slot = self.catalogue.published_at, self.row_of_slot
        first, end = first_slot(times, row_of_slot, since, False), first_slot(times, row_of_slot, until, True)
        return first, max(first, end)

    def _passing_slots(self, filters: Filter) -> NDArray[np.uint8]:
        """Return a bit for each slot whose labels pass; none when all do."""
        if not any(key := filters.facets()):
            return EVERYTHING
        bits = self._passing.get(key)
        if bits is None:
            bits = np.packbits(filters.admits_labels(self.catalogue)[self.row_of_slot], bitorder="little")
            while len(self._passing) >= REMEMBERED:
                self._passing.pop(next(iter(self._passing), ()), None)  # another thread may have been faster
            self._passing[key] = bits
        return bits

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return vectors and postings as named plain arrays; `from_arrays` gives the same segment back."""
        return {**self.forward.to_arrays(), **self.postings.to_arrays()}

    @classmethod
    def from_arrays(cls, catalogue: Catalogue, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Rebuild a segment over named arrays, without copying them.

        Raises:
            SnapshotError: The arrays do not fit the catalogue or one another.
        """
        n_rows = len(catalogue)
        postings = Postings.from_arrays(arrays, n_slots=n_rows)
        forward = Forward.from_arrays(arrays, n_rows=n_rows, n_terms=postings.n_terms)
        expected = int(np.count_nonzero(forward.expanded))
        if postings.n_entries != expected:
            raise SnapshotError("index", f"{expected} postings", postings.n_entries)
        return cls(catalogue, forward, postings, in_order_of_time(catalogue))


def in_order_of_time(catalogue: Catalogue) -> NDArray[np.int32]:
    """Return the rows in the order of their times, unknown ones first, equal ones by row; int32 (n,)."""
    return np.argsort(catalogue.published_at, kind="stable").astype(np.int32)


@compiled
def first_slot(times: NDArray[np.int64], row_of_slot: NDArray[np.int32], time: int, is_behind: bool) -> int:
    """Return the first slot whose time in seconds is not before one, or is behind it."""
    begin, end = 0, len(row_of_slot)
    while begin < end:
        middle = (begin + end) >> 1
        other = times[row_of_slot[middle]]
        if other < time or (is_behind and other == time):
            begin = middle + 1
        else:
            end = middle
    return begin
