"""Numbers in two bytes each, against plain lists."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender.errors import SnapshotError
from recommender.model.sorted_keys import SortedKeys
from tests.support.builders import law

END = 1 << 20
KEYS = st.sets(st.one_of(st.integers(0, END - 1), st.integers(65_530, 65_545))).map(sorted)


@law
@given(KEYS, st.lists(st.integers(0, 2 * END), max_size=10))
def test_numbers_are_read_and_searched_as_in_a_list(numbers: list[int], others: list[int]) -> None:
    keys = SortedKeys.of(np.array(numbers, np.int64))
    again = SortedKeys.from_arrays(keys.to_arrays("some"), "some", end=END)
    assert again.n_keys == len(numbers)
    assert again.at(np.arange(len(numbers))).tolist() == numbers
    places = again.find(np.array([*numbers, *others], np.int64)).tolist()
    assert places == [numbers.index(key) if key in numbers else -1 for key in [*numbers, *others]]


@pytest.mark.parametrize(
    ("name", "damaged"),
    [
        ("some_starts", np.array([0, 2, 1, 3], np.uint32)),
        ("some_starts", np.array([0, 2, 2], np.uint32)),
        ("some_starts", np.array([], np.uint32)),
        ("some_starts", np.array([0, 1, 2, 2, 3], np.uint32)),
        ("some_lows", np.array([1, 2, 4], np.uint16)),
        ("some_lows", np.array([1, 2], np.uint16)),
    ],
)
def test_damaged_arrays_are_refused(name: str, damaged: NDArray[np.unsignedinteger]) -> None:
    arrays = SortedKeys.of(np.array([1, 65_537, 131_075])).to_arrays("some")
    SortedKeys.from_arrays(arrays, "some", end=131_076)
    with pytest.raises(SnapshotError, match="some"):
        SortedKeys.from_arrays(arrays | {name: damaged}, "some", end=131_076)
