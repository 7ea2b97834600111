"""A mapping file: columns and options, and each bad key by its name."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from recommender.corpus import ReadOptions, read_mapping
from recommender.errors import CorpusError
from tests.support.sources import put

WHOLE = """
encoding = "windows-1252"
timezone = "Europe/Berlin"
dates = "day-first"
names = ["id", "title", "text"]

[columns]
title = "kicker"
text = "content.rendered"
tags = ""
"""


def test_a_mapping_file_gives_columns_and_options(tmp_path: Path) -> None:
    columns, options = read_mapping(put(tmp_path, "wire.toml", WHOLE))
    assert columns == {"title": "kicker", "text": "content.rendered", "tags": ""}
    assert options == ReadOptions("cp1252", ZoneInfo("Europe/Berlin"), "day-first", ("id", "title", "text"))


def test_a_file_of_options_alone_is_one_too(tmp_path: Path) -> None:
    assert read_mapping(put(tmp_path, "wire.toml", 'dates = "month-first"')) == ({}, ReadOptions(dates="month-first"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('timezone = "Berlin"', "timezone: expected a zone such as Europe/Berlin, found 'Berlin'"),
        ('time_zone = "Europe/Berlin"', "time_zone: expected one of encoding, timezone, dates, names"),
        ('columns = "title"', "columns: expected a table"),
        ('[columns]\nheadline = "kicker"', "columns.headline: expected a field of an article, one of article_id,"),
        ("[columns]\ntitle = 5", "columns.title: expected the name of a column, found a int"),
        ("title: kicker", "not TOML"),
        ("\xff", "not TOML"),
        ("x" * 200_000, "longer than"),
    ],
)
def test_a_mapping_file_that_does_not_hold_what_it_must_names_the_key(
    tmp_path: Path, content: str, reason: str
) -> None:
    path = put(tmp_path, "wire.toml", content.encode("latin-1"))
    with pytest.raises(CorpusError) as error:
        read_mapping(path)
    assert error.value.path == str(path)
    assert reason in error.value.reason


def test_a_mapping_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="No such file"):
        read_mapping(tmp_path / "none.toml")
