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
from recommender.ranking.character_kinds import (
    AFTER_NAME,
    APOSTROPHE,
    BEFORE_NAME,
    CAPITAL,
    KANJI,
    OTHER_CASE,
    SPACE,
    kind_of,
)
from recommender.ranking.joints import A_YEAR, LONGEST_ARTICLE, NOTHING, Neighbours
from recommender.ranking.run_ends import NO_FIRST, NO_LAST, PIECE, SAYS_NOTHING
from recommender.ranking.word_kinds import EMPTY, PARTICLE

LONGEST_NAME = 5  # How long a name may be. At least 2, words; chosen by hand, what a reader takes in at a glance.
# The same in scripts that do not separate words. At least 2, pairs of characters; chosen by hand.
LONGEST_RUN = 12
# How much a word says that the seed has only as part of a longer name, such as a first name: the other article may mean
# another. In [0, 1]; chosen by hand.
PART_OF_NAME = 0.1
NOT_READ = -1  # stands for the beginning of a term that the text does not have, its column for the end
_BLANK, _S, _HYPHEN, _ZERO, _NINE = map(ord, " s-09")
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
        if last - begin <= 2 and kind_of(codes[last - 1], characters) & KANJI:
            break
        last -= 1
    if last == begin or not kind_of(codes[last - 1], characters) & KANJI:
        last = end
    if end - begin > 1 and kind_of(codes[begin], characters) & BEFORE_NAME:
        begin += kind_of(codes[begin + 1], characters) & KANJI > 0
    return begin, last


@compiled
def quoted_stretch(codes: Codes, begin: int, end: int, characters: Bytes, elides: bool) -> tuple[int, int]:
    """Return a stretch as it is quoted: without what belongs to the sentence, with what is tied to it by a hyphen.

    Tied to a name are one or two letters before it and a number behind it, which are no words by themselves: T-Mobile,
    al-Averin, COVID-19.

    Args:
        codes: The text.
        begin, end: The stretch.
        characters: As of the function of this name.
        elides: Whether what is before an apostrophe is an article, which goes: l'Averin.
    """
    begin, end = trimmed(codes, begin, end, characters)
    if not kind_of(codes[begin], characters) & CAPITAL:
        return (_behind_article(codes, begin, end, characters) if elides else begin), end
    return _behind_hyphen(codes, begin, characters), _number_behind(codes, end, characters)


@inlined
def _behind_article(codes: Codes, begin: int, end: int, characters: Bytes) -> int:
    """Return where a stretch begins without an article that lost its vowel."""
    for at in range(begin + 1, min(begin + LONGEST_ARTICLE, end - 2)):
        if kind_of(codes[at], characters) & APOSTROPHE:
            return at + 1
    return begin


@inlined
def _behind_hyphen(codes: Codes, begin: int, characters: Bytes) -> int:
    """Return where a name begins with the one or two letters that a hyphen ties to it."""
    at = begin - 1
    while at > 0 and begin - at < A_YEAR and kind_of(codes[at - 1], characters) & (CAPITAL | OTHER_CASE):
        at -= 1
    is_tied = begin > 1 and codes[begin - 1] == _HYPHEN and 1 < begin - at < A_YEAR
    return at if is_tied else begin


@inlined
def _number_behind(codes: Codes, end: int, characters: Bytes) -> int:
    """Return where a name ends with the number of at most three digits that a hyphen ties to it."""
    at = end + 1
    while at < len(codes) and at - end <= A_YEAR and _ZERO <= codes[at] <= _NINE:
        at += 1
    is_word = at < len(codes) and kind_of(codes[at], characters) & (CAPITAL | OTHER_CASE) > 0
    return at if 1 < at - end <= A_YEAR and codes[end] == _HYPHEN and not is_word else end


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
    """What quotes are made of: the seed, and terms of its vector.

    Attributes:
        codes, begins, ends, address: Those of `SeedWords`.
        words, phrases, first, quoted: Those of `Places`.
        kinds: uint8 (n_words,), what each word is, as `recommender.ranking.word_kinds` has it.
        kinds_of_terms: uint8 (n_columns,), the same of the terms that are words.
        neighbours: Those of the terms.
        run_ends: uint8 (n_words,), what each word is at the end of a name, as `recommender.ranking.run_ends` has it.
        joints: int32 (n_joints,), the words that go on with a name, rising.
        by_words: bool (n_words,), which of them do so if the other has the two words, though not beside each other.
        terms: int32 (n_terms,), the columns of the terms, rising.
        firsts, seconds: int64 (n_phrases,), the columns of the words of each phrase, the last of the terms.
        letters: uint8, the terms of the vocabulary in UTF-8, one after the other.
        offsets: Where each of them begins.
        characters: As of the function of this name.
        elides: As of `quoted_stretch`.
    """

    codes: Codes
    begins: Codes
    ends: Codes
    address: int
    words: Codes
    phrases: Codes
    first: Codes
    quoted: Codes
    kinds: Bytes
    kinds_of_terms: Bytes
    neighbours: Neighbours
    run_ends: Bytes
    joints: Codes
    by_words: Flags
    terms: Codes
    firsts: Longs
    seconds: Longs
    letters: Bytes
    offsets: Offsets
    characters: Bytes
    elides: bool


class Spellings(NamedTuple):
    """Spellings by number, each once; `n` is how many there are, an array so that loops can count on.

    Attributes:
        slots: The hash table of the numbers, from 1 on.
        hashes: uint64, the hash of each.
        begins, ends: int32, as `Quotes` have them.
        n: int64 (1,).
    """

    slots: Hashes
    hashes: Hashes
    begins: Codes
    ends: Codes
    n: Longs


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
    spellings = _new_spellings(n_terms + n_cards * len(reading.joints))
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
        _name_terms(reading, shared_by, card, spellings, name_of)
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
def _new_spellings(most: int) -> Spellings:
    """Return a table with room for so many spellings."""
    hashes, begins, ends = np.empty(most, np.uint64), np.empty(most, np.int32), np.empty(most, np.int32)
    return Spellings(new_slots(most), hashes, begins, ends, np.zeros(1, np.int64))


@inlined
def _number_spelling(spellings: Spellings, hashed: np.uint64, begin: int, end: int) -> int:
    """Return the number of a spelling, a new one if it has none."""
    slots, hashes = spellings.slots, spellings.hashes
    slot = first_slot(slots, hashed)
    while slots[slot] and hashes[number_in(slots, slot) - 1] != hashed:
        slot = next_slot(slots, slot, hashed)
    if not slots[slot]:
        n = spellings.n[0]
        hashes[n], spellings.begins[n], spellings.ends[n] = hashed, begin, end
        spellings.n[0] = n + 1
        fill_slot(slots, slot, hashed, n + 1)
    return int(number_in(slots, slot)) - 1


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
            numbers[term] = _number_spelling(spellings, hashed, begin, end)
        elif first < 0:
            phrase = term - n_single
            column = reading.terms[term] if phrase < 0 else reading.firsts[phrase]
            hashed = hash_term(FNV_OFFSET, int(column), reading.letters, reading.offsets)
            if phrase >= 0:
                hashed = hash_on(hashed, _BLANK)
                hashed = hash_term(hashed, reading.seconds[phrase], reading.letters, reading.offsets)
            numbers[term] = _number_spelling(spellings, hashed, NOT_READ, reading.terms[term])
    return numbers, is_seen


@compiled
def _name_terms(reading: Reading, shared_by: Codes, card: int, spellings: Spellings, name_of: Codes) -> None:
    """Find the names of a card, and of which of them each term is part: that of most terms, then of fewest capitals.

    Args:
        reading: The seed.
        shared_by: int32 (n_terms,), the last card that shares each term.
        card: The card.
        spellings: Those of names are added.
        name_of: int32 (n_terms,), where the spelling of the name of each term is written, -1 for none.
    """
    codes, characters = reading.codes, reading.characters
    words, phrases = reading.words, reading.phrases
    runs = _find_runs(reading, shared_by, card)
    ranks, counted = np.zeros(len(name_of), np.int64), np.full(len(name_of), -1, np.int32)
    name_of[:] = -1
    for run in range(len(runs)):
        first, last = _whole_words(reading.run_ends, runs[run, 0], runs[run, 1])
        if first >= last:
            continue
        begin, end = quoted_stretch(codes, reading.begins[first], reading.ends[last], characters, reading.elides)
        number = _number_spelling(spellings, hash_stretch(codes, begin, end, characters), begin, end)
        capitals = capitals_of(codes, begin, end, characters)
        rank = 3 * _count_terms(words, phrases, first, last, run, counted) + 2 - capitals
        for word in range(first, last + 1):
            for term in (np.int64(words[word]), np.int64(phrases[word] if word > first else -1)):
                if term >= 0 and rank > ranks[term]:
                    name_of[term], ranks[term] = number, rank


@inlined
def _count_terms(words: Codes, phrases: Codes, first: int, last: int, run: int, counted: Codes) -> int:
    """Return how many different terms a run has; `counted` is the last run that each has been counted for."""
    size = 0
    for word in range(first, last + 1):
        for term in (np.int64(words[word]), np.int64(phrases[word] if word > first else -1)):
            if term >= 0 and counted[term] != run:
                counted[term] = run
                size += 1
    return size


@compiled
def _whole_words(run_ends: Bytes, first: int, last: int) -> tuple[int, int]:
    """Return the words of a run that a name can begin and end with; none if no word of it says anything."""
    while first <= last and run_ends[first] & NO_FIRST:
        first += 1
    while first <= last and run_ends[last] & NO_LAST:
        last -= 1
    says_nothing = True
    for word in range(first, last + 1):
        says_nothing &= run_ends[word] & SAYS_NOTHING > 0
    return (1, 0) if says_nothing else (first, last)


@compiled
def _find_runs(reading: Reading, shared_by: Codes, card: int) -> NDArray[np.int64]:
    """Return the first and the last word of each run of words that a card has in one name; int64 (n_runs, 2)."""
    words, phrases, kinds, begins, ends = reading.words, reading.phrases, reading.kinds, reading.begins, reading.ends
    runs, n = np.empty((len(reading.joints), 2), np.int64), 0
    for at in reading.joints:
        goes_on = n > 0 and runs[n - 1, 1] == at - 1
        has_word, has_before = _has(words[at], shared_by, card), _has(words[at - 1], shared_by, card)
        has_name = _has(phrases[at], shared_by, card) or (reading.by_words[at] and has_word and has_before)
        if not _is_joined(kinds[at], kinds[at - 1], goes_on, has_word, has_before, has_name):
            continue
        longest = LONGEST_RUN if begins[at] < ends[at - 1] else LONGEST_NAME
        if not goes_on:
            runs[n, 0], runs[n, 1] = at - 1, at
            n += 1
        elif at - runs[n - 1, 0] < longest:
            runs[n - 1, 1] = at
    return runs[:n]


@inlined
def _has(term: int, shared_by: Codes, card: int) -> bool:
    """Return whether a card shares a term, negative for none."""
    return bool(term >= 0 and shared_by[term] == card)


@inlined
def _is_joined(kind: int, kind_before: int, goes_on: bool, has_word: bool, has_before: bool, has_name: bool) -> bool:
    """Return whether a card has a joint: its phrase, or its words, where these alone make a name.

    Args:
        kind, kind_before: What the word is, and the one before.
        goes_on: Whether the card has the joint before.
        has_word, has_before: Whether it has the word, and the one before.
        has_name: Whether it has what makes the two words a name.
    """
    if kind & PARTICLE:  # it may be that the other name is written without
        return goes_on or has_before
    if kind_before & PARTICLE:
        return goes_on and has_word
    return has_name
