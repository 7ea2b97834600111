"""Rules that are read from top to bottom: how a table is made of them, and the tables of words and phrases."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.trends import mentions, words
from recommender.trends.rules import Decisions, decide_by
from recommender.trends.words import BEFORE, COMMON, NAME, PART, UNCLEAR
from tests.support.builders import law

NAMES = ("a", "b", "c")
RULES = st.lists(st.tuples(st.lists(st.sampled_from(NAMES), max_size=3, unique=True), st.integers(0, 9)), max_size=5)


@law
@given(RULES)
def test_the_first_rule_all_of_whose_evidence_holds_decides(rules: list[tuple[list[str], int]]) -> None:
    decisions = decide_by(" ".join(NAMES), *((" ".join(needed), decision) for needed, decision in rules), ("", -1))
    assert len(decisions) == 2 ** len(NAMES)
    for case, decision in decisions.items():
        present = dict(zip(NAMES, case, strict=True))
        for needed, decided in [*rules, ([], -1)]:
            if all(present[name] for name in needed):
                assert decision == decided
                break


def test_rules_that_leave_a_case_open_are_refused() -> None:
    with pytest.raises(StopIteration):
        decide_by("a b", ("a", 1), ("b", 2))


@pytest.mark.parametrize(
    ("decisions", "outcomes"),
    [
        (words._WRITTEN, {UNCLEAR, NAME, COMMON}),
        (mentions._NAME_RELATION, {NAME, BEFORE, PART}),
        (mentions._GROWTH, {mentions.STOP, mentions.PARTICLE, mentions.GO_ON, mentions.END}),
        (mentions._WRITTEN, {UNCLEAR, NAME, PART, COMMON}),
    ],
)
def test_every_case_is_decided_and_every_outcome_can_be(decisions: Decisions, outcomes: set[int]) -> None:
    assert set(decisions.values()) == outcomes
    assert set(decisions) == set(product((False, True), repeat=len(next(iter(decisions)))))


@pytest.mark.parametrize("case", list(product((False, True), repeat=4)))
def test_a_small_letter_shows_a_common_word_wherever_it_stands(case: tuple[bool, ...]) -> None:
    assert words._WRITTEN[(True, *case)] == COMMON


@pytest.mark.parametrize(
    ("evidence", "step"),
    [
        ("no_term particle", mentions.PARTICLE),
        ("no_term after_genitive", mentions.STOP),
        ("after_genitive two_capitals", mentions.END),
        ("after_genitive capital_after_small", mentions.STOP),
        ("capital_after_small", mentions.STOP),
        ("too_many_small", mentions.STOP),
        ("two_capitals", mentions.GO_ON),
        ("", mentions.GO_ON),
    ],
)
def test_what_a_word_does_to_the_phrase_before_it(evidence: str, step: int) -> None:
    names = ("no_term", "particle", "after_genitive", "two_capitals", "capital_after_small", "too_many_small")
    assert mentions._GROWTH[tuple(name in evidence.split() for name in names)] == step
