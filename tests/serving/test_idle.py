"""Decisions that do nothing any more, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest

from recommender import Recommender, boxes
from recommender.overrides import Override, Overrides
from recommender.serving import idle_overrides
from tests.support.builders import article

NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)
SEED, OTHER = "ac-0424-orrin-two-dead", "mw-0312-orrin-inspectors"
PIN = {"action": "pin", "box": "related", "article_id": OTHER, "seed": SEED}


def idle(recommender: Recommender, *records: Mapping[str, object], seconds: float = float("inf")) -> dict[str, str]:
    overrides = [
        Override.parse({"override_id": f"o{at}", "author": "Ada", **record}) for at, record in enumerate(records)
    ]
    clock = count()
    served = replace(recommender, overrides=Overrides.of(overrides))
    return idle_overrides(served, as_of=NOW, seconds=seconds, clock=lambda: float(next(clock)))


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"action": "hide", "article_id": "gone"}, "there is no article gone now"),
        (PIN | {"article_id": "gone"}, "there is no article gone now"),
        (PIN | {"seed": "gone"}, "there is no article gone now"),
        ({"action": "ban", "article_id": OTHER, "other": "gone"}, "there is no article gone now"),
        ({"action": "hide", "section": "no such"}, "no article is in this section"),
        ({"action": "hide", "story_id": "s-none"}, "there is no such story now"),
        ({"action": "mute", "term": "xyzzy"}, "no article is linked to others by this term"),
        (PIN | {"ends_at": "2026-04-24T18:00:00Z"}, "it is over since 2026-04-24T18:00:00Z"),
        (PIN | {"starts_at": "2026-04-24T18:00:01Z"}, "it begins at 2026-04-24T18:00:01Z"),
    ],
)
def test_a_decision_about_nothing_that_is_here_is_marked(
    sample: Recommender, record: dict[str, object], reason: str
) -> None:
    assert idle(sample, record) == {"o0": reason}


@pytest.mark.parametrize(
    "record",
    [
        PIN,
        {"action": "pin", "box": "related", "article_id": OTHER},
        {"action": "hide", "article_id": OTHER},
        {"action": "hide", "section": "SPORT"},
        {"action": "mute", "term": "Orrin"},
        {"action": "ban", "article_id": OTHER, "other": SEED},
        PIN | {"ends_at": "2026-04-24T18:00:01Z"},
    ],
)
def test_a_decision_that_does_something_is_not(sample: Recommender, record: dict[str, object]) -> None:
    assert idle(sample, record) == {}


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"action": "hide", "article_id": OTHER}, "another decision hides its article"),
        ({"action": "ban", "article_id": SEED, "other": OTHER}, "another decision bans its article there"),
    ],
)
def test_a_pin_over_which_another_decision_wins_is_marked(
    sample: Recommender, other: dict[str, object], reason: str
) -> None:
    assert idle(sample, PIN, other) == {"o0": reason}
    section = sample.catalogue.metadata(sample.catalogue.row_of(OTHER))["section"]
    assert idle(sample, PIN, {"action": "hide", "section": section}) == {"o0": "another decision hides its article"}


def test_a_pin_where_the_card_stands_by_itself_is_marked_as_far_as_there_is_time(sample: Recommender) -> None:
    request, reasons = boxes.Request(as_of=NOW), []
    for seed in [each.article_id for each in sample.catalogue][:8]:
        before = sample.page(seed, request)
        pin = PIN | {"seed": seed, "article_id": before.boxes["related"].cards[0].article_id}
        override = Override.parse({"override_id": "o0", "author": "Ada"} | pin)
        after = replace(sample, overrides=Overrides.of([override])).page(seed, request)
        is_same = all(
            [card.article_id for card in before.boxes[name].cards] == [card.article_id for card in box.cards]
            for name, box in after.boxes.items()
        )
        reasons.append(idle(sample, pin))
        assert reasons[-1] == ({"o0": "the box is the same without it"} if is_same else {})
        assert idle(sample, pin, seconds=0) == {}
    assert any(reasons)


def test_a_pin_of_what_is_not_published_yet_is_marked(sample: Recommender) -> None:
    later = article(article_id="later", title="Orrin to close", published_at="2026-04-25T06:00:00Z")
    changed = sample.with_changes({"later": later})
    assert idle(changed, PIN | {"article_id": "later"}) == {"o0": "its article is not published yet"}


def test_a_story_that_is_hidden_hides_a_pin_of_its_article(sample: Recommender) -> None:
    story_id = sample.stories.id_of(sample.catalogue.row_of(OTHER), sample.catalogue)
    assert idle(sample, PIN, {"action": "hide", "story_id": story_id}) == {"o0": "another decision hides its article"}
