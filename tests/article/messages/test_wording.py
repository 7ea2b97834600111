"""Lists and times in the words of each language."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article.messages import LANGUAGES, age_of, clock_of, day_of, listed, messages_of, time_between
from tests.support.builders import law

SPACE = "\N{NO-BREAK SPACE}"
HOUR = 3_600
DAY = 24 * HOUR
ENGLISH = messages_of("en")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "at the same time"),
        (59, "at the same time"),
        (-59, "at the same time"),
        (60, "1 minute later"),
        (-61, "1 minute earlier"),
        (3_599, "59 minutes later"),
        (-3_600, "1 hour earlier"),
        (DAY - 1, "23 hours later"),
        (2 * DAY - 1, "1 day later"),
        (-13 * DAY, "13 days earlier"),
        (14 * DAY, "2 weeks later"),
        (60 * DAY, "8 weeks later"),
        (61 * DAY, "2 months later"),
        (-365 * DAY, "11 months earlier"),
        (3 * 366 * DAY, "3 years later"),
    ],
)
def test_a_time_between_is_told_in_the_largest_whole_unit(seconds: int, words: str) -> None:
    assert time_between(seconds, ENGLISH).replace(SPACE, " ") == words


@law
@given(st.integers(60, 300_000_000_000))
def test_a_card_beside_an_article_of_this_moment_is_as_old_as_it_is_earlier(seconds: int) -> None:
    age, between = age_of(seconds, ENGLISH), time_between(-seconds, ENGLISH).replace(SPACE, " ")
    assert age.removesuffix(" ago") == between.removesuffix(" earlier")


@law
@given(st.integers(0, 300_000_000_000))
def test_a_time_between_is_the_same_in_both_directions(seconds: int) -> None:
    assert time_between(-seconds, ENGLISH) == time_between(seconds, ENGLISH).replace("later", "earlier")
    assert " " not in time_between(seconds, ENGLISH).replace("at the same time", "")


@pytest.mark.parametrize(
    ("language", "seconds", "words"),
    [
        ("de", -DAY, "1 Tag früher"),
        ("de", 2 * HOUR, "2 Stunden später"),
        ("fr", -3 * DAY, "3 jours plus tôt"),
        ("es", DAY, "1 día después"),
        ("it", -3 * DAY, "3 giorni prima"),
        ("pt", 70 * DAY, "2 meses depois"),
        ("nl", -2 * DAY, "2 dagen eerder"),
        ("sv", 2 * HOUR, "2 timmar senare"),
        ("pl", -HOUR, "1 godzinę wcześniej"),
        ("pl", 5 * DAY, "5 dni później"),
        ("tr", -2 * DAY, "2 gün önce"),
        ("uk", -21 * HOUR, "на 21 годину раніше"),
        ("ar", -2 * DAY, "قبل ذلك بـيومين"),
        ("ar", 15 * DAY, "بعد ذلك بـأسبوعين"),
        ("uk", 20 * DAY, "на 2 тижні пізніше"),
        ("pl", -40 * DAY, "5 tygodni wcześniej"),
        ("hi", -HOUR, "1 घंटे पहले"),
        ("ja", 3 * DAY, "3 日後"),
        ("zh", -3 * DAY, "3天前"),
    ],
)
def test_a_time_between_has_the_case_and_the_plural_of_its_language(language: str, seconds: int, words: str) -> None:
    assert time_between(seconds, messages_of(language)).replace(SPACE, " ") == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_time_between_holds_its_number_or_its_words_and_nothing_of_another_language(language: str) -> None:
    messages = messages_of(language)
    for seconds in (90, 7_300, 3 * DAY, 65 * DAY, 800 * DAY):
        for said in (time_between(seconds, messages), time_between(-seconds, messages)):
            assert said
            assert "{" not in said
            # No name of a unit by which Babel knows it, and no English ones elsewhere.
            assert not re.search("duration" if language == "en" else "duration|day|hour|month|year|earlier", said)
    assert messages.arrived.format(when=messages.same_day) == time_between(0, messages, by_day=True, by_arrival=True)


def test_a_language_that_is_not_spoken_here_is_told_in_english() -> None:
    assert messages_of("fi") is messages_of(None) is messages_of("") is ENGLISH
    assert messages_of("PT-br") is messages_of("pt")


def test_lists_are_separated_as_their_language_does() -> None:
    assert listed(["a", "b"], ENGLISH) == "a, b"
    assert listed(["a", "b"], messages_of("ar")) == "a، b"


def test_ages_and_clocks_are_those_of_the_language() -> None:
    assert age_of(2 * DAY, messages_of("de")) == "vor 2 Tagen"
    assert age_of(-2 * DAY, messages_of("de")) == "in 2 Tagen"
    time = datetime(2026, 3, 4, 7, 5, tzinfo=UTC)
    assert clock_of(time, messages_of("fr")) == "4 mars 2026, 07:05 UTC"
    assert day_of(time, messages_of("de")) == "Mittwoch, 4. März 2026"
    assert clock_of(time, ENGLISH) == "4 March 2026, 07:05 UTC"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_age_of_any_length_is_said_without_a_name_of_a_unit(language: str) -> None:
    ages = [age_of(days * DAY, messages_of(language)) for days in (0, 0.01, 0.3, 1, 20, 100, 900)]
    assert len(set(ages)) == len(ages)
    assert not [age for age in ages if not age or re.search("duration|{", age)]
