"""What is known of feeds: written whole, read by its owner alone, and worth nothing for another store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recommender.errors import CorpusError
from recommender.training.following.state import FORMAT, FeedState, State, moment_of


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    state = State(
        "one", {"https://post.example/rss": FeedState('"1"', failures=2)}, {"https://post.example": {"at": "x"}}
    )
    state.write(path)
    assert State.read(path) == state
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["state.json"]


def test_a_write_that_was_cut_short_leaves_the_last_state(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    State("one").write(path)
    (tmp_path / "state.json.aside").write_text("half", encoding="utf-8")
    assert State.read(path) == State("one")
    State("two").write(path)
    assert State.read(path) == State("two")


def test_for_another_store_versions_are_forgotten_and_failures_are_not() -> None:
    state = State("one", {"a": FeedState('"1"', "x", "digest", "https://b.example/", True, 3, "w", "d")})
    state.of_store("one")
    assert state.feed("a").etag == '"1"'
    state.of_store("two")
    assert state.feed("a") == FeedState("", "", "", "https://b.example/", True, 3, "w", "")


@pytest.mark.parametrize("values", [None, [], {"etag": 7, "failures": "many", "is_removed": "yes", "unknown": 1}])
def test_values_of_other_types_are_those_of_a_new_feed(values: object) -> None:
    assert FeedState.parse(values) == FeedState()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": "other"}', "[" * 100_000])
def test_something_else_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match="state of followed feeds"):
        State.read(path)


def test_parts_that_are_none_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_text(json.dumps({"format": FORMAT, "feeds": 1, "robots": {"a": 1}}), encoding="utf-8")
    assert State.read(path) == State()


def test_a_moment_without_zone_is_utc() -> None:
    assert str(moment_of("2026-03-14T07:40:00")) == "2026-03-14 07:40:00+00:00"
    assert moment_of("soon") is None
