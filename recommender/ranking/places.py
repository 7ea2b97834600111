"""Where what two articles share is among the words of a seed: terms of vectors → places in the seed's text.

In: the vector of a seed, those of other articles, and the seed's words. Out: the terms that are shared with each, and
at which words of the text they are. Loops work on plain arrays, as in `recommender.model.scoring`, and do not check
positions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import FNV_OFFSET, compiled, fill_slot, first_slot, hash_on, new_slots, next_slot, number_in
from recommender.ranking.stretches import capitals_of

_HALF = np.uint64(32)

Bytes = NDArray[np.uint8]
Codes = NDArray[np.int32]
Floats = NDArray[np.float32]
Longs = NDArray[np.int64]


class Places(NamedTuple):
    """Where the terms of a vector are among the words of a seed; terms are numbered by their places in the vector.

    Behind them those words are numbered that the vector lacks, and phrases of it are made of.

    Attributes:
        words: int32 (n_words,), which term each word is, -1 for none.
        phrases: int32 (n_words,), which term the phrase is that each word forms with the word before, -1 for none.
        first: int32 (n_terms,), the first word of each term, of a phrase the second of its words; -1 for none.
        quoted: int32 (n_terms,), the word that is quoted for each term that is a word, -1 for none.
    """

    words: Codes
    phrases: Codes
    first: Codes
    quoted: Codes


@compiled
def share_with_each(
    terms: Codes, weights: Floats, starts: Longs, other_terms: Codes, other_weights: Floats
) -> tuple[Codes, Longs, Codes, Floats]:
    """Return the terms that a vector shares with each of some others, and what each adds to their dot product.

    Args:
        terms, weights: The vector, terms rising.
        starts: int64 (n_others + 1,), where each other vector begins.
        other_terms, other_weights: The others, one after the other.

    Returns:
        int32 (n_shared,), all terms that are shared with any, rising; int64 (n_others + 1,), where those shared with
        each begin; int32 (n,), their places among all, rising for each; float32 (n,), the products of weights.
    """
    size = len(other_terms)
    bounds, places, products = np.zeros(len(starts), np.int64), np.empty(size, np.int32), np.empty(size, np.float32)
    n = 0
    for other in range(len(starts) - 1):
        i, j, end = 0, int(starts[other]), starts[other + 1]
        while i < len(terms) and j < end:
            if terms[i] < other_terms[j]:
                i += 1
            elif terms[i] > other_terms[j]:
                j += 1
            else:
                places[n], products[n] = i, weights[i] * other_weights[j]
                n, i, j = n + 1, i + 1, j + 1
        bounds[other + 1] = n
    is_shared = np.zeros(len(terms), np.bool_)
    is_shared[places[:n]] = True
    numbers = (np.cumsum(is_shared) - 1).astype(np.int32)
    return terms[is_shared], bounds, numbers[places[:n]], products[:n]


@compiled
def find_places(
    columns: Codes, terms: Codes, firsts: Longs, seconds: Longs, codes: Codes, begins: Codes, ends: Codes, address: int,
    characters: Bytes,
) -> Places:  # fmt: skip
    """Look up the terms of a vector among the words of a seed.

    A word in the address counts only where there is no other; of its spellings the one with the fewest capitals is
    quoted, since capitals may be those of a title.

    Args:
        columns, codes, begins, ends, address: Those of `SeedWords`.
        terms: int32 (n_terms,), the terms of the vector, rising: words, and phrases behind them.
        firsts, seconds: int64 (n_phrases,), the columns of the words of each phrase.
        characters: As of the function of this name.
    """
    phrases = _number_phrases(columns, firsts, seconds, len(terms) - len(firsts))
    words, n = _number_words(columns, terms, len(terms) - len(firsts), phrases)
    first, quoted = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    fewest = np.full(n, 3, np.int64)
    for word in range(len(columns)):
        term, phrase = words[word], phrases[word]
        if phrase >= 0 and first[phrase] < 0:
            first[phrase] = word
        if term < 0 or (first[term] >= 0 and begins[first[term]] < address <= begins[word]):
            continue
        if first[term] < 0:
            first[term] = word
        capitals = capitals_of(codes, begins[word], ends[word], characters)
        if capitals < fewest[term]:
            fewest[term], quoted[term] = capitals, word
    return Places(words, phrases, first, quoted)


@compiled
def _number_phrases(columns: Codes, firsts: Longs, seconds: Longs, n_before: int) -> Codes:
    """Return which phrase each word forms with the word before, -1 for none; the first phrase is `n_before`."""
    slots = new_slots(len(firsts))
    for at in range(len(firsts)):
        hashed = hash_on(hash_on(FNV_OFFSET, firsts[at]), seconds[at])
        slot = first_slot(slots, hashed)
        while slots[slot]:
            slot = next_slot(slots, slot, hashed)
        fill_slot(slots, slot, hashed, at + 1)
    phrases = np.full(len(columns), -1, np.int32)
    for word in range(1, len(columns)):
        first, second = columns[word - 1], columns[word]
        hashed = hash_on(hash_on(FNV_OFFSET, first), second)
        slot = first_slot(slots, hashed)
        at = int(number_in(slots, slot)) - 1
        while at >= 0 and (firsts[at] != first or seconds[at] != second):
            slot = next_slot(slots, slot, hashed)
            at = int(number_in(slots, slot)) - 1
        phrases[word] = n_before + at if at >= 0 else -1
    return phrases


@compiled
def _number_words(columns: Codes, terms: Codes, n_single: int, phrases: Codes) -> tuple[Codes, int]:
    """Return which term each word is, -1 for none, and how many terms there are with those that the vector lacks."""
    n = len(terms)
    slots = new_slots(n_single + len(columns))
    for term in range(n_single):
        hashed = np.uint64(terms[term]) << _HALF
        fill_slot(slots, first_slot(slots, hashed), hashed, term + 1)
    for word in range(1, len(columns)):
        if phrases[word] >= 0:
            for part in (word - 1, word):
                hashed = np.uint64(columns[part]) << _HALF
                slot = first_slot(slots, hashed)
                if not slots[slot]:
                    n += 1
                    fill_slot(slots, slot, hashed, n)
    words = np.empty(len(columns), np.int32)
    for word in range(len(columns)):
        words[word] = number_in(slots, first_slot(slots, np.uint64(columns[word]) << _HALF)) - 1
    return words, n
