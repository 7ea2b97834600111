"""Names of languages: each means one, in the forms of its own readers too."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.corpus.language_names import _CODES, _NAMES, code_of
from tests.support.sources import lines_of, only, put


def test_no_name_is_that_of_two_languages() -> None:
    assert len(_CODES) == sum(len(names.split()) for names in _NAMES.values())


@pytest.mark.parametrize(
    ("name", "code"), [("English", "en"), ("FRANÇAIS", "fr"), ("中文", "zh"), ("en", None), ("", None)]
)
def test_a_name_is_a_language_or_none(name: str, code: str | None) -> None:
    assert code_of(name) == code


def test_every_door_knows_them(tmp_path: Path) -> None:
    assert only(put(tmp_path, "a.jsonl", lines_of({"title": "Ferry", "language": "english"}))).language == "en"
