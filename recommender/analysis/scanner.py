"""Texts → numbered words: `split_text` for whole corpora, as one compiled loop over UTF-8.

In: texts, each of a group, such as its language. Out: the number of each word in the order of the texts, and the
distinct words, numbered as they are first met. The tokens are those of `recommender.analysis.tokenizer.split_text`,
which says what a word is and which the tests compare this with; here each character is read once and each distinct word
is written once.

The idea: two tables, made of the same regular expressions, give for every character what it becomes in lower case and
of which kind it then is. Known words are found by their hash (`recommender.analysis.hashing`) and compared byte by
byte.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis.characters import HEBREW, LEADING, LONE_STOPS, STACKING, classes
from recommender.analysis.hashing import (
    FNV_OFFSET,
    Slots,
    fill_slot,
    first_slot,
    hash_on,
    inlined,
    move_slots,
    new_slots,
    next_slot,
    number_in,
)
from recommender.analysis.loops import compiled, digest_of
from recommender.analysis.shared_arrays import open_shared, write_shared
from recommender.analysis.tokenizer import MAX_CAPITALS, patterns
from recommender.errors import SnapshotError
from recommender.snapshots import Snapshot, array_of

_BLANK, _DOT, _L, _FIRST_SMALL = map(ord, " .la")
NO_WORD = 0  # the number of a mark that ends a sentence; words are numbered from 1 on

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]
Tables = tuple[Bytes, Ints, Bytes, Bytes]

# Kinds of characters, in an order that is made use of: a word begins with one up to DIGIT and goes on with one up to
# STACKING; a run without spaces is of the next two; a stop ends a sentence before one from LINE_END on.
_LETTER, _HEBREW, _DIGIT, _MARK, _STACKING, _UNSPACED, _LEADING, _LONE_STOP, _STOP, _FULL_STOP, _COMMA, _POINT = range(
    12
)
_OTHER, _LINE_END, _SPACE, _QUOTE, _GERSHAYIM, _APOSTROPHE = range(12, 18)
_SINGLES = {
    _DIGIT: "0123456789", _LONE_STOP: LONE_STOPS, _STACKING: STACKING, _STOP: "!?", _FULL_STOP: ".", _COMMA: ",",
    _POINT: "·", _LINE_END: "\n", _QUOTE: "»)", _GERSHAYIM: '"', _APOSTROPHE: "'",
}  # fmt: skip
_NO_CAPITAL, _FOLDED_CAPITAL, _CAPITAL = range(3)
# What is shorter is no word in capitals. At least 1, letters; a letter may begin any sentence.
_SHORTEST = 2


class Characters(NamedTuple):
    """What is known of each character, by code point.

    Attributes:
        kinds: uint8 (n_characters,), of which kind it is in lower case.
        folds: int32 (n_characters,), the character that stands for it in a word: in lower case, plain for typographic.
        cases: uint8 (n_characters,), 0 for what is no capital, 1 for a capital that is folded, 2 for any other one.
    """

    kinds: Bytes
    folds: Ints
    cases: Bytes


@cache
def characters() -> Characters:
    """Return the tables of all characters, as `split_text` treats them; made once, processes share them."""
    name = f"characters-{unicodedata.unidata_version}-{digest_of(__name__)}"
    try:
        return _mapped(open_shared(name))
    except SnapshotError:
        made = _made()
    try:
        return _mapped(write_shared(name, made._asdict(), {}))
    except (OSError, SnapshotError):
        return made


def _mapped(snapshot: Snapshot) -> Characters:
    """Return the tables of a snapshot.

    Raises:
        SnapshotError: They are not those of all characters.
    """
    kinds, cases = (array_of(snapshot.arrays, name, np.uint8) for name in ("kinds", "cases"))
    folds = array_of(snapshot.arrays, "folds", np.int32)
    if not len(kinds) == len(folds) == len(cases) == sys.maxunicode + 1:
        raise SnapshotError(snapshot.path, f"tables of {sys.maxunicode + 1} characters", (len(kinds), len(folds)))
    return Characters(kinds, folds, cases)


def _made() -> Characters:
    """Make the tables, which takes a moment, and several times their size."""
    marks, unspaced, capitals, folds = classes()
    codes = np.arange(sys.maxunicode + 1, dtype=np.dtype("<i4"))
    every = codes.tobytes().decode("utf-32-le", "surrogatepass")
    lower = np.frombuffer(every.replace("İ", "i").lower().encode("utf-32-le", "surrogatepass"), codes.dtype)
    folded = lower.astype(np.int32)
    folded[[*map(ord, folds)]] = [*map(ord, folds.values())]
    kinds, cases = np.full(len(folded), _OTHER, np.uint8), (lower != codes).astype(np.uint8)
    of_class = {
        _LETTER: patterns().letter,
        _HEBREW: f"[{HEBREW}]",
        _UNSPACED: f"[{unspaced}]",
        _LEADING: f"[{LEADING}]",
    }
    for kind, pattern in {**of_class, _MARK: f"[{marks}]", _SPACE: r"\s"}.items():
        for run in re.finditer(f"{pattern}+", every):
            kinds[run.start() : run.end()] = kind
    for kind, singles in _SINGLES.items():
        kinds[[ord(character) for character in singles]] = kind
    for run in re.finditer(f"[{capitals}]+", every):
        cases[run.start() : run.end()] = _CAPITAL
    return Characters(kinds[folded], folded, cases)


@cache
def plain_bytes() -> Bytes:
    """Return what stands in a word for each byte that is a letter or a digit of ASCII, 0 for others; uint8 (256,)."""
    kinds, folds, _ = characters()
    plain = np.zeros(256, np.uint8)
    plain[:128] = np.where(kinds[:128] <= _DIGIT, folds[:128], 0)
    return plain


class Words(NamedTuple):
    """Distinct words by number. Number 0 is no word: it stands for the ends of sentences.

    Attributes:
        data: uint8, the words in UTF-8, one after the other.
        ends: int64, where each word ends.
        groups: int32, the group of each word.
        slots: uint64, the hash table of the numbers.
        n: int64 (1,), how many numbers there are: an array, so that a compiled loop can count on.
    """

    data: Bytes
    ends: Longs
    groups: Ints
    slots: Slots
    n: Longs


class Scanned(NamedTuple):
    """The words of some texts, end to end.

    Attributes:
        numbers: int32 (n_tokens,), the number of each word, `NO_WORD` where a sentence ends.
        starts: int64 (n_texts + 1,), where the tokens of each text begin.
        capitals: bool (n_tokens,), which words begin with a capital.
        spans: int32 (n_tokens, 2), the bytes at which each word begins and ends, of the texts in UTF-8 with a
            byte between.
    """

    numbers: Ints
    starts: Longs
    capitals: Flags
    spans: Ints


class Scanner:
    """Numbers the words of texts, the same word of the same group always with the same number."""

    def __init__(self) -> None:
        ends, groups = np.zeros(1, np.int64), np.zeros(1, np.int32)
        self._words = Words(np.zeros(0, np.uint8), ends, groups, new_slots(1), np.ones(1, np.int64))

    def __len__(self) -> int:
        """Return how many numbers have been given, `NO_WORD` among them."""
        return int(self._words.n[0])

    def scan(self, texts: Sequence[str], groups: NDArray[np.integer]) -> Scanned:
        """Number the words of some texts.

        Args:
            texts: Any texts, as `with_capitals` returns them; the more of them at once, the better.
            groups: (n_texts,) integers, the group of each.
        """
        folded, ends, starts, capitals, spans = split_texts(texts)
        self._make_room(len(ends), len(folded))
        return Scanned(_number(folded, ends, starts, groups.astype(np.int32), self._words), starts, capitals, spans)

    def words(self, begin: int, end: int) -> list[tuple[int, str]]:
        """Return the group and the word of some numbers; ``begin`` is 1 or more, since 0 is no word."""
        ends = self._words.ends[begin - 1 : end]
        data = self._words.data[ends[0] : ends[-1]].tobytes()
        stretches = pairwise((ends - ends[0]).tolist())
        words = [data[first:last].decode("utf-8", "surrogatepass") for first, last in stretches]
        return list(zip(self._words.groups[begin:end].tolist(), words, strict=True))

    def _make_room(self, n_words: int, n_bytes: int) -> None:
        """Make the table large enough for at most n_words more words of n_bytes together."""
        words, n = self._words, len(self)
        slots = words.slots
        if len(slots) < 2 * (n + n_words):
            slots = new_slots(n + n_words)
            move_slots(words.slots, slots)
        self._words = Words(
            data=longer(words.data, int(words.ends[n - 1]) + n_bytes),
            ends=longer(words.ends, n + n_words),
            groups=longer(words.groups, n + n_words),
            slots=slots,
            n=words.n,
        )


def split_texts(texts: Sequence[str]) -> tuple[Bytes, Longs, Longs, Flags, Ints]:
    """Split texts, as `with_capitals` returns them, into words; as `_split` returns these."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    # Behind each text is a blank, so that a loop over a word need not look where the text ends.
    stops = np.cumsum([len(text) + 1 for text in encoded], dtype=np.int64)
    return _split(np.frombuffer(b" ".join([*encoded, b""]), np.uint8), stops, *characters(), plain_bytes())


def longer(array: NDArray[Any], size: int) -> NDArray[Any]:
    """Return an array with room for at least `size` items: the same one if it has that already."""
    if len(array) >= size:
        return array
    longer = np.empty(max(size, 2 * len(array)), array.dtype)
    longer[: len(array)] = array
    return longer


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
    while at < stop and kinds[character] == _DIGIT:
        while at < stop and kinds[character] == _DIGIT:
            end = at = after
            character, after = _character(data, at)
        n_parts += 1
        if at < stop and (kinds[character] == _FULL_STOP or kinds[character] == _COMMA):
            at = after
            character, after = _character(data, at)
    return end if n_parts > 1 else begin


@compiled
def _kind_at(data: Bytes, at: int, stop: int, kinds: Bytes) -> int:
    """Return of which kind the character at a place is, that of a blank behind the last one."""
    kind: int = kinds[_character(data, at)[0]] if at < stop else _SPACE
    return kind


@compiled
def _joins(before: int, kind: int, data: Bytes, after: int, stop: int, kinds: Bytes, folds: Ints) -> bool:
    """Return whether a mark joins what is before it to what is behind it: an apostrophe, ``ארה״ב``, ``col·lecció``."""
    if kind == _APOSTROPHE:
        return _kind_at(data, after, stop, kinds) <= _DIGIT
    if kind == _GERSHAYIM:
        return kinds[before] == _HEBREW and _kind_at(data, after, stop, kinds) == _HEBREW
    return kind == _POINT and folds[before] == _L and after < stop and folds[_character(data, after)[0]] == _L


@compiled
def _fold_word(data: Bytes, at: int, stop: int, kinds: Bytes, folds: Ints, folded: Bytes, size: int) -> tuple[int, int]:
    """Write the word or number that begins or goes on at a place; return the place behind it and the size written."""
    first = _character(data, at)[0]
    number_end = _number_end(data, at, stop, kinds) if kinds[first] == _DIGIT else at
    is_number = number_end > at
    stop = number_end if is_number else stop
    before = int(data[at - 1])  # of a word that goes on here, the last letter
    while at < stop:
        character, after = _character(data, at)
        kind = kinds[character]
        if kind > _STACKING and not is_number and not _joins(before, kind, data, after, stop, kinds, folds):
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
            if cases[data[each]] != _CAPITAL:
                return begin
        kind = _kind_at(data, at, stop, kinds)
        is_alone = kind > _STACKING and not (kind == _APOSTROPHE and _is_capital(data, _character(data, at)[1], cases))
        return at if is_alone else begin
    at = end = begin
    n_letters = 0
    while at < stop:
        character, after = _character(data, at)
        if cases[character] != _CAPITAL or _kind_at(data, after, stop, kinds) <= _STACKING:
            break
        end, n_letters = after, n_letters + 1
        if _kind_at(data, after, stop, kinds) != _FULL_STOP:
            break
        at = end = _character(data, after)[1]
    return end if n_letters >= _SHORTEST else begin


@compiled
def _is_capital(data: Bytes, at: int, cases: Bytes) -> bool:
    """Return whether a byte is a capital of ASCII."""
    return bool(data[at] < 0x80 and cases[data[at]] == _CAPITAL)


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
        if cases[character] == _CAPITAL:
            size = _write(folded, size, folds[character])
            folded[size] = _DOT
            size += 1
    return end, size


@compiled
def _cluster_end(data: Bytes, at: int, stop: int, kinds: Bytes) -> int:
    """Return where a letter of a run without spaces ends that begins at a place, with all that is written around it."""
    character, at = _character(data, at)
    kind = kinds[character]
    while kind == _LEADING and at < stop:
        character, after = _character(data, at)
        kind = kinds[character]
        if kind != _UNSPACED and kind != _LEADING:
            break
        at = after
    while at < stop:
        character, after = _character(data, at)
        kind = kinds[character]
        if kind != _MARK and kind != _STACKING:
            break
        at = after
        if kind == _STACKING and _kind_at(data, at, stop, kinds) == _UNSPACED:
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
    while _kind_at(data, at, stop, kinds) in (_UNSPACED, _LEADING):
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
    if kind not in (_STOP, _FULL_STOP):
        return at, kind in (_LINE_END, _LONE_STOP)
    while at < stop:
        character, after = _character(data, at)
        kind = kinds[character]
        if kind not in (_STOP, _FULL_STOP):
            return at, kind >= _LINE_END
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
        if kind <= _DIGIT:
            begin = end = at
            before = size
            capitals[n], spans[n, 0] = cases[character] > 0, at
            while kind == _LETTER and plain[data[at]]:  # most words are nothing else, and need no call
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
        elif kind in (_UNSPACED, _LEADING):
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


@inlined
def _hash_of(folded: Bytes, begin: int, end: int, group: int) -> np.uint64:
    """Return the hash of a word and its group."""
    hashed = hash_on(FNV_OFFSET, group)
    for at in range(begin, end):
        hashed = hash_on(hashed, folded[at])
    return hashed


@inlined
def _is_word(words: Words, number: np.int64, group: int, folded: Bytes, begin: int, end: int) -> bool:
    """Return whether a known word is the one of a group that stands at a place."""
    shift = words.ends[number - 1] - begin
    at = begin if words.groups[number] == group and words.ends[number] - shift == end else end + 1
    while at < end and words.data[shift + at] == folded[at]:
        at += 1
    return at == end


@compiled
def _add_word(words: Words, group: int, folded: Bytes, begin: int, end: int) -> int:
    """Take in a new word, and return its number."""
    new: int = words.n[0]
    shift = words.ends[new - 1] - begin
    for at in range(begin, end):
        words.data[shift + at] = folded[at]
    words.ends[new], words.groups[new], words.n[0] = shift + end, group, new + 1
    return new


@compiled
def _number(folded: Bytes, ends: Longs, starts: Longs, groups: Ints, words: Words) -> Ints:
    """Return the numbers of words as `_split` gives them, int32 (n_words,)."""
    numbers = np.full(len(ends), NO_WORD, np.int32)
    slots = words.slots
    begin = starts[0]
    for text in range(len(groups)):
        group = groups[text]
        for at in range(starts[text], starts[text + 1]):
            end = ends[at]
            if end > begin:
                hashed = _hash_of(folded, begin, end, group)
                slot = first_slot(slots, hashed)
                while slots[slot] and not _is_word(words, number_in(slots, slot), group, folded, begin, end):
                    slot = next_slot(slots, slot, hashed)
                if not slots[slot]:
                    fill_slot(slots, slot, hashed, _add_word(words, group, folded, begin, end))
                numbers[at] = number_in(slots, slot)
            begin = end
    return numbers
