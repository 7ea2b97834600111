"""Reasons: what two articles share and how far apart they are, in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.boxes.reasons import Between, informative_terms, reason_text
from recommender.ranking.seed_text import SharedTerm
from tests.support.builders import law

DAY = 86_400
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


def test_names_tell_more_than_common_words_and_words_more_than_numbers_and_days() -> None:
    terms = [
        SharedTerm("2026", 0.3),
        SharedTerm("Wednesday", 0.28),
        SharedTerm("août", 0.26),
        SharedTerm("bill", 0.25),
        SharedTerm("Thames Water", 0.2),
        SharedTerm("rate", 0.15),
    ]
    assert informative_terms(terms) == ["Thames Water", "bill", "rate"]


def test_japanese_grammar_is_told_last() -> None:
    terms = [SharedTerm("しています", 0.5), SharedTerm("青川市場", 0.2), SharedTerm("閉鎖", 0.1)]
    assert informative_terms(terms, 2) == ["青川市場", "閉鎖"]


@pytest.mark.parametrize("shares", [(0.4, 0.3, 0.2), (0.2, 0.4, 0.3)])
def test_no_piece_of_a_run_is_named_beside_it(shares: tuple[float, ...]) -> None:
    named = zip(("海鳴市", "海鳴", "鳴市"), shares, strict=True)
    terms = sorted((SharedTerm(term, share, seen=True) for term, share in named), key=lambda each: -each.share)
    assert informative_terms([*terms, SharedTerm("崩落", 0.1, seen=True)]) == ["海鳴市", "崩落"]
    apart = [SharedTerm(term, share, seen=True) for term, share in (("mark", 0.3), ("market", 0.2))]
    assert informative_terms(apart) == ["mark", "market"]


def test_a_term_from_right_to_left_does_not_turn_the_sentence() -> None:
    terms = [SharedTerm(term, share, seen=True) for term, share in (("מרסה", 0.4), ("الزهور", 0.3), ("Averin", 0.1))]
    said = reason_text(terms, Between(7_300))
    assert said.startswith("Both mention ")
    assert all(f"\u2068{term}\u2069" in said for term in ("מרסה", "الزهور"))
    assert "\u2068Averin" not in said


def test_numbers_and_trifles_are_told_when_there_is_nothing_else() -> None:
    assert informative_terms([SharedTerm("2026", 1.0)]) == ["2026"]
    assert informative_terms([SharedTerm(f"word{n}", 0.001) for n in range(1_000)]) == ["word0", "word1", "word10"]


@law
@given(
    st.lists(st.tuples(st.sampled_from(["Ines", "storm", "12", "した"]), st.floats(1e-6, 1)), max_size=4),
    st.integers(0, 5),
)
def test_at_most_so_many_terms_are_told_each_of_those_shared(found: list[tuple[str, float]], most: int) -> None:
    terms = [SharedTerm(*each) for each in found]
    chosen = informative_terms(terms, most)
    assert len(chosen) == min(most, len(informative_terms(terms, 99)))
    assert set(chosen) <= {term.term for term in terms}
    assert bool(chosen) == bool(terms and most)


def test_a_reason_is_in_the_language_of_its_reader() -> None:
    terms = [SharedTerm("Caldria", 0.5), SharedTerm("Ofwat", 0.4)]
    said = reason_text(terms, Between(-2 * DAY), language="de-AT", pinned=True)
    assert said.replace(SPACE, " ") == "Von der Redaktion ausgewählt · Beide erwähnen Caldria, Ofwat · 2 Tage früher"
    assert reason_text(terms, None, language="ja") == "どちらにも登場：Caldria、Ofwat"
    assert reason_text(terms, None, language="xx") == reason_text(terms, None)
