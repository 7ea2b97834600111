"""Texts → words, folded: `split_texts`, as one compiled loop over UTF-8.

In: texts. Out: their words, end to end. The words are those of `recommender.analysis.tokenizer.split_text`, which says
what a word is and which the tests compare this with; here each character is read once, with all that
`recommender.analysis.character_tables` knows of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.analysis.character_tables import (
    APOSTROPHE,
    CAPITAL,
    COMMA,
    DIGIT,
    FULL_STOP,
    GERSHAYIM,
    HEBREW,
    LEADING,
    LETTER,
    LINE_END,
    LONE_STOP,
    MARK,
    POINT,
    SPACE,
    STACKING,
    STOP,
    UNSPACED,
    Bytes,
    Ints,
    characters,
    plain_bytes,
)
from recommender.analysis.hashing import inlined
from recommender.analysis.loops import compiled
from recommender.analysis.tokenizer import MAX_CAPITALS

_BLANK, _DOT, _L, _FIRST_SMALL = map(ord, " .la")
# What is shorter is no word in capitals. At least 1, letters; a letter may begin any sentence.
_SHORTEST = 2

Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]
Tables = tuple[Bytes, Ints, Bytes, Bytes]


def split_texts(texts: Sequence[str]) -> tuple[Bytes, Longs, Longs, Flags, Ints]:
    """Split texts, as `with_capitals` returns them, into words; as `_split` returns these."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    # Behind each text is a blank, so that a loop over a word need not look where the text ends.
    stops = np.cumsum([len(text) + 1 for text in encoded], dtype=np.int64)
    return _split(np.frombuffer(b" ".join([*encoded, b""]), np.uint8), stops, *characters(), plain_bytes())


@compiled
def _character(data: Bytes, at: int) -> tuple[int, int]:
    """Return the character at a place in UTF-8 and where the next one begins."""
    first = int(data[at])
    if first < 0x80:
        return first, at + 1
    if first < 0xE0:
        return (first & 0x1F) << 6 | data[at + 1] & 0x3F, at + 2
    if first < 0xF0:
        return (first & 0x0F) << 12 | (data[at + 1] & 0x3F) << 6 | data[at + 2] & 0x3F, at + 3
    high = (first & 0x07) << 18 | (data[at + 1] & 0x3F) << 12
    return high | (data[at + 2] & 0x3F) << 6 | data[at + 3] & 0x3F, at + 4


@compiled
def _write(data: Bytes, at: int, character: int) -> int:
    """Write a character in UTF-8 and return where the next one goes."""
    if character < 0x80:
        data[at] = character
        return at + 1
    if character < 0x800:
        data[at] = 0xC0 | character >> 6
    elif character < 0x10000:
        data[at] = 0xE0 | character >> 12
    else:
        data[at] = 0xF0 | character >> 18
        at += 1
        data[at] = 0x80 | character >> 12 & 0x3F
    if character >= 0x800:
        at += 1
        data[at] = 0x80 | character >> 6 & 0x3F
    data[at + 1] = 0x80 | character & 0x3F
    return at + 2


@compiled
def _number_end(data: Bytes, begin: int, stop: int, kinds: Bytes) -> int:
    """Return where a number of several parts ends, such as 11,000 or 4.75; where it begins, when it has but one."""
    at = end = begin
    n_parts = 0
    character, after = _character(data, at)
    while at < stop and kinds[character] == DIGIT:
        while at < stop and kinds[character] == DIGIT:
            end = at = after
            character, after = _character(data, at)
        n_parts += 1
        if at < stop and (kinds[character] == FULL_STOP or kinds[character] == COMMA):
            at = after
            character, after = _character(data, at)
    return end if n_parts > 1 else begin


@compiled
def _kind_at(data: Bytes, at: int, stop: int, kinds: Bytes) -> int:
    """Return of which kind the character at a place is, that of a blank behind the last one."""
    kind: int = kinds[_character(data, at)[0]] if at < stop else SPACE
    return kind


@compiled
def _joins(before: int, kind: int, data: Bytes, after: int, stop: int, kinds: Bytes, folds: Ints) -> bool:
    """Return whether a mark joins what is before it to what is behind it: an apostrophe, ``ארה״ב``, ``col·lecció``."""
    if kind == APOSTROPHE:
        return _kind_at(data, after, stop, kinds) <= DIGIT
    if kind == GERSHAYIM:
        return kinds[before] == HEBREW and _kind_at(data, after, stop, kinds) == HEBREW
    return kind == POINT and folds[before] == _L and after < stop and folds[_character(data, after)[0]] == _L


@compiled
def _fold_word(data: Bytes, at: int, stop: int, kinds: Bytes, folds: Ints, folded: Bytes, size: int) -> tuple[int, int]:
    """Write the word or number that begins or goes on at a place; return the place behind it and the size written."""
    first = _character(data, at)[0]
    number_end = _number_end(data, at, stop, kinds) if kinds[first] == DIGIT else at
    is_number = number_end > at
    stop = number_end if is_number else stop
    before = int(data[at - 1])  # of a word that goes on here, the last letter
    while at < stop:
        character, after = _character(data, at)
        kind = kinds[character]
        if kind > STACKING and not is_number and not _joins(before, kind, data, after, stop, kinds, folds):
            break
        size = _write(folded, size, folds[character])
        at, before = after, character
    return at, size


@compiled
def _capitals_end(data: Bytes, begin: int, at: int, stop: int, kinds: Bytes, cases: Bytes) -> int:
    """Return where initials, such as U.S., or a short word in capitals ends that begins at a place; else the place.

    Args:
        data, stop, kinds, cases: As of `_split`.
        begin: The place.
        at: Where its letters and digits of ASCII end.
    """
    if at - begin >= _SHORTEST:
        for each in range(begin, at):
            if cases[data[each]] != CAPITAL:
                return begin
        kind = _kind_at(data, at, stop, kinds)
        is_alone = kind > STACKING and not (kind == APOSTROPHE and _is_capital(data, _character(data, at)[1], cases))
        return at if is_alone else begin
    at = end = begin
    n_letters = 0
    while at < stop:
        character, after = _character(data, at)
        if cases[character] != CAPITAL or _kind_at(data, after, stop, kinds) <= STACKING:
            break
        end, n_letters = after, n_letters + 1
        if _kind_at(data, after, stop, kinds) != FULL_STOP:
            break
        at = end = _character(data, after)[1]
    return end if n_letters >= _SHORTEST else begin


@compiled
def _is_capital(data: Bytes, at: int, cases: Bytes) -> bool:
    """Return whether a byte is a capital of ASCII."""
    return bool(data[at] < 0x80 and cases[data[at]] == CAPITAL)


@compiled
def _fold_capitals(
    data: Bytes, begin: int, at: int, stop: int, kinds: Bytes, cases: Bytes, folds: Ints, folded: Bytes, size: int
) -> tuple[int, int]:
    """Write initials, or a short word in capitals, with a full stop behind each letter.

    Args:
        data, begin, at, stop, kinds, cases, folds: As of `_capitals_end`.
        folded: What is written.
        size: The size written before.

    Returns:
        The place behind it and the size written; if there is nothing of the kind, `at` and what was given with letters
        up to there.
    """
    end = _capitals_end(data, begin, at, stop, kinds, cases)
    if end == begin:
        return begin, size
    while begin < end:
        character, begin = _character(data, begin)
        if cases[character] == CAPITAL:
            size = _write(folded, size, folds[character])
            folded[size] = _DOT
            size += 1
    return end, size


@compiled
def _cluster_end(data: Bytes, at: int, stop: int, kinds: Bytes) -> int:
    """Return where a letter of a run without spaces ends that begins at a place, with all that is written around it."""
    character, at = _character(data, at)
    kind = kinds[character]
    while kind == LEADING and at < stop:
        character, after = _character(data, at)
        kind = kinds[character]
        if kind != UNSPACED and kind != LEADING:
            break
        at = after
    while at < stop:
        character, after = _character(data, at)
        kind = kinds[character]
        if kind != MARK and kind != STACKING:
            break
        at = after
        if kind == STACKING and _kind_at(data, at, stop, kinds) == UNSPACED:
            at = _character(data, at)[1]
    return at


@compiled
def _fold_stretch(data: Bytes, at: int, end: int, folds: Ints, folded: Bytes, size: int) -> int:
    """Write the characters between two places; return the size written."""
    while at < end:
        character, at = _character(data, at)
        size = _write(folded, size, folds[character])
    return size


@compiled
def _fold_pairs(
    data: Bytes,
    at: int,
    stop: int,
    kinds: Bytes,
    folds: Ints,
    folded: Bytes,
    ends: Longs,
    spans: Ints,
    n: int,
    size: int,
) -> tuple[int, int, int]:
    """Write the pairs of a run without spaces; return the place behind it, and the words and the size written."""
    first, begin = at, n
    at = _cluster_end(data, at, stop, kinds)
    while _kind_at(data, at, stop, kinds) in (UNSPACED, LEADING):
        end = _cluster_end(data, at, stop, kinds)
        size = _fold_stretch(data, first, end, folds, folded, size)
        ends[n], spans[n, 0], spans[n, 1] = size, first, end
        n, first, at = n + 1, at, end
    if n == begin:  # a letter alone is a word
        size = _fold_stretch(data, first, at, folds, folded, size)
        ends[n], spans[n, 0], spans[n, 1] = size, first, at
        n += 1
    return at, n, size


@compiled
def _pass_mark(data: Bytes, at: int, stop: int, kinds: Bytes) -> tuple[int, bool]:
    """Return the place behind a mark, or behind a run of stops, and whether it ends a sentence."""
    character, at = _character(data, at)
    kind = kinds[character]
    if kind not in (STOP, FULL_STOP):
        return at, kind in (LINE_END, LONE_STOP)
    while at < stop:
        character, after = _character(data, at)
        kind = kinds[character]
        if kind not in (STOP, FULL_STOP):
            return at, kind >= LINE_END
        at = after
    return at, True


@inlined
def _next_place(data: Bytes, at: int, stop: int) -> int:
    """Return the first place from one on that is no blank, or the last place of all."""
    while data[at] == _BLANK and at < stop - 1:
        at += 1
    return at


@inlined
def _may_be_name(data: Bytes, begin: int, at: int) -> bool:
    """Return whether letters of ASCII, the first of which is a capital, may be initials or a short word in capitals."""
    return bool(at - begin <= MAX_CAPITALS and (at - begin < _SHORTEST or data[begin + 1] < _FIRST_SMALL))


@compiled
def _split_text(
    data: Bytes,
    at: int,
    stop: int,
    tables: Tables,
    folded: Bytes,
    ends: Longs,
    capitals: Flags,
    spans: Ints,
    n: int,
    size: int,
) -> tuple[int, int]:
    """Split the text between two places into words; return how many words there are then, and the size written."""
    kinds, folds, cases, plain = tables
    while at < stop:
        at = _next_place(data, at, stop)
        character = np.int64(data[at]) if data[at] < 0x80 else _character(data, at)[0]
        kind = kinds[character]
        if kind <= DIGIT:
            begin = end = at
            before = size
            capitals[n], spans[n, 0] = cases[character] > 0, at
            while kind == LETTER and plain[data[at]]:  # most words are nothing else, and need no call
                folded[size] = plain[data[at]]
                at, size = at + 1, size + 1
            if capitals[n] and _may_be_name(data, begin, at):
                end, before = _fold_capitals(data, begin, at, stop, kinds, cases, folds, folded, before)
            if end > begin:
                at, size = end, before
            elif data[at] != _BLANK:
                at, size = _fold_word(data, at, stop, kinds, folds, folded, size)
            ends[n], spans[n, 1] = size, at
            n += 1
        elif kind in (UNSPACED, LEADING):
            at, n, size = _fold_pairs(data, at, stop, kinds, folds, folded, ends, spans, n, size)
        else:
            at, is_end = _pass_mark(data, at, stop, kinds)
            ends[n] = size
            n += is_end
    return n, size


@compiled
def _split(
    data: Bytes, stops: Longs, kinds: Bytes, folds: Ints, cases: Bytes, plain: Bytes
) -> tuple[Bytes, Longs, Longs, Flags, Ints]:
    """Split texts into words; a mark that ends a sentence is an empty word.

    Args:
        data: uint8 (n_bytes,), texts in UTF-8, end to end, with a blank behind each.
        stops: int64 (n_texts,), where each ends, its blank among it.
        kinds, folds, cases, plain: Those of `Characters`, and `plain_bytes`.

    Returns:
        The words in UTF-8, end to end, where each ends, with which word each text begins, which words begin with a
        capital, and the spans of `Scanned`: uint8 (n_folded,), int64 (n_words,), int64 (n_texts + 1,), bool (n_words,),
        int32 (n_words, 2).
    """
    # A character stands in two words at most, a letter needs one byte more at most in lower case, and a capital a stop.
    folded = np.empty(2 * len(data), np.uint8)
    ends, capitals = np.empty(len(data), np.int64), np.zeros(len(data), np.bool_)
    spans = np.zeros((len(data), 2), np.int32)
    starts = np.zeros(len(stops) + 1, np.int64)
    begin = n = size = starts[0]
    tables = (kinds, folds, cases, plain)
    for text in range(len(stops)):
        n, size = _split_text(data, begin, stops[text], tables, folded, ends, capitals, spans, n, size)
        begin, starts[text + 1] = stops[text], n
    return folded[:size], ends[:n], starts, capitals[:n], spans[:n]
