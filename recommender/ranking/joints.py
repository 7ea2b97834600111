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


class Spans(NamedTuple):
    """Words of a text, as loops read them.

    Attributes:
        codes, begins, ends, body, address, columns, kinds: Those of `SeedWords`.
        characters: As of the function of this name.
    """

    codes: Codes
    begins: Codes
    ends: Codes
    body: int
    address: int
    columns: Codes
    kinds: Bytes
    characters: Bytes


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
def find_neighbours(spans: Spans, words: Codes, n_terms: int) -> Neighbours:
    """Return what stands beside each term. Titles of office and words of time are no parts of the names beside them.

    Args:
        spans: The words; a title that writes most of them large is not looked at.
        words: int32 (n_words,), which term each word is, negative for none.
        n_terms: How many terms there are.
    """
    before, behind = np.full(n_terms, UNSEEN, np.int32), np.full(n_terms, UNSEEN, np.int32)
    alone, common = np.zeros(n_terms, np.bool_), np.zeros(n_terms, np.bool_)
    begin = spans.body if _has_large_title(spans) else 0
    for word in range(len(words)):
        term = words[word]
        if term < 0 or not begin <= spans.begins[word] < spans.address:
            continue
        is_large = has_capital(spans, word)
        first = _before(spans, word) if is_large else NOTHING
        last = _behind(spans, word) if is_large else NOTHING
        common[term] |= not is_large
        alone[term] |= first == NOTHING and last == NOTHING
        before[term] = first if before[term] in (UNSEEN, first) else NOTHING
        behind[term] = last if behind[term] in (UNSEEN, last) else NOTHING
    return Neighbours(before, behind, alone | (before == UNSEEN), common)


@compiled
def has_capital(spans: Spans, word: int) -> bool:
    """Return whether a word begins with a capital."""
    return bool(kind_of(spans.codes[spans.begins[word]], spans.characters) & CAPITAL)


@inlined
def _before(spans: Spans, word: int) -> int:
    """Return the column of the word directly before one with a capital, if it has one that is not its sentence's."""
    if word == 0 or spans.begins[word - 1] < spans.body <= spans.begins[word] or not _touch(spans, word):
        return NOTHING
    is_beside = spans.kinds[word - 1] & TIME > 0 or _is_title(spans, word - 1)
    return NOTHING if is_beside or _begins_sentence(spans, word - 1) else int(spans.columns[word - 1])


@inlined
def _behind(spans: Spans, word: int) -> int:
    """Return the column of the word directly behind one with a capital, if it has one, too."""
    end, codes, is_last = spans.ends[word], spans.codes, word + 1 == len(spans.begins)
    if not is_last and _touch(spans, word + 1):
        return OTHER if spans.kinds[word + 1] & TIME else int(spans.columns[word + 1])
    if end + 1 >= len(codes) or codes[end] != _BLANK or (not is_last and spans.begins[word + 1] == end + 1):
        return NOTHING
    return OTHER if kind_of(codes[end + 1], spans.characters) & CAPITAL else NOTHING


@compiled
def _touch(spans: Spans, word: int) -> bool:
    """Return whether a word and the one before both have a capital, and nothing is between but a space or a hyphen."""
    end = spans.ends[word - 1]
    gap, between = spans.begins[word] - end, spans.codes[end]
    if not (has_capital(spans, word) and has_capital(spans, word - 1)):
        return False
    if gap == 2:
        return bool(between == _STOP and spans.codes[end + 1] == _BLANK and spans.kinds[word - 1] & ABBREVIATION)
    return bool(gap == 1 and between in (_BLANK, _HYPHEN, _NO_BREAK_SPACE))


@compiled
def _is_title(spans: Spans, word: int) -> bool:
    """Return whether a word is a title of a person; with a genitive it is part of a name: "the Sheriff's Office"."""
    is_genitive = kind_of(spans.codes[spans.ends[word] - 2], spans.characters) & APOSTROPHE > 0
    return bool(spans.kinds[word] & TITLE and not is_genitive)


@inlined
def _begins_sentence(spans: Spans, word: int) -> bool:
    """Return whether a word is the first of its sentence, so that its capital says nothing."""
    at = spans.begins[word] - 1
    while at >= 0 and spans.codes[at] in (_BLANK, _QUOTE, _OPENING):
        at -= 1
    return at < 0 or spans.codes[at] in (_STOP, _LINE_FEED, _QUESTION, _EXCLAMATION)


@compiled
def find_joints(spans: Spans, words: Codes, phrases: Codes, is_rare: Flags, neighbours: Neighbours) -> Bytes:
    """Return which words go on with a name; see `SeedWords.joints`.

    Args:
        spans: The words.
        words, phrases, is_rare, neighbours: As of `SeedWords.joints`.

    Returns:
        uint8 (n_words,), `NOT`, `JOINED`, or `MAYBE` where words between decide; and `BY_WORDS`.
    """
    joints = np.zeros(len(words), np.uint8)
    own = _own_capitals(spans, words, neighbours)
    for word in range(1, len(words)):
        # All is in lower case in the address, so that names cannot be distinguished.
        if spans.begins[word] >= spans.address:
            break
        gap, has_phrase = spans.begins[word] - spans.ends[word - 1], phrases[word] >= 0
        if gap < 0:  # overlapping character pairs of one run of Han or kana
            joints[word] = has_phrase
        elif (spans.kinds[word] | spans.kinds[word - 1]) & PARTICLE and gap == 1 and _is_linked(spans, word, own):
            joints[word] = JOINED
        elif own[word] and own[word - 1]:
            joints[word] = _joint_of_names(spans, word, words, has_phrase, is_rare, neighbours)
        elif has_phrase and gap == 1:
            joints[word] = _is_common_joint(spans, word, own)
    return joints


@inlined
def _is_common_joint(spans: Spans, word: int, own: Flags) -> bool:
    """Return whether a common word goes on with one, or a number with a name: "Article 50", "COVID-19".

    A number of four digits may be a year.
    """
    if spans.codes[spans.ends[word - 1]] not in (_BLANK, _HYPHEN):
        return False
    is_short = spans.ends[word] - spans.begins[word] < A_YEAR
    is_number = is_short and _ZERO <= spans.codes[spans.begins[word]] <= _NINE
    return bool(own[word - 1] == own[word] or (is_number and not spans.kinds[word - 1] & TIME))


@compiled
def _own_capitals(spans: Spans, words: Codes, neighbours: Neighbours) -> Flags:
    """Return which words begin with a capital of their own: one behind an article that lost its vowel is, too.

    In a title that writes most words large, those are not that the text has small.
    """
    own = np.zeros(len(words), np.bool_)
    has_large_title = _has_large_title(spans)
    for word in range(len(words)):
        at = spans.begins[word]
        own[word] = has_capital(spans, word)
        for behind in range(at + 1, min(at + LONGEST_ARTICLE, len(spans.codes) - 1)):
            if kind_of(spans.codes[behind], spans.characters) & APOSTROPHE:
                own[word] |= kind_of(spans.codes[behind + 1], spans.characters) & CAPITAL > 0
        if has_large_title and at < spans.body and words[word] >= 0:
            own[word] &= not neighbours.common[words[word]]
    return own


@compiled
def _has_large_title(spans: Spans) -> bool:
    """Return whether most words of the title begin with a capital, so that these say nothing."""
    n_capitals = n = 0
    while n < len(spans.begins) and spans.begins[n] < spans.body:
        n_capitals += has_capital(spans, n)
        n += 1
    return 2 * n_capitals > n


@inlined
def _is_linked(spans: Spans, word: int, own: Flags) -> bool:
    """Return whether a small word is between two words with capitals, or is the one before such a word."""
    first = word - 1 if spans.kinds[word] & PARTICLE else word - 2
    while first > 0 and spans.kinds[first] & PARTICLE and not own[first]:
        first -= 1
    last = word
    while last + 1 < len(own) and spans.kinds[last] & PARTICLE and not own[last]:
        if spans.begins[last + 1] != spans.ends[last] + 1:
            return False
        last += 1
    return bool(first >= 0 and own[first] and own[last] and last - first <= MOST_PARTICLES + 1)


@inlined
def _joint_of_names(
    spans: Spans, word: int, words: Codes, has_phrase: bool, is_rare: Flags, neighbours: Neighbours
) -> int:  # fmt: skip
    """Return whether a word with a capital goes on with one before, and whether by its phrase or by its words."""
    if words[word] < 0 or words[word - 1] < 0 or _says_when(spans, word, words, neighbours):
        return NOT
    joint = _joint_of_capitals(spans, word, neighbours.common[words[word - 1]])
    is_by_words = joint == JOINED and is_rare[word] and is_rare[word - 1]
    return joint * has_phrase | (_joint_by_words(spans, word, words, neighbours) if is_by_words else 0)


@compiled
def _joint_of_capitals(spans: Spans, word: int, is_common_before: bool) -> int:
    """Return whether a word with a capital goes on with one before, which may be common elsewhere.

    No name of a person goes on with a title.
    """
    gap = spans.begins[word] - spans.ends[word - 1]
    # A title ends a name, unless the name is of the office: "Office of the President".
    if (gap < OF and _is_title(spans, word)) or _ends_title(spans, word - 1, is_common_before):
        return NOT
    if gap == 0 or (gap <= 2 and _touch(spans, word)):
        return JOINED
    if gap == 1:  # behind an article that lost its vowel
        return JOINED if spans.codes[spans.ends[word - 1]] in (_BLANK, _HYPHEN, _NO_BREAK_SPACE) else NOT
    return MAYBE if spans.codes[spans.ends[word - 1]] == _BLANK else NOT


@inlined
def _joint_by_words(spans: Spans, word: int, words: Codes, neighbours: Neighbours) -> int:
    """Return `BY_WORDS` if a rare word is one name with the rare one before, which has nothing else behind it.

    The other article may write the name otherwise.
    """
    is_apart = neighbours.behind[words[word - 1]] != spans.columns[word]
    is_kept = (spans.kinds[word] | spans.kinds[word - 1]) & KEPT_TITLE > 0
    return 0 if is_apart or is_kept or spans.codes[spans.ends[word - 1]] == _HYPHEN else BY_WORDS


@inlined
def _says_when(spans: Spans, word: int, words: Codes, neighbours: Neighbours) -> bool:
    """Return whether a word of time is beside a name, rather than part of it as in "Super Tuesday"."""
    is_time, is_time_before = spans.kinds[word] & TIME > 0, spans.kinds[word - 1] & TIME > 0
    if is_time and (is_time_before or neighbours.alone[words[word - 1]]):
        return True
    return bool(is_time_before and neighbours.alone[words[word]])


@inlined
def _ends_title(spans: Spans, word: int, is_common: bool) -> bool:
    """Return whether a title ends with a word, such as "Secretary", or "State" in "Secretary of State".

    Args:
        spans: The words.
        word: The word.
        is_common: Whether it is a common word elsewhere, as "state" is; "Apple" is none in "CEO of Apple".
    """
    if _is_title(spans, word):
        return True
    end = spans.ends[word - 1]
    is_linked = word > 0 and OF <= spans.begins[word] - end <= LONGEST_LINK and spans.codes[end] == _BLANK
    return bool(is_common and is_linked and has_capital(spans, word - 1) and _is_title(spans, word - 1))
