"""Texts → numbered words, against `split_text`, which says what a word is."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recommender.analysis.scanner import NO_WORD, Scanner
from recommender.analysis.tokenizer import is_sentence_end, split_text, with_capitals
from tests.support.builders import law

END = (0, ".")
# What the rules of `split_text` are about, and a few letters of every kind of script, so that they meet.
TELLING = (
    "aZUSlL09'’‘“”\"»).,!?…。！？।॥۔؟։ \n\t\xa0\u2003_-—·éÉßẞȺKİıΣσςΗ\ua7ae\u0301\u093fकשآش״\u0651۵٫ዜＡ１ｶﾞ"
    "東京ひカー서울ไทยเา\u0e48မ\u1039ក\u17d2😀\U00020000\u200b\u200d"
)
TEXTS = st.text(st.sampled_from(TELLING) | st.characters(codec="utf-8"), max_size=60)


def expected(text: str, group: int) -> list[tuple[int, str]]:
    return [END if is_sentence_end(token) else (group, token) for token in split_text(text)]


def scanned(scanner: Scanner, texts: list[str], groups: list[int]) -> list[list[tuple[int, str]]]:
    """Return the tokens of each text as the scanner tells them."""
    numbers, starts, *_ = scanner.scan([with_capitals(text, "") for text in texts], np.array(groups, np.int64))
    words = [END, *scanner.words(1, len(scanner))]
    tokens = [words[number] for number in numbers.tolist()]
    assert [number == NO_WORD for number in numbers.tolist()] == [token == END for token in tokens]
    return [tokens[starts[text] : starts[text + 1]] for text in range(len(texts))]


@law
@given(st.lists(st.lists(st.tuples(TEXTS, st.integers(0, 2)), max_size=4), max_size=3))
def test_the_tokens_are_those_of_split_text(batches: list[list[tuple[str, int]]]) -> None:
    scanner = Scanner()
    for batch in batches:
        texts, groups = [text for text, _ in batch], [group for _, group in batch]
        assert scanned(scanner, texts, groups) == [expected(*pair) for pair in batch]


@law
@given(st.text(st.sampled_from(TELLING), max_size=60))
@example("“Ah… 3…5 don’t” ’a’'b 港 1,000. 2.x 3.,4 1.2.3,")
@example("İstanbul’da ΣΕΛΑΣ ΟΔΟΣ. Σ")
@example("東 東京 東京都。x")
@example("''a'' a''b 'tis 1's it's.\n")
@example("The U.S. and the US's J.K.Rowling, A.B.é Η.Π.Α. ONU1 USÉ US'A FBI's ABCD")
@example("ארה״ב ב״ 5״א col·lecció l·é ច្បាំង្ เ เเก ก่า า ကျွန်ုပ်မ္မ")
@example("What?!” She left... 'Yes.' 3.5abc")
def test_the_marks_and_scripts_that_rules_are_about_are_split_alike(text: str) -> None:
    assert scanned(Scanner(), [text], [0]) == [expected(text, 0)]


@pytest.mark.parametrize("context", ["{}", "a{}b", "a'{} ", "{}'a", ".{}", "1.{}1", "東{}京", "{}{} "])
def test_characters_of_all_blocks_are_treated_alike(context: str) -> None:
    # Every one of the small scripts, and some of the thousands of Han and Hangul and of what lies behind them.
    every = [chr(code) for code in (*range(0x3100), *range(0x3100, sys.maxunicode + 1, 61))]
    texts = ["|".join(context.format(character, character) for character in every[at::8]) for at in range(8)]
    assert scanned(Scanner(), texts, [0] * 8) == [expected(text, 0) for text in texts]


def test_a_word_has_one_number_in_each_group_however_many_there_are() -> None:
    scanner = Scanner()
    text = " ".join(f"word{number}" for number in range(5_000))
    first, *_ = scanner.scan([text, text], np.array([0, 1]))
    scanner.scan([" ".join(f"other{number}" for number in range(50_000))], np.array([0]))
    again, *_ = scanner.scan([text, text.upper()], np.array([0, 1]))
    assert first.tolist() == again.tolist() == list(range(1, 10_001))
    assert len(scanner) == 60_001
    assert scanner.words(4_999, 5_003) == [(0, "word4998"), (0, "word4999"), (1, "word0"), (1, "word1")]


def test_no_text_and_empty_texts_have_no_words() -> None:
    scanner = Scanner()
    for texts in ([], [""], ["", " ", "—"]):
        numbers, starts, *_ = scanner.scan(texts, np.zeros(len(texts), np.int64))
        assert len(numbers) == 0
        assert starts.tolist() == [0] * (len(texts) + 1)
    assert scanner.words(1, len(scanner)) == []


def test_one_word_of_monstrous_length_is_one_word() -> None:
    assert scanned(Scanner(), ["É" * 500_000 + " é"], [0]) == [[(0, "é" * 500_000), (0, "é")]]
