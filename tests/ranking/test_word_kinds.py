"""Kinds of words: titles, times and measures, in the forms that a text has them in."""

from __future__ import annotations

import pytest

from recommender.analysis import LANGUAGES
from recommender.model.estimators import TfidfModel
from recommender.ranking.seed_words import SeedWords
from recommender.ranking.word_kinds import EMPTY, KEPT_TITLE, MEASURE, TIME, TITLE, word_kinds
from tests.support.builders import article


def kinds_in(text: str, language: str) -> dict[str, int]:
    """Return the kind of each word of a text."""
    seed = article(title="", text=text, url=None, language=language)
    words = SeedWords.of(TfidfModel().fit([seed]), seed)
    spans = zip(words.begins.tolist(), words.ends.tolist(), words.kinds.tolist(), strict=True)
    return {words.text[begin:end]: kind for begin, end, kind in spans}


@pytest.mark.parametrize(
    ("language", "text", "kinds"),
    [
        ("en", "Senators met Sheriff Averin", {"Senators": TITLE, "Sheriff": TITLE, "Averin": 0}),
        (
            "en",
            "Prince Ivo, Tuesday, kilometers",
            {"Prince": KEPT_TITLE, "Tuesday": TIME, "kilometers": MEASURE},
        ),
        ("en", "authorities, an author", {"authorities": 0, "author": TITLE}),
        (
            "de",
            "Frau Falk, am Dienstag, vier Prozent",
            {"Frau": TITLE, "Dienstag": TIME, "Prozent": MEASURE},
        ),
        ("fr", "Mme Averin, mardi, kilomètres", {"Mme": TITLE, "mardi": TIME, "kilomètres": MEASURE}),
        ("pl", "prezydent Falk, wtorek, procent", {"prezydent": TITLE, "wtorek": TIME, "procent": MEASURE}),
        ("uk", "президент Фальк, вівторок, млн", {"президент": TITLE, "вівторок": TIME, "млн": MEASURE}),
        ("ar", "الرئيس فالك مليون", {"الرئيس": TITLE, "مليون": MEASURE}),
        ("hi", "राष्ट्रपति फाल्क लाख", {"राष्ट्रपति": TITLE, "लाख": MEASURE}),
    ],
)
def test_a_word_is_of_its_kind_in_the_forms_of_its_language(language: str, text: str, kinds: dict[str, int]) -> None:
    found = kinds_in(text, language)
    assert {word: found[word] & EMPTY for word in kinds} == kinds


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl", "tr", "uk", "ar", "hi"])
def test_each_language_of_readers_knows_its_titles_times_and_measures(language: str) -> None:
    known = next(each for each in LANGUAGES if each.subtag == language)
    text = " ".join(sorted(known.honorifics | known.measure_words | known.time_words))
    kinds = {*kinds_in(text, language).values()}
    assert all(any(kind & each for kind in kinds) for each in (TITLE, TIME, MEASURE))


def test_of_a_language_that_nothing_is_known_of_only_small_words_of_names_have_a_kind() -> None:
    model = TfidfModel().fit([article(text="Mr Averin", language="tlh")])
    assert not word_kinds(model, "tlh").kinds.any()
