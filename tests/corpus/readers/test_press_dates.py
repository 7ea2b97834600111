"""Dates of press databases: a day, the name of a month and a year, in any language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.corpus.readers.press_dates import written_date, written_time


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("December 19, 1991, Sunday, An Edition", "1991-12-19"),
        ("12 April 2013 Tuesday", "2013-04-12"),
        ("Communication, mardi 14 mars 2006, p. 16", "2006-03-14"),
        ("1er août 2011", "2011-08-01"),
        ("Dienstag 7. Juli 2020", "2020-07-07"),
        ("14 de marzo de 2006", "2006-03-14"),
        ("2018년 5월 28일", "2018-05-28"),
        ("28/05/2018", None),
        ("32 March 2006", None),
        ("p. 14 words 2006", None),
    ],
)
def test_the_first_date_of_a_line_is_read(text: str, date: str | None) -> None:
    assert written_date(text) == date


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("29 décembre 2011 15:32", "2011-12-29T15:32:00"),
        ("16 September 2010 8:05 PM GMT", "2010-09-16T20:05:00"),
        ("16 September 2010 12:05 AM", "2010-09-16T00:05:00"),
        ("lundi 2 janvier 2017 - 15:00:00 +0100 UTC 560 mots", "2017-01-02T15:00:00+01:00"),
    ],
)
def test_the_time_of_day_comes_with_its_zone(text: str, time: str) -> None:
    assert written_time(text) == time


@given(st.text(st.sampled_from("0123456789 .,marsMay:+APM年"), max_size=40))
def test_any_text_has_a_date_or_none(text: str) -> None:
    assert (written_time(text) is None) == (written_date(text) is None)
