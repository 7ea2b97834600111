"""Reasons: what two articles share and how far apart they are, in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.boxes.reasons import LISTED, MOST_TERMS, Between, informative_terms, reason_text
from recommender.engine.recommender import Recommender
from recommender.ranking.seed_text import SharedTerm
from tests.support.builders import law

DAY = 86_400


def named(terms: list[SharedTerm], most: int = 3) -> list[str]:
    """Return what a reason names of some terms."""
    return [term.term for term in informative_terms(terms)[:most]]


SPACE = "\N{NO-BREAK SPACE}"


def test_a_reason_names_what_both_mention_and_how_far_apart_they_are() -> None:
    terms = [SharedTerm("Thames Water", 0.5), SharedTerm("Ofwat", 0.3)]
    earlier = f"3{SPACE}days{SPACE}earlier"
    assert reason_text(terms, Between(-3 * DAY)) == f"Both mention Thames Water, Ofwat · {earlier}"
    assert reason_text(terms, None) == "Both mention Thames Water, Ofwat"
    assert reason_text([], Between(-3 * DAY)) == earlier
    assert reason_text([], None) == ""


def test_a_day_alone_is_told_as_a_day_and_an_arrival_as_one() -> None:
    assert reason_text([], Between(0, by_day=True)) == "on the same day"
    assert reason_text([], Between(DAY, by_day=True)) == f"1{SPACE}day{SPACE}later"
    assert reason_text([], Between(7_200, by_arrival=True)) == f"arrived 2{SPACE}hours{SPACE}later"


def test_names_tell_more_than_common_words_and_numbers_nothing() -> None:
    terms = [
        SharedTerm("2026", 0.3),
        SharedTerm("3.5", 0.28),
        SharedTerm("Wednesday", 0.26, weight=0.0),
        SharedTerm("bill", 0.25),
        SharedTerm("Thames Water", 0.2),
        SharedTerm("rate", 0.15),
    ]
    assert named(terms) == ["Thames Water", "bill", "rate"]


def test_what_says_far_less_than_the_first_is_not_named() -> None:
    terms = [SharedTerm("Storm Ines", 0.4), SharedTerm("confirmed", 0.2), SharedTerm("Skerrow", 0.05)]
    assert named(terms) == ["Storm Ines", "Skerrow"]


def test_a_part_of_a_longer_name_is_named_only_if_it_says_much() -> None:
    first, place = SharedTerm("Robert", 0.25, weight=0.1), SharedTerm("quay", 0.2)
    assert named([first, place]) == ["quay"]
    assert named([first]) == ["Robert"]


def test_nothing_is_named_that_says_nothing_if_the_time_says_something() -> None:
    terms = [SharedTerm("3.5", 0.6), SharedTerm("million", 0.4, weight=0.0)]
    assert informative_terms(terms, is_dated=True) == []
    assert named(terms) == ["3.5", "million"]


def test_no_initials_are_named_beside_what_they_stand_for_and_no_adjective_beside_its_name() -> None:
    terms = [
        SharedTerm("CHT", 0.3),
        SharedTerm("Caldrian Harbour Trust", 0.25),
        SharedTerm("Lowmoorer", 0.2),
        SharedTerm("Lowmoor", 0.15),
    ]
    assert named(terms) == ["Caldrian Harbour Trust", "Lowmoor"]


def test_the_terms_of_a_card_are_those_that_its_reason_names_and_few_more(sample: Recommender) -> None:
    cards = [card for row in range(0, 120, 7) for card in sample.related(sample.catalogue.id_of(row))]
    assert cards
    for card in cards:
        listed = [term.term for term in card.terms]
        assert card.terms == tuple(sorted(card.terms, key=lambda term: (-term.share, term.term)))
        assert len(listed) <= LISTED
        said = card.reason.partition(" · ")[0]
        # What the sentence says is a list of terms that the card lists.
        in_sentence = [term for term in listed if term in said]
        assert len(in_sentence) >= min(len(listed), MOST_TERMS), said


def test_japanese_grammar_is_told_last() -> None:
    terms = [SharedTerm("しています", 0.5), SharedTerm("青川市場", 0.2), SharedTerm("閉鎖", 0.1)]
    assert named(terms, 2) == ["青川市場", "閉鎖"]


@pytest.mark.parametrize("shares", [(0.4, 0.3, 0.2), (0.2, 0.4, 0.3)])
def test_no_piece_of_a_run_is_named_beside_it(shares: tuple[float, ...]) -> None:
    pieces = zip(("海鳴市", "海鳴", "鳴市"), shares, strict=True)
    terms = sorted((SharedTerm(term, share) for term, share in pieces), key=lambda each: -each.share)
    assert named([*terms, SharedTerm("崩落", 0.1)]) == ["海鳴市", "崩落"]
    assert named([SharedTerm("mark", 0.3), SharedTerm("market", 0.2)]) == ["mark", "market"]


def test_a_term_from_right_to_left_does_not_turn_the_sentence() -> None:
    terms = [SharedTerm(term, share, seen=True) for term, share in (("מרסה", 0.4), ("الزهور", 0.3), ("Averin", 0.1))]
    said = reason_text(terms, Between(7_300))
    assert said.startswith("Both mention ")
    assert all(f"\u2068{term}\u2069" in said for term in ("מרסה", "الزهور"))
    assert "\u2068Averin" not in said


def test_numbers_and_trifles_are_told_when_there_is_nothing_else() -> None:
    assert named([SharedTerm("2026", 1.0)]) == ["2026"]
    assert named([SharedTerm(f"word{n}", 0.001) for n in range(1_000)]) == ["word0", "word1", "word10"]


@law
@given(
    st.lists(st.tuples(st.sampled_from(["Ines", "storm", "12", "した"]), st.floats(1e-6, 1)), max_size=4),
    st.booleans(),
)
def test_few_terms_are_told_each_of_those_shared(found: list[tuple[str, float]], dated: bool) -> None:
    terms = [SharedTerm(*each) for each in found]
    chosen = informative_terms(terms, is_dated=dated)
    assert len(chosen) <= LISTED
    assert set(chosen) <= set(terms)
    assert dated or bool(chosen) == bool(terms)


def test_a_reason_is_in_the_language_of_its_reader() -> None:
    terms = [SharedTerm("Caldria", 0.5), SharedTerm("Ofwat", 0.4)]
    said = reason_text(terms, Between(-2 * DAY), language="de-AT", pinned=True)
    assert said.replace(SPACE, " ") == "Von der Redaktion ausgewählt · Beide erwähnen Caldria, Ofwat · 2 Tage früher"
    assert reason_text(terms, None, language="ja") == "どちらにも登場：Caldria、Ofwat"
    assert reason_text(terms, None, language="xx") == reason_text(terms, None)
