"""What is breaking: many independent publishers within minutes, and growing."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import combinations
from math import exp, log
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender.trends.breaking import Breaking, BreakingStory, count_independent
from recommender.trends.coverage import Coverage
from tests.support.builders import law

NOW = datetime(2026, 4, 24, 12, tzinfo=UTC)
HOUR, DAY = 60, 24 * 60


class Told(NamedTuple):
    """A report: how many minutes before now, of which story, by whom, and in which text if not its own."""

    ago: float
    story: int
    voice: int
    text: int | None = None


def breaking(told: list[Told], *, rule: Breaking | None = None, as_of: datetime = NOW) -> list[BreakingStory]:
    rows = np.arange(len(told))
    seconds = np.array([int(NOW.timestamp()) - round(60 * each.ago) for each in told], np.int64)
    voices, stories = (np.array([each[at] for each in told], np.int64) for at in (2, 1))
    texts = np.array([-1 - row if each.text is None else each.text for row, each in enumerate(told)], np.int64)

    def texts_of(rows: NDArray[np.int64]) -> NDArray[np.int64]:
        return texts[rows]

    reports = Coverage(rows, seconds, voices, np.zeros(len(told), np.int64))
    return (rule or Breaking())(reports, lambda rows: stories[rows], as_of=as_of, texts=texts_of)


def burst(n: int, *, story: int = 1, end: float = 0, minutes: float = 40) -> list[Told]:
    """Return reports of a story by n publishers, evenly spread over some minutes."""
    return [Told(end + minutes * at / (n - 1), story, voice=at) for at in range(n)]


def test_a_story_that_four_publishers_tell_within_the_hour_is_breaking_and_says_so() -> None:
    [found] = breaking(burst(4))
    assert (found.story, found.publishers, found.minutes, found.rows) == (1, 4, 40, (0, 1, 2, 3))


def test_the_trigger_is_the_report_by_which_there_were_enough() -> None:
    [six] = breaking(burst(6))  # the oldest has the highest row
    assert six.trigger == 2
    again = [Told(39, 1, voice=5), Told(38, 1, voice=5)]  # the first to report, who repeats itself
    assert breaking([*burst(6), *again])[0].trigger == 2
    agency = [told._replace(text=7) for told in burst(4)]  # one text, and three others after it
    assert breaking([*(Told(3 - at, 1, voice=20 + at) for at in range(3)), *agency])[0].trigger == 2
    assert breaking(burst(6), rule=Breaking(publishers=5))[0].trigger == 1


def test_where_more_are_usual_the_trigger_is_a_later_one() -> None:
    noons = [Told(DAY * day + 5 * voice, 1_000 + 10 * day + n, voice)
             for day in range(1, 15) for n in range(3) for voice in range(4)]  # fmt: skip
    [nine] = breaking(burst(9) + noons)
    before = burst(9)[nine.trigger + 1 :]
    assert not breaking(before + noons)
    assert breaking([burst(9)[nine.trigger], *before, *noons])


def test_three_publishers_are_not_enough() -> None:
    assert not breaking(burst(3))


def test_reports_further_apart_than_the_window_do_not_add_up() -> None:
    assert not breaking(burst(4, minutes=61))


def test_a_report_of_no_story_counts_for_none() -> None:
    assert not breaking(burst(9, story=-1))


@given(st.lists(st.tuples(st.floats(0, 3 * DAY), st.integers(1, 3)), max_size=60), st.integers(0, 2))
@law
def test_a_single_feed_repeating_itself_is_never_breaking(told: list[tuple[float, int]], others: int) -> None:
    """Nor are one feed and as many others as are still too few."""
    reports = [Told(ago, story, voice=0) for ago, story in told]
    reports += [Told(5, story, voice=1 + other) for other in range(others) for story in (1, 2, 3)]
    assert not breaking(reports)


def test_copies_of_an_agency_s_text_count_once() -> None:
    agency = [told._replace(text=7) for told in burst(9)]
    assert not breaking(agency)
    assert breaking([*agency, *(Told(3, 1, voice=20 + at) for at in range(3))])[0].publishers == 4


def test_a_publisher_that_prints_the_agency_s_text_beside_its_own_counts_once() -> None:
    assert count_independent(np.array([1, 1, 2, 3]), np.array([7, 8, 7, 7])) == 2


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=7))
@law
def test_independent_reports_are_as_many_as_can_be_chosen(told: list[tuple[int, int]]) -> None:
    def apart(chosen: tuple[tuple[int, int], ...]) -> bool:
        return all(len(set(side)) == len(chosen) for side in zip(*chosen, strict=True))

    most = max(n for n in range(len(told) + 1) if any(apart(chosen) for chosen in combinations(told, n)))
    voices, texts = np.array(told, np.int64).reshape(len(told), 2).T
    assert count_independent(voices, texts) == most


@given(st.lists(st.builds(Told, st.floats(-2 * HOUR, 2 * HOUR), st.integers(1, 2), st.integers(0, 6), st.none()),
                max_size=40))  # fmt: skip
@law
def test_nothing_published_later_counts(told: list[Told]) -> None:
    # Rows are told apart by their place, so the later ones stand at the end.
    earlier = [each for each in told if round(60 * each.ago) >= 0]
    later = [each for each in told if round(60 * each.ago) < 0]
    assert breaking(earlier + later) == breaking(earlier)


def test_a_story_expires_when_no_more_publishers_tell_it() -> None:
    told = burst(6)
    assert breaking(told, as_of=NOW + timedelta(minutes=29))
    assert not breaking(told, as_of=NOW + timedelta(minutes=50))


def test_a_story_expires_when_it_is_told_for_hours_at_one_pace() -> None:
    steady = [Told(10 * at, 1, voice=at % 6) for at in range(6 * 48)]
    assert breaking(steady, as_of=NOW - timedelta(hours=46))
    assert not breaking(steady)


def test_a_story_of_every_day_that_grows_is_breaking_again() -> None:
    steady = [Told(60 * at + 61, 1, voice=at % 6) for at in range(24)]
    assert not breaking(steady + burst(2))
    assert breaking(steady + burst(4))


def test_what_is_normal_at_this_hour_is_not_breaking() -> None:
    """Here everybody tells the same few stories at noon: four publishers are nothing unusual then."""
    noons = [Told(DAY * day + 5 * voice, 1_000 + 10 * day + n, voice)
             for day in range(1, 15) for n in range(3) for voice in range(4)]  # fmt: skip
    assert not breaking(burst(4) + noons)
    assert breaking(burst(9) + noons)
    at_night = [told._replace(ago=told.ago - 12 * HOUR) for told in noons]
    assert breaking(burst(4) + at_night)


def test_no_more_days_tell_what_is_normal_than_are_asked_for() -> None:
    noons = [Told(3 * DAY + 5 * voice, 1_000 + n, voice) for n in range(30) for voice in range(4)]
    long = timedelta(days=5)  # the story's own past goes further back
    assert breaking(burst(4) + noons, rule=Breaking(usual_days=2, own_past=long))
    assert not breaking(burst(4) + noons, rule=Breaking(usual_days=3, own_past=long))


def test_a_few_large_stories_of_yesterday_do_not_hide_one_of_today() -> None:
    large = [Told(DAY + voice, 1_000 + n, voice) for n in range(5) for voice in range(12)]
    assert breaking(burst(5) + large)


def test_what_grows_most_comes_first_and_equals_by_story() -> None:
    found = breaking(burst(4, story=3) + burst(5, story=2) + burst(4, story=1))
    assert [each.story for each in found] == [2, 1, 3]


def test_the_minutes_are_those_until_the_last_publisher_joined() -> None:
    repeated = [Told(40, 1, 0), Told(39, 1, 1), Told(38, 1, 2), Told(30.5, 1, 3), Told(0, 1, 0)]
    assert (breaking(repeated)[0].publishers, breaking(repeated)[0].minutes) == (4, 10)


told_reports = st.builds(
    Told, st.floats(0, 2 * DAY), st.integers(-1, 2), st.integers(0, 5), st.none() | st.integers(0, 3)
)


@given(st.lists(told_reports, max_size=50))
@law
def test_the_rule_is_what_a_plain_recount_says(told: list[Told]) -> None:
    rule = Breaking(publishers=2, growth=1.2, prior=2, strength=1)
    found = {each.story: each for each in breaking(told, rule=rule)}
    for story in {each.story for each in told if each.story >= 0}:
        growth = recount(told, story, rule)
        assert (story in found) == (growth is not None)
        if growth is not None:
            assert found[story].growth == pytest.approx(growth)


def recount(told: list[Told], story: int, rule: Breaking) -> float | None:
    """Return how much a story grows, none when it is not breaking; in seconds before now, as the rule counts."""
    ago = [(round(60 * each.ago), each) for each in told if each.story >= 0]
    now = [(row, each) for row, (seconds, each) in enumerate(ago) if seconds < 3_600 and each.story == story]
    texts = [-1 - row if each.text is None else each.text for row, each in now]
    publishers = count_independent(np.array([each.voice for _, each in now], np.int64), np.array(texts, np.int64))
    past = [(seconds - 3_600, each) for seconds, each in ago if seconds >= 3_600]
    told_at_this_hour: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for since, each in past:
        if (since + 3_600) % 86_400 < 3_600:
            told_at_this_hour[(since + 3_600) // 86_400, each.story].add(each.voice)
    logs = sum(log(len(voices)) for voices in told_at_this_hour.values())
    normal = exp(logs / (len(told_at_this_hour) + rule.prior))
    own = sum(each.story == story and since < 12 * 3_600 for since, each in past)
    # As far back as there are reports at all, of whatever story or none.
    longest = max((round(60 * each.ago) - 3_600 for each in told), default=0)
    windows = max(0, min(12 * 3_600, longest)) / 3_600
    growth = publishers / max(normal, (own + rule.strength * normal) / (windows + rule.strength))
    return growth if publishers >= rule.publishers and growth >= rule.growth else None
