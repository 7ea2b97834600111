"""Texts → numbered words, for whole corpora.

In: texts, each of a group, such as its language. Out: the number of each word in the order of the texts, and the
distinct words, numbered as they are first met. The words are those of `recommender.analysis.splitting`; each distinct
one is written once. Known words are found by their hash (`recommender.analysis.hashing`) and compared byte by byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis.character_tables import Bytes, Ints
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
from recommender.analysis.loops import compiled
from recommender.analysis.splitting import Flags, Longs, split_texts

NO_WORD = 0  # the number of a mark that ends a sentence; words are numbered from 1 on


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


def longer(array: NDArray[Any], size: int) -> NDArray[Any]:
    """Return an array with room for at least `size` items: the same one if it has that already."""
    if len(array) >= size:
        return array
    longer = np.empty(max(size, 2 * len(array)), array.dtype)
    longer[: len(array)] = array
    return longer


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
