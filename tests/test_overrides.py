"""Overrides: what an editor may decide, and what holds when."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import MAX_NOTE_LENGTH, ArticleId
from recommender.errors import ArticleError
from recommender.overrides import BOXES, MAX_POSITION, NOTHING, Override, Overrides, Pin
from tests.support.builders import law, override

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SUBJECTS: dict[str, dict[str, Any]] = {
    "pin": {"box": "related", "article_id": "a"},
    "ban": {"article_id": "a", "other": "b"},
    "hide": {"article_id": "a"},
    "mute": {"term": "Thames Water"},
}
IDS = st.sampled_from("abcd")
TIMES = st.none() | st.integers(-3, 3).map(lambda hours: NOON + hours * HOUR)


@st.composite
def any_override(draw: st.DrawFn) -> Override:
    """Return an override of a few articles and moments, so that many decide of the same."""
    action = draw(st.sampled_from(list(SUBJECTS)))
    first, second = draw(st.lists(IDS, min_size=2, max_size=2, unique=True))
    starts_at, ends_at = draw(TIMES), draw(TIMES)
    if starts_at and ends_at and ends_at <= starts_at:
        ends_at = None
    subjects: dict[str, dict[str, Any]] = {
        "pin": {
            "box": draw(st.sampled_from(BOXES)),
            "article_id": first,
            "seed": draw(st.sampled_from([None, second])),
            "position": draw(st.integers(1, 3)),
        },
        "ban": {"article_id": first, "other": second},
        "hide": draw(st.sampled_from([{"article_id": first}, {"section": "sport"}, {"story_id": "s"}])),
        "mute": {"term": draw(st.sampled_from(["storm", "sea wall"]))},
    }
    return override(
        action=action,
        override_id=draw(st.sampled_from("12345678")),
        starts_at=starts_at,
        ends_at=ends_at,
        **subjects[action],
    )


@law
@given(any_override())
def test_an_override_is_read_back_from_its_record(some: Override) -> None:
    assert Override.parse(json.loads(json.dumps(some.to_record()))) == some


@pytest.mark.parametrize(
    ("action", "changed", "field"),
    [
        (None, {}, "action"),
        ("promote", {}, "action"),
        (["pin"], {}, "action"),
        ("pin", {"box": None}, "box"),
        ("pin", {"box": "trending"}, "box"),
        ("pin", {"box": ["related"]}, "box"),
        ("pin", {"article_id": ""}, "article_id"),
        ("pin", {"article_id": "x" * 201}, "article_id"),
        ("pin", {"seed": "a"}, "article_id"),
        ("pin", {"seed": "\n"}, "seed"),
        ("pin", {"position": 0}, "position"),
        ("pin", {"position": MAX_POSITION + 1}, "position"),
        ("pin", {"position": True}, "position"),
        ("pin", {"position": "1"}, "position"),
        ("pin", {"position": 1.5}, "position"),
        ("pin", {"term": "storm"}, "term"),
        ("ban", {"other": "a"}, "other"),
        ("ban", {"other": None}, "other"),
        ("ban", {"box": "related"}, "box"),
        ("hide", {"article_id": None}, "article_id"),
        ("hide", {"section": "sport"}, "article_id"),
        ("hide", {"story_id": "s"}, "article_id"),
        ("hide", {"article_id": None, "story_id": "\n"}, "story_id"),
        ("hide", {"seed": "b"}, "seed"),
        ("mute", {"term": " "}, "term"),
        ("mute", {"term": "x" * 201}, "term"),
        ("mute", {"term": 7}, "term"),
        ("mute", {"section": "sport"}, "section"),
        ("mute", {"author": None}, "author"),
        ("mute", {"author": "x" * 201}, "author"),
        ("mute", {"note": "x" * (MAX_NOTE_LENGTH + 1)}, "note"),
        ("mute", {"override_id": ""}, "override_id"),
        ("mute", {"starts_at": "tomorrow"}, "starts_at"),
        ("mute", {"starts_at": "2026-03-14T12:00:00Z", "ends_at": "2026-03-14T12:00:00Z"}, "ends_at"),
    ],
)
def test_a_record_that_is_no_override_is_refused_by_its_field(action: Any, changed: dict[str, Any], field: str) -> None:
    subject = SUBJECTS.get(action, {}) if isinstance(action, str) else {}
    with pytest.raises(ArticleError) as caught:
        Override.parse({"override_id": "1", "action": action, "author": "Ada"} | subject | changed)
    assert caught.value.field == field


def test_what_is_written_around_a_value_is_cleaned() -> None:
    cleaned = override(action="mute", term=" Thames \n Water\u200b", author=" Ada ", note="two\nlines")
    assert (cleaned.term, cleaned.author, cleaned.note) == ("Thames Water", "Ada", "two lines")


@law
@given(st.lists(any_override(), max_size=6), st.lists(TIMES, min_size=1, max_size=4))
def test_what_holds_at_a_moment_is_found_in_whatever_order_moments_are_asked_for(
    some: list[Override], moments: list[datetime | None]
) -> None:
    overrides = Overrides.of(some)
    kept = {each.override_id: each for each in some}.values()
    for moment in moments:
        holding = {
            each.override_id
            for each in kept
            if (moment is None and each.starts_at is None and each.ends_at is None)
            or (moment and (each.starts_at or moment) <= moment and (each.ends_at is None or moment < each.ends_at))
        }
        assert {each.override_id for each in overrides.at(moment).overrides} == holding


@law
@given(st.lists(any_override(), max_size=8), IDS)
def test_a_pin_shows_each_article_once_and_never_the_seed(some: list[Override], seed: str) -> None:
    pins = Overrides.of(some).at(NOON).pins(seed)
    shown = [pin.article_id for box in pins.values() for pin in box]
    asked = {each.article_id for each in Overrides.of(some).at(NOON).overrides if each.action == "pin"}
    assert len(shown) == len(set(shown))
    assert set(shown) <= asked - {seed}
    for box in pins.values():
        assert [pin.position for pin in box] == sorted(pin.position for pin in box)


@law
@given(st.lists(any_override(), max_size=8), IDS, IDS)
def test_a_ban_holds_in_both_directions(some: list[Override], one: str, other: str) -> None:
    active = Overrides.of(some).at(NOON)
    assert (one in active.banned_beside(other)) == (other in active.banned_beside(one))
    asked = any(each.action == "ban" and {each.article_id, each.other} == {one, other} for each in active.overrides)
    assert (one in active.banned_beside(other)) == asked


def test_a_ban_is_read_from_either_side() -> None:
    active = Overrides.of([override(action="ban", article_id="a", other="b")]).at(NOON)
    assert [sorted(active.banned_beside(each)) for each in "abc"] == [["b"], ["a"], []]


def test_what_is_pinned_twice_is_shown_once_in_the_first_box() -> None:
    places = [("related", 1), ("similar", 3), ("similar", 2)]
    pins = [
        override(override_id=str(at), action="pin", article_id="x", box=box, position=position)
        for at, (box, position) in enumerate(places)
    ]
    assert Overrides.of(pins).at(NOON).pins("a") == {"similar": (Pin(ArticleId("x"), position=2),)}


def test_a_pin_beside_one_seed_goes_before_one_beside_all() -> None:
    everywhere = override(override_id="1", action="pin", box="related", article_id="x", position=1)
    here = override(override_id="2", action="pin", box="related", article_id="x", seed="a", position=3)
    active = Overrides.of([everywhere, here]).at(NOON)
    assert active.pins("a") == {"related": (Pin(ArticleId("x"), position=3),)}
    assert [pin.position for pin in active.pins("b")["related"]] == [1]


def test_what_holds_is_worked_out_anew_only_when_it_changes() -> None:
    overrides = Overrides.of([override(action="mute", term="storm", starts_at=NOON, ends_at=NOON + HOUR)])
    before, first, last, after = (overrides.at(NOON + n * HOUR / 2) for n in (-1, 0, 1, 2))
    assert first is last
    assert first.muted == ("storm",)
    assert before.muted == after.muted == ()
    assert Overrides().at(NOON) is NOTHING


@pytest.mark.parametrize(
    "record",
    [{}, {"action": "promote", "author": "Ada"}, {"action": ["hide"]}, {"action": "mute", "term": [], "author": "A"}]
    + [{"action": "hide", "author": "A", name: {}} for name in ("article_id", "section", "story_id", "ends_at")],
)
def test_a_record_that_is_none_is_refused_alone_and_by_its_id(record: dict[str, Any]) -> None:
    known = override(action="hide", article_id="a")
    kept = Overrides.parse({"2": record, "1": known.to_record()})
    assert kept.all == (known,)
    assert list(kept.refused) == ["2"]
    assert "expected" in kept.refused["2"]


RECORDS = st.sampled_from([
    {"action": "hide", "section": "sport", "author": "Ada"},
    {"action": "hide", "article_id": "a", "author": "Ada", "ends_at": "2026-03-01T10:00:00Z"},
    {"action": "mute", "term": "storm", "author": "Ben", "starts_at": "2026-02-01T10:00:00Z"},
    {"action": "of a later version"},
    {},
])  # fmt: skip


@law
@given(st.lists(st.dictionaries(st.sampled_from("abcd"), RECORDS | st.none(), max_size=3), max_size=4))
def test_overrides_after_changes_are_those_that_are_read_anew(steps: list[dict[str, dict[str, Any] | None]]) -> None:
    overrides, records = Overrides(), dict[str, dict[str, Any]]()
    for step in steps:
        overrides = overrides.with_changes(step)
        records = {name: record for name, record in (records | step).items() if record is not None}
    anew = Overrides.parse(records)
    assert overrides == anew
    assert overrides.refused == anew.refused
