"""The compiled loops: scores of one query against all rows, the best rows, similarities of rows.

Everything here works on plain arrays and knows nothing of articles. All loops are serial and release the GIL: a page
view is one thread's work, and many page views run side by side. A loop writes only into what it has made itself, so
that arrays may be read-only and memory-mapped. Compiled code does not check positions; whoever hands them in does.

Scoring is term-at-a-time over postings (Turtle and Flood 1995, doi:10.1016/0306-4573(95)00020-H): a whole article as
query touches so many rows that skipping, made for queries of three words, costs more than it saves.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

# A plain 0 is a type of its own, for which all that counts from it would be compiled once more.
_ZERO = cast("int", np.int64(0))
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # Knuth's multiplicative hashing


@compiled
def score_rows(starts: Longs, rows: Ints, impacts: Floats, terms: Ints, weights: Floats, n_rows: int) -> Floats:
    """Return the dot product of a sparse query with every row.

    Args:
        starts: (n_terms + 1,) where the postings of each term begin.
        rows: (n_postings,) the rows that hold the term.
        impacts: (n_postings,) the weight of the term there.
        terms: (n_query_terms,) the terms of the query.
        weights: (n_query_terms,) their weights.
        n_rows: How many rows there are.

    Returns:
        float32 (n_rows,), summed in the order of the query's terms, so that the sum is the same on every machine.
    """
    scores = np.zeros(n_rows, np.float32)
    for i in range(len(terms)):
        begin, end, weight = starts[terms[i]], starts[terms[i] + 1], weights[i]
        term_rows, term_impacts = rows[begin:end], impacts[begin:end]
        for posting in range(len(term_rows)):
            # Unsigned, a position needs no test for counting from the end, which takes a third of the time.
            scores[np.uint32(term_rows[posting])] += weight * term_impacts[posting]
    return scores


@compiled
def _is_worse(score: float, row: int, other_score: float, other_row: int) -> bool:
    """Tell whether a row ranks below another: lower score, or the same score and a later row."""
    return score < other_score or (score == other_score and row > other_row)


@compiled
def _sink(scores: Floats, rows: Ints, size: int, at: int) -> None:
    """Restore a heap whose worst entry is at the top, after the entry `at` has changed."""
    while True:
        worst = at
        for child in range(2 * at + 1, min(2 * at + 3, size)):
            if _is_worse(scores[child], rows[child], scores[worst], rows[worst]):
                worst = child
        if worst == at:
            return
        scores[at], scores[worst] = scores[worst], scores[at]
        rows[at], rows[worst] = rows[worst], rows[at]
        at = worst


@compiled
def _make_heap(scores: Floats, rows: Ints, size: int) -> None:
    """Put entries in any order into a heap whose worst entry is at the top."""
    for at in range(size // 2 - 1, -1, -1):
        _sink(scores, rows, size, at)


@compiled
def _sort_heap(scores: Floats, rows: Ints, size: int) -> None:
    """Sort a heap, best first: the worst entry goes to the end, then the worst of the rest before it, and so on."""
    for last in range(size - 1, 0, -1):
        scores[0], scores[last] = scores[last], scores[0]
        rows[0], rows[last] = rows[last], rows[0]
        _sink(scores, rows, last, _ZERO)


@compiled
def _offer(scores: Floats, rows: Ints, size: int, score: float, row: int) -> int:
    """Put a row among the best so far, in the place of the worst when there are as many as can be; return their number.

    Until then the entries are in no order; from then on they are a heap.
    """
    if size == len(rows):
        scores[0], rows[0] = score, row
        _sink(scores, rows, size, _ZERO)
        return size
    scores[size], rows[size] = score, row
    if size + 1 == len(rows):
        _make_heap(scores, rows, len(rows))
    return size + 1


@compiled
def _sort_offered(scores: Floats, rows: Ints, size: int) -> None:
    """Sort what `_offer` has gathered, best first."""
    if size < len(rows):
        _make_heap(scores, rows, size)
    _sort_heap(scores, rows, size)


@compiled
def _passes(row: int, codes: Ints, wanted: NDArray[np.bool_], wanted_starts: Longs) -> bool:
    """Tell whether a row's label is wanted in every facet."""
    for facet in range(len(wanted_starts) - 1):
        begin = wanted_starts[facet]
        # An empty stretch of `wanted` asks nothing of the facet.
        if wanted_starts[facet + 1] > begin and not wanted[begin + codes[facet, row]]:
            return False
    return True


@compiled
def best_rows(
    scores: Floats,
    depth: int,
    codes: Ints,
    wanted: NDArray[np.bool_],
    wanted_starts: Longs,
    times: Longs,
    since: int,
    until: int,
) -> tuple[Ints, Floats]:
    """Return the best rows among those that pass the filters, best first; equal scores by row.

    Args:
        scores: (n_rows,); only rows with a score above 0 can be chosen.
        depth: How many rows at most, 0 or more.
        codes: int32 (n_facets, n_rows), the label of each row in each facet.
        wanted: Flags by label, one stretch a facet; an empty stretch lets all pass.
        wanted_starts: (n_facets + 1,) where the stretch of each facet begins.
        times: int64 (n_rows,) seconds; rows outside ``since <= time <= until`` are passed over.
        since: The beginning of the window, still in it.
        until: The end of the window, still in it.

    Returns:
        The rows and their scores, each (n_found,) with n_found <= depth.
    """
    best, best_scores = np.empty(depth, np.int32), np.empty(depth, np.float32)
    size = _ZERO
    for row in range(len(scores) if depth > 0 else 0):
        score = scores[row]
        # Rows come in rising order, so one that only equals the worst of a full heap loses the tie.
        if not score > 0 or (size == depth and score <= best_scores[0]):
            continue
        if since <= times[row] <= until and _passes(row, codes, wanted, wanted_starts):
            size = _offer(best_scores, best, size, score, row)
    _sort_offered(best_scores, best, size)
    return best[:size], best_scores[:size]


@compiled
def best_rows_of(scores: Floats, depth: int) -> Ints:
    """Return the rows of highest score above 0, best first; equal scores by row. int32 (n_found,), at most `depth`."""
    best, best_scores = np.empty(depth, np.int32), np.empty(depth, np.float32)
    size = _ZERO
    for row in range(len(scores) if depth > 0 else 0):
        if scores[row] > 0 and (size < depth or scores[row] > best_scores[0]):
            size = _offer(best_scores, best, size, scores[row], row)
    _sort_offered(best_scores, best, size)
    return best[:size].copy()


@compiled
def similarities(
    starts: Longs, terms: Ints, weights: Floats, rows: Ints, query_terms: Ints, query_weights: Floats
) -> Floats:
    """Return the dot product of a sparse query with each of a few rows, from the rows' own vectors.

    Args:
        starts: (n_rows + 1,) where the vector of each row begins.
        terms: (n,) the terms of the vectors, rising within a row.
        weights: (n,) their weights.
        rows: (n_asked,) which rows.
        query_terms: (n_query_terms,) the terms of the query, rising.
        query_weights: (n_query_terms,) their weights.

    Returns:
        float32 (n_asked,).
    """
    found = np.zeros(len(rows), np.float32)
    if not len(query_terms):
        return found
    # One bit a term says whether the query holds it. Most terms of a row are not in the query, and a merge alone would
    # compare each of them with one of the query; a weight for every term would be 32 times as much to clear.
    last = query_terms[-1]
    asked = np.zeros((last >> 3) + 1, np.uint8)
    for term in query_terms:
        asked[term >> 3] |= np.uint8(1 << (term & 7))
    for i in range(len(rows)):
        begin, end = starts[rows[i]], starts[rows[i] + 1]
        row_terms, row_weights = terms[begin:end], weights[begin:end]
        total, at = np.float32(0), 0
        for j in range(len(row_terms)):
            term = row_terms[j]
            if term > last:
                break
            if (asked[np.uint32(term) >> np.uint32(3)] >> np.uint8(term & 7)) & 1:
                while at < len(query_terms) and query_terms[at] < term:
                    at += 1
                if at < len(query_terms) and query_terms[at] == term:
                    total += row_weights[j] * query_weights[at]
        found[i] = total
    return found


@compiled
def heaviest(terms: Ints, weights: Floats, most: int) -> tuple[Ints, Floats]:
    """Return the terms of highest weight, in rising order, and their weights; of equal weights the first terms.

    Args:
        terms: int32 (n,), in any order.
        weights: float32 (n,), their weights.
        most: How many at most, 1 or more.
    """
    best, best_weights = np.empty(min(most, len(terms)), np.int32), np.empty(min(most, len(terms)), np.float32)
    size = _ZERO
    for at in range(len(terms)):
        if size < len(best) or _is_worse(best_weights[0], best[0], weights[at], terms[at]):
            size = _offer(best_weights, best, size, weights[at], terms[at])
    order = np.argsort(best)
    return best[order], best_weights[order]


@compiled
def sum_rows(
    starts: Longs, terms: Ints, weights: Floats, rows: Ints, factors: Floats, most: int
) -> tuple[Ints, Floats, float]:
    """Return the heaviest terms of the weighted sum of a few rows.

    Args:
        starts: (n_rows + 1,) where the vector of each row begins.
        terms: (n,) the terms of the vectors.
        weights: (n,) their weights, above 0.
        rows: (n_summed,) which rows.
        factors: (n_summed,) what each is multiplied with, above 0.
        most: How many terms at most, 1 or more; of equal weights the first terms.

    Returns:
        The terms, rising, their weights, and the L2 length of the whole sum.
    """
    size = 0
    for row in rows:
        size += starts[row + 1] - starts[row]
    # A table with open addressing, at most half full: a term, counted from 1, in the upper half of a slot, and in the
    # lower one where its sum is. It stays in the cache, as a sum for each of all terms there are would not.
    bits = 1
    while 1 << bits < 2 * size:
        bits += 1
    slots = np.zeros(1 << bits, np.int64)
    mask, shift = np.uint64((1 << bits) - 1), np.uint64(64 - bits)
    found, sums = np.empty(size, np.int32), np.empty(size, np.float32)
    n = 0
    for i in range(len(rows)):
        begin, end, factor = starts[rows[i]], starts[rows[i] + 1], factors[i]
        row_terms, row_weights = terms[begin:end], weights[begin:end]
        for at in range(len(row_terms)):
            key = np.int64(row_terms[at]) + 1
            slot = (np.uint64(key) * _GOLDEN) >> shift
            while slots[slot] and slots[slot] >> 32 != key:
                slot = (slot + np.uint64(1)) & mask
            if slots[slot]:
                sums[np.uint32(slots[slot])] += factor * row_weights[at]
            else:
                slots[slot] = key << 32 | n
                found[n], sums[n] = row_terms[at], factor * row_weights[at]
                n += 1
    squares = 0.0
    for total in sums[:n]:
        squares += np.float64(total) * np.float64(total)
    found, sums = heaviest(found[:n], sums[:n], most)
    return found, sums, np.sqrt(squares)


@compiled
def add_vectors(terms: Ints, weights: Floats, other_terms: Ints, other_weights: Floats) -> tuple[Ints, Floats]:
    """Return the sum of two sparse vectors, scaled to unit length; all list their terms in rising order."""
    size = len(terms) + len(other_terms)
    found, sums = np.empty(size, np.int32), np.empty(size, np.float32)
    i = j = n = 0
    squares = 0.0
    while i < len(terms) or j < len(other_terms):
        first = i < len(terms) and (j == len(other_terms) or terms[i] <= other_terms[j])
        second = j < len(other_terms) and (i == len(terms) or other_terms[j] <= terms[i])
        total = np.float32(0)
        if first:
            found[n] = terms[i]
            total += weights[i]
            i += 1
        if second:
            found[n] = other_terms[j]
            total += other_weights[j]
            j += 1
        sums[n] = total
        squares += np.float64(total) * np.float64(total)
        n += 1
    scale = np.float32(1 / np.sqrt(squares)) if squares > 0 else np.float32(1)
    for at in range(n):
        sums[at] *= scale
    return found[:n].copy(), sums[:n].copy()


@compiled
def shared_terms(terms: Ints, weights: Floats, other_terms: Ints, other_weights: Floats) -> tuple[Ints, Floats]:
    """Return the terms that two sparse vectors share, and what each adds to their dot product.

    Both vectors list their terms in rising order.
    """
    size = min(len(terms), len(other_terms))
    shared, products = np.empty(size, np.int32), np.empty(size, np.float32)
    i = j = n = 0
    while i < len(terms) and j < len(other_terms):
        if terms[i] < other_terms[j]:
            i += 1
        elif terms[i] > other_terms[j]:
            j += 1
        else:
            shared[n], products[n] = terms[i], weights[i] * other_weights[j]
            n, i, j = n + 1, i + 1, j + 1
    return shared[:n], products[:n]


class Rows(NamedTuple):
    """Sparse vectors in rows, or their postings, as plain arrays.

    Attributes:
        starts: int64 (n_rows + 1,), where each row begins.
        columns: int32 (n,), the columns of each row, rising.
        values: float32 (n,), what is there.
    """

    starts: Longs
    columns: Ints
    values: Floats


class Neighbourhood(NamedTuple):
    """Where neighbours are looked for, and how.

    Attributes:
        rows: The rows, unit L2.
        postings: The same, by term.
        groups: int32 (n_rows,), the group of each row.
        asked: Rows are looked for by so many of the heaviest terms; the best of them are compared by all.
        most: How many rows at most, of a vector of `short` terms or more; twice as many are compared.
        short: A vector of fewer terms has as many more of them.
        widest: How many times as many at most.
        same: A row of this cosine or more is a copy, and no neighbour.
    """

    rows: Rows
    postings: Rows
    groups: Ints
    asked: int
    most: int
    short: int
    widest: float
    same: float


@compiled
def nearest_rows(near: Neighbourhood, terms: Ints, weights: Floats, group: int) -> tuple[Ints, Floats]:
    """Return the rows of a group that are nearest to a vector, nearest first, equal ones by row, and their cosines."""
    most = int(near.most * min(near.widest, max(1.0, near.short / max(1, len(terms)))))
    asked, asked_weights = heaviest(terms, weights, near.asked)
    starts, columns, values = near.postings
    scores = score_rows(starts, columns, values, asked, asked_weights, len(near.groups))
    for row in range(len(near.groups)):
        if near.groups[row] != group:
            scores[row] = 0
    compared = best_rows_of(scores, 2 * most)
    starts, columns, values = near.rows
    cosines = similarities(starts, columns, values, compared, terms, weights)
    best, best_cosines = np.empty(most, np.int32), np.empty(most, np.float32)
    size = _ZERO
    for i in range(len(compared)):
        row, cosine = compared[i], cosines[i]
        if 0 < cosine < near.same and (size < most or _is_worse(best_cosines[0], best[0], cosine, row)):
            size = _offer(best_cosines, best, size, cosine, row)
    _sort_offered(best_cosines, best, size)
    return best[:size], best_cosines[:size]


@compiled
def expand_rows(
    vectors: Rows, groups: Ints, begin: int, end: int, near: Neighbourhood, most: int, share: float, trusted: float
) -> tuple[Longs, Ints, Floats]:
    """Add the heaviest terms of its neighbours to each of some vectors, and scale it to unit length again.

    Args:
        vectors: Vectors in rows, unit L2.
        groups: (n_vectors,) the group of each.
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
    room = vectors.starts[end] - vectors.starts[begin] + most * (end - begin)
    found, found_weights = np.empty(room, np.int32), np.empty(room, np.float32)
    n = 0
    for i in range(begin, end):
        own = slice(vectors.starts[i], vectors.starts[i + 1])
        terms, weights = vectors.columns[own], vectors.values[own]
        rows, cosines = nearest_rows(near, terms, weights, groups[i])
        added, sums, length = sum_rows(
            near.rows.starts, near.rows.columns, near.rows.values, rows, cosines * cosines, most
        )
        if length > 0 and share > 0:
            trust = min(1.0, cosines.max() / trusted)
            terms, weights = add_vectors(terms, weights, added, sums * np.float32(trust * share / length))
        for at in range(len(terms)):
            found[n + at], found_weights[n + at] = terms[at], weights[at]
        n += len(terms)
        sizes[i - begin] = len(terms)
    return sizes, found[:n].copy(), found_weights[:n].copy()
