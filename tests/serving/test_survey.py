"""Surveys of pages: every number is counted on pages as readers get them, and says on how many."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zlib import crc32

import numpy as np
import pytest

from recommender import Recommender, Request
from recommender.article import Article
from recommender.index import Candidates
from recommender.overrides import Overrides
from recommender.ranking import Query
from recommender.serving import AGES, SURVEYED, Survey, survey_pages
from recommender.serving.survey import BLOCK
from tests.support.builders import STORM, article, override

NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)


def last(recommender: Recommender, **options: int | None) -> Survey:
    *_, survey = survey_pages(recommender, as_of=NOW, **options)  # type: ignore[arg-type]
    return survey


@pytest.fixture(scope="module")
def whole(sample: Recommender) -> Survey:
    return last(sample)


def storm(article_id: str, words: int, **fields: object) -> Article:
    """Return one of three reports on a storm."""
    text = f"{STORM[words]} at pier {article_id}."
    known = {"title": STORM[words], "text": text, "published_at": NOW - timedelta(hours=2), "publisher": article_id}
    return article(article_id=article_id, **(known | fields))


LONELY = {"title": "Quiet zither recital", "text": "Zithers sounded gently."}


def test_every_page_is_counted_as_readers_get_it(sample: Recommender, whole: Survey) -> None:
    request = Request(as_of=NOW)
    public = [each.article_id for each in sample.catalogue if each.published_at and each.published_at <= NOW]
    pages = {each: sample.page(each, request) for each in public}
    assert (whole.articles, whole.pages, whole.is_of_all) == (len(public), len(public), True)
    for box in SURVEYED:
        by_number = Counter(len(page.boxes[box]) for page in pages.values())
        assert whole.cards[box] == tuple(by_number[n] for n in range(6))
        older = [-(card.seconds or 0) / 86_400 for page in pages.values() for card in page.boxes[box]]
        assert whole.ages[box][0] == sum(days < 0 for days in older)
        assert whole.ages[box][1] == sum(0 <= days <= 1 for days in older)
        assert sum(whole.ages[box]) == len(older)
    ids = {each for page in pages.values() for box in SURVEYED for each in page.boxes[box].article_ids()}
    assert whole.articles_in_boxes == len(ids)
    oldest = max(-(card.seconds or 0) for page in pages.values() for box in SURVEYED for card in page.boxes[box])
    assert whole.oldest[0].days == oldest / 86_400
    assert [card.days for card in whole.oldest] == sorted((card.days for card in whole.oldest), reverse=True)
    business = whole.sections["business"]
    of_section = [
        page
        for each, page in pages.items()
        if sample.catalogue.label("section", sample.catalogue.row_of(each)) == "business"
    ]
    assert business.pages == len(of_section)
    assert business.empty["similar"] == sum(not len(page.boxes["similar"]) for page in of_section) > 0


def test_an_orphan_is_in_no_box_and_has_none() -> None:
    served = Recommender.fit([storm("a", 0), storm("b", 1), article(article_id="lonely", **LONELY)])
    survey = last(served)
    assert survey.orphans == ("lonely",)
    assert survey.sections[""].without_cards == 1
    assert survey.to_record()["orphans"] == ["lonely"]


def test_an_article_that_an_editor_has_pinned_is_no_orphan() -> None:
    served = Recommender.fit([storm("a", 0), storm("b", 1), article(article_id="lonely", **LONELY)])
    pin = override(action="pin", box="related", article_id="lonely", seed="a")
    assert last(replace(served, overrides=Overrides((pin,)))).orphans == ()


def test_what_is_not_public_is_neither_counted_nor_named() -> None:
    served = Recommender.fit([
        storm("a", 0), storm("b", 1), article(article_id="lonely", **LONELY),
        article(article_id="later", title="Embargoed lute", text="Lutes.", published_at=NOW + timedelta(hours=1)),
        article(article_id="hidden", title="Hidden harp", text="Harps."),
        article(article_id="barred", title="Barred bassoon", text="Bassoons.", section="Secret"),
    ])  # fmt: skip
    hides = (
        override(override_id="1", action="hide", article_id="hidden"),
        override(override_id="2", action="hide", section="Secret"),
    )
    survey = last(replace(served, overrides=Overrides(hides)))
    assert (survey.articles, survey.pages, survey.orphans) == (3, 3, ("lonely",))
    gone = served.with_changes({"lonely": None})
    assert "lonely" not in last(gone).orphans


def test_a_survey_grows_to_the_size_of_its_sample_drawn_by_ids(sample: Recommender) -> None:
    states = list(survey_pages(sample, as_of=NOW, most=250))
    assert [state.pages for state in states] == [BLOCK, 2 * BLOCK, 250]
    assert [state.is_complete for state in states] == [False, False, True]
    assert (states[-1].wanted, states[-1].is_of_all) == (250, False)
    assert states[-1].articles > 250
    few, more = last(sample, most=5), last(sample, most=6)
    fewer = last(sample.with_changes(dict.fromkeys(list(sample.catalogue.article_ids())[::9])), most=5)
    assert few.pages == fewer.pages == 5
    assert sum(few.cards["similar"]) == 5
    assert set(few.sections) <= set(more.sections)


@dataclass(frozen=True)
class EmptyBeside:
    """A policy that leaves nothing beside one article."""

    article_id: str

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        is_here = query.seed.article.article_id == self.article_id
        return candidates.take(np.full(len(candidates), not is_here))


def test_an_article_that_a_page_outside_the_sample_shows_is_no_orphan() -> None:
    first, *others = sorted(("a", "b", "c"), key=lambda each: crc32(each.encode()))
    served = Recommender.fit([storm(first, 0), *(storm(each, n) for n, each in enumerate(others, 1))])
    policies = {box: (EmptyBeside(first), *each) for box, each in served.policies.items()}
    survey = last(replace(served, policies=policies), most=1)
    assert survey.cards["similar"][0] == survey.cards["related"][0] == 1
    assert (survey.pages, survey.orphans, survey.looked_for) == (1, (), 1)
    nothing = {box: (EmptyBeside(first), *(EmptyBeside(each) for each in others)) for box in served.policies}
    survey = last(replace(served, policies=nothing), most=1)
    assert (survey.pages, survey.orphans, survey.looked_for) == (1, (first,), 2)


def test_cards_without_a_known_age_are_counted_apart() -> None:
    served = Recommender.fit([storm("a", 0, published_at=None), storm("b", 1, published_at=None)])
    survey = last(served)
    n_cards = sum(n * pages for counts in survey.cards.values() for n, pages in enumerate(counts))
    assert survey.undated == n_cards > 0
    assert survey.ages == {box: (0,) * len(AGES) for box in SURVEYED}
