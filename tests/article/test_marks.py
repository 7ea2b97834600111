"""Runs of combining marks: what writing needs stays, what only costs time goes."""

from __future__ import annotations

import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import Article, clean
from recommender.article.marks import _HIGHEST_MARK, LONGEST_RUN, without_long_runs

ACUTE, BELOW, HIGH = "\u0301", "\u0323", "\U0001e000"
MARKS = st.text(st.sampled_from([ACUTE, BELOW, HIGH, "a", "ل", "\u064e"]), max_size=120)


@given(MARKS)
def test_no_run_is_longer_than_thirty_and_what_is_shorter_stays(text: str) -> None:
    kept, run = "", 0
    for sign in text:
        run = run + 1 if unicodedata.combining(sign) else 0
        kept += sign if run <= LONGEST_RUN else ""
    assert without_long_runs(text) == kept


@given(MARKS)
def test_what_is_clean_stays_so(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize("text", ["Nguyễn Thị", "שָׁלוֹם", "اَلسَّلَامُ", "हिन्दी", "Z̤̈a̧̱͟l"])
def test_writing_is_left_as_it_is(text: str) -> None:
    assert without_long_runs(unicodedata.normalize("NFD", text)) == unicodedata.normalize("NFD", text)


def test_composing_never_meets_a_long_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its cost is the square of the run: 100,000 marks in turns, a fifth of a megabyte, would take many seconds."""
    normalize, composed = unicodedata.normalize, list[str]()

    def noted(form: Any, text: str) -> str:
        composed.append(text)
        return normalize(form, text)

    monkeypatch.setattr("recommender.article.fields.unicodedata.normalize", noted)
    Article.parse({"article_id": "a", "title": "a" + (ACUTE + BELOW) * 400, "text": "b" + (BELOW + ACUTE) * 50_000})
    assert composed
    assert max(map(len, composed)) <= LONGEST_RUN + 1


def test_no_mark_is_outside_the_table() -> None:
    assert [code for code in range(_HIGHEST_MARK, sys.maxunicode + 1) if unicodedata.combining(chr(code))] == []
