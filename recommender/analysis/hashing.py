"""One hash table for all compiled loops: hashes → numbers.

In: 64-bit hashes of whatever is to be numbered, and numbers from 1 on. Out: one array of slots in which a number is
found again by its hash. A slot is 0 while it is free; else its upper half is the upper half of the hash, its tag, and
its lower half the number. The table holds no keys. Different keys may share a tag, so whoever looks one up compares it
with what has the number, unless a tag is a whole key of 32 bits:

    slot = first_slot(slots, hashed)
    while slots[slot] and keys[number_in(slots, slot)] != key:
        slot = next_slot(slots, slot, hashed)
    number = number_in(slots, slot)  # 0: the key has none yet, and the slot is free to be filled

Open addressing with linear probing (Knuth 1998, The Art of Computer Programming 3, section 6.4), from a slot that
multiplicative hashing of the tag gives; keys of several parts are hashed by FNV-1a (Fowler, Noll and Vo 1991).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from recommender.analysis.loops import compiled

Slots = NDArray[np.uint64]

FNV_OFFSET = np.uint64(14695981039346656037)  # the hash of nothing
_FNV_PRIME = np.uint64(1099511628211)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2**64 divided by the golden ratio: spreads tags in a row over all slots
_HALF, _LOWER, _ONE = np.uint64(32), np.uint64(0xFFFFFFFF), np.uint64(1)

# A call takes longer than what is done in it.
inlined = njit(inline="always")


@inlined
def hash_on(hashed: np.uint64, part: int) -> np.uint64:
    """Return the FNV-1a hash of a key that goes on with one more part; `FNV_OFFSET` is the hash of no part."""
    return (hashed ^ np.uint64(part)) * _FNV_PRIME


@compiled
def new_slots(n: int) -> Slots:
    """Return free slots for n numbers: a power of two, at most half of which will be filled."""
    size = 2
    while size < 2 * n:
        size *= 2
    return np.zeros(size, np.uint64)


@inlined
def _probe(slots: Slots, slot: np.uint64, tag: np.uint64) -> np.uint64:
    """Return the first slot, from one on, that is free or has a tag."""
    while slots[slot] and slots[slot] >> _HALF != tag:
        slot = (slot + _ONE) & np.uint64(len(slots) - 1)
    return slot


@inlined
def first_slot(slots: Slots, hashed: np.uint64) -> np.uint64:
    """Return the first slot that may hold the number of a key with this hash, or is free."""
    tag = hashed >> _HALF
    return _probe(slots, (tag * _GOLDEN) >> _HALF & np.uint64(len(slots) - 1), tag)


@inlined
def next_slot(slots: Slots, slot: np.uint64, hashed: np.uint64) -> np.uint64:
    """Return the slot after one that turned out to be another key's: it has the same tag, or is free."""
    return _probe(slots, (slot + _ONE) & np.uint64(len(slots) - 1), hashed >> _HALF)


@inlined
def number_in(slots: Slots, slot: np.uint64) -> np.int64:
    """Return the number in a slot, 0 for a free one."""
    return np.int64(slots[slot] & _LOWER)


@inlined
def fill_slot(slots: Slots, slot: np.uint64, hashed: np.uint64, number: int) -> None:
    """Put a number, from 1 to 2**32 - 1, into the free slot that was found for its hash."""
    slots[slot] = hashed >> _HALF << _HALF | np.uint64(number)


@compiled
def move_slots(slots: Slots, larger: Slots) -> None:
    """Put all numbers of a table into another, empty one that has room for them."""
    mask = np.uint64(len(larger) - 1)
    for filled in slots:
        if filled:
            slot = (filled >> _HALF) * _GOLDEN >> _HALF & mask
            while larger[slot]:
                slot = (slot + _ONE) & mask
            larger[slot] = filled
