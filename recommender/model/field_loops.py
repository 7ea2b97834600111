"""Streams of term ids → vectors: the compiled loops behind `FieldedTfidf`.

In: the term ids of many articles, end to end, and what was learned. Out: document frequencies, or one sparse row an
article. The one idea: an article is read once. Its terms and its pairs of neighbouring terms are counted, for all four
fields together, in two small hash tables that stay in the processor's cache, and weighed from there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import DROPPED, STRETCHES, compiled, inlined
from recommender.model.sorted_keys import LOW_BITS, LOWER

FIELDS = ("title", "lead", "body", "phrases")  # in the order of all arrays by field here
_TITLE, _LEAD, _BODY, _PHRASES = range(4)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # as of `recommender.analysis.hashing`
_HALF, _LOWER = 32, (1 << 32) - 1  # of a number of 64 bits that holds two
_RADIX_BITS, _RADIX = 8, 1 << 8  # a digit that is sorted by

Ids = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


class FieldWeights(NamedTuple):
    """What terms and phrases weigh, as a loop needs it.

    Attributes:
        title, lead, body: float32, the idf by term; empty for a field that is left out.
        phrases: float32, the different idf of phrases.
        codes: uint16 (n_phrases,), which of them each has.
        key_starts: uint32 (n_buckets + 1,), where the phrases ``first * n_terms + second`` of the same upper bits
            begin; see `SortedKeys`.
        keys: uint16 (n_phrases,), their lower bits.
        filter: uint8, a filter of the keys, as of `filter_of`, or one that lets all pass.
        weights: float64 (4,), those of the fields; 0 for one that is left out.
        mean_lengths: float64 (4,), above 0.
        k1: Above 0; 0 stands for raw counts.
        b: In [0, 1].
        lead_terms: How many terms of a text are its lead.
    """

    title: Floats
    lead: Floats
    body: Floats
    phrases: Floats
    codes: NDArray[np.uint16]
    key_starts: NDArray[np.uint32]
    keys: NDArray[np.uint16]
    filter: NDArray[np.uint8]
    weights: Doubles
    mean_lengths: Doubles
    k1: float
    b: float
    lead_terms: int


class Counted(NamedTuple):
    """The counts of one article, with room for those of any.

    Attributes:
        terms: int64 (size,), its distinct terms, in the order of their first uses.
        pairs: int64 (size,), its distinct pairs, likewise: the first term in the upper half, the second in the lower.
        times: int64 (4, size), how often each term stands in the title, the lead and the body, and each pair in all.
        slots: int32 (2, 4 * size), hash tables of the terms and of the pairs: 0, or the place behind that in the list.
        lengths: int64 (4,), the length of each field in terms, or in pairs.
    """

    terms: Longs
    pairs: Longs
    times: Longs
    slots: NDArray[np.int32]
    lengths: Longs


@compiled
def _room(starts: Longs) -> Counted:
    """Return room for the counts of any of the articles that begin at some places."""
    size = 1
    for at in range(0, len(starts) - STRETCHES, STRETCHES):
        size = max(size, starts[at + STRETCHES] - starts[at])
    return Counted(
        np.empty(size, np.int64),
        np.empty(size, np.int64),
        np.zeros((4, size), np.int64),
        np.zeros((2, 4 * size), np.int32),
        np.zeros(4, np.int64),
    )


@inlined
def _place(keys: Longs, slots: NDArray[np.int32], n: int, key: np.int64, shift: np.uint64) -> tuple[int, int]:
    """Return the place of a key among n distinct ones, and how many there are then: a new one is taken in."""
    mask = (1 << (64 - np.int64(shift))) - 1
    slot = np.int64((np.uint64(key) * _GOLDEN) >> shift)
    while slots[slot] and keys[slots[slot] - 1] != key:
        slot = (slot + 1) & mask
    if slots[slot]:
        return slots[slot] - 1, n
    keys[n] = key
    slots[slot] = n + 1
    return n, n + 1


@compiled
def _count(ids: Ids, starts: Longs, article: int, lead_terms: int, counted: Counted) -> tuple[int, int]:
    """Count the terms and pairs of an article, and return how many distinct ones of both there are."""
    terms, pairs, times, lengths = counted.terms, counted.pairs, counted.times, counted.lengths
    first = article * STRETCHES
    begin, slug, text, end = starts[first], starts[first + 1], starts[first + 2], starts[first + STRETCHES]
    bits = 1
    while (1 << bits) < 2 * (end - begin):
        bits += 1
    shift = np.uint64(64 - bits)
    term_slots, pair_slots = counted.slots[0], counted.slots[1]
    term_slots[: 1 << bits] = 0
    pair_slots[: 1 << bits] = 0
    lengths[:] = 0
    n = n_pairs = 0
    previous = np.int64(-1)
    for at in range(begin, end):
        term = np.int64(ids[at])
        if term < 0:
            if term != DROPPED:
                previous = np.int64(-1)
            continue
        place, n_then = _place(terms, term_slots, n, term, shift)
        if n_then > n:
            times[:_PHRASES, place] = 0
            n = n_then
        times[_BODY, place] += 1
        if at < slug:
            times[_TITLE, place] += 1
            lengths[_TITLE] += 1
        elif at >= text and lengths[_LEAD] < lead_terms:
            times[_LEAD, place] += 1
            lengths[_LEAD] += 1
        lengths[_BODY] += 1
        if previous >= 0:
            place, n_then = _place(pairs, pair_slots, n_pairs, previous << _HALF | term, shift)
            if n_then > n_pairs:
                times[_PHRASES, place] = 0
                n_pairs = n_then
            times[_PHRASES, place] += 1
            lengths[_PHRASES] += 1
        previous = term
    return n, n_pairs


@compiled
def count_fields(ids: Ids, starts: Longs, lead_terms: int, n_terms: int) -> tuple[Longs, Longs, Longs]:
    """Count in how many articles each term and each pair of neighbouring terms stands.

    Pairs do not reach over the end of a sentence or over an unknown word; function words between two are skipped.

    Args:
        ids: int32 (n_tokens,), a stream.
        starts: int64 (3 * n_articles + 1,), where each title, slug and text begins.
        lead_terms: How many terms of a text are its lead.
        n_terms: The size of the vocabulary.

    Returns:
        Document frequencies of the terms in title, lead and body, int64 (3, n_terms); the distinct pairs of each
        article, end to end, int64 (n_pairs,); the sum of the lengths of each field, and how many articles have it,
        int64 (2, 4).
    """
    counted = _room(starts)
    frequencies = np.zeros((3, n_terms), np.int64)
    all_pairs = np.empty(len(ids), np.int64)
    totals = np.zeros((2, 4), np.int64)
    n_all = 0
    for article in range((len(starts) - 1) // STRETCHES):
        n, n_pairs = _count(ids, starts, article, lead_terms, counted)
        for place in range(n):
            for field in range(_PHRASES):
                frequencies[field, counted.terms[place]] += counted.times[field, place] > 0
        for place in range(n_pairs):
            all_pairs[n_all + place] = (counted.pairs[place] >> _HALF) * n_terms + (counted.pairs[place] & _LOWER)
        n_all += n_pairs
        for field in range(4):
            totals[0, field] += counted.lengths[field]
            totals[1, field] += counted.lengths[field] > 0
    return frequencies, all_pairs[:n_all], totals


@inlined
def _saturated(times: int, length: int, field: int, learned: FieldWeights) -> float:
    """Return the term frequency of BM25: ``tf · (k1 + 1) / (tf + k1 · (1 - b + b · length / mean))``; or the raw count.

    Robertson and Zaragoza 2009, doi:10.1561/1500000019, section 3.
    """
    if learned.k1 == 0:
        return np.float64(times)
    norm = learned.k1 * (1 - learned.b + learned.b * length / learned.mean_lengths[field])
    weight: float = times * (learned.k1 + 1) / (times + norm)
    return weight


@compiled
def _known_pairs(counted: Counted, n_pairs: int, n_terms: int, learned: FieldWeights) -> int:
    """Put the numbers of known phrases, with their times, in the place of pairs, and return how many there are."""
    n = 0
    keys, key_starts, pairs, times = learned.keys, learned.key_starts, counted.pairs, counted.times
    for place in range(n_pairs):  # first all that pass the filter, so that the searches do not wait for each other
        first = pairs[place] >> _HALF
        slot = _filter_slot(first * n_terms + (pairs[place] & _LOWER), len(learned.filter))
        pairs[n], times[_PHRASES, n] = pairs[place], times[_PHRASES, place]
        n += learned.filter[slot >> 3] >> (slot & 7) & 1
    n_passed, n = n, 0
    for place in range(n_passed):
        first = pairs[place] >> _HALF
        key = first * n_terms + (pairs[place] & _LOWER)
        bucket, lower = key >> LOW_BITS, key & LOWER
        if bucket >= len(key_starts) - 1:
            continue
        low, length = np.int64(key_starts[bucket]), np.int64(key_starts[bucket + 1]) - np.int64(key_starts[bucket])
        while length > 1:  # a search without a branch that a processor could guess wrong
            half = length >> 1
            low += half * (keys[low + half] <= lower)
            length -= half
        if length and keys[low] == lower:
            pairs[n], times[_PHRASES, n] = low, times[_PHRASES, place]
            n += 1
    return n


@inlined
def _filter_slot(key: np.int64, n_bytes: int) -> np.int64:
    """Return the bit of a filter of so many bytes, a power of two, that stands for a key."""
    slot: np.int64 = np.int64((np.uint64(key) * _GOLDEN) >> np.uint64(_HALF)) & (8 * n_bytes - 1)
    return slot


@compiled
def filter_of(starts: NDArray[np.uint32], lows: NDArray[np.uint16], n_bytes: int) -> NDArray[np.uint8]:
    """Return a filter of so many bytes, a power of two, that lets all of some keys pass, and few others.

    The keys are those of `SortedKeys`. Bloom 1970, doi:10.1145/362686.362692, with one hash.
    """
    bits = np.zeros(n_bytes, np.uint8)
    for bucket in range(len(starts) - 1):
        for at in range(starts[bucket], starts[bucket + 1]):
            slot = _filter_slot(np.int64(bucket) << LOW_BITS | np.int64(lows[at]), n_bytes)
            bits[slot >> 3] |= 1 << (slot & 7)
    return bits


@compiled
def _weigh_terms(counted: Counted, n: int, field: int, idf: Floats, learned: FieldWeights, weighed: Doubles) -> None:
    """Add what each of the n terms of an article weighs in one field to its weight."""
    terms, times, length = counted.terms, counted.times, counted.lengths[field]
    if learned.weights[field] == 0 or length == 0:
        return
    squares = 0.0
    for place in range(n):
        if times[field, place]:
            squares += (_saturated(times[field, place], length, field, learned) * idf[terms[place]]) ** 2
    scale = learned.weights[field] / np.sqrt(squares)
    for place in range(n):
        if times[field, place]:
            weighed[place] += scale * _saturated(times[field, place], length, field, learned) * idf[terms[place]]


@compiled
def _weigh_phrases(counted: Counted, n: int, learned: FieldWeights, weighed: Doubles) -> None:
    """Write the weight of each of the n known phrases of an article."""
    squares, length = 0.0, counted.lengths[_PHRASES]
    for place in range(n):
        times = counted.times[_PHRASES, place]
        weighed[place] = (
            _saturated(times, length, _PHRASES, learned) * learned.phrases[learned.codes[counted.pairs[place]]]
        )
        squares += weighed[place] ** 2
    for place in range(n):
        weighed[place] *= learned.weights[_PHRASES] / np.sqrt(squares)


@compiled
def _sort(entries: Longs, other: Longs, n: int, highest: int) -> None:
    """Sort n entries by what is in their upper halves, none above the highest; `other` has room for as many.

    By one digit after the other, the least first (Knuth 1998, The Art of Computer Programming 3, section 5.2.5): short
    rows take a quarter of the time of a comparing sort.
    """
    counts = np.empty(_RADIX + 1, np.int64)
    shift = _HALF
    while highest:
        counts[:] = 0
        for i in range(n):
            counts[(entries[i] >> shift & (_RADIX - 1)) + 1] += 1
        for digit in range(_RADIX):
            counts[digit + 1] += counts[digit]
        for i in range(n):
            digit = entries[i] >> shift & (_RADIX - 1)
            other[counts[digit]] = entries[i]
            counts[digit] += 1
        entries[:n] = other[:n]
        highest >>= _RADIX_BITS
        shift += _RADIX_BITS


@compiled
def _order(counted: Counted, n: int, n_phrases: int, n_terms: int, weighed: Doubles, order: Longs) -> int:
    """Write the columns of all that weighs something, each with the place of its weight, and return how many there are.

    Terms have their places from 0 on, phrases from where the room for terms ends; their columns come behind the terms.
    """
    filled = 0
    for place in range(n):
        if weighed[place] > 0:
            order[filled] = counted.terms[place] << _HALF | place
            filled += 1
    for place in range(n_phrases):
        order[filled] = (n_terms + counted.pairs[place]) << _HALF | (len(counted.terms) + place)
        filled += 1
    return filled


@compiled
def _length(weighed: Doubles, order: Longs, n: int) -> float:
    """Return the L2 length of the n weights that an order names; 1 for none."""
    squares = 0.0
    for entry in order[:n]:
        squares += weighed[entry & _LOWER] ** 2
    return np.sqrt(squares) if n else 1.0


@compiled
def weigh_fields(ids: Ids, starts: Longs, n_terms: int, learned: FieldWeights, size: int) -> tuple[Longs, Ids, Floats]:
    """Turn articles into vectors.

    Args:
        ids: int32 (n_tokens,), a stream.
        starts: int64 (3 * n_articles + 1,), where each title, slug and text begins.
        n_terms: The size of the vocabulary.
        learned: What weighs how much.
        size: At least as many entries as there will be.

    Returns:
        The three arrays of a CSR matrix, columns rising within a row: int64, int32, float32; rows unit L2 or empty.
        Phrases come behind the terms.
    """
    counted = _room(starts)
    room = len(counted.terms)
    weighed = np.empty(2 * room, np.float64)
    of_phrases = weighed[room:]
    order = np.empty((2, 2 * room), np.int64)
    n_articles = (len(starts) - 1) // STRETCHES
    indptr = np.zeros(n_articles + 1, np.int64)
    indices, data = np.empty(size, np.int32), np.empty(size, np.float32)
    at = 0
    for article in range(n_articles):
        n, n_pairs = _count(ids, starts, article, learned.lead_terms, counted)
        weighed[:n] = 0
        _weigh_terms(counted, n, _TITLE, learned.title, learned, weighed)
        _weigh_terms(counted, n, _LEAD, learned.lead, learned, weighed)
        _weigh_terms(counted, n, _BODY, learned.body, learned, weighed)
        n_phrases = _known_pairs(counted, n_pairs, n_terms, learned) if learned.weights[_PHRASES] else 0
        _weigh_phrases(counted, n_phrases, learned, of_phrases)
        filled = _order(counted, n, n_phrases, n_terms, weighed, order[0])
        _sort(order[0], order[1], filled, n_terms + len(learned.keys))
        scale = 1 / _length(weighed, order[0], filled)
        for entry in order[0, :filled]:
            indices[at], data[at] = entry >> _HALF, scale * weighed[entry & _LOWER]
            at += 1
        indptr[article + 1] = at
    return indptr, indices[:at], data[:at]
