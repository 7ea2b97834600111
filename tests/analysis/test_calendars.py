"""Words of time: names of weekdays and months, and what else says when."""

from __future__ import annotations

import subprocess
import sys

import pytest

from recommender.analysis.calendars import calendar_words
from recommender.analysis.languages import LANGUAGES, Language
from recommender.analysis.stemming import to_term
from recommender.analysis.tokenizer import is_unspaced, split_text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "monday mon tues september sept sep today"),
        ("de", "montag märz jänner sonnabend heute"),
        ("nb", "mandag desember uke"),
        ("pl", "poniedziałek marca marzec"),
        ("ru", "суббота мая май сегодня"),
        ("pt", "segunda-feira segunda março"),
        ("ja", "月曜 曜日 今日"),
        ("zh", "周一 星期 期一 今天"),
        ("ko", "월요 요일 오늘"),
    ],
)
def test_weekdays_and_months_and_other_words_of_time_are_known_in_every_form(language: str, words: str) -> None:
    assert set(words.split()) <= calendar_words(language)


def test_what_is_a_function_word_or_has_but_a_number_for_a_name_is_left_out() -> None:
    assert "may" not in calendar_words("en")
    every = (word for language in LANGUAGES for word in calendar_words(language.subtag))
    assert not any(character.isdigit() for word in every for character in word)
    assert calendar_words("ja").isdisjoint({"月", "1月"})


def test_of_a_language_that_nothing_is_known_of_there_are_none() -> None:
    assert calendar_words("tlh") == calendar_words("und") == frozenset()


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.subtag)
def test_words_of_time_are_terms(language: Language) -> None:
    words = calendar_words(language.subtag)
    assert all(to_term(word, language.subtag) for word in words)
    assert all(len(split_text(word)) == 1 for word in words if is_unspaced(word))
    assert len(words) >= 18 or not language.function_words


def test_nothing_is_read_of_the_calendars_before_it_is_needed() -> None:
    script = "import sys, recommender.analysis, recommender.trends, recommender.ranking; print('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout.split() == [b"False"]


def test_babel_writes_numbers_as_before_for_whoever_else_uses_it() -> None:
    code = (
        "from babel.numbers import format_decimal; from recommender.analysis import calendar_words, measure_words;"
        "german = format_decimal(1234.5, locale='de'); measure_words('de'); calendar_words('fr');"
        "french = format_decimal(1234.5, locale='fr').replace('\\u202f', ' ');"
        "print(german, format_decimal(1234.5, locale='de'), french)"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8").stdout
    assert printed.split(maxsplit=2) == ["1.234,5", "1.234,5", "1 234,5\n"]
