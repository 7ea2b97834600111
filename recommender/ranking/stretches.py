"""Stretches of a seed's text as they are quoted, and their spellings, of which each is known by its hash.

In: the code points of a text, and where a word or a name begins and ends in it. Out: where the quote of it begins and
ends, its capitals, its hash and, in a table, its number. Nothing is spelled here. Loops work on plain arrays, and do
not check positions.
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
from recommender.ranking.joints import A_YEAR, LONGEST_ARTICLE

_BLANK, _S, _HYPHEN, _ZERO, _NINE = map(ord, " s-09")

Bytes = NDArray[np.uint8]
Codes = NDArray[np.int32]
Hashes = NDArray[np.uint64]
Longs = NDArray[np.int64]
Offsets = NDArray[np.integer]


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
def new_spellings(most: int) -> Spellings:
    """Return a table with room for so many spellings."""
    hashes, begins, ends = np.empty(most, np.uint64), np.empty(most, np.int32), np.empty(most, np.int32)
    return Spellings(new_slots(most), hashes, begins, ends, np.zeros(1, np.int64))


@inlined
def number_spelling(spellings: Spellings, hashed: np.uint64, begin: int, end: int) -> int:
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
