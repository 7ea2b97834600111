"""The compiled loops that read where names go on: words of a seed → which of them go on with the name before.

In: the words of a seed, what kinds of words they are, and the terms that they are. Out: what stands beside each term,
and which words are joined to the one before. Loops work on plain arrays, and do not check positions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled, inlined
from recommender.ranking.character_kinds import APOSTROPHE, CAPITAL, kind_of
from recommender.ranking.word_kinds import ABBREVIATION, KEPT_TITLE, PARTICLE, TIME, TITLE

# Whether a word goes on with a name: not, if both have the phrase, or that where a regular expression decides; and one
# more bit where it does if both have the two words.
NOT, JOINED, MAYBE, BY_WORDS = 0, 1, 2, 4
_BLANK, _HYPHEN, _NO_BREAK_SPACE, _STOP, _QUESTION, _EXCLAMATION, _LINE_FEED = map(ord, " -\xa0.?!\n")
_QUOTE, _OPENING, _ZERO, _NINE = map(ord, '"“09')
A_YEAR = 4  # Digits of a number that may be a year. At least 1, digits; as years have.
OF, LONGEST_LINK = 3, 8  # Characters between words that others are between, such as " of the ".
# Small words within a name at most: "Ursula von der Leyen". At least 1, words; chosen by hand, as names have them.
MOST_PARTICLES = 2
# Letters of an article with the apostrophe that stands for its vowel, at most: dell'. At least 2, letters; by hand.
LONGEST_ARTICLE = 5
# What stands beside a term: nothing of its name, what has no number, and what has not been looked at.
NOTHING, OTHER, UNSEEN = -2, -1, -3

Bytes = NDArray[np.uint8]
Codes = NDArray[np.int32]
Flags = NDArray[np.bool_]


class Neighbours(NamedTuple):
    """What stands beside each term, within one name, wherever the text has it.

    Attributes:
        before: int32 (n_terms,), the column of the word that is directly before it at all places, negative if there is
            no one such.
        behind: int32 (n_terms,), likewise behind it.
        alone: bool (n_terms,), whether it is somewhere no part of a longer name; true of what the text does not have.
        common: bool (n_terms,), whether it somewhere begins with a small letter.
    """

    before: Codes
    behind: Codes
    alone: Flags
    common: Flags


@compiled
def find_neighbours(
    codes: Codes, begins: Codes, ends: Codes, body: int, address: int, kinds: Bytes, columns: Codes, words: Codes,
    n_terms: int, characters: Bytes,
) -> Neighbours:  # fmt: skip
    """Return what stands beside each term. Titles of office and words of time are no parts of the names beside them.

    Args:
        codes, begins, ends, body, address, kinds, columns: Those of `SeedWords`; a title that writes most words large
            is not looked at.
        words: int32 (n_words,), which term each word is, negative for none.
        n_terms: How many terms there are.
        characters: As of the function of this name.
    """
    before, behind = np.full(n_terms, UNSEEN, np.int32), np.full(n_terms, UNSEEN, np.int32)
    alone, common = np.zeros(n_terms, np.bool_), np.zeros(n_terms, np.bool_)
    begin = body if _has_large_title(codes, begins, body, characters) else 0
    for word in range(len(begins)):
        term = words[word]
        if term < 0 or not begin <= begins[word] < address:
            continue
        first, last = NOTHING, NOTHING
        if kind_of(codes[begins[word]], characters) & CAPITAL:
            if (
                word > 0
                and (begins[word] >= body or begins[word - 1] < body)
                and _touch(word, codes, begins, ends, kinds, characters)
                and not kinds[word - 1] & TIME
                and not _is_title(word - 1, codes, ends, kinds, characters)
                and not _begins_sentence(codes, begins[word - 1])
            ):
                first = columns[word - 1]
            last = _behind(word, codes, begins, ends, kinds, columns, characters)
        else:
            common[term] = True
        alone[term] |= first == NOTHING and last == NOTHING
        before[term] = first if before[term] in (UNSEEN, first) else NOTHING
        behind[term] = last if behind[term] in (UNSEEN, last) else NOTHING
    return Neighbours(before, behind, alone | (before == UNSEEN), common)


@inlined
def _behind(
    word: int, codes: Codes, begins: Codes, ends: Codes, kinds: Bytes, columns: Codes, characters: Bytes
) -> int:  # fmt: skip
    """Return the column of the word directly behind one with a capital, if it has one, too."""
    if word + 1 < len(begins) and _touch(word + 1, codes, begins, ends, kinds, characters):
        return OTHER if kinds[word + 1] & TIME else int(columns[word + 1])
    end = ends[word]
    is_known = word + 1 < len(begins) and begins[word + 1] == end + 1
    has_capital = end + 1 < len(codes) and codes[end] == _BLANK and kind_of(codes[end + 1], characters) & CAPITAL
    return NOTHING if is_known or not has_capital else OTHER


@inlined
def _touch(word: int, codes: Codes, begins: Codes, ends: Codes, kinds: Bytes, characters: Bytes) -> bool:
    """Return whether a word and the one before both have a capital, and nothing is between but a space or a hyphen."""
    end = ends[word - 1]
    gap = begins[word] - end
    if not (1 <= gap <= 2 and kind_of(codes[begins[word]], characters) & CAPITAL):
        return False
    if not kind_of(codes[begins[word - 1]], characters) & CAPITAL:
        return False
    if gap == 2:
        return bool(codes[end] == _STOP and codes[end + 1] == _BLANK and kinds[word - 1] & ABBREVIATION)
    return bool(codes[end] in (_BLANK, _HYPHEN, _NO_BREAK_SPACE))


@inlined
def _is_title(word: int, codes: Codes, ends: Codes, kinds: Bytes, characters: Bytes) -> bool:
    """Return whether a word is a title of a person; with a genitive it is part of a name: "the Sheriff's Office"."""
    end = ends[word]
    return bool(kinds[word] & TITLE and not kind_of(codes[end - 2], characters) & APOSTROPHE)


@inlined
def _begins_sentence(codes: Codes, begin: int) -> bool:
    """Return whether a word is the first of its sentence, so that its capital says nothing."""
    at = begin - 1
    while at >= 0 and codes[at] in (_BLANK, _QUOTE, _OPENING):
        at -= 1
    return at < 0 or codes[at] in (_STOP, _LINE_FEED, _QUESTION, _EXCLAMATION)


@compiled
def find_joints(
    codes: Codes, begins: Codes, ends: Codes, body: int, address: int, kinds: Bytes, columns: Codes, words: Codes,
    phrases: Codes, is_rare: Flags, neighbours: Neighbours, characters: Bytes,
) -> Bytes:  # fmt: skip
    """Return which words go on with a name; see `SeedWords.joints`.

    Rare words with capitals that form no phrase of the vector are one name all the same if the first has the second
    behind it wherever the text has it: the other article may write the name otherwise.

    Args:
        codes, begins, ends, body, address, kinds, columns: Those of `SeedWords`.
        words, phrases, is_rare, neighbours: As of `SeedWords.joints`.
        characters: As of the function of this name.

    Returns:
        uint8 (n_words,), `NOT`, `JOINED`, or `MAYBE` where words between decide; and `BY_WORDS`.
    """
    found = np.zeros(len(begins), np.uint8)
    own = _own_capitals(codes, begins, body, words, neighbours, characters)
    for word in range(1, len(begins)):
        # All is in lower case in the address, so that names cannot be distinguished.
        if begins[word] >= address:
            break
        gap, between = begins[word] - ends[word - 1], codes[ends[word - 1]]
        if gap < 0:  # overlapping character pairs of one run of Han or kana
            found[word] = JOINED if phrases[word] >= 0 else NOT
        elif (kinds[word] | kinds[word - 1]) & PARTICLE and gap == 1 and _is_linked(word, own, begins, ends, kinds):
            found[word] = JOINED
        elif own[word] and own[word - 1]:
            if words[word] >= 0 and words[word - 1] >= 0 and not _says_when(word, kinds, words, neighbours):
                is_rarely_apart = is_rare[word] and is_rare[word - 1]
                is_rarely_apart &= neighbours.behind[words[word - 1]] == columns[word]
                joint = _joint_of_capitals(word, codes, begins, ends, kinds, characters)
                found[word] = joint if phrases[word] >= 0 else NOT
                if joint == JOINED and is_rarely_apart and between != _HYPHEN:
                    found[word] |= BY_WORDS * (not (kinds[word] | kinds[word - 1]) & KEPT_TITLE)
        elif phrases[word] >= 0 and gap == 1 and between in (_BLANK, _HYPHEN):
            # A number goes on with a name, too: "Article 50", "COVID-19"; one of four digits may be a year.
            is_number = ends[word] - begins[word] < A_YEAR and _is_digit(codes[begins[word]])
            found[word] = own[word - 1] == own[word] or (is_number and not kinds[word - 1] & TIME)
    return found


@compiled
def _own_capitals(
    codes: Codes, begins: Codes, body: int, words: Codes, neighbours: Neighbours, characters: Bytes
) -> Flags:  # fmt: skip
    """Return which words begin with a capital of their own: one behind an article that lost its vowel is, too.

    In a title that writes most words large, those are not that the text has small.
    """
    own = np.zeros(len(begins), np.bool_)
    for word in range(len(begins)):
        at = begins[word]
        own[word] = kind_of(codes[at], characters) & CAPITAL > 0
        for behind in range(at + 1, min(at + LONGEST_ARTICLE, len(codes) - 1)):
            if kind_of(codes[behind], characters) & APOSTROPHE:
                own[word] |= kind_of(codes[behind + 1], characters) & CAPITAL > 0
    if _has_large_title(codes, begins, body, characters):
        for word in range(len(begins)):
            if begins[word] < body and words[word] >= 0 and neighbours.common[words[word]]:
                own[word] = False
    return own


@compiled
def _has_large_title(codes: Codes, begins: Codes, body: int, characters: Bytes) -> bool:
    """Return whether most words of the title begin with a capital, so that these say nothing."""
    n_capitals = n = 0
    while n < len(begins) and begins[n] < body:
        n_capitals += kind_of(codes[begins[n]], characters) & CAPITAL > 0
        n += 1
    return 2 * n_capitals > n


@inlined
def _is_linked(word: int, own: Flags, begins: Codes, ends: Codes, kinds: Bytes) -> bool:
    """Return whether a small word is between two words with capitals, or is the one before such a word."""
    first = word - 1 if kinds[word] & PARTICLE else word - 2
    while first > 0 and kinds[first] & PARTICLE and not own[first]:
        first -= 1
    last = word
    while last + 1 < len(begins) and kinds[last] & PARTICLE and not own[last] and begins[last + 1] == ends[last] + 1:
        last += 1
    return bool(first >= 0 and own[first] and own[last] and last - first <= MOST_PARTICLES + 1)


@inlined
def _says_when(word: int, kinds: Bytes, words: Codes, neighbours: Neighbours) -> bool:
    """Return whether a word of time is beside a name, rather than part of it as in "Super Tuesday"."""
    if kinds[word] & TIME and (kinds[word - 1] & TIME or neighbours.alone[words[word - 1]]):
        return True
    return bool(kinds[word - 1] & TIME and neighbours.alone[words[word]])


@inlined
def _ends_title(word: int, codes: Codes, begins: Codes, ends: Codes, kinds: Bytes, characters: Bytes) -> bool:
    """Return whether a title ends with a word, such as "Secretary", or "State" in "Secretary of State"."""
    if _is_title(word, codes, ends, kinds, characters):
        return True
    gap = begins[word] - ends[word - 1]
    is_linked = word > 0 and OF <= gap <= LONGEST_LINK and codes[ends[word - 1]] == _BLANK
    return bool(is_linked and _is_title(word - 1, codes, ends, kinds, characters))


@compiled
def _joint_of_capitals(
    word: int, codes: Codes, begins: Codes, ends: Codes, kinds: Bytes, characters: Bytes
) -> int:  # fmt: skip
    """Return whether a word with a capital goes on with one before; no name of a person goes on with a title."""
    gap = begins[word] - ends[word - 1]
    # A title ends a name, unless the name is of the office: "Office of the President".
    if gap < OF and _is_title(word, codes, ends, kinds, characters):
        return NOT
    if _ends_title(word - 1, codes, begins, ends, kinds, characters):
        return NOT
    if gap == 2 and _touch(word, codes, begins, ends, kinds, characters):
        return JOINED
    return int(_joint_over(gap, codes[ends[word - 1]]))


@inlined
def _joint_over(gap: int, between: int) -> int:
    """Return whether a word with a capital goes on with one before, over so many characters, and the first of them."""
    if gap > 1:
        return MAYBE if between == _BLANK else NOT
    return JOINED if gap == 0 or between in (_BLANK, _HYPHEN, _NO_BREAK_SPACE) else NOT


@inlined
def _is_digit(code: int) -> bool:
    return _ZERO <= code <= _NINE
