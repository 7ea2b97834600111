"""Copies: mostly the same words in mostly the same order; short reports of one event are none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.analysis.sequences import READ_BEGINNING
from recommender.index import Seed, Wording
from recommender.ranking.same_text import SAME_TEXT, SameText
from tests.support.builders import article, catalogue
from tests.support.candidates import SEEDS, few, pool

VOCABULARY = ["ferry", "storm", "council", "votes", "pier", "tax", "new", "in", "on", "the", "of"]
WORDS = st.lists(st.sampled_from(VOCABULARY), max_size=40)
TEXTS = st.builds(" ".join, WORDS)
WIRE = (
    "The ferry to Portlea ran aground on Friday with eighty people aboard, the coast guard said. "
    "Nobody was hurt, but the ship will stay where it is until the tide rises. Divers look at the hull on Saturday."
)


def are_copies(similarity: float, one: tuple[str, str], other: tuple[str, str]) -> bool:
    rows = catalogue(article(article_id="a", title=other[0], text=other[1]))
    found = SAME_TEXT(Wording.of(*one), np.array([similarity], np.float32), np.array([0], np.int32), rows)
    return bool(found[0])


@given(TEXTS, TEXTS)
def test_containment_is_a_share_the_same_both_ways_and_whole_with_oneself(one: str, other: str) -> None:
    ours, theirs = Wording.of("", one), Wording.of("", other)
    share = ours.containment(theirs)
    assert share == theirs.containment(ours)
    assert share is None or 0 <= share <= 1
    assert ours.containment(ours) == (1.0 if len(one.split()) >= 3 else None)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Ferry aground off Portlea", WIRE),
        ("Eighty wait for the tide", WIRE),  # another headline
        ("Ferry aground off Portlea", WIRE.rpartition(". ")[0]),  # the last sentence cut
        ("Ferry aground off Portlea", f"PORTLEA — {WIRE}"),
        ("Ferry aground off Portlea", WIRE.replace("Friday", "Thursday").replace("Nobody", "No one")),
    ],
)
def test_a_wire_story_stays_one_text_however_a_desk_trims_it(title: str, text: str) -> None:
    assert are_copies(0.8, ("Ferry aground off Portlea", WIRE), (title, text))


@pytest.mark.parametrize(
    "text",
    [
        "Eighty passengers spent Friday night on the Portlea ferry after it ran onto a sandbank, unhurt.",
        "A sandbank off Portlea stopped the ferry on Friday; the eighty aboard are well, says the coast guard.",
    ],
)
def test_short_reports_in_words_of_their_own_are_no_copies_however_alike_the_words(text: str) -> None:
    assert not are_copies(0.9, ("Ferry aground off Portlea", WIRE), ("Portlea ferry runs aground", text))


def test_where_a_text_is_too_short_for_a_sequence_the_words_decide() -> None:
    assert are_copies(0.66, ("Ferry aground", ""), ("Ferry aground", ""))
    assert not are_copies(0.64, ("Ferry aground", ""), ("Ferry aground", ""))


def test_what_shares_few_words_is_not_even_read() -> None:
    assert not are_copies(0.39, ("", WIRE), ("", WIRE))


def test_of_a_long_text_the_beginning_is_compared() -> None:
    padding = " ".join(f"word{number}" for number in range(READ_BEGINNING))
    assert Wording.of("", padding).containment(Wording.of("", padding[:READ_BEGINNING])) == 1.0


def test_scripts_without_spaces_are_compared_by_their_characters() -> None:
    one, other = "渡船周五在港口搁浅船上八十人无人受伤", "周五港口发生事故一艘载有八十人的渡船搁浅"
    assert Wording.of("", one).containment(Wording.of("", one)) == 1.0
    assert (Wording.of("", one).containment(Wording.of("", other)) or 0) < SameText().order


def test_a_row_is_a_copy_of_itself() -> None:
    rows = catalogue(article(article_id="a", title="", text="One"), article(article_id="b", title="", text="Two"))
    found = SAME_TEXT.of_row(0, np.zeros(2, np.float32), np.array([1, 0], np.int32), rows)
    assert found.tolist() == [False, True]


@few
@given(SEEDS, st.lists(st.sampled_from([WIRE, WIRE.rpartition(". ")[0], f"PORTLEA — {WIRE}", "Calm", ""]), min_size=12))
def test_copies_among_candidates_are_those_by_all_cosines(seed: int, texts: list[str]) -> None:
    candidates, _ = pool(seed, n=len(texts))
    articles = [replace(each, text=text) for each, text in zip(candidates.catalogue, texts, strict=True)]
    candidates = replace(candidates, catalogue=catalogue(*articles))
    for row in range(len(articles)):
        cosines = candidates.own_similarity_to(row)
        expected = SAME_TEXT.of_row(row, cosines, candidates.rows, candidates.catalogue).tolist()
        assert SAME_TEXT.copies_of_row(row, candidates).tolist() == expected
        read = Seed(articles[row], candidates.own_vectors[row], candidates.own_vectors[row])
        by_all = SAME_TEXT(read.wording, cosines, candidates.rows, candidates.catalogue).tolist()
        assert SAME_TEXT.copies_of(read, candidates).tolist() == by_all
