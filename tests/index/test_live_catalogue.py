"""Rows that are taken out and put in: as NumPy does it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.index.live_catalogue import Splice
from tests.support.builders import law


@law
@given(st.lists(st.booleans(), max_size=9), st.lists(st.integers(0, 9), max_size=5), st.booleans())
def test_a_splice_of_an_array_is_that_of_a_list(is_deleted: list[bool], at: list[int], has_two_axes: bool) -> None:
    kept = [row for row, flag in enumerate(is_deleted) if not flag]
    splice = Splice([row for row, flag in enumerate(is_deleted) if flag], sorted(min(each, len(kept)) for each in at))
    new = np.arange(100, 100 + len(at), dtype=np.int32)
    column = np.arange(len(is_deleted), dtype=np.int32)
    expected = list(splice.items(column.tolist(), new.tolist()))
    if has_two_axes:
        column, new = np.stack([column, column]), np.stack([new, new])
    changed = splice.array(column, new)
    assert changed.dtype == np.int32
    assert changed.flags.c_contiguous
    assert changed.tolist() == ([expected, expected] if has_two_axes else expected)
