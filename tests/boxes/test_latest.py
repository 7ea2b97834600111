"""The largest stories of a day, and the pages of sections and tags: nothing that is not public, and bounded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from recommender.article import Article
from recommender.boxes import DayStory, Topic, latest
from recommender.engine.recommender import Recommender
from recommender.overrides import Override, Overrides
from tests.support.builders import article, override

NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)
# Each of a story of its own: no two have a word in common.
TEXTS = {
    "a": "Explosion burned solvent tanks inside Orrin chemical works; inspectors blamed corroded valves",
    "b": "Marsh fever outbreak declared finished by doctors after hospital wards emptied",
    "c": "Rovers beat Athletic on penalties, striker Dunne scored twice, goalkeeper saved late",
    "d": "Orchestra opened its season with premiere symphony under conductor Hale, violin soloist",
}
FILLER = "granite pepper lantern willow copper saddle marble thistle anchor velvet cinder meadow"


def told(story: str, number: int, *, hours_ago: float = 1, **fields: Any) -> Article:
    known = {
        "article_id": f"{story}{number}",
        "title": " ".join(TEXTS[story].split()[number : number + 6]),
        "text": f"{TEXTS[story]}.",
        "publisher": f"Paper {number}",
        "section": "national",
        "tags": ["Port Averin"],
        "language": "en",
        "published_at": NOW - timedelta(hours=hours_ago),
    }
    return article(**known | fields)


def corpus() -> list[Article]:
    """Return four stories: one of three papers, one of two in three reports, the newest of one, an old one of four."""
    return [
        *(told("a", at, hours_ago=5 + at) for at in range(3)),
        *(told("b", at, hours_ago=3 + at, publisher=f"Paper {at % 2}") for at in range(3)),
        told("c", 0, hours_ago=1),
        *(told("d", at, hours_ago=40 + at) for at in range(4)),
        *(article(article_id=f"x{word}", title=f"{word} {word}s", text=f"{word} only", published_at=NOW - timedelta(99))
          for word in FILLER.split()),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def recommender() -> Recommender:
    return Recommender.fit(corpus())


def day_of(recommender: Recommender, *overrides: Override, as_of: datetime = NOW) -> list[DayStory]:
    return replace(recommender, overrides=Overrides.of(overrides)).stories_of_day(as_of)


def topic_of(recommender: Recommender, name: str = "Port Averin", *overrides: Override, **asked: Any) -> Topic | None:
    facet, page, as_of = asked.get("facet", "tag"), asked.get("page", 1), asked.get("as_of", NOW)
    return replace(recommender, overrides=Overrides.of(overrides)).topic(facet, name, as_of=as_of, page=page)


def hide(**subject: str) -> Override:
    return override(override_id="1", action="hide", **subject)


def articles_of(topic: Topic | None) -> list[list[str]]:
    assert topic is not None
    return [[each["article_id"] for each in story.articles] for story in topic.stories]


# --- The day ---


def test_the_largest_story_of_the_day_is_first_and_not_the_newest(recommender: Recommender) -> None:
    day = day_of(recommender)
    assert [(each.article_id, each.publishers, each.n_articles, each.days_ago) for each in day[:4]] == [
        ("a0", 3, 3, 0), ("b0", 2, 3, 0), ("c0", 1, 1, 0), ("d0", 4, 4, 1),
    ]  # fmt: skip


def test_of_equal_publishers_more_reports_count_and_then_the_latest(recommender: Recommender) -> None:
    more = recommender.with_changes({"c1": told("c", 1, hours_ago=2)})
    assert [each.article_id for each in day_of(more)[1:3]] == ["b0", "c0"]  # two papers each; three reports, two
    even = more.with_changes({"b2": None})
    assert [each.article_id for each in day_of(even)[1:3]] == ["c0", "b0"]


def test_opinion_advertisements_and_other_languages_do_not_count(recommender: Recommender) -> None:
    others = {f"b{at}": told("b", at, hours_ago=0.5, kind=kind) for at, kind in enumerate(("opinion", "sponsored"), 5)}
    german = {f"c{at}": told("c", at, hours_ago=0.4, language="de") for at in range(2, 5)}
    assert [each.article_id for each in day_of(recommender.with_changes(others | german))[:3]] == ["a0", "b0", "c0"]


def test_the_day_has_nothing_hidden_taken_down_or_still_to_come(recommender: Recommender) -> None:
    assert [each.article_id for each in day_of(recommender, hide(article_id="a0"))][:2] == ["b0", "a1"]
    assert {each.article_id[0] for each in day_of(recommender, hide(section="national"))} == {"x"}
    story = day_of(recommender)[0].story_id
    assert story not in [each.story_id for each in day_of(recommender, hide(story_id=story))]
    assert day_of(recommender.with_changes({"a0": None}))[0].article_id == "b0"
    embargoed = told("a", 9, hours_ago=-1)
    assert day_of(recommender.with_changes({"a9": embargoed}))[0].article_id == "a0"
    assert day_of(recommender, as_of=NOW - timedelta(days=300)) == []


def test_the_newest_are_without_what_is_hidden(recommender: Recommender) -> None:
    hidden = replace(recommender, overrides=Overrides.of([hide(article_id="c0")]))
    assert [each.article_id for each in recommender.newest(NOW, 2)] == ["c0", "b0"]
    assert [each.article_id for each in hidden.newest(NOW, 2)] == ["b0", "b1"]


# --- Sections and tags ---


@pytest.mark.parametrize(("facet", "name"), [("tag", "port averin"), ("section", "National")])
def test_a_topic_has_its_stories_the_one_with_the_newest_article_first(
    recommender: Recommender, facet: str, name: str
) -> None:
    topic = topic_of(recommender, name, facet=facet)
    assert articles_of(topic) == [["c0"], ["b0", "b1", "b2"], ["a0", "a1", "a2"], ["d0", "d1", "d2", "d3"]]
    assert topic is not None
    assert (topic.name, topic.page, topic.n_pages) == ({"tag": "Port Averin", "section": "national"}[facet], 1, 1)
    assert topic.stories[1].publishers == ("Paper 0", "Paper 1")


def test_a_story_stands_under_a_tag_with_all_of_its_reports_the_tagged_one_first(recommender: Recommender) -> None:
    tagged = recommender.with_changes({"a1": told("a", 1, hours_ago=6, tags=["Inquiry"])})
    assert articles_of(topic_of(tagged, "inquiry")) == [["a1", "a0", "a2"]]


def test_what_is_not_public_stands_under_no_topic(recommender: Recommender) -> None:
    assert articles_of(topic_of(recommender, "Port Averin", hide(article_id="b0")))[1] == ["b1", "b2"]
    assert topic_of(recommender, "national", hide(section="national"), facet="section") is None
    embargoed = recommender.with_changes({"a9": told("a", 9, hours_ago=-1, tags=["Embargo"])})
    assert topic_of(embargoed, "Embargo") is None
    assert "a9" not in str(articles_of(topic_of(embargoed)))
    assert articles_of(topic_of(embargoed, "Embargo", as_of=NOW + timedelta(hours=2)))[0][0] == "a9"
    gone = recommender.with_changes({"c0": None})
    assert "c0" not in str(articles_of(topic_of(gone)))


@pytest.mark.parametrize("name", ["nothing", "", " ", "Port", "\x1f", "Port Averin\x00"])
@pytest.mark.parametrize("facet", ["tag", "section"])
def test_there_is_no_topic_of_an_unknown_name(recommender: Recommender, facet: str, name: str) -> None:
    assert topic_of(recommender, name, facet=facet) is None


def test_a_topic_is_turned_page_by_page_and_has_an_end(
    recommender: Recommender, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = articles_of(topic_of(recommender))
    monkeypatch.setattr(latest, "STORIES_A_PAGE", 3)
    pages = [topic_of(recommender, page=page) for page in range(4)]
    assert [page is None for page in pages] == [True, False, False, True]
    assert articles_of(pages[1]) + articles_of(pages[2]) == whole
    monkeypatch.setattr(latest, "MOST_OF_TOPIC", 3)  # the newest articles alone
    monkeypatch.setattr(latest, "ARTICLES_A_STORY", 2)
    bounded = topic_of(recommender)
    assert articles_of(bounded) == [["c0"], ["b0", "b1"]]
    assert bounded is not None
    assert [story.n_articles for story in bounded.stories] == [1, 3]
