"""Weights of document frequencies, against the formulas of the textbooks."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.model.weighting import find_sorted, idf_of
from tests.support.builders import law


def test_each_idf_is_its_formula_and_falls_as_more_articles_hold_a_term() -> None:
    frequencies = np.arange(10)
    smooth, bm25 = idf_of(frequencies, 10, "smooth"), idf_of(frequencies, 10, "bm25")
    assert smooth.tolist() == pytest.approx([math.log(11 / (1 + df)) + 1 for df in range(10)])
    assert bm25.tolist() == pytest.approx([math.log(1 + (10 - df + 0.5) / (df + 0.5)) for df in range(10)])
    assert (np.diff(smooth) < 0).all()
    assert (np.diff(bm25) < 0).all()


@law
@given(st.sets(st.integers(0, 30)), st.lists(st.integers(-3, 33)))
def test_a_number_is_found_where_it_is(values: set[int], wanted: list[int]) -> None:
    ordered = sorted(values)
    positions = find_sorted(np.array(ordered, np.int64), np.array(wanted, np.int64))
    assert positions.tolist() == [ordered.index(each) if each in values else -1 for each in wanted]
