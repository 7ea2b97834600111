"""Which articles are nearest to another: by their heaviest terms, and around its time. The same at training and live.

A story happens around a moment, so the articles of about the same time are enough to find the stories that an article
could belong to. Of the postings of each term, at most a fixed number is read, and so the cost does not grow with the
corpus.

Compiled code does not check positions: whoever calls it hands in arrays that fit together.
"""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled
from recommender.article import END_OF_TIME, UNKNOWN_TIME
from recommender.model import Csr, Vector, heaviest, is_worse, offer, read_only, row_of, sort_offered

# By how many of the heaviest terms of either article neighbours are found. At least 1, terms; chosen by BCubed F1 on
# gun_violence, ecbplus and uci_aggregator, such that an arrival is placed within a millisecond.
HEAVIEST = 32
# How many postings of a term are read on either side of an article's time. At least 1, postings; chosen likewise.
READ_AROUND = 64
# How many neighbours are looked at for their stories. At least 1, articles; chosen likewise.
NEAREST = 12
# Neighbours with a lower score than this part of the best are left out. In [0, 1], a share; chosen likewise.
WORTH = 0.5

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


class TimedPostings(NamedTuple):
    """Articles by their heaviest terms, as an inverted index in time order; it may still grow.

    Attributes:
        begins: int64 (n_terms,), where the postings of each term begin.
        ends: int64 (n_terms,), where they end so far.
        places: int32, the articles that hold the term, each by its place in time order, rising within a term.
        impacts: float32, the weight of the term there.
        order: int64 (n,), the row of each place.
        groups: int32 (n,), the language of each row.
    """

    begins: Longs
    ends: Longs
    places: Ints
    impacts: Floats
    order: Longs
    groups: Ints


class Neighbours(NamedTuple):
    """The articles of a trained corpus, as those near another are found.

    Attributes:
        terms: int32 (n_used,), the terms that any article is found by, rising: a third of all.
        postings: By the place of a term in `terms`, the places of the articles in time order, and its weight there.
        order: int64 (n,), the row of each place.
        times: int64 (n,), the time at each place, in seconds since 1970 UTC; `END_OF_TIME` where it is not known.
    """

    terms: Ints
    postings: Csr
    order: Longs
    times: Longs

    @classmethod
    def of(cls, postings: Csr, times: Longs) -> Self:
        """Return the neighbours of a corpus; `postings` are by term, `times` those of its rows."""
        terms = np.flatnonzero(np.diff(postings.indptr))
        indptr = np.append(postings.indptr[terms], postings.indptr[-1])
        return cls.of_terms(terms.astype(np.int32), postings._replace(indptr=indptr), times)

    @classmethod
    def of_terms(cls, terms: Ints, postings: Csr, times: Longs) -> Self:
        """Return the neighbours of a corpus; `postings` are those of `terms` alone."""
        order = in_time_order(times)
        return cls(terms, postings, order, sortable_times(times)[order])

    def nearest(self, vector: Vector, time: int, *, group: int, groups: Ints, excluded: NDArray[np.bool_]) -> Longs:
        """Return the rows of the few articles that share most with one by the heaviest terms of both, best first.

        Args:
            vector: The expanded vector of the article.
            time: When it was published, in seconds since 1970 UTC, or `UNKNOWN_TIME`.
            group: Its language.
            groups: int32 (n,), the language of each row.
            excluded: bool (n,), rows that are not to be found.
        """
        place = int(np.searchsorted(self.times, sortable_time(time), side="right"))
        starts, places, impacts, groups = read_only(*self.postings[:3], groups)
        postings = TimedPostings(starts[:-1], starts[1:], places, impacts, self.order, groups)
        heaviest_terms = self._known(Vector(*heaviest(*vector, HEAVIEST)))
        scores = np.zeros(len(self.order), np.float32)
        rows: Longs = nearest(heaviest_terms, place, group, postings, excluded, scores)
        return rows

    def _known(self, vector: Vector) -> Vector:
        """Return those terms of a vector that any article is found by, each by its place in `terms`."""
        places = np.searchsorted(self.terms, vector.terms)
        is_known = np.append(self.terms, np.int32(-1))[places] == vector.terms
        return Vector(places[is_known].astype(np.int32), vector.weights[is_known])


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
    heaviest_terms: Vector,
    place: int,
    group: int,
    postings: TimedPostings,
    excluded: NDArray[np.bool_],
    scores: Floats,
) -> Longs:
    """Return the rows that share most with an article by the heaviest terms of both; best first, ties by time.

    Args:
        heaviest_terms: The heaviest terms of the article.
        place: How many articles come before it in time order.
        group: Its language.
        postings: The articles that may be found.
        excluded: bool (n,), rows that are not to be found.
        scores: float32 (n,), a scratch buffer: all zero on entry and on return.

    Returns:
        int64, `NEAREST` rows at most, none with less than `WORTH` of the score of the first.
    """
    places = _add_scores(heaviest_terms, place, postings, scores)
    best, best_scores = np.empty(NEAREST, np.int64), np.empty(NEAREST, np.float32)
    size = 0
    for other in places:
        score = scores[other]
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
def _add_scores(heaviest_terms: Vector, place: int, postings: TimedPostings, scores: Floats) -> Longs:
    """Add up the scores of the articles around a place, and return their places, each once."""
    terms, weights = heaviest_terms
    touched = np.empty(2 * READ_AROUND * len(terms), np.int64)
    n = 0
    for i in range(len(terms)):
        begin = postings.begins[terms[i]]
        first, last = _around(postings.places[begin : postings.ends[terms[i]]], place)
        for at in range(begin + first, begin + last):
            other = postings.places[at]
            if scores[other] == 0:
                touched[n] = other
                n += 1
            scores[other] += weights[i] * postings.impacts[at]
    return touched[:n]


@compiled
def _around(places: Ints, place: int) -> tuple[int, int]:
    """Return the stretch of rising places that are nearest to one: where it begins, and where it ends."""
    if len(places) <= READ_AROUND:
        return 0, len(places)
    at = int(np.searchsorted(places, place)) if places[-1] >= place else len(places)
    return max(0, at - READ_AROUND), min(len(places), at + READ_AROUND)


@compiled
def heaviest_terms_of(vectors: Csr) -> Csr:
    """Return the heaviest terms of each row, as rows of their own."""
    indptr = np.zeros(len(vectors.indptr), np.int64)
    indptr[1:] = np.cumsum(np.minimum(np.diff(vectors.indptr), HEAVIEST))
    indices, data = np.empty(indptr[-1], np.int32), np.empty(indptr[-1], np.float32)
    for row in range(len(indptr) - 1):
        terms, weights = row_of(vectors, row)
        own = slice(indptr[row], indptr[row + 1])
        indices[own], data[own] = heaviest(terms, weights, HEAVIEST)
    return Csr(indptr, indices, data, vectors.n_columns)


@compiled
def make_postings(heaviest_terms: Csr, order: Longs, groups: Ints) -> TimedPostings:
    """Return empty postings with room for the heaviest terms of all rows."""
    starts = np.zeros(heaviest_terms.n_columns + 1, np.int64)
    for term in heaviest_terms.indices:
        starts[term + 1] += 1
    begins, size = np.cumsum(starts)[:-1], len(heaviest_terms.indices)
    return TimedPostings(begins, begins.copy(), np.empty(size, np.int32), np.empty(size, np.float32), order, groups)


@compiled
def post(heaviest_terms: Vector, place: int, postings: TimedPostings) -> None:
    """Put an article behind the others in the postings of its heaviest terms."""
    terms, weights = heaviest_terms
    for at in range(len(terms)):
        end = postings.ends[terms[at]]
        postings.places[end], postings.impacts[end] = place, weights[at]
        postings.ends[terms[at]] += 1
