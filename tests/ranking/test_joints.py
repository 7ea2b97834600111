"""The loops that read where names go on: which words belong together, and what stands beside them."""

from __future__ import annotations

import pytest

from recommender.model.estimators import TfidfModel
from recommender.ranking.joints import Neighbours
from recommender.ranking.seed_words import SeedWords
from tests.ranking.test_seed_words import joined
from tests.support.builders import article


def neighbours_in(text: str, title: str = "") -> tuple[Neighbours, dict[str, int]]:
    """Return what stands beside each word of a text, and the number of each word."""
    seed = article(title=title, text=text, url=None, language="en")
    words = SeedWords.of(TfidfModel().fit([seed]), seed)
    spans = zip(words.begins.tolist(), words.ends.tolist(), words.columns.tolist(), strict=True)
    numbers = {words.text[begin:end].lower(): column for begin, end, column in spans}
    return words.neighbours(words.columns, len(numbers)), numbers


def test_a_word_is_alone_if_it_is_somewhere_no_part_of_a_longer_name() -> None:
    found, numbers = neighbours_in("We saw Ada Falk. Here Falk spoke of Lowmoor.")
    assert [bool(found.alone[numbers[word]]) for word in ("ada", "falk", "lowmoor")] == [False, True, True]
    assert found.behind[numbers["ada"]] == numbers["falk"]


def test_what_has_now_this_beside_it_now_that_has_nothing_beside_it() -> None:
    found, numbers = neighbours_in("We saw Averin Harbour and Averin Station.")
    assert found.behind[numbers["averin"]] < 0
    assert not found.alone[numbers["averin"]]


def test_a_title_is_no_part_of_the_name_behind_it_and_begins_no_name() -> None:
    found, numbers = neighbours_in("Then President Maddern spoke.")
    assert found.alone[numbers["maddern"]]
    assert joined("Then President Maddern met Averin Mayor Ada Falk") == ["Ada Falk"]


def test_a_title_that_writes_all_words_large_does_not_say_what_a_name_is() -> None:
    found, numbers = neighbours_in("A deal on Averin and a push for it.", title="Push Averin Deal Now")
    assert all(found.alone[numbers[word]] for word in ("push", "averin", "deal"))
    assert found.common[numbers["deal"]]
    assert not found.common[numbers["averin"]]


@pytest.mark.parametrize(
    ("text", "names", "language"),
    [
        (
            "He met Ivo al-Maddern, then Ursa von der Falk",
            ["Ivo al", "al-Maddern", "Ursa von", "von der", "der Falk"],
            "en",
        ),
        ("an al Averin", [], "en"),
        ("In St. Averin", ["St. Averin"], "en"),
        ("The Caldria-19 wave and Article 50", ["Caldria-19", "19 wave", "Article 50"], "en"),
        ("Office of the President", ["Office of the President"], "en"),
        ("Secretary of State Ada Falk and the state", ["Ada Falk"], "en"),
        ("As CEO of Averin Computer, manager at Averin Computer", ["Averin Computer", "Averin Computer"], "en"),
        ("Averin Sheriff's Office", ["Averin Sheriff's", "Sheriff's Office"], "en"),
        ("Prix d'Or", ["Prix d'Or"], "fr"),
        ("Averin & Falk Circus", ["Averin & Falk", "Falk Circus"], "en"),
        ("On Super Tuesday", ["Super Tuesday"], "en"),
        ("Here Falk waited. Falk Tuesday spoke", [], "en"),
    ],
)
def test_words_that_are_one_name_are_joined(text: str, names: list[str], language: str) -> None:
    assert joined(text, language) == names
