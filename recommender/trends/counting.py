"""The compiled loops of counting: for which window a report counts, and how often each name and phrase is used.

Compiled code does not check positions; `WindowCounts` passes arrays that fit together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import (
    compiled,
    fill_slot,
    first_slot,
    hash_on,
    inlined,
    new_slots,
    next_slot,
    number_in,
)

# What a report counts for: nothing, the window of now, the past, or also what is usual at the same hours of the week.
OUT, NOW, PAST, SAME_HOUR = range(4)
# The columns of the counts: texts of the window, of the past, and of the past's same hours; then those of window and
# past by how they write the key, from `NAME` on.
COLUMNS = len(("now", "past", "same hour", "name", "before", "part", "common"))

Uints = NDArray[np.uint64]
Longs = NDArray[np.int64]
Ways = NDArray[np.uint8]


class KeyCounts(NamedTuple):
    """How often each key is used. Keys are numbered from 1 on as they are first met; number 0 stands for no key.

    Attributes:
        slots: uint64, the hash table of the numbers; a key is its own hash.
        keys: uint64 (n_places,), the key of each number; there are places for numbers to come.
        counts: int32 (n_places, COLUMNS), how often it is used.
        n: int64 (1,), how many numbers there are, 0 among them: an array, so that a compiled loop can count on.
    """

    slots: Uints
    keys: Uints
    counts: NDArray[np.int32]
    n: Longs

    @classmethod
    def empty(cls, n_keys: int) -> KeyCounts:
        """Return counts with places for n keys, none of which is used."""
        keys, counts = np.zeros(n_keys + 1, np.uint64), np.zeros((n_keys + 1, COLUMNS), np.int32)
        return cls(new_slots(n_keys), keys, counts, np.ones(1, np.int64))


@inlined
def _slot_of(known: KeyCounts, key: np.uint64) -> np.uint64:
    """Return the slot of a key, or the free one where it is to be."""
    slot = first_slot(known.slots, key)
    while known.slots[slot] and known.keys[number_in(known.slots, slot)] != key:
        slot = next_slot(known.slots, slot, key)
    return slot


@inlined
def _number_of(known: KeyCounts, key: np.uint64) -> np.int64:
    """Return the number of a key, 0 if it has none."""
    return number_in(known.slots, _slot_of(known, key))


@compiled
def _add_key(known: KeyCounts, key: np.uint64) -> np.int64:
    """Return the number of a key, a new one if it has none yet; there must be a place for it."""
    slot = _slot_of(known, key)
    if not known.slots[slot]:
        known.keys[known.n[0]] = key
        fill_slot(known.slots, slot, key, known.n[0])
        known.n[0] += 1
    return number_in(known.slots, slot)


@compiled
def windows_of(texts: Uints, seconds: Longs, begin: int, same_hour: NDArray[np.bool_]) -> Ways:
    """Return what each report counts for: of each text the first of the window and the first of the past do.

    Args:
        texts: uint64 (n,), equal for copies of one text.
        seconds: int64 (n,), when each was published; of those of one second the first in this order is the first.
        begin: The last second before the window.
        same_hour: bool (n,), which of them are in the same hours of the week as the window.
    """
    slots = new_slots(len(texts))
    for at in range(len(texts)):
        is_now = seconds[at] > begin
        hashed = hash_on(texts[at], is_now)
        slot = first_slot(slots, hashed)
        while slots[slot]:
            known = number_in(slots, slot) - 1
            if texts[known] == texts[at] and (seconds[known] > begin) == is_now:
                break
            slot = next_slot(slots, slot, hashed)
        if not slots[slot] or seconds[at] < seconds[number_in(slots, slot) - 1]:
            fill_slot(slots, slot, hashed, at + 1)
    windows = np.zeros(len(texts), np.uint8)  # `OUT`
    for place in range(len(slots)):
        first = number_in(slots, np.uint64(place)) - 1
        if first >= 0:
            windows[first] = NOW if seconds[first] > begin else SAME_HOUR if same_hour[first] else PAST
    return windows


@compiled
def count_rows(
    starts: Longs, keys: Uints, written: Ways, rows: Longs, windows: Ways, begin: int, known: KeyCounts
) -> int:
    """Count the mentions of rows for other windows than before.

    Args:
        starts, keys, written: As in `Mentions`.
        rows: int64 (n,), the rows to count.
        windows: uint8 (n, 2), what each row counted for before, and what it counts for now.
        begin: The position among them of the row to begin with.
        known: The counts, which are changed.

    Returns:
        The position of the row for whose keys there may be too few places, n if there is none.
    """
    for at in range(begin, len(rows)):
        first, last = starts[rows[at]], starts[rows[at] + 1]
        if known.n[0] + last - first > len(known.keys):
            return at
        for mention in range(first, last):
            number = _add_key(known, keys[mention])
            for step in range(2):
                window, more = windows[at, step], 2 * step - 1
                if window == OUT:
                    continue
                known.counts[number, 0 if window == NOW else 1] += more
                if window == SAME_HOUR:
                    known.counts[number, 2] += more
                if written[mention] > 0:
                    known.counts[number, 2 + written[mention]] += more
    return len(rows)


@compiled
def add_keys(known: KeyCounts, keys: Uints) -> Longs:
    """Return the numbers of some keys, new ones for those that have none yet; there must be places for them."""
    numbers = np.empty(len(keys), np.int64)
    for at in range(len(keys)):
        numbers[at] = _add_key(known, keys[at])
    return numbers


@compiled
def numbers_of(known: KeyCounts, keys: Uints) -> Longs:
    """Return the numbers of some keys, int64 (n_keys,), 0 for one that has none."""
    numbers = np.empty(len(keys), np.int64)
    for at in range(len(keys)):
        numbers[at] = _number_of(known, keys[at])
    return numbers


@compiled
def frequent_mentions(
    starts: Longs, keys: Uints, rows: Longs, min_texts: int, known: KeyCounts
) -> tuple[Longs, Longs, Longs]:
    """Return those mentions of some rows whose keys at least `min_texts` texts of the window hold.

    Returns:
        int64 (n,) each, in the order of the rows: the positions of the mentions, of their rows among `rows`, and the
        numbers of their keys.
    """
    most = 0
    for row in rows:
        most += starts[row + 1] - starts[row]
    mentions, of_rows, numbers = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    n = 0
    for at in range(len(rows)):
        for mention in range(starts[rows[at]], starts[rows[at] + 1]):
            number = _number_of(known, keys[mention])
            if number and known.counts[number, 0] >= min_texts:
                mentions[n], of_rows[n], numbers[n] = mention, at, number
                n += 1
    return mentions[:n], of_rows[:n], numbers[:n]
