"""Breaking news and trending tags as one request sees them: nothing twice, nothing that is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from recommender.article import Article
from recommender.boxes.sitewide import EXAMPLES, Sitewide
from recommender.engine.recommender import Recommender
from recommender.index.filters import ANY, Filter
from recommender.overrides import Active, Override
from tests.support.builders import article

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


def bulletin_of(recommender: Recommender) -> Sitewide:
    """Return the bulletin of articles whose story is the first letter of their id."""

    def stories(rows: NDArray[np.int64]) -> NDArray[np.int64]:
        letters = (recommender.catalogue.id_of(row)[0] for row in rows.tolist())
        return np.array([list(SUBJECTS).index(letter) for letter in letters], np.int64)

    return Sitewide(
        index=recommender.index,
        pulse=recommender.pulse,
        stories=stories,
        story_ids=lambda row: recommender.catalogue.id_of(row)[0],
        active=Active(),
        filters=ANY,
        as_of=NOW,
        model="1",
    )


@pytest.fixture
def bulletin(recommender: Recommender) -> Sitewide:
    return bulletin_of(recommender)


def rows(bulletin: Sitewide, *article_ids: str) -> frozenset[int]:
    return frozenset(bulletin.index.rows_of(article_ids))


def letters(bulletin: Sitewide, k: int = 5) -> list[str]:
    return [card.article_id[0] for card in bulletin.breaking(k).cards]


def examples(bulletin: Sitewide) -> set[str]:
    return {str(example["article_id"]) for tag in bulletin.trending(9).tags for example in tag.examples}


def test_each_breaking_story_has_one_card_with_its_trigger(bulletin: Sitewide) -> None:
    box = bulletin.breaking(5)
    assert [(card.rank, card.article_id[0], card.reason) for card in box.cards] == [
        (1, "a", "5 publishers in 4 min"),
        (2, "b", "5 publishers in 4 min"),
    ]
    assert all(
        {card.article_id, *card.folded} == {f"{card.article_id[0]}{at}" for at in range(5)} for card in box.cards
    )
    assert box.notice == "Only 2 stories are breaking at the moment."
    assert bulletin.breaking(2).notice is None


def test_no_more_is_told_than_was_asked_for(bulletin: Sitewide) -> None:
    assert len(bulletin.breaking(1).cards) == 1
    assert (bulletin.breaking(0).cards, bulletin.trending(0).tags) == ((), ())


def test_a_story_that_the_page_tells_is_not_told_again(bulletin: Sitewide) -> None:
    page = replace(bulletin, shown=rows(bulletin, "a3"))
    assert letters(page) == ["b"]
    assert {each[0] for each in examples(page)} == {"b"}


def test_the_seed_s_own_story_is_not_told_beside_it(bulletin: Sitewide, recommender: Recommender) -> None:
    story = np.array(recommender.index.rows_of([f"a{at}" for at in range(5)]), np.int32)
    page = replace(bulletin, seed=replace(recommender.seed("a3"), story=story))
    assert letters(page) == ["b"]
    assert {each[0] for each in examples(page)} == {"b"}
    assert (page.breaking(5).seed, page.trending(5).seed) == ("a3", "a3")
    # A draft has no row, but it is known which story it tells.
    draft = replace(page, seed=replace(recommender.seed("a3"), row=None, story=story))
    assert letters(draft) == ["b"]


def test_what_is_excluded_is_not_shown(bulletin: Sitewide) -> None:
    for card in bulletin.breaking(5).cards:
        left = replace(bulletin, exclude=frozenset([card.article_id]))
        assert card.article_id not in {each.article_id for each in left.breaking(5).cards} | examples(left)
        assert letters(left) == ["a", "b"]


def test_filters_hold_for_cards_and_examples(bulletin: Sitewide) -> None:
    filtered = replace(bulletin, filters=Filter(publisher=frozenset(["Lantern"])))
    assert {card.article_id for card in filtered.breaking(5).cards} == {"a2", "b2"}
    assert examples(filtered) == {"a2", "b2"}


def test_sections_and_languages_choose_what_tags_are_counted_of(bulletin: Sitewide) -> None:
    assert replace(bulletin, filters=Filter(section=frozenset(["sport"]))).trending(5).tags == ()
    assert replace(bulletin, filters=Filter(language=frozenset(["de"]))).trending(5).tags == ()
    assert replace(bulletin, filters=Filter(language=frozenset(["en-GB"]))).trending(5).tags


def test_editors_hide_an_article_or_a_section_and_it_does_not_count(bulletin: Sitewide) -> None:
    hidden = [
        Override.parse({"override_id": each, "action": "hide", "author": "e", "article_id": each})
        for each in ("a0", "a1")
    ]
    vetoed = replace(bulletin, active=Active.of(hidden))
    assert letters(vetoed) == ["b"]
    assert not {"a0", "a1"} & examples(vetoed)
    section = Override.parse({"override_id": "s", "action": "hide", "author": "e", "section": "national"})
    assert letters(replace(bulletin, active=Active.of([section]))) == []


def test_a_muted_term_is_no_tag(bulletin: Sitewide) -> None:
    assert {tag.tag.label for tag in bulletin.trending(5).tags} == {"Renn Aldous", "Lorna Videl"}
    mute = Override.parse({"override_id": "m", "action": "mute", "author": "e", "term": "aldous"})
    assert [tag.tag.label for tag in replace(bulletin, active=Active.of([mute])).trending(5).tags] == ["Lorna Videl"]


def test_examples_are_of_one_publisher_each_and_few(bulletin: Sitewide) -> None:
    for tag in bulletin.trending(5).tags:
        publishers = [example["publisher"] for example in tag.examples]
        assert len(publishers) == len(set(publishers)) == EXAMPLES
        assert tag.to_record()["examples"][0]["title"]


def test_nothing_newer_than_the_moment_is_told(bulletin: Sitewide) -> None:
    early = replace(bulletin, as_of=NOW - timedelta(minutes=13))
    assert letters(early) == []
    assert early.breaking(5).notice == "Nothing is breaking at the moment."


def test_without_a_moment_it_is_that_of_the_newest_article(bulletin: Sitewide) -> None:
    timeless = replace(bulletin, as_of=None)
    assert letters(timeless) == ["a", "b"]
    assert timeless.breaking(5).as_of is None


def test_copies_count_once_and_are_told_on_the_card(recommender: Recommender) -> None:
    first = told("a", 0)
    copied = recommender.with_changes(
        {f"a{at}": told("a", at, title=first.title, text=first.text) for at in range(1, 3)}
    )
    assert letters(bulletin_of(copied)) == ["b"]
    fourth = told("a", 1, article_id="a5", publisher="Mercury")
    [_, card] = bulletin_of(copied.with_changes({"a5": fourth})).breaking(5).cards
    assert card.reason.startswith("4 publishers in ")
    # The card is of the text that most papers print.
    publishers = {str(card.metadata["publisher"]), *card.also_published_by}
    assert publishers == {"Herald", "Courier", "Lantern"}
