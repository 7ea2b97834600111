"""What a decision touches, against all boxes of all pages with it and without it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from recommender import Recommender, boxes
from recommender.overrides import Override
from recommender.serving import reach_of, with_decision, without_decision
from recommender.serving.reach import Reach
from tests.support.builders import article

NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)
SEED, OTHER = "ac-0424-orrin-two-dead", "mw-0312-orrin-inspectors"
FOR_EVER = float("inf")


def decision(**fields: object) -> Override:
    return Override.parse({"override_id": "new", "author": "Ada"} | fields)


def reach(recommender: Recommender, override: Override, seconds: float = FOR_EVER) -> Reach:
    after = with_decision(recommender, override)
    return reach_of(override, recommender, after, as_of=NOW, seconds=seconds)


def pages(recommender: Recommender) -> dict[str, dict[str, list[str]]]:
    request = boxes.Request(as_of=NOW)
    public = [each.article_id for each in recommender.catalogue if each.known_time is None or each.known_time <= NOW]
    return {
        article_id: {
            name: [card.article_id for card in box.cards]
            for name, box in recommender.page(article_id, request).boxes.items()
        }
        for article_id in public
    }


@pytest.fixture(scope="module")
def before(sample: Recommender) -> dict[str, dict[str, list[str]]]:
    """Return the cards of all pages as nothing is decided."""
    return pages(sample)


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "hide", "article_id": OTHER},
        {"action": "hide", "section": "Sport"},
        {"action": "mute", "term": "Orrin"},
        {"action": "mute", "term": "chemical works"},
        {"action": "pin", "box": "related", "article_id": OTHER, "seed": SEED},
        {"action": "pin", "box": "related", "article_id": OTHER},
        {"action": "ban", "article_id": OTHER, "other": SEED},
    ],
)
def test_the_pages_that_change_are_those_whose_boxes_differ(
    sample: Recommender, before: dict[str, dict[str, list[str]]], fields: dict[str, object]
) -> None:
    override = decision(**fields)
    found = reach(sample, override)
    after = pages(with_decision(sample, override))
    changed = {article_id for article_id in before if before[article_id] != after[article_id]}
    if override.action == "hide":  # what was shown, rather than what comes in because of it elsewhere
        gone = (
            {override.article_id}
            if override.article_id
            else {each.article_id for each in sample.catalogue if "sport" in map(str.casefold, each.sections)}
        )
        changed = {page for page in changed if any(gone & set(cards) for cards in before[page].values())}
    assert found.is_exact
    assert found.pages == len(changed)
    assert set(found.examples) <= changed
    assert bool(found.examples) == bool(changed)


def test_articles_are_counted_by_what_a_decision_names(sample: Recommender) -> None:
    catalogue = sample.catalogue
    sport = sum("sport" in map(str.casefold, each.sections) for each in catalogue)
    story = sample.seed(SEED).story
    story_id = sample.stories.id_of(catalogue.row_of(SEED), catalogue)
    expected = [
        (decision(action="hide", section="sPort"), sport),
        (decision(action="hide", story_id=story_id), len(story)),
        (decision(action="hide", article_id=SEED), 1),
        (decision(action="ban", article_id=SEED, other=OTHER), 2),
        (decision(action="hide", section="no such"), 0),
        (decision(action="hide", story_id="s-none"), 0),
        (decision(action="mute", term="xyzzy"), 0),
    ]
    assert sport > 1 < len(story)
    for override, articles in expected:
        found = reach(sample, override, seconds=0)
        assert found.articles == articles
        assert (found.out_of > 0) == (articles > 0)
    named = sum("harbour" in f"{each.title} {each.text}".casefold() for each in catalogue if each.language == "en")
    assert reach(sample, decision(action="mute", term="harbour"), seconds=0).articles >= named > 0


def test_time_bounds_how_many_pages_are_looked_at_and_the_rest_is_an_estimate(sample: Recommender) -> None:
    override, clock = decision(action="pin", box="related", article_id=OTHER), count()
    after = with_decision(sample, override)
    found = reach_of(override, sample, after, as_of=NOW, seconds=20, clock=lambda: float(next(clock)))
    assert found.looked_at == 20 < found.out_of
    assert not found.is_exact
    assert found.pages == pytest.approx(found.out_of, rel=0.2)  # a pin is on every page but its own
    assert found.to_record()["is_estimate"]


def test_what_is_not_published_yet_is_no_page(sample: Recommender) -> None:
    later = article(article_id="later", title="Orrin to close", published_at=(NOW + timedelta(days=1)).isoformat())
    changed = sample.with_changes({"later": later})
    override = decision(action="pin", box="related", article_id=OTHER)
    assert reach(changed, override, seconds=0).out_of == reach(sample, override, seconds=0).out_of


def test_a_decision_stands_in_the_place_of_one_about_the_same_and_is_undone_by_its_id(sample: Recommender) -> None:
    first = decision(action="pin", box="related", article_id=OTHER, seed=SEED, override_id="first")
    second = decision(action="pin", box="similar", article_id=OTHER, seed=SEED, override_id="second")
    both = with_decision(with_decision(sample, first), second)
    assert both.overrides.all == (second,)
    assert without_decision(both, "second").overrides.all == ()
