"""The members that an article is compared with: those of a growing story are those of a whole one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recommender.stories.members import (
    FOUNDING,
    LIVE,
    RECENT,
    Member,
    compared_of,
    compared_positions,
    position_of_next,
)
from tests.support.builders import law


@law
@given(n=st.integers(0, 3 * (FOUNDING + RECENT)))
def test_a_growing_story_keeps_just_the_members_that_are_compared(n: int) -> None:
    kept: dict[int, int] = {}
    for member in range(n):
        kept[position_of_next(member)] = member
    assert sorted(kept.values()) == compared_positions(n).tolist()
    assert sorted(kept) == list(range(min(n, FOUNDING + RECENT)))


@law
@given(n=st.integers(0, 3 * (FOUNDING + RECENT)))
def test_the_first_and_the_last_members_are_compared_each_once(n: int) -> None:
    members = [Member(at, str(at), LIVE, 1) for at in range(n)]
    recent = members[max(FOUNDING, n - RECENT) :]
    assert compared_of(members) == [*members[:FOUNDING], *recent]
