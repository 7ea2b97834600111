"""The compiled loops of document expansion: the nearest neighbours of a vector, their sum, and the two together.

As in `recommender.model.scoring`, loops work on plain arrays, release the GIL and do not check positions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from recommender.analysis import compiled, fill_slot, first_slot, new_slots, number_in
from recommender.model.scoring import Longs, best_rows_of, score_rows, similarities
from recommender.model.sparse import Csr
from recommender.model.top_k import ZERO, Floats, Ints, heaviest, is_worse, offer, sort_offered


class Neighbourhood(NamedTuple):
    """Where neighbours are looked for, and how.

    Attributes:
        vectors: The vectors among which neighbours are looked for, rows unit L2 or all zero.
        postings: The same, by term.
        groups: int32 (n_rows,), the group of each row; neighbours are of one group.
        query_terms: How many terms a vector is looked for by, the heaviest. Twice as many rows as are kept are then
            compared by all their terms.
        most: How many neighbours a vector of `short` terms or more has at most.
        short: A vector of fewer terms has up to ``short / n_terms`` times as many.
        widest: The greatest such factor.
        copy: A row of this cosine or more is a copy, and no neighbour.
    """

    vectors: Csr
    postings: Csr
    groups: Ints
    query_terms: int
    most: int
    short: int
    widest: float
    copy: float


@compiled
def expand_rows(
    vectors: Csr, groups: Ints, begin: int, end: int, near: Neighbourhood, most: int, share: float, trusted: float
) -> tuple[Longs, Ints, Floats]:
    """Add the heaviest terms of its neighbours to each of some vectors, and scale it to unit length again.

    Args:
        vectors: Vectors in rows, unit L2 or all zero.
        groups: int32 (n_vectors,), the group of each.
        begin: The first vector to expand.
        end: The one behind the last.
        near: Where their neighbours are.
        most: How many terms are added at most.
        share: The length of the neighbours' sum, were all its terms added and the nearest near enough.
        trusted: The cosine from which the nearest is near enough; below, the sum is the shorter the less near it is.

    Returns:
        How many terms each expanded vector has; their terms, end to end, rising within each; their weights.
    """
    sizes = np.zeros(end - begin, np.int64)
    room = vectors.indptr[end] - vectors.indptr[begin] + most * (end - begin)
    all_terms, all_weights = np.empty(room, np.int32), np.empty(room, np.float32)
    n = 0
    for i in range(begin, end):
        own = slice(vectors.indptr[i], vectors.indptr[i + 1])
        terms, weights = vectors.indices[own], vectors.data[own]
        rows, cosines = nearest_rows(near, terms, weights, groups[i])
        added, sums, length = sum_rows(near.vectors, rows, cosines * cosines, most)
        if length > 0 and share > 0:
            trust = min(1.0, cosines.max() / trusted)
            terms, weights = add_vectors(terms, weights, added, sums * np.float32(trust * share / length))
        for at in range(len(terms)):
            all_terms[n + at], all_weights[n + at] = terms[at], weights[at]
        n += len(terms)
        sizes[i - begin] = len(terms)
    return sizes, all_terms[:n].copy(), all_weights[:n].copy()


@compiled
def nearest_rows(near: Neighbourhood, terms: Ints, weights: Floats, group: int) -> tuple[Ints, Floats]:
    """Return the rows of a group that are nearest to a vector, nearest first, equal ones by row, and their cosines."""
    most = int(near.most * min(near.widest, max(1.0, near.short / max(1, len(terms)))))
    heavy, heavy_weights = heaviest(terms, weights, near.query_terms)
    indptr, indices, data, n_rows = near.postings
    scores = score_rows(indptr, indices, data, heavy, heavy_weights, n_rows)
    for row in range(n_rows):
        if near.groups[row] != group:
            scores[row] = 0
    compared = best_rows_of(scores, 2 * most)
    indptr, indices, data, _ = near.vectors
    cosines = similarities(indptr, indices, data, compared, terms, weights)
    best, best_cosines = np.empty(most, np.int32), np.empty(most, np.float32)
    size = ZERO
    for i in range(len(compared)):
        row, cosine = compared[i], cosines[i]
        if 0 < cosine < near.copy and (size < most or is_worse(best_cosines[0], best[0], cosine, row)):
            size = offer(best_cosines, best, size, cosine, row)
    sort_offered(best_cosines, best, size)
    return best[:size], best_cosines[:size]


@compiled
def sum_rows(vectors: Csr, rows: Ints, factors: Floats, most: int) -> tuple[Ints, Floats, float]:
    """Return the heaviest terms of the weighted sum of some rows.

    Args:
        vectors: Vectors in rows, weights above 0.
        rows: int32 (n_summed,), the rows to sum.
        factors: float32 (n_summed,), what each is multiplied with, above 0.
        most: How many terms at most, 1 or more; of equal weights the first terms.

    Returns:
        The terms, rising, their weights, and the L2 length of the whole sum.
    """
    size = 0
    for row in rows:
        size += vectors.indptr[row + 1] - vectors.indptr[row]
    # A table of the terms so far stays in the processor's cache, as a sum for each of all terms there are would not.
    slots = new_slots(size)
    terms, sums = np.empty(size, np.int32), np.empty(size, np.float32)
    n = 0
    for i in range(len(rows)):
        begin, end, factor = vectors.indptr[rows[i]], vectors.indptr[rows[i] + 1], factors[i]
        row_terms, row_weights = vectors.indices[begin:end], vectors.data[begin:end]
        for at in range(len(row_terms)):
            hashed = np.uint64(row_terms[at]) << np.uint64(32)  # its tag is the whole term
            slot = first_slot(slots, hashed)
            number = number_in(slots, slot)
            if number:
                sums[np.uint32(number - 1)] += factor * row_weights[at]
            else:
                terms[n], sums[n] = row_terms[at], factor * row_weights[at]
                n += 1
                fill_slot(slots, slot, hashed, n)
    squares = 0.0
    for total in sums[:n]:
        squares += np.float64(total) * np.float64(total)
    terms, sums = heaviest(terms[:n], sums[:n], most)
    return terms, sums, np.sqrt(squares)


@compiled
def add_vectors(terms: Ints, weights: Floats, other_terms: Ints, other_weights: Floats) -> tuple[Ints, Floats]:
    """Return the sum of two sparse vectors, scaled to unit length; all list their terms in rising order."""
    size = len(terms) + len(other_terms)
    all_terms, sums = np.empty(size, np.int32), np.empty(size, np.float32)
    i = j = n = 0
    squares = 0.0
    while i < len(terms) or j < len(other_terms):
        first = i < len(terms) and (j == len(other_terms) or terms[i] <= other_terms[j])
        second = j < len(other_terms) and (i == len(terms) or other_terms[j] <= terms[i])
        total = np.float32(0)
        if first:
            all_terms[n] = terms[i]
            total += weights[i]
            i += 1
        if second:
            all_terms[n] = other_terms[j]
            total += other_weights[j]
            j += 1
        sums[n] = total
        squares += np.float64(total) * np.float64(total)
        n += 1
    scale = np.float32(1 / np.sqrt(squares)) if squares > 0 else np.float32(1)
    for at in range(n):
        sums[at] *= scale
    return all_terms[:n].copy(), sums[:n].copy()
