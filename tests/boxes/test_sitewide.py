"""Breaking news and trending tags as one request sees them: nothing twice, nothing that is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from recommender.article import Article
from recommender.boxes import sitewide
from recommender.boxes.request import Request
from recommender.boxes.sitewide import EXAMPLES, NOTHING_YET, OnPage, breaking_box, trending_box
from recommender.engine.recommender import Recommender
from recommender.index.articles import Articles
from recommender.index.candidates import Seed
from recommender.index.filters import Filter
from recommender.overrides import Override, Overrides
from recommender.ranking import SAME_TEXT
from recommender.stories import LiveStories
from tests.support.builders import article, override
from tests.support.calls import calls_of

NOW = datetime(2026, 4, 24, 12, tzinfo=UTC)
PAPERS = ("Herald", "Courier", "Lantern", "Observer", "Gazette")
WORDS = (
    "flames smoke sirens",
    "gas valve pressure",
    "windows glass street",
    "workers shift siren",
    "ambulance ward burns",
)
# Two stories, told by five papers each in words of their own: ids are the story's letter and a number.
SUBJECTS = {"a": "Renn Aldous blast", "b": "Lorna Videl verdict"}


def told(story: str, at: int, **fields: object) -> Article:
    known = {"article_id": f"{story}{at}", "title": f"{SUBJECTS[story]} {WORDS[at].split()[0]}", "language": "en"}
    text = f"It was {SUBJECTS[story].rsplit(' ', 1)[0]} again. They saw {WORDS[at]} {story}{story} number {at} there."
    where = {"publisher": PAPERS[at], "published_at": NOW - timedelta(minutes=10 + at), "section": "national"}
    return article(**(known | {"text": text} | where | fields))


@pytest.fixture(scope="module")
def recommender() -> Recommender:
    return Recommender.fit([told(story, at) for story in SUBJECTS for at in range(5)])


class StoriesByLetter:
    """Stories as a view asks for them: an article's is the first letter of its id."""

    def id_of(self, row: int, catalogue: Articles) -> str:
        return catalogue.id_of(row)[0]

    def numbers_of(self, rows: NDArray[np.int64], catalogue: Articles) -> NDArray[np.int64]:
        return np.array([list(SUBJECTS).index(catalogue.id_of(row)[0]) for row in rows.tolist()], np.int64)


class Sitewide:
    """The boxes of one request."""

    def __init__(self, recommender: Recommender, page: OnPage = NOTHING_YET, **asked: Any) -> None:
        overrides = Overrides.of(asked.pop("overrides", ()))
        view = replace(recommender, overrides=overrides).view(Request(**({"as_of": NOW} | asked)))
        view = replace(view, stories=cast(LiveStories, StoriesByLetter()))
        self.breaking = breaking_box(recommender.monitor, view, page)
        self.trending = trending_box(recommender.monitor, view, page)

    @property
    def letters(self) -> list[str]:
        return [card.article_id[0] for card in self.breaking.cards]

    @property
    def labels(self) -> list[str]:
        return [tag.tag.label for tag in self.trending.tags]

    @property
    def examples(self) -> set[str]:
        return {str(example["article_id"]) for tag in self.trending.tags for example in tag.examples}


def rows(recommender: Recommender, *article_ids: str) -> frozenset[int]:
    return frozenset(recommender.index.rows_of(article_ids))


def seed_of_story_a(recommender: Recommender) -> Seed:
    story = np.array(sorted(rows(recommender, *(f"a{at}" for at in range(5)))), np.int32)
    return replace(recommender.seed("a3"), story=story)


def hide(**subject: str) -> Override:
    return override(override_id=subject.get("article_id", "1"), action="hide", **subject)


def test_each_breaking_story_has_one_card_with_its_trigger(recommender: Recommender) -> None:
    box = Sitewide(recommender).breaking
    assert [(card.rank, card.article_id[0], card.reason) for card in box.cards] == [
        (1, "a", "5 publishers in 4 min"),
        (2, "b", "5 publishers in 4 min"),
    ]
    assert all(
        {card.article_id, *card.folded} == {f"{card.article_id[0]}{at}" for at in range(5)} for card in box.cards
    )
    assert box.notice == "Only 2 stories are breaking at the moment."
    assert Sitewide(recommender, k=2).breaking.notice is None


def test_the_card_of_a_breaking_story_is_its_latest_report_and_names_the_one_that_made_it_so(
    recommender: Recommender,
) -> None:
    first, second = Sitewide(recommender).breaking.cards
    assert [first.article_id, second.article_id] == ["a0", "b0"]  # told 10 minutes ago, the others before
    assert first.trigger is not None
    assert first.to_record()["trigger"] == {
        "article_id": "a1", "title": "Renn Aldous blast gas", "url": None, "publisher": "Courier",
        "published_at": "2026-04-24T11:49:00Z",
    }  # fmt: skip
    later = told("a", 4, article_id="a9", published_at=NOW - timedelta(minutes=2))
    [card, *_] = Sitewide(recommender.with_changes({"a9": later})).breaking.cards
    assert card.article_id == "a9"
    untitled = told("a", 4, article_id="a9", title="", published_at=NOW - timedelta(minutes=2))
    assert Sitewide(recommender.with_changes({"a9": untitled})).breaking.cards[0].article_id == "a0"


def test_a_trigger_that_may_not_be_shown_is_not_named(recommender: Recommender) -> None:
    for asked in ({"exclude": frozenset(["a1"])}, {"filters": Filter(publisher=frozenset(["Herald"]))}):
        [card, *_] = Sitewide(recommender, **asked).breaking.cards
        assert card.article_id == "a0"
        assert card.trigger is None
        assert "trigger" not in card.to_record()
    hidden = Sitewide(recommender, overrides=[hide(article_id="a1")]).breaking.cards
    assert "a1" not in [card.trigger["article_id"] for card in hidden if card.trigger]


def test_no_more_is_told_than_was_asked_for(recommender: Recommender) -> None:
    assert len(Sitewide(recommender, k=1).breaking.cards) == 1
    none = Sitewide(recommender, k=0)
    assert (none.breaking.cards, none.trending.tags) == ((), ())


def test_a_story_that_the_page_tells_is_not_told_again(recommender: Recommender) -> None:
    beside = Sitewide(recommender, OnPage(rows=rows(recommender, "a3")))
    assert beside.letters == ["b"]
    assert {each[0] for each in beside.examples} == {"b"}


def test_the_seed_s_own_story_is_not_told_beside_it(recommender: Recommender) -> None:
    seed = seed_of_story_a(recommender)
    beside = Sitewide(recommender, OnPage(seed))
    assert beside.letters == ["b"]
    assert {each[0] for each in beside.examples} == {"b"}
    assert (beside.breaking.seed, beside.trending.seed) == ("a3", "a3")
    # A draft has no row, but it is known which story it tells.
    assert Sitewide(recommender, OnPage(replace(seed, row=None))).letters == ["b"]


def test_what_is_excluded_is_not_shown(recommender: Recommender) -> None:
    for card in Sitewide(recommender).breaking.cards:
        left = Sitewide(recommender, exclude=frozenset([card.article_id]))
        assert card.article_id not in {each.article_id for each in left.breaking.cards} | left.examples
        assert left.letters == ["a", "b"]


def test_filters_hold_for_cards_and_examples(recommender: Recommender) -> None:
    filtered = Sitewide(recommender, filters=Filter(publisher=frozenset(["Lantern"])))
    assert {card.article_id for card in filtered.breaking.cards} == {"a2", "b2"}
    assert filtered.examples == {"a2", "b2"}


@pytest.mark.parametrize(
    ("filters", "are_tags"),
    [
        (Filter(section=frozenset(["sport"])), False),
        (Filter(language=frozenset(["de"])), False),
        (Filter(language=frozenset(["en-GB"])), True),
    ],
)
def test_sections_and_languages_choose_what_tags_are_counted_of(
    recommender: Recommender, filters: Filter, are_tags: bool
) -> None:
    assert bool(Sitewide(recommender, filters=filters).labels) == are_tags


def test_editors_hide_an_article_or_a_section_and_it_does_not_count(recommender: Recommender) -> None:
    hidden = Sitewide(recommender, overrides=[hide(article_id=each) for each in ("a0", "a1")])
    assert hidden.letters == ["b"]
    assert not {"a0", "a1"} & hidden.examples
    assert Sitewide(recommender, overrides=[hide(section="national")]).letters == []


def test_what_is_banned_beside_the_seed_is_not_shown_there(recommender: Recommender) -> None:
    card = Sitewide(recommender).breaking.cards[1]
    ban = override(action="ban", article_id="a3", other=card.article_id)
    beside = Sitewide(recommender, OnPage(seed_of_story_a(recommender)), overrides=[ban])
    assert card.article_id not in {each.article_id for each in beside.breaking.cards} | beside.examples
    assert beside.letters == ["b"]


def test_a_muted_term_is_no_tag(recommender: Recommender) -> None:
    assert set(Sitewide(recommender).labels) == {"Renn Aldous", "Lorna Videl"}
    assert Sitewide(recommender, overrides=[override(action="mute", term="aldous")]).labels == ["Lorna Videl"]


def test_examples_are_of_one_publisher_each_and_few(recommender: Recommender) -> None:
    for tag in Sitewide(recommender).trending.tags:
        publishers = [example["publisher"] for example in tag.examples]
        assert len(publishers) == len(set(publishers)) == EXAMPLES
        assert tag.to_record()["examples"][0]["title"]


def test_nothing_newer_than_the_moment_is_told(recommender: Recommender) -> None:
    early = Sitewide(recommender, as_of=NOW - timedelta(minutes=13))
    assert early.letters == []
    assert early.breaking.notice == "Nothing is breaking at the moment."


def test_without_a_moment_it_is_that_of_the_newest_article(recommender: Recommender) -> None:
    timeless = Sitewide(recommender, as_of=None)
    assert timeless.letters == ["a", "b"]
    assert timeless.breaking.as_of is None


def test_copies_count_once_and_are_told_on_the_card(recommender: Recommender) -> None:
    first = told("a", 0)
    copied = recommender.with_changes(
        {f"a{at}": told("a", at, title=first.title, text=first.text) for at in range(1, 3)}
    )
    assert Sitewide(copied).letters == ["b"]
    fourth = told("a", 1, article_id="a5", publisher="Mercury")
    [_, card] = Sitewide(copied.with_changes({"a5": fourth})).breaking.cards
    assert card.reason.startswith("4 publishers in ")
    # The card is of the text that most papers print.
    assert {card.publisher, *card.also_published_by} == {"Herald", "Courier", "Lantern"}


def test_of_very_many_reports_the_first_alone_are_compared(
    recommender: Recommender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time for a story of n reports would grow with the square of n."""
    monkeypatch.setattr(sitewide, "MOST_COMPARED", 3)
    compared = calls_of(monkeypatch, type(SAME_TEXT), "of_row")
    reports = np.array(sorted(rows(recommender, *(f"a{at}" for at in range(5)))), np.int64)
    assert sitewide.text_numbers(reports, recommender.index).tolist() == [0, 1, 2, 3, 3]
    assert sitewide.text_numbers(reports[:2], recommender.index).tolist() == [0, 1]
    assert [len(rows) for *_, rows, _ in compared] == [3, 3, 3, 2, 2]


REQUESTS: list[dict[str, Any]] = [
    {},
    {"exclude": frozenset(["a0", "b0"])},
    {"filters": Filter(publisher=frozenset(["Lantern", "Herald"]))},
    {"filters": Filter(since=NOW - timedelta(minutes=11))},
    {"filters": Filter(as_of=NOW - timedelta(minutes=12))},
    {"as_of": NOW + timedelta(seconds=59)},
    {"as_of": NOW + timedelta(seconds=61)},
    {"filters": Filter(section=frozenset(["national"])), "overrides": [hide(article_id="b1")]},
    {"overrides": [hide(article_id="a0")]},
]


def test_what_was_answered_before_changes_no_answer(recommender: Recommender) -> None:
    pages = [NOTHING_YET, OnPage(seed_of_story_a(recommender)), OnPage(None, rows(recommender, "a0", "b2"))]
    for asked in (*REQUESTS, *reversed(REQUESTS)):
        for page in pages:
            fresh = replace(recommender, monitor=recommender.monitor.with_settings(recommender.monitor.settings))
            expected, found = Sitewide(fresh, page, **asked), Sitewide(recommender, page, **asked)
            assert (found.breaking, found.trending) == (expected.breaking, expected.trending)
