"""The arrays of a snapshot: what is not what it must be is refused before a compiled loop could read it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender.errors import SnapshotError
from recommender.snapshots.arrays import TextColumn, array_of, check_positions, offsets_of, parameters_of
from tests.support.builders import law

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@law
@given(st.lists(TEXTS))
def test_a_column_is_a_sequence_of_its_texts(texts: list[str]) -> None:
    column = TextColumn.of(texts)
    assert list(column) == texts
    assert len(column) == len(texts)
    assert column[1:4] == texts[1:4]
    assert column[::-1] == texts[::-1]


@pytest.mark.parametrize("row", [-1, 2, 10**30])
def test_a_row_outside_of_a_column_is_an_index_error(row: int) -> None:
    with pytest.raises(IndexError):
        TextColumn.of(["a", "b"])[row]


@pytest.mark.parametrize("array", [None, np.zeros(2, np.int32), np.zeros((2, 2), np.int64), np.array(["x", "y"])])
def test_an_array_that_is_missing_or_of_another_type_is_refused(array: NDArray[Any] | None) -> None:
    arrays = {} if array is None else {"rows": array}
    with pytest.raises(SnapshotError, match="rows: expected an array of 1 dimensions of int64"):
        array_of(arrays, "rows", np.int64)


@pytest.mark.parametrize("starts", [[], [1, 3], [0, 2], [0, 3, 2, 3], [0, 4]])
def test_stretches_that_do_not_cover_all_items_in_order_are_refused(starts: list[int]) -> None:
    with pytest.raises(SnapshotError, match="rising positions from 0 to 3"):
        offsets_of({"starts": np.array(starts, np.int64)}, "starts", 3)


def test_stretches_that_do_are_taken() -> None:
    starts = np.array([0, 0, 2, 3], np.int64)
    assert offsets_of({"starts": starts}, "starts", 3) is starts


@pytest.mark.parametrize("positions", [[-1], [0, 3], [2**31 - 1]])
def test_a_position_outside_is_refused(positions: list[int]) -> None:
    check_positions("rows", np.array([0, 2], np.int32), 3)
    with pytest.raises(SnapshotError, match="rows: expected positions below 3"):
        check_positions("rows", np.array(positions, np.int32), 3)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"b": 1}, "found no parameter a"),
        ({"a": 1, "b": 2, "c": 3}, "found an unknown parameter c"),
        ({"a": 1, "z": 3}, "found no parameter b, an unknown parameter z"),
        (None, "expected parameters, found None"),
        (["a", "b"], "expected parameters, found"),
    ],
)
def test_parameters_of_another_version_are_refused_by_name(found: object, said: str) -> None:
    assert parameters_of({"b": 2, "a": 1}, "model", ["a", "b"]) == {"a": 1, "b": 2}
    with pytest.raises(SnapshotError, match=f"^model: .*{said}"):
        parameters_of(found, "model", ["a", "b"])


@law
@given(st.lists(TEXTS, max_size=9), st.slices(9))
def test_a_stretch_of_a_column_is_that_of_its_texts(texts: list[str], stretch: slice) -> None:
    column = TextColumn.of(texts)
    assert column[stretch] == texts[stretch]
    assert list(column) == texts
