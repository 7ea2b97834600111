"""The time that is left of a training: steps keep their proportions."""

from __future__ import annotations

import pytest

from recommender.engine import FIT_STEPS
from recommender.training.pace import COMPARE, PUBLISH, READ, USUAL, Pace

SECONDS = {READ: 10.0, "weigh": 4.0, "expand": 3.0, "index": 1.0, "group": 2.0, "mentions": 1.0}


def test_a_training_that_is_as_fast_as_the_last_one_takes_as_long() -> None:
    pace = Pace.after({"training": {"seconds": SECONDS, "articles": 100}}, is_compared=False)
    assert list(pace.seconds) == [READ, *FIT_STEPS, PUBLISH]
    publishing = pace.seconds[PUBLISH]
    assert pace.left({}, READ, 5.0, 50) == pytest.approx(5 + 11 + publishing)
    assert pace.left({READ: 10.0}, "weigh", 1.0, 100) == pytest.approx(3 + 7 + publishing)
    # What takes longer than it did does not take back what the steps after it need.
    assert pace.left({READ: 10.0}, "weigh", 99.0, 100) == pytest.approx(7 + publishing)


def test_what_is_done_says_how_fast_this_training_is() -> None:
    pace = Pace.after({"training": {"seconds": SECONDS, "articles": 100}}, is_compared=False)
    slow = {READ: 20.0, "weigh": 8.0}
    assert pace.left(slow, "expand", 0.0, 100) == pytest.approx(2 * (7 + pace.seconds[PUBLISH]))


def test_more_articles_than_last_time_are_not_said_to_end_at_once() -> None:
    pace = Pace.after({"training": {"seconds": SECONDS, "articles": 100}}, is_compared=False)
    # 200 read in twenty seconds: twice as much of everything follows, if it ends now.
    assert pace.left({}, READ, 20.0, 200) == pytest.approx(2 * (11 + pace.seconds[PUBLISH]))


@pytest.mark.parametrize("training", [{}, {"articles": 100}, {"articles": 100, "seconds": {READ: 1.0, "fit": 2.0}}])
def test_nothing_is_said_of_a_first_training_before_its_articles_are_read(training: dict[str, object]) -> None:
    pace = Pace.after({"training": training}, is_compared=True)
    assert pace.seconds == USUAL
    assert pace.left({}, READ, 5.0, 50) is None
    assert pace.left({READ: USUAL[READ]}, "weigh", 0.0, 50) == pytest.approx(sum(USUAL.values()) - USUAL[READ])


def test_a_comparison_is_expected_to_take_what_it_took() -> None:
    pace = Pace.after({"training": {"seconds": SECONDS | {COMPARE: 7.0}, "articles": 100}}, is_compared=True)
    assert list(pace.seconds) == [READ, *FIT_STEPS, COMPARE, PUBLISH]
    assert pace.seconds[COMPARE] == 7.0
