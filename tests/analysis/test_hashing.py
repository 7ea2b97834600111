"""The hash table of the compiled loops, against a dictionary; and the hash, against one worked by hand."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numba import njit
from numpy.typing import NDArray

from recommender.analysis.hashing import (
    FNV_OFFSET,
    Slots,
    fill_slot,
    first_slot,
    hash_on,
    move_slots,
    new_slots,
    next_slot,
    number_in,
)
from tests.support.builders import law

# Few tags, so that keys share them and slots lie side by side; 0 is a key like others.
HASHES = st.builds(lambda tag, rest: tag << 32 | rest, st.sampled_from([0, 1, 2, 2**32 - 1]), st.integers(0, 3))


@njit(nogil=True)
def number_all(hashes: Slots, slots: Slots, known: Slots, n: int) -> tuple[NDArray[np.int64], int]:
    """Number hashes as they are first met, from n + 1 on; return their numbers, and how many there are now."""
    numbers = np.zeros(len(hashes), np.int64)
    for at in range(len(hashes)):
        slot = first_slot(slots, hashes[at])
        while slots[slot] and known[number_in(slots, slot)] != hashes[at]:
            slot = next_slot(slots, slot, hashes[at])
        if not slots[slot]:
            n += 1
            known[n] = hashes[at]
            fill_slot(slots, slot, hashes[at], n)
        numbers[at] = number_in(slots, slot)
    return numbers, n


@law
@given(st.lists(HASHES | st.integers(0, 2**64 - 1), max_size=40), st.lists(HASHES, max_size=40))
def test_a_key_has_one_number_also_in_a_larger_table(first: list[int], second: list[int]) -> None:
    expected: dict[int, int] = {}
    for key in (*first, *second):
        expected.setdefault(key, len(expected) + 1)
    known = np.zeros(len(expected) + 1, np.uint64)
    slots = new_slots(len(first))
    numbers, n = number_all(np.array(first, np.uint64), slots, known, 0)
    assert numbers.tolist() == [expected[key] for key in first]
    larger = new_slots(len(expected))
    move_slots(slots, larger)
    numbers, n = number_all(np.array(second, np.uint64), larger, known, n)
    assert numbers.tolist() == [expected[key] for key in second]
    assert n == len(expected)


def test_half_of_the_slots_are_free_and_there_is_always_one() -> None:
    assert [len(new_slots(n)) for n in (0, 1, 2, 3, 4, 5)] == [2, 2, 4, 8, 8, 16]


def test_the_hash_is_fnv_1a() -> None:
    hashed = FNV_OFFSET
    for byte in b"foobar":
        hashed = np.uint64(hash_of(hashed, byte))
    assert hashed == 0x85944171F73967E8  # Fowler, Noll and Vo give this one for "foobar"


@njit(nogil=True)
def hash_of(hashed: np.uint64, part: int) -> np.uint64:
    return hash_on(hashed, part)
