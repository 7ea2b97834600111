"""The compiled loops of document expansion: the nearest neighbours of a vector, their sum, and the two together.

Neighbours are looked for by the heaviest terms of both: of an article its few heaviest terms are posted, and of a term
its few heaviest articles (a champion list: Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval,
section 7.1.3). What is found by these is compared by all terms. So the work for an article has a bound, however large
the corpus is.

As in `recommender.model.scoring`, loops work on plain arrays, release the GIL and do not check positions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled, fill_slot, first_slot, new_slots, number_in
from recommender.model.codes import SHIFT, VALUES, WEIGHTS, WHOLE, Codes
from recommender.model.sparse import Csr
from recommender.model.top_k import ZERO, Floats, Ints, heaviest, is_worse, offer, sort_offered

Gaps = NDArray[np.uint16]
Longs = NDArray[np.int64]
Entries = NDArray[np.uint32]
Scores = NDArray[np.int32]

_8, _CODE = np.uint32(8), np.uint32(255)
# What terms are multiplied with to spread them over a table (Knuth's multiplicative hashing). In [1, 4294967295], odd;
# 2**32 divided by the golden ratio.
_GOLDEN = np.uint32(0x9E3779B1)


class Packed(NamedTuple):
    """Packed vectors in rows, see `recommender.model.forward`.

    Attributes:
        offsets: int64 (n_rows + 1,), where the entries of each row begin.
        gaps: uint16, how far the term of each entry is from that of the one before it in its row, of the first from 0.
        codes: uint8, the code of the weight; 0 where the vector lacks the term.
    """

    offsets: Longs
    gaps: Gaps
    codes: Codes


class Champions(NamedTuple):
    """For each term the articles in which it is heaviest, among those of which it is one of the heaviest terms.

    Attributes:
        terms: int32 (n_used,), the terms that are a heavy one of any article, rising: one in fifteen.
        offsets: uint32 (n_used + 1,), where the postings of each of them begin.
        entries: uint32, ``row << 8 | code``, rising within a term.
    """

    terms: Ints
    offsets: Entries
    entries: Entries


class Neighbourhood(NamedTuple):
    """Where neighbours are looked for, and how.

    Attributes:
        vectors: The vectors among which neighbours are looked for.
        champions: Their heaviest terms, inverted.
        groups: int32 (n_rows,), the group of each row; neighbours are of one group.
        query_terms: How many terms a vector is looked for by at most, the heaviest.
        postings: How many postings are read for a vector, until the terms of greatest weight have been gone through.
        most: How many neighbours a vector of `short` terms or more has at most. Twice as many rows are compared by all
            their terms.
        short: A vector of fewer terms has up to ``short / n_terms`` times as many.
        widest: The greatest such factor.
        copy: A row of this cosine or more is a copy, and no neighbour.
    """

    vectors: Packed
    champions: Champions
    groups: Ints
    query_terms: int
    postings: int
    most: int
    short: int
    widest: float
    copy: float


@compiled
def expand_rows(
    vectors: Packed, groups: Ints, begin: int, end: int, near: Neighbourhood, most: int, share: float, trusted: float
) -> tuple[Longs, Ints, Floats]:
    """Add the heaviest terms of its neighbours to each of some vectors, and scale it to unit length again.

    Args:
        vectors: Vectors in rows.
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
    sizes, scores = np.zeros(end - begin, np.int64), np.zeros(len(near.groups), np.int32)
    room = vectors.offsets[end] - vectors.offsets[begin] + most * (end - begin)
    all_terms, all_weights = np.empty(room, np.int32), np.empty(room, np.float32)
    n = 0
    for i in range(begin, end):
        terms, weights = unit_row(vectors, i)
        rows, cosines = nearest_rows(near, terms, weights, groups[i], scores)
        if len(rows) and share > 0:
            added, sums, length = sum_rows(
                decoded(near.vectors, rows), np.arange(len(rows)).astype(np.int32), cosines * cosines, most
            )
            trust = min(1.0, cosines[0] / trusted)
            terms, weights = add_vectors(terms, weights, added, sums * np.float32(trust * share / length))
        for at in range(len(terms)):
            all_terms[n + at], all_weights[n + at] = terms[at], weights[at]
        n += len(terms)
        sizes[i - begin] = len(terms)
    return sizes, all_terms[:n].copy(), all_weights[:n].copy()


@compiled
def nearest_rows(near: Neighbourhood, terms: Ints, weights: Floats, group: int, scores: Scores) -> tuple[Ints, Floats]:
    """Return the rows of a group that are nearest to a vector, nearest first, equal ones by row, and their cosines.

    Args:
        near: Where to look.
        terms: int32 (n,), the terms of the vector, rising.
        weights: float32 (n,), their weights; unit L2 or empty.
        group: The group.
        scores: int32 (n_rows,), a scratch buffer: all zero on entry and on return.
    """
    most = int(near.most * min(near.widest, max(1.0, near.short / max(1, len(terms)))))
    compared = candidates(near, terms, weights, group, scores, 2 * most + 2)
    cosines = cosines_of(near.vectors, compared, terms, weights)
    best, best_cosines = np.empty(most, np.int32), np.empty(most, np.float32)
    size = ZERO
    for i in range(len(compared)):
        row, cosine = compared[i], cosines[i]
        if 0 < cosine < near.copy and (size < most or is_worse(best_cosines[0], best[0], cosine, row)):
            size = offer(best_cosines, best, size, cosine, row)
    sort_offered(best_cosines, best, size)
    return best[:size], best_cosines[:size]


@compiled
def candidates(near: Neighbourhood, terms: Ints, weights: Floats, group: int, scores: Scores, depth: int) -> Ints:
    """Return the rows of a group that share most with a vector by the heaviest terms of both, in no order.

    Arguments as those of `nearest_rows`; `depth` is how many rows at most.
    """
    heavy = np.empty(min(near.query_terms, len(terms)), np.int32)
    heavy_weights = np.empty(len(heavy), np.float32)
    size = ZERO
    for at in range(len(terms)):
        if size < len(heavy) or is_worse(heavy_weights[0], heavy[0], weights[at], at):
            size = offer(heavy_weights, heavy, size, weights[at], at)
    sort_offered(heavy_weights, heavy, size)
    entries = near.champions.entries
    begins, ends = champions_of(near.champions, terms, heavy[:size])
    n_terms, n_read = 0, 0
    while n_terms < size and n_read < near.postings:
        weight = np.int64(heavy_weights[n_terms] * WHOLE)
        for at in range(begins[n_terms], ends[n_terms]):
            scores[entries[at] >> _8] += weight * np.int64(VALUES[entries[at] & _CODE]) >> SHIFT
        n_read += ends[n_terms] - begins[n_terms]
        n_terms += 1
    best, best_scores = np.empty(depth, np.int32), np.empty(depth, np.float32)
    n, worst = ZERO, np.float32(0)
    for i in range(n_terms):
        for at in range(begins[i], ends[i]):
            row = int(entries[at] >> _8)
            score = float(scores[row])
            scores[row] = 0
            if score > worst and near.groups[row] == group:
                n = offer(best_scores, best, n, score, row)
                if n == depth:
                    worst = best_scores[0]
    return best[:n]


@compiled
def champions_of(champions: Champions, terms: Ints, some: Ints) -> tuple[Longs, Longs]:
    """Return where the champions of each of some terms begin and where they end; the same for a term without any.

    Args:
        champions: Those of all terms.
        terms: int32 (n,), terms.
        some: int32 (n_some,), the places in `terms` of those to look for.
    """
    known, offsets, _ = champions
    begins, ends = np.zeros(len(some), np.int64), np.zeros(len(some), np.int64)
    if len(known):
        for i in range(len(some)):
            term = terms[some[i]]
            low, length = 0, len(known)
            while length > 1:
                half = length >> 1
                low += half * (known[low + half] <= term)
                length -= half
            if known[low] == term:
                begins[i], ends[i] = offsets[low], offsets[low + 1]
    return begins, ends


@compiled
def unit_row(vectors: Packed, row: int) -> tuple[Ints, Floats]:
    """Return the terms of a row, rising, and their weights; unit L2 or empty."""
    begin, end = vectors.offsets[row], vectors.offsets[row + 1]
    terms, weights = np.empty(end - begin, np.int32), np.empty(end - begin, np.float32)
    n, term, square = 0, 0, np.float32(0)
    for at in range(begin, end):
        term += vectors.gaps[at]
        if vectors.codes[at]:
            terms[n], weights[n] = term, WEIGHTS[vectors.codes[at]]
            square += weights[n] * weights[n]
            n += 1
    return terms[:n], weights[:n] / np.sqrt(square)


@compiled
def decoded(vectors: Packed, rows: Ints) -> Csr:
    """Return some rows as a matrix of their own."""
    size = 0
    for row in rows:
        size += vectors.offsets[row + 1] - vectors.offsets[row]
    indptr, indices, data = np.zeros(len(rows) + 1, np.int64), np.empty(size, np.int32), np.empty(size, np.float32)
    for i in range(len(rows)):
        terms, weights = unit_row(vectors, rows[i])
        begin, end = indptr[i], indptr[i] + len(terms)
        indices[begin:end], data[begin:end] = terms, weights
        indptr[i + 1] = end
    return Csr(indptr, indices[: indptr[-1]], data[: indptr[-1]], 0)


@compiled
def cosines_of(vectors: Packed, rows: Ints, terms: Ints, weights: Floats) -> Floats:
    """Return the cosine of a vector with each of some rows, float32 (n_rows,); 0 for an empty one.

    Args:
        vectors: The vectors in rows.
        rows: int32 (n_rows,), the rows to compare.
        terms: int32 (n,), the terms of the vector, rising.
        weights: float32 (n,), their weights; unit L2.
    """
    # A small table of the vector's terms stays in the processor's first cache.
    bits = 3
    while 1 << bits < 4 * len(terms):
        bits += 1
    shift, mask = np.uint32(32 - bits), np.uint32((1 << bits) - 1)
    keys, values = np.full(1 << bits, -1, np.int32), np.empty(1 << bits, np.float32)
    for i in range(len(terms)):
        slot = np.uint32(np.uint32(terms[i]) * _GOLDEN) >> shift
        while keys[slot] >= 0:
            slot = (slot + np.uint32(1)) & mask
        keys[slot], values[slot] = terms[i], weights[i]
    cosines = np.zeros(len(rows), np.float32)
    for i in range(len(rows)):
        term, total, square = np.int32(0), np.float32(0), np.float32(0)
        for at in range(vectors.offsets[rows[i]], vectors.offsets[rows[i] + 1]):
            term += np.int32(vectors.gaps[at])
            weight = WEIGHTS[vectors.codes[at]]
            square += weight * weight
            slot = np.uint32(np.uint32(term) * _GOLDEN) >> shift
            while keys[slot] >= 0:
                if keys[slot] == term:
                    total += weight * values[slot]
                    break
                slot = (slot + np.uint32(1)) & mask
        if square > 0:
            cosines[i] = total / np.sqrt(square)
    return cosines


@compiled
def make_champions(vectors: Packed, n_terms: int, heaviest_terms: int, most: int) -> Champions:
    """Return the postings by which the rows of some vectors are found.

    Args:
        vectors: The vectors.
        n_terms: How many terms there are.
        heaviest_terms: How many terms of a row are posted at most, the heaviest; of equal ones the first.
        most: How many rows of a term are kept at most, those of greatest weight; of equal ones the first.
    """
    floors, ties = row_floors(vectors, heaviest_terms)
    counts = np.zeros(n_terms, np.int64)
    for row in range(len(floors)):
        for term in heavy_terms(vectors, row, floors[row], ties[row])[0]:
            counts[term] += 1
    offsets = np.zeros(n_terms + 1, np.uint32)
    offsets[1:] = np.cumsum(np.minimum(counts, most))
    # Of terms of more rows the postings are counted by their codes first: all of them would not fit.
    crowded = np.where(counts > most, np.cumsum(counts > most), 0).astype(np.int32)
    histograms = np.zeros((crowded.max() + 1, 256), np.int32)
    for row in range(len(floors)):
        terms, codes = heavy_terms(vectors, row, floors[row], ties[row])
        for at in range(len(terms)):
            histograms[crowded[terms[at]], codes[at]] += 1
    term_floors, term_ties = np.zeros(len(histograms), np.uint8), np.zeros(len(histograms), np.int64)
    for number in range(1, len(histograms)):
        term_floors[number], term_ties[number] = floor_of(histograms[number], most)
    ends, entries = offsets[:-1].copy(), np.empty(offsets[-1], np.uint32)
    for row in range(len(floors)):
        terms, codes = heavy_terms(vectors, row, floors[row], ties[row])
        for at in range(len(terms)):
            number, term = crowded[terms[at]], terms[at]
            is_tie = codes[at] == term_floors[number]
            if codes[at] > term_floors[number] or (is_tie and term_ties[number] > 0):
                term_ties[number] -= is_tie
                entries[ends[term]] = np.uint32(row) << _8 | np.uint32(codes[at])
                ends[term] += 1
    used = np.flatnonzero(counts)
    starts = np.zeros(len(used) + 1, np.uint32)
    starts[1:] = offsets[used + 1]
    return Champions(used.astype(np.int32), starts, entries)


@compiled
def heavy_terms(vectors: Packed, row: int, floor: int, ties: int) -> tuple[Ints, Codes]:
    """Return the heaviest terms of a row, rising, and their codes; see `row_floors`."""
    begin, end = vectors.offsets[row], vectors.offsets[row + 1]
    terms, codes = np.empty(end - begin, np.int32), np.empty(end - begin, np.uint8)
    n, term = 0, 0
    for at in range(begin, end):
        term += vectors.gaps[at]
        code = vectors.codes[at]
        if code > floor or (code == floor and code > 0 and ties > 0):
            ties -= code == floor
            terms[n], codes[n] = term, code
            n += 1
    return terms[:n], codes[:n]


@compiled
def row_floors(vectors: Packed, most: int) -> tuple[Codes, Ints]:
    """Return for each row the least code of its heaviest terms, and how many of its terms of just this code are."""
    n_rows = len(vectors.offsets) - 1
    floors, ties, histogram = np.zeros(n_rows, np.uint8), np.zeros(n_rows, np.int32), np.zeros(256, np.int32)
    for row in range(n_rows):
        histogram[:] = 0
        for at in range(vectors.offsets[row], vectors.offsets[row + 1]):
            histogram[vectors.codes[at]] += 1
        floors[row], ties[row] = floor_of(histogram, most)
    return floors, ties


@compiled
def floor_of(histogram: Ints, most: int) -> tuple[int, int]:
    """Return the least code of the heaviest weights, and how many of just this code are among them.

    Args:
        histogram: int32 (256,), how many weights have each code; 0 is the code of none.
        most: How many are the heaviest, 1 or more.
    """
    above = 0
    for code in range(255, 0, -1):
        if above + histogram[code] >= most:
            return code, most - above
        above += histogram[code]
    return 1, histogram[1]


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
