"""Options: what has two readings is said once, and a bad option is named."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from recommender.corpus import OptionError, ReadOptions


def test_options_are_checked_and_those_that_are_none_stay_as_they_are() -> None:
    options = ReadOptions.parse(
        {"encoding": "Latin1", "timezone": "Europe/Berlin", "dates": "day-first", "names": "id,,title"}
    )
    assert options == ReadOptions("cp1252", ZoneInfo("Europe/Berlin"), "day-first", ("id", "", "title"))
    assert ReadOptions.parse({"names": ["id", "title"], "dates": None}) == ReadOptions(names=("id", "title"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("encoding", "klingon-8"),
        ("encoding", "zip"),
        ("encoding", "a\x00b"),
        ("timezone", "Berlin"),
        ("timezone", "Europe"),
        ("timezone", "../etc/passwd"),
        ("timezone", ""),
        ("timezone", 1),
        ("dates", "american"),
        ("names", ""),
        ("names", ["id", 1]),
        ("names", ","),
        ("dayfirst", True),
    ],
)
def test_an_option_that_does_not_hold_what_it_must_is_named(name: str, value: object) -> None:
    with pytest.raises(OptionError, match=f"^{name}: expected ") as error:
        ReadOptions.parse({name: value})
    assert error.value.name == name
