"""Words and addresses on the pages: ages in whole words, and paths that give their ids back."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.api.views import wording
from recommender.article import clock_of, messages_of
from tests.support.reader_pages import NOW


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=-59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=3, minutes=59), "3 hours ago"),
        (timedelta(hours=24), "1 day ago"),
        (timedelta(days=13, hours=23), "13 days ago"),
        (timedelta(days=14), "2 weeks ago"),
        (timedelta(days=60), "8 weeks ago"),
        (timedelta(days=61), "2 months ago"),
        (timedelta(days=400), "13 months ago"),
        (timedelta(days=731), "2 years ago"),
        (timedelta(days=3653), "10 years ago"),
        (timedelta(hours=-5), "in 5 hours"),
        (timedelta(days=-1), "in 1 day"),
    ],
)
def test_an_age_is_said_in_whole_words(ago: timedelta, words: str) -> None:
    assert wording.age((NOW - ago).isoformat(), NOW, messages_of("en")) == words


def test_an_age_knows_time_zones() -> None:
    assert wording.age("2026-04-24T20:00:00+05:00", NOW, messages_of("en")) == "3 hours ago"
    assert wording.age("2026-04-24T15:00:00", NOW, messages_of("en")) == "3 hours ago"


@given(
    st.sampled_from([2, 200, 40_000, 10**6, 10**9])
    .flatmap(lambda most: st.integers(0, most))
    .map(lambda s: timedelta(seconds=s))
)
def test_an_age_is_never_none_of_a_unit(ago: timedelta) -> None:
    words = wording.age((NOW - ago).isoformat(), NOW, messages_of("en"))
    assert words == "just now" or re.fullmatch(r"(1 [a-z]+[^s]|([2-9]|[1-9]\d+) [a-z]+s) ago", words)


@given(st.text(min_size=1))
def test_a_read_path_gives_its_id_back(article_id: str) -> None:
    path = urlsplit(wording.read_path(article_id)).path
    assert path.count("/") == 2
    assert unquote(path.removeprefix("/read/")) == article_id


@pytest.mark.parametrize(
    ("language", "days", "words"),
    [
        ("en", 0, "today"),
        ("en", 1, "yesterday"),
        ("en", -1, "tomorrow"),
        ("en", 3, "3 days ago"),
        ("fr", 0, "aujourd’hui"),
        ("ja", 1, "昨日"),
    ],
)
def test_a_day_alone_is_days_ago_whatever_the_hour(language: str, days: int, words: str) -> None:
    midnight = NOW.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)
    for now in (NOW.replace(hour=0, minute=5), NOW.replace(hour=23)):
        assert wording.age(midnight.isoformat(), now, messages_of(language)) == words
    assert "UTC" not in clock_of(midnight, messages_of(language))
