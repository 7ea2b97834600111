"""Names that two articles share: where they begin, go on and end."""

from __future__ import annotations

from recommender.ranking.naming import LONGEST_NAME, LONGEST_RUN
from tests.support.shared_terms import names, shared


def test_an_office_is_told_whole_where_it_is_the_subject() -> None:
    text = "The Office of the President shut. Here Averin Sheriff's Office closed."
    assert {"Office of the President", "Averin Sheriff's Office"} <= names(shared(text, text))


def test_a_headline_that_writes_all_words_large_makes_no_names_of_them() -> None:
    text = "A push for the deal is on. Averin waits."
    terms = names(shared(text, text, title="Push Averin Deal"))
    assert not any("Push" in name or "Deal" in name for name in terms)
    assert "Averin" in terms


def test_two_names_beside_each_other_are_not_one() -> None:
    text = "He left Storm Ines as Kerrigan left, and Kerrigan for Port Averin went."
    assert names(shared(text, text)) >= {"Storm Ines", "Kerrigan", "Port Averin"}


def test_a_name_ends_with_its_sentence_and_with_the_title() -> None:
    text = "Rain hit Averin. Kerrigan spoke."
    terms = names(shared(text, f"Floods in Lowmoor. {text}", title="Floods in Lowmoor"))
    assert {"Lowmoor", "Averin", "Kerrigan"} <= terms


def test_a_name_is_not_longer_than_a_reader_can_take_in() -> None:
    long = "Royal Caldrian National Harbour Rescue Service Benevolent Fund Trustees met"
    assert max(len(name.split()) for name in names(shared(long, long))) == LONGEST_NAME
    run = "東京都知事選挙候補者公開討論会実行委員会事務局長代理就任式"
    assert max(map(len, names(shared(run, run, language="ja")))) == LONGEST_RUN + 1
