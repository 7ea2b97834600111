"""Which articles are nearest to another: by their heaviest terms, and around its time. The same at training and live.

A story happens around a moment, so the articles of about the same time are enough to find the stories that an article
could belong to. Of the postings of each term, at most a fixed number is read, and so the cost does not grow with the
corpus.

Compiled code does not check positions: whoever calls it hands in arrays that fit together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled
from recommender.article import END_OF_TIME, UNKNOWN_TIME
from recommender.errors import SnapshotError
from recommender.model import (
    VALUES,
    CodedVector,
    Codes,
    Packed,
    Vector,
    encode,
    heaviest,
    heavy_terms,
    is_worse,
    offer,
    read_only,
    row_floors,
    sort_offered,
)
from recommender.snapshots import array_of, check_offsets, check_positions

# By how many of the heaviest terms of either article neighbours are found. At least 1, terms; chosen by BCubed F1 on
# gun_violence, ecbplus and uci_aggregator, such that an arrival is placed within a millisecond.
HEAVIEST = 32
# How many postings of a term are read on either side of an article's time. At least 1, postings; chosen likewise.
READ_AROUND = 64
# How many neighbours are looked at for their stories. At least 1, articles; chosen likewise.
NEAREST = 12
# Neighbours with a lower score than this part of the best are left out. In [0, 1], a share; chosen likewise.
WORTH = 0.5

Entries = NDArray[np.uint32]
Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
_8, _CODE = np.uint32(8), np.uint32(255)


class TimedPostings(NamedTuple):
    """Articles by their heaviest terms, as an inverted index in time order; it may still grow.

    Attributes:
        begins: int64 (n_terms,), where the postings of each term begin.
        ends: int64 (n_terms,), where they end so far.
        entries: uint32, ``place << 8 | code``, rising within a term: the articles that hold it, each by its place in
            time order, and the code of its weight there.
        order: int64 (n,), the row of each place.
        groups: int32 (n,), the language of each row.
    """

    begins: Longs
    ends: Longs
    entries: Entries
    order: Longs
    groups: Ints


class Neighbours(NamedTuple):
    """The articles of a trained corpus, as those near another are found.

    Attributes:
        terms: int32 (n_used,), the terms that any article is found by, rising: a third of all.
        offsets: uint32 (n_used + 1,), where the postings of each of them begin.
        entries: uint32, the postings; see `TimedPostings`.
        order: int64 (n,), the row of each place.
        times: int64 (n,), the time at each place, in seconds since 1970 UTC; `END_OF_TIME` where it is not known.
    """

    terms: Ints
    offsets: Entries
    entries: Entries
    order: Longs
    times: Longs

    @classmethod
    def of(cls, postings: TimedPostings, times: Longs) -> Self:
        """Return the neighbours of a corpus, of which all articles are posted; `times` are those of its rows."""
        terms = np.flatnonzero(postings.ends > postings.begins).astype(np.int32)
        offsets = np.append(postings.begins[terms], len(postings.entries)).astype(np.uint32)
        return cls(terms, offsets, postings.entries, postings.order, sortable_times(times)[postings.order])

    def nearest(self, vector: Vector, time: int, *, group: int, groups: Ints, excluded: NDArray[np.bool_]) -> Longs:
        """Return the rows of the few articles that share most with one by the heaviest terms of both, best first.

        Args:
            vector: The expanded vector of the article.
            time: When it was published, in seconds since 1970 UTC, or `UNKNOWN_TIME`.
            group: Its language.
            groups: int32 (n,), the language of each row.
            excluded: bool (n,), rows that are not to be found.
        """
        terms, weights = heaviest(*vector, HEAVIEST)
        places = np.searchsorted(self.terms, terms)
        is_known = np.append(self.terms, np.int32(-1))[places] == terms
        places, codes = places[is_known], encode(weights[is_known])
        begins, ends = (self.offsets[at].astype(np.int64) for at in (places, places + 1))
        entries, groups = read_only(self.entries, groups)
        postings = TimedPostings(begins, ends, entries, self.order, groups)
        known = CodedVector(np.arange(len(places), dtype=np.int32), codes)
        place = int(np.searchsorted(self.times, sortable_time(time), side="right"))
        rows: Longs = nearest(known, place, group, postings, excluded, np.zeros(len(self.order), np.int32))
        return rows

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the postings as named plain arrays; `from_arrays` gives the same neighbours back."""
        return {"terms": self.terms, "posting_offsets": self.offsets, "posting_entries": self.entries}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], *, n_terms: int, times: Longs) -> Self:
        """Take ``terms``, ``posting_offsets`` and ``posting_entries`` over as they are.

        Raises:
            SnapshotError: They are missing, do not fit together, or are of other terms or articles.
        """
        terms, entries = array_of(arrays, "terms", np.int32), array_of(arrays, "posting_entries", np.uint32)
        offsets = array_of(arrays, "posting_offsets", np.uint32)
        check_positions("terms", terms, n_terms)
        check_offsets("posting_offsets", offsets, len(entries))
        if len(offsets) != len(terms) + 1 or (terms[1:] <= terms[:-1]).any():
            raise SnapshotError("terms", f"{len(offsets) - 1} rising terms", terms)
        check_positions("posting_entries", entries >> _8, len(times))
        order = in_time_order(times)
        return cls(terms, offsets, entries, order, sortable_times(times)[order])


def in_time_order(times: Longs) -> Longs:
    """Return the rows in time order; equal times by row, unknown ones last."""
    return np.lexsort((np.arange(len(times)), sortable_times(times)))


def sortable_times(times: Longs) -> Longs:
    """Return times of which unknown ones come last."""
    return np.where(times == UNKNOWN_TIME, END_OF_TIME, times)


def sortable_time(time: int) -> int:
    """Return a time as `sortable_times` does."""
    return END_OF_TIME if time == UNKNOWN_TIME else time


@compiled
def nearest(
    heaviest_terms: CodedVector,
    place: int,
    group: int,
    postings: TimedPostings,
    excluded: NDArray[np.bool_],
    scores: Ints,
) -> Longs:
    """Return the rows that share most with an article by the heaviest terms of both; best first, ties by time.

    Args:
        heaviest_terms: The heaviest terms of the article.
        place: How many articles come before it in time order.
        group: Its language.
        postings: The articles that may be found.
        excluded: bool (n,), rows that are not to be found.
        scores: int32 (n,), a scratch buffer: all zero on entry and on return.

    Returns:
        int64, `NEAREST` rows at most, none with less than `WORTH` of the score of the first.
    """
    places = _add_scores(heaviest_terms, place, postings, scores)
    best, best_scores = np.empty(NEAREST, np.int64), np.empty(NEAREST, np.float32)
    size = 0
    for other in places:
        score = float(scores[other])
        scores[other] = 0
        if size < NEAREST or is_worse(best_scores[0], best[0], score, other):
            row = postings.order[other]
            if postings.groups[row] == group and not excluded[row]:
                size = offer(best_scores, best, size, score, other)
    sort_offered(best_scores, best, size)
    n_worth = 0
    while n_worth < size and best_scores[n_worth] >= WORTH * best_scores[0]:
        n_worth += 1
    return postings.order[best[:n_worth]]


@compiled
def _add_scores(heaviest_terms: CodedVector, place: int, postings: TimedPostings, scores: Ints) -> Longs:
    """Add up the scores of the articles around a place, and return their places, each once."""
    terms, codes = heaviest_terms
    touched = np.empty(2 * READ_AROUND * len(terms), np.int64)
    n = 0
    for i in range(len(terms)):
        some = _around(postings.entries[postings.begins[terms[i]] : postings.ends[terms[i]]], place)
        weight = np.int64(VALUES[codes[i]])
        for entry in some:
            other = entry >> _8
            touched[n] = other
            n += scores[other] == 0
            scores[other] += weight * np.int64(VALUES[entry & _CODE])
    return touched[:n]


@compiled
def _around(entries: Entries, place: int) -> Entries:
    """Return those of some postings that are nearest to a place."""
    if len(entries) <= READ_AROUND:
        return entries
    first = np.uint32(place) << _8
    at = int(np.searchsorted(entries, first)) if entries[-1] >= first else len(entries)
    return entries[max(0, at - READ_AROUND) : min(len(entries), at + READ_AROUND)]


class HeaviestTerms(NamedTuple):
    """The heaviest terms of articles, one a row.

    Attributes:
        starts: int64 (n + 1,), where those of each begin.
        terms: int32, the terms, rising within a row.
        codes: uint8, the codes of their weights.
    """

    starts: Longs
    terms: Ints
    codes: Codes


@compiled
def heaviest_terms_of(vectors: Packed) -> HeaviestTerms:
    """Return the heaviest terms of each row."""
    floors, ties = row_floors(vectors, HEAVIEST)
    n_rows, n = len(floors), 0
    starts = np.zeros(n_rows + 1, np.int64)
    terms, codes = np.empty(HEAVIEST * n_rows, np.int32), np.empty(HEAVIEST * n_rows, np.uint8)
    for row in range(n_rows):
        heaviest_terms = heavy_terms(vectors, row, floors[row], ties[row])
        begin, n = n, n + len(heaviest_terms.terms)
        terms[begin:n], codes[begin:n] = heaviest_terms.terms, heaviest_terms.codes
        starts[row + 1] = n
    return HeaviestTerms(starts, terms[:n].copy(), codes[:n].copy())


@compiled
def heaviest_of(heaviest_terms: HeaviestTerms, row: int) -> CodedVector:
    """Return the heaviest terms of a row."""
    starts, terms, codes = heaviest_terms
    own = slice(starts[row], starts[row + 1])
    return CodedVector(terms[own], codes[own])


@compiled
def make_postings(heaviest_terms: HeaviestTerms, order: Longs, groups: Ints, n_terms: int) -> TimedPostings:
    """Return empty postings with room for the heaviest terms of all rows."""
    starts = np.zeros(n_terms + 1, np.int64)
    for term in heaviest_terms.terms:
        starts[term + 1] += 1
    begins = np.cumsum(starts)[:-1]
    entries = np.empty(len(heaviest_terms.terms), np.uint32)
    return TimedPostings(begins, begins.copy(), entries, order, groups)


@compiled
def post(heaviest_terms: CodedVector, place: int, postings: TimedPostings) -> None:
    """Put an article behind the others in the postings of its heaviest terms."""
    terms, codes = heaviest_terms
    for at in range(len(terms)):
        postings.entries[postings.ends[terms[at]]] = np.uint32(place) << _8 | np.uint32(codes[at])
        postings.ends[terms[at]] += 1
