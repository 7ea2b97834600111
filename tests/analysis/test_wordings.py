"""Two wordings of one event find each other, in every script, whatever their spelling; by language in `benchmarks`."""

from __future__ import annotations

import pytest

from tests.support.wordings import neighbours_right, told_twice

LEAST = 0.95  # of all articles, with and without a declared language


def test_the_set_holds_languages_of_many_scripts() -> None:
    assert len({language for language, _, _ in told_twice(declared=True)}) >= 24


@pytest.mark.parametrize("declared", [True, False])
def test_two_wordings_of_one_event_are_neighbours(declared: bool) -> None:
    counts = neighbours_right(declared=declared)
    assert sum(right for right, _ in counts.values()) >= LEAST * sum(n for _, n in counts.values()), counts
    assert {language for language, (right, n) in counts.items() if 2 * right < n} == set(), counts
