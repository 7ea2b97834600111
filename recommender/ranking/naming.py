"""The compiled loops that name what two articles share: terms of vectors → stretches of the seed's text.

In: the words of a seed, where the terms of its vector are among them, and what each card shares with it. Out: for each
card its quotes: names, words and terms that the text does not have, each once, with its share of the similarity. A
quote is known by the hash of its spelling, so that nothing is spelled here; what a page shows is spelled by whoever
shows it.

Loops work on plain arrays, as in `recommender.model.scoring`, and do not check positions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import (
    FNV_OFFSET,
    compiled,
    fill_slot,
    first_slot,
    hash_on,
    inlined,
    new_slots,
    next_slot,
    number_in,
)
from recommender.ranking.seed_words import (
    AFTER_NAME,
    APOSTROPHE,
    BEFORE_NAME,
    CAPITAL,
    KANJI,
    OTHER_CASE,
    SPACE,
    kind_of,
)

LONGEST_NAME = 5  # How long a name may be. At least 2, words; chosen by hand, what a reader takes in at a glance.
# The same in scripts that do not separate words. At least 2, pairs of characters; chosen by hand.
LONGEST_RUN = 12
NOT_READ = -1  # stands for the beginning of a term that the text does not have, its column for the end
_BLANK, _S = map(ord, " s")
_HALF = np.uint64(32)

Bytes = NDArray[np.uint8]
Codes = NDArray[np.int32]
Doubles = NDArray[np.float64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float32]
Hashes = NDArray[np.uint64]
Longs = NDArray[np.int64]
Offsets = NDArray[np.integer]


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


class Quotes(NamedTuple):
    """What cards share with a seed, one card after the other.

    Attributes:
        starts: int64 (n_cards + 1,), where the quotes of each card begin.
        shares: float64 (n,), the share of each in the card's similarity.
        seen: bool (n,), whether a reader finds it in the title or the text.
        begins: int32 (n,), the character of the seed at which it begins; `NOT_READ` for a term that is not in the text.
        ends: int32 (n,), the character behind it; or the column of such a term.
    """

    starts: Longs
    shares: Doubles
    seen: Flags
    begins: Codes
    ends: Codes


@compiled
def share_with_each(
    terms: Codes, weights: Floats, starts: Longs, other_terms: Codes, other_weights: Floats
) -> tuple[Longs, Codes, Floats]:
    """Return the terms that a vector shares with each of some others, and what each adds to their dot product.

    Args:
        terms, weights: The vector, terms rising.
        starts: int64 (n_others + 1,), where each other vector begins.
        other_terms, other_weights: The others, one after the other.

    Returns:
        int64 (n_others + 1,), where the terms shared with each begin; int32 (n,), their places in the vector, rising
        for each; float32 (n,), the products of weights.
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
    return bounds, places[:n], products[:n]


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


@compiled
def capitals_of(codes: Codes, begin: int, end: int, characters: Bytes) -> int:
    """Return 0 for what is in lower case, 2 for what is all in capitals, 1 for anything else that begins with one."""
    has_capital = False
    for at in range(begin, end):
        kind = kind_of(codes[at], characters)
        if kind & OTHER_CASE:
            return 1 if kind_of(codes[begin], characters) & CAPITAL else 0
        has_capital |= kind & CAPITAL > 0
    return 2 if has_capital else 0


@compiled
def trimmed(codes: Codes, begin: int, end: int, characters: Bytes) -> tuple[int, int]:
    """Return a stretch without what belongs to the sentence rather than to the name in it.

    That is the genitive of its last word, and particles around a Japanese name.
    """
    if end - begin > 2 and codes[end - 1] == _S and kind_of(codes[end - 2], characters) & APOSTROPHE:
        return begin, end - 2
    last = end
    while last > begin and kind_of(codes[last - 1], characters) & AFTER_NAME:
        last -= 1
    if last == begin or not kind_of(codes[last - 1], characters) & KANJI:
        last = end
    if end - begin > 1 and kind_of(codes[begin], characters) & BEFORE_NAME:
        begin += kind_of(codes[begin + 1], characters) & KANJI > 0
    return begin, last


@inlined
def _hash_character(hashed: np.uint64, code: int) -> np.uint64:
    """Return the hash of a text that goes on with a character, as of its bytes in UTF-8."""
    if code < 0x80:
        return hash_on(hashed, code)
    if code < 0x800:
        return hash_on(hash_on(hashed, 0xC0 | code >> 6), 0x80 | code & 0x3F)
    if code < 0x10000:
        hashed = hash_on(hashed, 0xE0 | code >> 12)
    else:
        hashed = hash_on(hash_on(hashed, 0xF0 | code >> 18), 0x80 | code >> 12 & 0x3F)
    return hash_on(hash_on(hashed, 0x80 | code >> 6 & 0x3F), 0x80 | code & 0x3F)


@compiled
def hash_stretch(codes: Codes, begin: int, end: int, characters: Bytes) -> np.uint64:
    """Return the hash of a stretch of a text, in which any white space is one blank."""
    hashed, was_space = FNV_OFFSET, False
    for at in range(begin, end):
        is_space = kind_of(codes[at], characters) & SPACE > 0
        if not is_space:
            hashed = _hash_character(hashed, int(codes[at]))
        elif not was_space:
            hashed = hash_on(hashed, _BLANK)
        was_space = is_space
    return hashed


@compiled
def hash_term(hashed: np.uint64, column: int, letters: Bytes, offsets: Offsets) -> np.uint64:
    """Return the hash of a text that goes on with a term of the vocabulary."""
    for at in range(offsets[column], offsets[column + 1]):
        hashed = hash_on(hashed, letters[at])
    return hashed


class Reading(NamedTuple):
    """What quotes are made of: the seed, and the terms of its vector.

    Attributes:
        codes, begins, ends: Those of `SeedWords`.
        address: Likewise.
        words, phrases, first, quoted: Those of `Places`.
        joints: int32 (n_joints,), the words that go on with a name, rising.
        terms: int32 (n_terms,), the columns of the vector, rising.
        firsts, seconds: int64 (n_phrases,), the columns of the words of each of its phrases, its last terms.
        letters: uint8, the terms of the vocabulary in UTF-8, one after the other.
        offsets: Where each of them begins.
        characters: As of the function of this name.
    """

    codes: Codes
    begins: Codes
    ends: Codes
    address: int
    words: Codes
    phrases: Codes
    first: Codes
    quoted: Codes
    joints: Codes
    terms: Codes
    firsts: Longs
    seconds: Longs
    letters: Bytes
    offsets: Offsets
    characters: Bytes


class Names(NamedTuple):
    """The names that one card shares with a seed; what is known of the card before is written over.

    Attributes:
        runs: int64 (n_names, 4), the first and the last word of each name, the character at which it begins, and the
            one behind it.
        hashes: uint64 (n_names,), the hash of the spelling of each.
        of_terms: int32 (n_terms,), the name that each term is part of, -1 for none.
    """

    runs: Longs
    hashes: Hashes
    of_terms: Codes


class Tally(NamedTuple):
    """Quotes as they are added up; `hashes` has the hash of the spelling of each, `slots` finds those of one card."""

    slots: Hashes
    hashes: Hashes
    shares: Doubles
    seen: Flags
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
    n_terms, n_joints, size = len(reading.first), len(reading.joints), 2 * len(places)
    most = (starts[1:] - starts[:-1]).max()
    names = Names(np.empty((n_joints + 1, 4), np.int64), np.empty(n_joints + 1, np.uint64), np.empty(n_terms, np.int32))
    shares, seen, hashed = np.zeros(size, np.float64), np.zeros(size, np.bool_), np.empty(size, np.uint64)
    tally = Tally(new_slots(2 * most), hashed, shares, seen, np.empty(size, np.int32), np.empty(size, np.int32))
    bounds, hashes, shared_by = np.zeros_like(starts), np.zeros(n_terms, np.uint64), np.full(n_terms, -1, np.int32)
    for card in range(len(starts) - 1):
        some = slice(starts[card], starts[card + 1])
        shared_by[places[some]] = card
        _name_terms(reading, shared_by, card, names)
        bounds[card + 1] = _quote_card(
            reading, names, places[some], products[some] / totals[card], hashes, tally, bounds[card]
        )
    n = bounds[-1]
    return Quotes(bounds, tally.shares[:n], tally.seen[:n], tally.begins[:n], tally.ends[:n])


@compiled
def _quote_card(
    reading: Reading, names: Names, terms: Codes, shares: Floats, hashes: Hashes, tally: Tally, begin: int
) -> int:
    """Add up the shares of the quotes of one card, and return how many quotes there are then.

    Args:
        reading: The seed.
        names: The names of the card.
        terms: int32 (n,), the terms that it shares.
        shares: float32 (n,), the share of each.
        hashes: uint64 (n_terms,), the hashes of the spellings of terms, 0 where they are not known yet.
        tally: The quotes.
        begin: How many quotes there are of the cards before.
    """
    tally.slots[:] = 0
    n = begin
    for at in range(len(terms)):
        term, share, word = terms[at], np.float64(shares[at]), reading.first[terms[at]]
        is_seen = word < 0 or reading.begins[word] < reading.address
        if names.of_terms[term] < 0 and word >= 0 and reading.quoted[term] < 0:
            # A phrase that is no name is quoted by its two words.
            n = _add(reading, names, reading.words[word - 1], share / 2, is_seen, hashes, tally, begin, n)
            n = _add(reading, names, reading.words[word], share / 2, is_seen, hashes, tally, begin, n)
        else:
            n = _add(reading, names, term, share, is_seen, hashes, tally, begin, n)
    return n


@compiled
def _add(
    reading: Reading, names: Names, term: int, share: float, is_seen: bool, hashes: Hashes, tally: Tally, begin: int,
    n: int,
) -> int:  # fmt: skip
    """Add a share to the quote of a term, and return how many quotes there are then; as `_quote_card`."""
    name = names.of_terms[term]
    if name >= 0:
        hashed, first, last = names.hashes[name], names.runs[name, 2], names.runs[name, 3]
    else:
        first, last = _stretch_of(reading, term)
        if not hashes[term]:
            is_read = first != NOT_READ
            hashes[term] = (
                hash_stretch(reading.codes, first, last, reading.characters) if is_read else _hash_term(reading, term)
            )
        hashed = hashes[term]
    slot = first_slot(tally.slots, hashed)
    while tally.slots[slot] and tally.hashes[begin + number_in(tally.slots, slot) - 1] != hashed:
        slot = next_slot(tally.slots, slot, hashed)
    if not tally.slots[slot]:
        tally.hashes[n], tally.begins[n], tally.ends[n] = hashed, first, last
        n += 1
        fill_slot(tally.slots, slot, hashed, n - begin)
    quote = begin + number_in(tally.slots, slot) - 1
    tally.shares[quote] += share
    tally.seen[quote] |= is_seen
    return n


@compiled
def _name_terms(reading: Reading, shared_by: Codes, card: int, names: Names) -> None:
    """Find the names of a card, and which of them each term is part of: that of most terms, then of fewest capitals.

    Args:
        reading: The seed.
        shared_by: int32 (n_terms,), the last card that shares each term.
        card: The card.
        names: Where names are written.
    """
    ranks, counted = np.zeros(len(shared_by), np.int64), np.full(len(shared_by), -1, np.int32)
    names.of_terms[:] = -1
    for name in range(_find_runs(reading, shared_by, card, names.runs)):
        first, last = names.runs[name, 0], names.runs[name, 1]
        begin, end = trimmed(reading.codes, reading.begins[first], reading.ends[last], reading.characters)
        names.runs[name, 2], names.runs[name, 3] = begin, end
        names.hashes[name] = hash_stretch(reading.codes, begin, end, reading.characters)
        counted[reading.words[first]], size = name, 1
        for word in range(first + 1, last + 1):
            for part in (reading.words[word], reading.phrases[word]):
                size += counted[part] != name
                counted[part] = name
        rank = 3 * size + 2 - capitals_of(reading.codes, begin, end, reading.characters)
        for part in np.append(reading.words[first : last + 1], reading.phrases[first + 1 : last + 1]):
            if rank > ranks[part]:
                names.of_terms[part], ranks[part] = name, rank


@compiled
def _find_runs(reading: Reading, shared_by: Codes, card: int, runs: Longs) -> int:
    """Write the first and the last word of each run of words that form shared phrases; return how many there are."""
    n = -1
    for at in reading.joints:
        if shared_by[reading.phrases[at]] != card:
            continue
        longest = LONGEST_RUN if reading.begins[at] < reading.ends[at - 1] else LONGEST_NAME
        if n < 0 or runs[n, 1] != at - 1:
            n += 1
            runs[n, 0], runs[n, 1] = at - 1, at
        elif at - runs[n, 0] < longest:
            runs[n, 1] = at
    return n + 1


@compiled
def _stretch_of(reading: Reading, term: int) -> tuple[int, int]:
    """Return where a word is quoted from, or a phrase that the text does not have; as `Quotes` have it."""
    word = reading.quoted[term]
    if word < 0:
        return NOT_READ, int(reading.terms[term])
    return trimmed(reading.codes, reading.begins[word], reading.ends[word], reading.characters)


@compiled
def _hash_term(reading: Reading, term: int) -> np.uint64:
    """Return the hash of a term as the vocabulary spells it, of a phrase with a blank between its words."""
    phrase = term - (len(reading.terms) - len(reading.firsts))
    if phrase < 0:
        return hash_term(FNV_OFFSET, reading.terms[term], reading.letters, reading.offsets)
    hashed = hash_term(FNV_OFFSET, reading.firsts[phrase], reading.letters, reading.offsets)
    return hash_term(hash_on(hashed, _BLANK), reading.seconds[phrase], reading.letters, reading.offsets)
