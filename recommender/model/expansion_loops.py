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

from recommender.analysis import compiled
from recommender.model.codes import ONE, VALUES, WEIGHTS, Codes, code_each
from recommender.model.forward import WIDEST_GAP, Gaps, Ints, Longs, put_entry, score_some
from recommender.model.packed import CodedVector, Packed, coded_row, floor_of, heavy_terms, row_floors, unit_weights
from recommender.model.postings import pick_best
from recommender.model.top_k import ZERO, Floats, is_worse, offer, sort_offered

Entries = NDArray[np.uint32]
Scores = NDArray[np.int32]

_8, _CODE = np.uint32(8), np.uint32(255)
_HALF, _LOWER = 32, (1 << 32) - 1  # of a number of 64 bits that holds two
# How many more candidates than are wanted are kept until the best of them are picked out. At least 1, rows; by hand.
_SPARE = 64
# What terms are multiplied with to spread them over a table (Knuth's multiplicative hashing). In [1, 4294967295], odd;
# 2**32 divided by the golden ratio.
_GOLDEN = np.uint32(0x9E3779B1)


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
        lengths: float32 (n_rows,), the L2 length of each as it is packed: 1 but for rounding.
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
    lengths: Floats
    champions: Champions
    groups: Ints
    query_terms: int
    postings: int
    most: int
    short: int
    widest: float
    copy: float


class Addition(NamedTuple):
    """What is added to a vector.

    Attributes:
        most: How many terms at most.
        share: The length of the neighbours' sum, were all its terms added and the nearest near enough.
        trusted: The cosine from which the nearest is near enough; below, the sum is the shorter the less near it is.
    """

    most: int
    share: float
    trusted: float


@compiled
def expand_rows(
    vectors: Packed, groups: Ints, begin: int, end: int, near: Neighbourhood, addition: Addition
) -> tuple[Longs, Ints, Floats]:
    """Add the heaviest terms of its neighbours to each of some vectors, and scale it to unit length again.

    Args:
        vectors: Vectors in rows.
        groups: int32 (n_vectors,), the group of each.
        begin: The first vector to expand.
        end: The one behind the last.
        near: Where their neighbours are.
        addition: What is added.

    Returns:
        How many terms each expanded vector has; their terms, end to end, rising within each; their weights.
    """
    sizes, scores = np.zeros(end - begin, np.int64), np.zeros(len(near.groups), np.int32)
    room = vectors.offsets[end] - vectors.offsets[begin] + addition.most * (end - begin)
    all_terms, all_weights = np.empty(room, np.int32), np.empty(room, np.float32)
    n = 0
    for row in range(begin, end):
        terms, weights = expanded(coded_row(vectors, row), groups[row], near, addition, scores)
        all_terms[n : n + len(terms)], all_weights[n : n + len(terms)] = terms, weights
        n += len(terms)
        sizes[row - begin] = len(terms)
    return sizes, all_terms[:n].copy(), all_weights[:n].copy()


@compiled
def expand_packed_rows(
    vectors: Packed, groups: Ints, begin: int, end: int, near: Neighbourhood, addition: Addition, n_terms: int
) -> tuple[Longs, Gaps, Codes, Codes]:
    """Return vectors, as given and expanded, as a `Forward` has them; see `expand_rows`. `n_terms` there could be."""
    offsets, scores = np.zeros(end - begin + 1, np.int64), np.zeros(len(near.groups), np.int32)
    room = vectors.offsets[end] - vectors.offsets[begin]
    room += (addition.most + n_terms // WIDEST_GAP + 1) * (end - begin)
    gaps, own_codes, codes = np.empty(room, np.uint16), np.empty(room, np.uint8), np.empty(room, np.uint8)
    n = ZERO
    for row in range(begin, end):
        own = coded_row(vectors, row)
        terms, weights = expanded(own, groups[row], near, addition, scores)
        row_codes = code_each(weights)
        last, i = 0, 0
        for at in range(len(terms)):
            own_code = np.uint8(0)
            if i < len(own.terms) and own.terms[i] == terms[at]:
                own_code, i = own.codes[i], i + 1
            n = put_entry(gaps, own_codes, codes, n, terms[at] - last, own_code, row_codes[at])
            last = terms[at]
        offsets[row - begin + 1] = n
    return offsets, gaps[:n].copy(), own_codes[:n].copy(), codes[:n].copy()


@compiled
def expanded(
    vector: CodedVector, group: int, near: Neighbourhood, addition: Addition, scores: Scores
) -> tuple[Ints, Floats]:
    """Return the terms of a vector and of its neighbours, rising, and their weights; unit L2 or empty.

    `scores` is a scratch buffer, int32 (n_rows,): all zero on entry and on return.
    """
    weights = unit_weights(vector.codes)
    rows, cosines = nearest_rows(near, vector, group, scores)
    if not len(rows) or addition.share <= 0:
        return vector.terms, weights
    factors = cosines * cosines / near.lengths[rows]
    terms, sums, length = sum_rows(near.vectors, rows, factors, addition.most)
    trust = min(1.0, cosines[0] / addition.trusted)
    return add_vectors(vector.terms, weights, terms, sums * np.float32(trust * addition.share / length))


@compiled
def nearest_rows(near: Neighbourhood, vector: CodedVector, group: int, scores: Scores) -> tuple[Ints, Floats]:
    """Return the rows of a group that are nearest to a vector, nearest first, equal ones by row, and their cosines.

    Args:
        near: Where to look.
        vector: The vector.
        group: The group.
        scores: int32 (n_rows,), a scratch buffer: all zero on entry and on return.
    """
    most = int(near.most * min(near.widest, max(1.0, near.short / max(1, len(vector.terms)))))
    compared = candidates(near, vector, group, scores, 2 * most + 2)
    offsets, gaps, codes = near.vectors
    products = score_some(offsets, gaps, codes, compared, vector.terms, vector.codes)
    scale = 1 / (ONE * length_of(vector.codes))
    best, best_cosines = np.empty(most, np.int32), np.empty(most, np.float32)
    size = ZERO
    for i in range(len(compared)):
        row = compared[i]
        cosine = float(np.float32(products[i] * scale / near.lengths[row]))
        if 0 < cosine < near.copy and (size < most or is_worse(best_cosines[0], best[0], cosine, row)):
            size = offer(best_cosines, best, size, cosine, row)
    sort_offered(best_cosines, best, size)
    return best[:size], best_cosines[:size]


@compiled
def candidates(near: Neighbourhood, vector: CodedVector, group: int, scores: Scores, depth: int) -> Ints:
    """Return the rows of a group that share most with a vector by the heaviest terms of both, in no order.

    Arguments as those of `nearest_rows`; `depth` is how many rows at most.
    """
    heavy = heaviest_first(vector.codes, near.query_terms)
    begins, ends = champions_of(near.champions, vector.terms, heavy)
    entries = near.champions.entries
    n_terms, n_read = 0, 0
    while n_terms < len(heavy) and n_read < near.postings:
        weight = np.int64(VALUES[vector.codes[heavy[n_terms]]])
        for entry in entries[begins[n_terms] : ends[n_terms]]:
            scores[entry >> _8] += weight * np.int64(VALUES[entry & _CODE])
        n_read += ends[n_terms] - begins[n_terms]
        n_terms += 1
    best = np.empty(depth + _SPARE, np.int64)  # of each row its score, and its number from the end
    size, worst = ZERO, ZERO
    for i in range(n_terms):
        for entry in entries[begins[i] : ends[i]]:
            row = entry >> _8
            score = np.int64(scores[row])
            scores[row] = 0
            if score > worst and near.groups[row] == group:
                best[size] = score << _HALF | (_LOWER - np.int64(row))
                size += 1
                if size == len(best):
                    pick_best(best, size, depth)
                    size, worst = depth, best[:depth].min() >> _HALF
    pick_best(best, size, depth)
    return (_LOWER - (best[: min(size, depth)] & _LOWER)).astype(np.int32)


@compiled
def heaviest_first(codes: Codes, most: int) -> Ints:
    """Return the places of the greatest codes, `most` of them at most, the greatest first, equal ones as they come."""
    begins = np.zeros(257, np.int64)
    for code in codes:
        begins[255 - code + 1] += 1
    for code in range(256):
        begins[code + 1] += begins[code]
    order = np.empty(len(codes), np.int32)
    for at in range(len(codes)):
        order[begins[255 - codes[at]]] = at
        begins[255 - codes[at]] += 1
    return order[:most]


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
def lengths_of(vectors: Packed) -> Floats:
    """Return the L2 length of each row as it is packed, float32 (n_rows,)."""
    lengths = np.zeros(len(vectors.offsets) - 1, np.float32)
    for row in range(len(lengths)):
        lengths[row] = length_of(vectors.codes[vectors.offsets[row] : vectors.offsets[row + 1]])
    return lengths


@compiled
def length_of(codes: Codes) -> float:
    """Return the L2 length of the weights that codes stand for; 1 for none."""
    square = np.float32(0)
    for code in codes:
        square += WEIGHTS[code] * WEIGHTS[code]
    return float(np.sqrt(square)) if square > 0 else 1.0


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
def sum_rows(vectors: Packed, rows: Ints, factors: Floats, most: int) -> tuple[Ints, Floats, float]:
    """Return the heaviest terms of the weighted sum of some rows.

    Args:
        vectors: Vectors in rows.
        rows: int32 (n_summed,), the rows to sum.
        factors: float32 (n_summed,), what each is multiplied with, above 0.
        most: How many terms at most, 1 or more; of equal weights the first terms.

    Returns:
        The terms, rising, their weights, and the L2 length of the whole sum.
    """
    size = 0
    for row in rows:
        size += vectors.offsets[row + 1] - vectors.offsets[row]
    bits = 3
    while 1 << bits < 2 * size:
        bits += 1
    # A table of the terms so far stays in the processor's cache, as a sum for each of all terms there are would not.
    shift, mask = np.uint32(32 - bits), np.uint32((1 << bits) - 1)
    keys, sums, used = np.full(1 << bits, -1, np.int32), np.empty(1 << bits, np.float32), np.empty(size, np.uint32)
    n = 0
    for i in range(len(rows)):
        begin, end, term = vectors.offsets[rows[i]], vectors.offsets[rows[i] + 1], np.int32(0)
        gaps, codes = vectors.gaps[begin:end], vectors.codes[begin:end]
        for at in range(len(gaps)):
            term += np.int32(gaps[at])
            if not codes[at]:
                continue
            slot = np.uint32(np.uint32(term) * _GOLDEN) >> shift
            while keys[slot] >= 0 and keys[slot] != term:
                slot = (slot + np.uint32(1)) & mask
            if keys[slot] < 0:
                keys[slot], sums[slot], used[n] = term, 0, slot
                n += 1
            sums[slot] += factors[i] * WEIGHTS[codes[at]]
    squares, packed, weight_bits = 0.0, np.empty(n, np.int64), sums.view(np.uint32)
    for at in range(n):
        slot = used[at]
        squares += np.float64(sums[slot]) ** 2
        packed[at] = np.int64(weight_bits[slot]) << _HALF | (_LOWER - np.int64(keys[slot]))
    terms, weights = _unpacked(packed, most)
    return terms, weights, np.sqrt(squares)


@compiled
def _unpacked(packed: Longs, most: int) -> tuple[Ints, Floats]:
    """Return the heaviest of some terms, rising, and their weights.

    Args:
        packed: int64 (n,), of each term the bits of its weight, above those of its number from the end.
        most: How many terms at most.
    """
    pick_best(packed, len(packed), most)
    best = packed[:most]
    by_term = np.sort((_LOWER - (best & _LOWER)) << _HALF | best >> _HALF)
    terms, bits = np.empty(len(by_term), np.int32), np.empty(len(by_term), np.uint32)
    for at in range(len(by_term)):
        terms[at], bits[at] = by_term[at] >> _HALF, by_term[at] & _LOWER
    return terms, bits.view(np.float32)


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
