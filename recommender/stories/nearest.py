"""The compiled loops that find what is near: postings of heavy terms in the order of time, read around a place.

What is read of each term is bounded, so that the cost does not grow with the corpus. Compiled code does not check
positions; `recommender.stories.near` and `recommender.stories.grouping` hand in arrays that fit together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled
from recommender.model import heaviest
from recommender.stories.sparse import Floats, Ints, Longs, Sparse, row_of

HEAD = 32  # nearest articles are looked for by so many of the heaviest terms of either
LOOKED_AT = 64  # in so many of a term's postings to either side of the article in time
NEAREST = 12  # and so many of them tell which stories to compare
WORTH = 0.5  # as long as they share this much of what the nearest one shares


class Growing(NamedTuple):
    """Postings that grow in the order of time.

    Attributes:
        begins: int64 (n_terms,), where the postings of each term begin.
        ends: int64 (n_terms,), where they end so far.
        rows: int32, which rows hold the term.
        impacts: float32, the weight of the term there.
    """

    begins: Longs
    ends: Longs
    rows: Ints
    impacts: Floats


@compiled
def heads_of(vectors: Sparse) -> Sparse:
    """Return the heaviest terms of each row, as vectors of their own."""
    n = len(vectors.begins)
    ends = np.cumsum(np.minimum(vectors.ends - vectors.begins, HEAD))
    begins = np.concatenate((np.zeros(1, np.int64), ends[:-1])) if n else ends
    size = ends[-1] if n else 0
    terms, weights = np.empty(size, np.int32), np.empty(size, np.float32)
    for row in range(n):
        own_terms, own_weights = row_of(vectors, row)
        terms[begins[row] : ends[row]], weights[begins[row] : ends[row]] = heaviest(own_terms, own_weights, HEAD)
    return Sparse(begins, ends, terms, weights, vectors.n_terms)


@compiled
def make_postings(heads: Sparse) -> Growing:
    """Return empty postings with room for all rows."""
    starts = np.zeros(heads.n_terms + 1, np.int64)
    for term in heads.terms:
        starts[term + 1] += 1
    starts = np.cumsum(starts)
    begins, size = starts[:-1], len(heads.terms)
    return Growing(begins, begins.copy(), np.empty(size, np.int32), np.empty(size, np.float32))


@compiled
def nearest(
    terms: Ints,
    weights: Floats,
    place: int,
    group: int,
    postings: Growing,
    order: Longs,
    groups: Ints,
    barred: NDArray[np.bool_],
    scores: Floats,
) -> Longs:
    """Return the rows that share most with an article by the heaviest terms of both; best first, ties by time.

    Args:
        terms: The heaviest terms of the article.
        weights: Their weights.
        place: How many articles come before it in the order of time.
        group: Its language.
        postings: Those that may be found, by their places in the order of time.
        order: int64 (n,), the row of each place.
        groups: int32 (n,), the language of each row.
        barred: bool (n,), rows that are not to be found.
        scores: float32 (n,), zeros; they are zeros again afterwards.
    """
    touched = np.empty(2 * LOOKED_AT * len(terms), np.int64)
    n = 0
    for i in range(len(terms)):
        begin = postings.begins[terms[i]]
        first, last = _around(postings.rows[begin : postings.ends[terms[i]]], place)
        for at in range(begin + first, begin + last):
            other = postings.rows[at]
            if scores[other] == 0:
                touched[n] = other
                n += 1
            scores[other] += weights[i] * postings.impacts[at]
    best, best_scores = np.empty(NEAREST, np.int64), np.zeros(NEAREST, np.float32)
    size = 0
    for other in touched[:n]:
        score = scores[other]
        scores[other] = 0
        # Most rows are worse than the worst of the best: they are passed over here, since a call costs more than this.
        if score >= best_scores[-1] and groups[order[other]] == group and not barred[order[other]]:
            size = _insert(best, best_scores, size, other, score)
    n_worth = 0
    while n_worth < size and best_scores[n_worth] >= WORTH * best_scores[0]:
        n_worth += 1
    return order[best[:n_worth]]


@compiled
def _around(places: Ints, place: int) -> tuple[int, int]:
    """Return the stretch of rising places that are nearest to one."""
    if len(places) <= LOOKED_AT:
        return 0, len(places)
    at = int(np.searchsorted(places, place)) if places[-1] >= place else len(places)
    return max(0, at - LOOKED_AT), min(len(places), at + LOOKED_AT)


@compiled
def _insert(best: Longs, scores: Floats, size: int, row: int, score: float) -> int:
    """Put a row among the best so far, which are sorted; return how many there are."""
    at = size
    while at > 0 and (scores[at - 1] < score or (scores[at - 1] == score and best[at - 1] > row)):
        at -= 1
    if at == len(best):
        return size
    size = min(size + 1, len(best))
    for i in range(size - 1, at, -1):
        best[i], scores[i] = best[i - 1], scores[i - 1]
    best[at], scores[at] = row, score
    return size


@compiled
def post(heads: Sparse, postings: Growing, row: int) -> None:
    """Put a row behind the others in the postings of its heaviest terms."""
    terms, weights = row_of(heads, row)
    for at in range(len(terms)):
        end = postings.ends[terms[at]]
        postings.rows[end], postings.impacts[end] = row, weights[at]
        postings.ends[terms[at]] += 1
