"""What cards share with a seed, as quotes: names, words, and terms that the text does not have.

In: the seed, and what each card shares with it. Out: for each card its quotes, each once, with its share of the
similarity. A quote is known by the hash of its spelling; what a page shows is spelled by whoever shows it. Loops work
on plain arrays, and do not check positions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import FNV_OFFSET, compiled, hash_on
from recommender.ranking.joints import NOTHING
from recommender.ranking.naming import Reading, name_terms
from recommender.ranking.run_ends import PIECE, SAYS_NOTHING
from recommender.ranking.stretches import (
    Spellings,
    hash_stretch,
    hash_term,
    new_spellings,
    number_spelling,
    quoted_stretch,
)
from recommender.ranking.word_kinds import EMPTY

# How much a word says that the seed has only as part of a longer name, such as a first name: the other article may mean
# another. In [0, 1]; chosen by hand.
PART_OF_NAME = 0.1
NOT_READ = -1  # stands for the beginning of a term that the text does not have, its column for the end
_BLANK = ord(" ")

Codes = NDArray[np.int32]
Doubles = NDArray[np.float64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float32]
Longs = NDArray[np.int64]


class Quotes(NamedTuple):
    """What cards share with a seed, one card after the other, the largest share first.

    Attributes:
        starts: int64 (n_cards + 1,), where the quotes of each card begin.
        numbers: int32 (n,), the spelling of each, by its number.
        shares: float64 (n,), the share of each in the card's similarity.
        seen: bool (n,), whether a reader finds it in the title or the text.
        weights: float32 (n,), how much it says by itself, in [0, 1]: see `SharedTerm`.
        begins: int32 (n_spellings,), the character at which each begins in the seed; `NOT_READ` for a term that is
            not in the text.
        ends: int32 (n_spellings,), the character behind it; or the column of such a term.
    """

    starts: Longs
    numbers: Codes
    shares: Doubles
    seen: Flags
    weights: Floats
    begins: Codes
    ends: Codes


@compiled
def quote_cards(reading: Reading, starts: Longs, places: Codes, products: Floats, totals: Floats) -> Quotes:
    """Return what each card shares with a seed.

    Args:
        reading: The seed.
        starts: int64 (n_cards + 1,), where the terms that each card shares begin.
        places: int32 (n,), these terms by their places in the vector.
        products: float32 (n,), what each adds to the dot product.
        totals: float32 (n_cards,), the sums of these.
    """
    n_terms, n_cards, size = len(reading.first), len(starts) - 1, 2 * len(places)
    spellings = new_spellings(n_terms + n_cards * len(reading.joints))
    number_of, is_seen = _spell_terms(reading, spellings)
    weights_alone = _weigh_terms(reading)
    shared_by, name_of = np.full(n_terms, -1, np.int32), np.empty(n_terms, np.int32)
    bounds, numbers, shares = np.zeros_like(starts), np.empty(size, np.int32), np.empty(size, np.float64)
    seen, weights = np.empty(size, np.bool_), np.empty(size, np.float32)
    at_of = np.full(len(spellings.hashes), -1, np.int64)
    words, first = reading.words, reading.first
    n = 0
    for card in range(n_cards):
        begin, some = n, places[starts[card] : starts[card + 1]]
        shared_by[some] = card
        name_terms(reading, shared_by, card, spellings, name_of)
        for at in range(len(some)):
            term, share = some[at], np.float64(products[starts[card] + at] / totals[card])
            # A phrase that is no name is quoted by its two words.
            n_parts = 2 if number_of[term] < 0 and name_of[term] < 0 else 1
            for part in range(n_parts):
                each = term if n_parts == 1 else words[first[term] - 1 + part]
                number = name_of[each] if name_of[each] >= 0 else number_of[each]
                if at_of[number] < begin:
                    at_of[number], numbers[n], shares[n], seen[n], weights[n] = n, number, 0.0, False, 0.0
                    n += 1
                shares[at_of[number]] += share / n_parts
                seen[at_of[number]] |= is_seen[term]
                weight = np.float32(1.0) if name_of[each] >= 0 else weights_alone[each]
                weights[at_of[number]] = max(weights[at_of[number]], weight)
        bounds[card + 1] = n
        order = begin + np.argsort(-shares[begin:n])
        numbers[begin:n], shares[begin:n] = numbers[order], shares[order]
        seen[begin:n], weights[begin:n] = seen[order], weights[order]
    n_spellings = spellings.n[0]
    quoted = spellings.begins[:n_spellings], spellings.ends[:n_spellings]
    return Quotes(bounds, numbers[:n], shares[:n], seen[:n], weights[:n], *quoted)


@compiled
def _weigh_terms(reading: Reading) -> Floats:
    """Return how much each term says where it is no part of a name that both have; float32 (n_terms,), in [0, 1]."""
    weights = np.ones(len(reading.first), np.float32)
    before, behind = reading.neighbours.before, reading.neighbours.behind
    for term in range(len(weights)):
        word = reading.quoted[term]
        if word >= 0:
            is_empty = reading.run_ends[word] & (SAYS_NOTHING | PIECE)
            # What goes on now with this, now with that is a name itself.
            is_part = not reading.neighbours.alone[term] and (before[term] != NOTHING or behind[term] != NOTHING)
            weights[term] = 0.0 if is_empty else PART_OF_NAME if is_part else 1.0
        elif term < len(reading.kinds_of_terms):
            weights[term] = not reading.kinds_of_terms[term] & EMPTY
    return weights


@compiled
def _spell_terms(reading: Reading, spellings: Spellings) -> tuple[Codes, Flags]:
    """Return the number of the spelling of each term, -1 for a phrase that the text has, and which terms are seen."""
    codes, begins, ends, characters = reading.codes, reading.begins, reading.ends, reading.characters
    n_terms, n_single = len(reading.first), len(reading.terms) - len(reading.firsts)
    numbers, is_seen = np.full(n_terms, -1, np.int32), np.ones(n_terms, np.bool_)
    for term in range(n_terms):
        word, first = reading.quoted[term], reading.first[term]
        if first >= 0:
            is_seen[term] = begins[first] < reading.address
        if word >= 0:
            begin, end = quoted_stretch(codes, begins[word], ends[word], characters, reading.elides)
            hashed = hash_stretch(codes, begin, end, characters)
            numbers[term] = number_spelling(spellings, hashed, begin, end)
        elif first < 0:
            phrase = term - n_single
            column = reading.terms[term] if phrase < 0 else reading.firsts[phrase]
            hashed = hash_term(FNV_OFFSET, int(column), reading.letters, reading.offsets)
            if phrase >= 0:
                hashed = hash_on(hashed, _BLANK)
                hashed = hash_term(hashed, reading.seconds[phrase], reading.letters, reading.offsets)
            numbers[term] = number_spelling(spellings, hashed, NOT_READ, reading.terms[term])
    return numbers, is_seen
