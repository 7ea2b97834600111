"""Words of number and measure: what says how much, and never what."""

from __future__ import annotations

import pytest

from recommender.analysis.languages import LANGUAGES, Language
from recommender.analysis.measures import measure_words
from recommender.analysis.stemming import to_term


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "percent cent million kilometers hours mln vs"),
        ("de", "prozent millionen kilometer stunden mio"),
        ("fr", "kilomètres milliards heures cent"),
        ("pl", "procent tys kilometrów tygodni"),
        ("uk", "млн кілометрів години"),
        ("ar", "مليون كيلومتر ساعات"),
        ("hi", "लाख करोड़ प्रतिशत"),
        ("tr", "milyon kilometre yüzde"),
    ],
)
def test_units_and_large_numbers_are_known(language: str, words: str) -> None:
    assert set(words.split()) <= measure_words(language)


def test_a_word_that_is_a_measure_only_beside_another_is_left_out() -> None:
    assert measure_words("en").isdisjoint({"metric", "short", "square", "cup", "point", "per"})


def test_of_a_language_that_nothing_is_known_of_there_are_none() -> None:
    assert measure_words("tlh") == measure_words("ja") == frozenset()


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.subtag)
def test_words_of_measure_are_terms_and_no_function_words(language: Language) -> None:
    words = measure_words(language.subtag)
    assert all(to_term(word, language.subtag) for word in words)
    assert not words & language.function_words
    assert language.titles_in_names <= language.honorifics
