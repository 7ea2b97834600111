"""Plots: everything is within its frame, and says the numbers it was given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from recommender.api.views.plots import HEADROOM, HIGHEST, MOST_NAMED, columns, lane
from tests.support.builders import law

BEGIN = datetime(2026, 4, 24, tzinfo=UTC)


@law
@given(st.lists(st.integers(0, 10**6), max_size=60))
def test_columns_stand_side_by_side_on_one_line_the_highest_up_to_the_top(counts: list[int]) -> None:
    placed = columns([str(at) for at in range(len(counts))], counts)
    assert [column.value for column in placed] == counts
    assert all(column.y + column.height == HEADROOM + HIGHEST for column in placed)
    assert all((column.height > 0) == (column.value > 0) for column in placed)
    assert [column.height for column in placed if column.value == max(counts) > 0][:1] in ([], [HIGHEST])
    edges = [edge for column in placed for edge in (column.x, column.x + column.width)]
    assert edges == sorted(edges)
    assert all(-0.01 <= edge <= 100.01 for edge in edges)
    assert sum(column.is_named for column in placed) <= MOST_NAMED


@law
@given(st.lists(st.integers(-90_000, 180_000), max_size=20))
def test_marks_stay_on_their_lane_each_place_once(seconds: list[int]) -> None:
    places = lane([BEGIN + timedelta(seconds=each) for each in seconds], BEGIN, BEGIN + timedelta(days=1))
    assert all(0 <= place <= 100 for place in places)
    assert len(set(places)) == len(places)


def test_a_window_of_no_length_has_no_marks() -> None:
    assert lane([BEGIN], BEGIN, BEGIN) == []
