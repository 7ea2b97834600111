"""What an article mentions: names and phrases, once each, and how they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import Article
from recommender.trends.mentions import (
    find_mentions,
    fingerprint,
    words_of,
)
from recommender.trends.words import BEFORE, COMMON, LEAD_CHARACTERS, NAME, PART, UNCLEAR
from tests.support.builders import article, law

articles = st.builds(
    lambda title, text, language: article(title=f"{title}x", text=text, language=language),
    st.text(max_size=60),
    st.text(max_size=700)
    | st.lists(st.sampled_from(["The", "Joe", "Biden", "of", "Caldria’s", "rain", "12", "—", ".", "市場", "は"])).map(
        " ".join
    ),
    st.sampled_from(["en", "de", "ja", "zh", "sw"]),
)


def written(title: str, text: str = "", language: str = "en") -> dict[str, int]:
    """Return how each mention is written, by its spelling."""
    whole = f"{title}\n{text}"
    return {whole[each.begin : each.end]: each.written for each in find_mentions(title, text, language)}


@given(articles)
@law
def test_mentions_stand_in_the_text_and_are_told_once_in_the_order_of_their_keys(read: Article) -> None:
    found = find_mentions(read.title, read.text, "en")
    assert [each.key for each in found] == sorted({each.key for each in found})
    assert all(0 <= each.begin < each.end <= len(read.title) + 1 + LEAD_CHARACTERS for each in found)


def test_a_capital_within_a_sentence_makes_a_name_and_small_letters_do_not() -> None:
    found = written("The wall gave way in Brannock", "Rain fell.")
    assert (found["Brannock"], found["wall"], found["Rain"]) == (NAME, COMMON, UNCLEAR)


def test_the_capitals_of_a_headline_in_title_case_tell_nothing() -> None:
    found = written("Wall Gives Way In Brannock After Storm")
    assert set(found.values()) == {UNCLEAR}


@pytest.mark.parametrize("opened", ["He said: Never again", "It was “Never again”", "A storm — Never seen"])
def test_a_capital_after_a_colon_a_quote_or_a_dash_tells_nothing(opened: str) -> None:
    # "never" is a function word; the one after it is what is looked at.
    assert written(opened.replace("Never", "Rain"))["Rain"] == UNCLEAR


def test_a_name_is_found_whole_and_in_its_parts() -> None:
    found = written("It was the Bank of Caldria and Joe Biden’s doctor")
    assert {
        "Bank of Caldria": NAME,
        "Joe Biden’s": NAME,
        "Bank": PART,
        "Joe": PART,
        "Biden’s": PART,
    }.items() <= found.items()
    assert not {"Caldria and Joe", "Biden’s doctor", "Bank of"} & found.keys()


def test_a_name_alone_outweighs_one_within_a_longer_name() -> None:
    assert written("A word of Joe Biden", "They met Biden.")["Biden"] == NAME


def test_a_name_before_a_common_word_is_told_from_one_that_stands_for_itself() -> None:
    found = written("they saw Islamic militants", "So Brannock said that Caldria’s levy and Averin, a city, are old.")
    assert [found[each] for each in ("Islamic", "Brannock", "Caldria’s", "Averin")] == [BEFORE, NAME, NAME, NAME]


def test_a_title_before_a_name_is_part_of_it() -> None:
    found = written(
        "then Attorney General William Barr walked by",
        "The security adviser John Bolton and the chemical works in Averin.",
    )
    assert (found["Attorney General"], found["security adviser"]) == (PART, PART)
    assert (found["William Barr"], found["John Bolton"], found["chemical works"]) == (NAME, NAME, COMMON)


def test_a_name_behind_a_number_is_part_of_one() -> None:
    assert written("so the 9th Circuit ruled")["Circuit"] == PART


def test_a_genitive_and_a_name_may_be_a_name_together() -> None:
    found = written("he walked with the Women’s March there")
    assert found["Women’s March"] == NAME
    longer = written("he walked with Renn’s Women’s March Day there")
    assert not {"Women’s March Day", "Renn’s Women’s March"} & longer.keys()


def test_in_german_a_noun_after_one_of_its_kind_of_words_is_no_name() -> None:
    found = written("dort steht ein Gebäude mit 30 Personen in Idomeni", language="de")
    assert [found[each] for each in ("Gebäude", "Personen", "Idomeni")] == [COMMON, COMMON, NAME]


def test_in_german_a_noun_and_a_verb_are_no_phrase() -> None:
    assert "Angela Merkel" in written("dort wurde Angela Merkel gefragt", language="de")
    assert not [each for each in written("dort wurde ein Programm gestartet", language="de") if " " in each]


def test_words_beside_a_function_word_a_number_or_a_mark_are_no_phrase() -> None:
    found = written("the sea wall of stone, rain 12 storms")
    assert "sea wall" in found
    assert not {"wall of stone", "stone, rain", "rain 12", "rain 12 storms"} & found.keys()


def test_a_phrase_may_begin_with_a_name_and_does_not_end_in_one() -> None:
    assert "Orrin chemical works" in written("at the Orrin chemical works fire")
    assert "Orrin chemical works fire" not in written("at the Orrin chemical works fire")
    found = written("the Caldria levy and former Minister Haldane")
    assert "Caldria levy" in found
    assert "Minister Haldane" in found
    assert not any(spelling.startswith("former ") for spelling in found)


def test_a_title_in_short_is_no_name() -> None:
    assert not {"Gen", "Mt"} & written("They met Gen. Haldane on Mt. Orrin").keys()


def test_the_dateline_of_an_agency_is_passed_over() -> None:
    found = written("A storm", "PORT AVERIN (Meridian) — The wall broke in Brannock.")
    assert "Brannock" in found
    assert not {"PORT AVERIN", "PORT", "AVERIN", "Meridian"} & found.keys()


def test_a_word_that_is_cut_off_is_passed_over() -> None:
    text = "x" * (LEAD_CHARACTERS - 6) + " Caldria is far away"
    assert "Caldr" not in written("A title", text)


def test_variants_of_a_name_have_one_key() -> None:
    keys = [find_mentions(f"we met {name} there", "", "en") for name in ("Biden", "Bidens", "Biden’s")]
    shared = set.intersection(*({each.key for each in found} for found in keys))
    assert len(shared) == 2  # the name, and "met" before it
    assert words_of("Bidens", "en") == words_of("Biden", "en")


def test_one_word_of_two_languages_has_two_keys() -> None:
    english, german = (find_mentions("Caldria", "", language)[0].key for language in ("en", "de"))
    assert english != german


def test_pairs_of_characters_are_mentioned_where_words_are_not_set_apart_but_grammar_is_not() -> None:
    assert set(written("青川の市場が閉場", "", "ja")) == {"青川", "市場", "閉場"}
    assert "的经" not in written("中国的经济", "", "zh")


def test_copies_of_a_text_have_one_fingerprint_whatever_their_headline_and_end() -> None:
    text = "Two people died when a solvent store exploded at the Orrin chemical works on Friday."
    dateline = "PORT AVERIN (Meridian) — "
    assert fingerprint("One", text + " More.") == fingerprint("Two", dateline + text)
    assert fingerprint("One", text) != fingerprint("One", "Another " + text)
    assert fingerprint("Short", "Live.") != fingerprint("Other", "Live.")
