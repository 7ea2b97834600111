"""Counts and their weights, against numpy and the formulas of the textbooks."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.model.weighting import Counts, find_sorted, idf_of, saturated
from tests.support.builders import law

ROWS = st.lists(st.lists(st.integers(0, 5), max_size=9), min_size=1, max_size=6)


def counts_of(rows: list[list[int]]) -> Counts:
    keys = np.array([key for row in rows for key in row], np.int64)
    return Counts.of(keys, np.cumsum([0, *map(len, rows)]))


@law
@given(ROWS)
def test_counts_are_those_of_each_row_with_keys_rising(rows: list[list[int]]) -> None:
    counts = counts_of(rows)
    for at, row in enumerate(rows):
        entries = slice(counts.indptr[at], counts.indptr[at + 1])
        assert counts.indices[entries].tolist() == sorted(set(row))
        assert counts.data[entries].tolist() == [row.count(key) for key in sorted(set(row))]
    assert counts.lengths.tolist() == list(map(len, rows))
    filled = [len(row) for row in rows if row]
    assert counts.mean_length == (pytest.approx(np.mean(filled)) if filled else 1)


@law
@given(ROWS, st.integers(0, 5))
def test_what_is_kept_of_counts_is_in_its_row_and_lengths_stay(rows: list[list[int]], least: int) -> None:
    counts = counts_of(rows)
    kept = counts.keep(counts.indices >= least)
    fewer = counts_of([[key for key in row if key >= least] for row in rows])
    assert [column.tolist() for column in kept[:3]] == [column.tolist() for column in fewer[:3]]
    assert kept.lengths.tolist() == counts.lengths.tolist()


@law
@given(ROWS, st.floats(0.5, 3), st.floats(0, 1))
def test_saturation_is_the_formula(rows: list[list[int]], k1: float, b: float) -> None:
    counts = counts_of(rows)
    weights = saturated(counts, counts.mean_length, k1, b)
    expected = [
        row.count(key) * (k1 + 1) / (row.count(key) + k1 * (1 - b + b * len(row) / counts.mean_length))
        for row in rows
        for key in sorted(set(row))
    ]
    assert weights.tolist() == pytest.approx(expected, rel=1e-6)


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
