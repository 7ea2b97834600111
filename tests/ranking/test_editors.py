"""What editors have decided about a box, as policies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.ranking import (
    POLICIES,
    SAME_EVENT,
    NotBanned,
    NotHidden,
    NotPinnedElsewhere,
    Pins,
    SetPinsAside,
    rank,
    trace,
)
from recommender.ranking.query import PinnedRow, Query, Rules
from tests.support.candidates import SEEDS, accounted, few, pinned_in, pool, pool_of, told


@few
@given(SEEDS)
def test_what_is_hidden_or_banned_is_taken_out_and_nothing_else(seed: int) -> None:
    candidates, query = pool(2 * (seed // 2))
    rules, sections = query.rules, dict(zip(candidates.rows.tolist(), candidates.facet("section"), strict=True))
    kept = NotHidden()(candidates, query).rows.tolist()
    visible = [row for row in candidates.rows.tolist() if row not in rules.hidden]
    assert kept == [row for row in visible if sections[row] not in rules.hidden_sections]
    left = NotBanned()(candidates, query).rows.tolist()
    assert left == [row for row in candidates.rows.tolist() if row not in rules.banned]


@pytest.mark.parametrize("box", POLICIES)
@few
@given(SEEDS, st.integers(0, 6))
def test_a_box_shows_its_pins_and_nothing_that_editors_keep_out(box: str, seed: int, k: int) -> None:
    candidates, query = pool(2 * (seed // 2), k=k)
    rules = query.rules
    positions = [pin.position for pin in rules.pins]
    # Of pins at one position, one comes after the other.
    last_place = {pin.row: pin.position + positions.count(pin.position) - 1 for pin in rules.pins}
    found = rank(candidates, query, POLICIES[box])
    for place, row in enumerate(found.rows.tolist(), 1):
        assert row in pinned_in(query) or found.catalogue.label("section", row) not in rules.hidden_sections
        assert place <= last_place.get(row, place)
    assert not set(accounted(found)) & {*rules.hidden, *rules.banned, *rules.pinned_elsewhere}
    if all(place <= k for place in last_place.values()):
        assert pinned_in(query) <= set(found.rows.tolist())


def pinned_query(query: Query, *pins: tuple[int, int], elsewhere: tuple[int, ...] = ()) -> Query:
    return replace(query, rules=Rules(pins=tuple(PinnedRow(*pin) for pin in pins), pinned_elsewhere=elsewhere))


@pytest.mark.parametrize("box", POLICIES)
@pytest.mark.parametrize(("position", "place"), [(1, 0), (2, 1), (9, 2)])
def test_a_pin_stands_at_its_place_or_last_where_the_box_is_short(box: str, position: int, place: int) -> None:
    # The third shares nothing with the seed, is an advertisement and comes from long ago.
    articles = [told(0.1, publisher="A"), told(0.2, publisher="B"), told(-3_000, kind="sponsored")]
    weights = [[1, 1, 0, 0, 0], [1, 0, 1, 0, 0], [0, 1, 0, 1, 0], [0, 0, 0, 0, 1]]
    candidates, query = pool_of(articles, weights)
    alike = np.array([0.9, 0.8] if box == "similar" else [0.19, 0.18], np.float32)
    candidates = replace(candidates, similarity=alike, score=alike)
    before = rank(candidates, query, POLICIES[box]).rows.tolist()
    assert before == [0, 1]
    found = rank(candidates, pinned_query(query, (2, position)), POLICIES[box])
    before.insert(place, 2)
    assert found.rows.tolist() == before


def test_a_copy_of_a_pin_is_folded_into_its_card_and_another_box_does_not_tell_it() -> None:
    articles = [told(publisher="A"), told(publisher="B"), told(publisher="C")]
    candidates, query = pool_of(articles, [[1, 1, 0], [1, 0.1, 0], [1, 0.12, 0], [0, 1, 0]])
    found = SetPinsAside()(candidates, pinned_query(query, (0, 1)))
    assert found.rows.tolist() == [2]
    assert found.folded == {0: (1,)}
    assert NotPinnedElsewhere()(candidates, pinned_query(query, elsewhere=(0,))).rows.tolist() == [2]


@pytest.mark.parametrize("box", POLICIES)
def test_two_pins_of_one_text_are_both_shown_and_neither_is_folded_into_the_other(box: str) -> None:
    candidates, query = pool_of([told()] * 3, [[4, 4], [4, 3], [4, 3], [3, 4]])
    ranked = rank(candidates, pinned_query(query, (0, 1), (1, 2)), POLICIES[box])
    assert ranked.rows[:2].tolist() == [0, 1]
    assert not {0, 1} & {row for folded in ranked.folded.values() for row in folded}


def test_the_event_of_a_pin_is_not_told_again_where_events_are_looked_at() -> None:
    articles = [told(publisher="A"), told(publisher="B")]
    candidates, query = pool_of(articles, [[1, 1, 1, 0], [1, 0, 0, 1], [1, 1, 0, 0.2]])
    pinned = pinned_query(query, (0, 1))
    assert SetPinsAside()(candidates, pinned).rows.tolist() == [1]
    assert SetPinsAside(threshold=SAME_EVENT)(candidates, pinned).rows.tolist() == []


def test_a_trace_tells_who_took_a_pin_aside_and_who_brought_it_back() -> None:
    candidates, query = pool_of([told(publisher="A"), told(publisher="B")], [[1, 1, 0], [1, 0, 0], [0, 0, 1]])
    for row in (0, 1):  # the other one was not even found
        verdicts = trace(candidates, pinned_query(query, (row, 1)), POLICIES["similar"], row)
        assert [verdict.policy for verdict in verdicts if verdict.rank] == (
            ["NotHidden()", "NotBanned()", repr(NotPinnedElsewhere())] * (row == 0) + ["Pins()", "Cut()"]
        )
        assert [verdict.policy for verdict in verdicts if not verdict.rank] == [repr(SetPinsAside())] * (row == 0)


def test_a_pin_alone_has_its_own_similarity_for_a_score() -> None:
    candidates, query = pool_of([told()], [[1, 1], [1, 0]])
    found = Pins()(candidates.take([]), pinned_query(query, (0, 1)))
    assert found.score.tolist() == pytest.approx([0.5**0.5])
