"""Texts → sequences of words, against `split_text`, which says what a word is."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.analysis.sequences import MOST_SEQUENCES, READ_BEGINNING, sequences_of
from recommender.analysis.tokenizer import is_sentence_end, split_text
from tests.support.builders import law

# Letters of every kind of script, and marks, so that they meet.
TEXTS = st.text(
    st.sampled_from("aZ09'’“).,!?\n \t-éÉßſ\u0301שዜ東京ひカー서울ไทย😀") | st.sampled_from("ab "), max_size=60
)


def numbers_of(text: str) -> list[int]:
    hashes, starts = sequences_of([text])
    assert starts.tolist() == [0, len(hashes)]
    return list(map(int, hashes))


def expected(text: str) -> list[int]:
    """Return the number of each sequence of a text, of a long one the lowest."""
    words = [word for word in split_text(text.lower()) if not is_sentence_end(word)]
    triples = zip(words, words[1:], words[2:], strict=False)
    return sorted({number for triple in triples for number in numbers_of(" ".join(triple))})[:MOST_SEQUENCES]


@law
@given(st.lists(st.text("abAB19 ',", max_size=80), max_size=4))
def test_they_are_those_of_three_neighbouring_words(texts: list[str]) -> None:
    hashes, starts = sequences_of(texts)
    assert [hashes[begin:end].tolist() for begin, end in pairwise(starts)] == [expected(text) for text in texts]


@law
@given(TEXTS, TEXTS)
def test_what_else_is_read_together_changes_nothing(one: str, other: str) -> None:
    hashes, starts = sequences_of([one, other])
    assert [hashes[: starts[1]].tolist(), hashes[starts[1] :].tolist()] == [numbers_of(one), numbers_of(other)]
    assert hashes.dtype == np.uint16


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The PM’s bill passed.", "the pm's BILL, passed"),
        ("In 1,000 days. So", "in 1,000 - days so"),
        ("Was hurt.\nNobody else", "was hurt nobody else"),
        ("'One two three'", "one two three"),
    ],
)
def test_capitals_and_marks_make_no_other_words(one: str, other: str) -> None:
    assert numbers_of(one) == numbers_of(other) != []


def test_scripts_without_spaces_are_read_by_pairs_of_characters() -> None:
    assert numbers_of("渡船周") == []
    assert len(numbers_of("渡船周五")) == 1
    assert set(numbers_of("渡船周五在")) == {*numbers_of("渡船周五"), *numbers_of("船周五在")}
    assert numbers_of("五 in Rome") == numbers_of("(五) In Rome!") != []


def test_of_a_long_text_the_lowest_of_the_beginning_are_kept() -> None:
    text = " ".join(f"w{number}" for number in range(READ_BEGINNING))
    assert numbers_of(text) == numbers_of(text[:READ_BEGINNING]) == expected(text[:READ_BEGINNING])
    assert len(numbers_of(text)) == MOST_SEQUENCES


def test_of_no_texts_there_are_none() -> None:
    hashes, starts = sequences_of([])
    assert (hashes.tolist(), starts.tolist()) == ([], [0])
