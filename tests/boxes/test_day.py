"""The stories of a day: the largest first, with the hours of their articles, of what readers may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from recommender import Recommender
from recommender.boxes import Day
from recommender.overrides import Overrides
from tests.support.builders import article, override
from tests.support.newsroom import newsroom, report, story_of

MORNING = datetime(2026, 3, 5, tzinfo=UTC)
EVENING = MORNING + timedelta(hours=24, seconds=-1)


def at(hour: float) -> float:
    """Return an hour of the day as the newsroom counts it: in days since the first of March."""
    return 4 + hour / 24


@pytest.fixture(scope="module")
def served() -> Recommender:
    """Return a corpus of a day on which the bridge is reported thrice, the bank twice, and of days before."""
    bridge = [report("bridge", at(hour), n, publisher=f"Paper {n}") for n, hour in enumerate((7.5, 8, 21))]
    bank = [report("bank", at(hour), n, publisher="Paper 0") for n, hour in enumerate((9, 9.25))]
    alone = article(article_id="alone", title="A zither recital", text="Zithers.", published_at="2026-03-05")
    old = [each for each in newsroom() if each.article_id.startswith("eclipse")]
    return Recommender.fit([*bridge, *bank, alone, *old, article(article_id="undated", title="An undated lute")])


def sizes(day: Day) -> list[tuple[str, int, int]]:
    return [(story.article_id.partition("-")[0], len(story.times), story.publishers) for story in day.stories]


def test_the_largest_story_comes_first_with_its_articles_of_the_day(served: Recommender) -> None:
    day = served.day(MORNING, EVENING)
    assert sizes(day) == [("bridge", 3, 3), ("bank", 2, 1), ("alone", 1, 0)]
    assert (day.n_stories, day.n_articles, day.without_hour) == (3, 6, 1)
    bridge = day.stories[0]
    assert [f"{time:%H:%M}" for time in bridge.times] == ["07:30", "08:00", "21:00"]
    assert bridge.story_id == story_of(served, "bridge-0")
    assert bridge.n_articles == 3
    assert len(day.by_hour) == 24
    assert {hour: n for hour, n in enumerate(day.by_hour) if n} == {0: 1, 7: 1, 8: 1, 9: 2, 21: 1}


def test_a_window_holds_both_of_its_ends_and_nothing_after(served: Recommender) -> None:
    until = MORNING + timedelta(hours=8)
    day = served.day(MORNING + timedelta(hours=7, minutes=30), until)
    assert sizes(day) == [("bridge", 2, 2)]
    assert (day.stories[0].n_articles, day.by_hour) == (2, (2,))
    assert day.newest == until
    assert served.day(MORNING, until).by_hour == (1, 0, 0, 0, 0, 0, 0, 2)


def test_an_empty_day_says_when_the_newest_article_before_it_was_published(served: Recommender) -> None:
    day = served.day(EVENING + timedelta(days=1), EVENING + timedelta(days=2))
    assert (day.stories, day.n_articles, sum(day.by_hour)) == ((), 0, 0)
    assert day.newest == MORNING + timedelta(hours=21)
    assert served.day(MORNING - timedelta(days=90), MORNING - timedelta(days=80)).newest is None
    assert served.day(EVENING, MORNING).by_hour == (0,)


def test_what_editors_have_hidden_is_in_no_story(served: Recommender) -> None:
    hides = (
        override(override_id="1", action="hide", article_id="bridge-1"),
        override(override_id="2", action="hide", story_id=story_of(served, "bank-0")),
    )
    day = replace(served, overrides=Overrides(hides)).day(MORNING, EVENING)
    assert sizes(day) == [("bridge", 2, 2), ("alone", 1, 0)]
    assert day.stories[0].n_articles == 2
    assert sum(day.by_hour) == day.n_articles == 3


def test_of_many_stories_only_the_largest_are_described(served: Recommender) -> None:
    day = served.day(MORNING, EVENING, most=1)
    assert (sizes(day), day.n_stories) == ([("bridge", 3, 3)], 3)


def test_an_article_that_arrives_during_the_day_joins_its_story(served: Recommender) -> None:
    late = report("bridge", at(22), 3, publisher="Paper 9")
    day = served.with_changes({"bridge-3": late, "bank-1": None}).day(MORNING, EVENING)
    assert sizes(day)[:2] == [("bridge", 4, 4), ("alone", 1, 0)] or sizes(day)[:2] == [("bridge", 4, 4), ("bank", 1, 1)]
    assert day.by_hour[22] == 1
