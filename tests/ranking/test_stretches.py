"""Stretches of a text and their hashes, against Python's own texts."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from recommender.analysis import FNV_OFFSET, language_of
from recommender.ranking.character_kinds import characters
from recommender.ranking.stretches import (
    capitals_of,
    hash_stretch,
    hash_term,
    trimmed,
)
from tests.support.builders import law

KANJI = "[\u30a1-\u30fa\u30fc\u3400-\u9fff]"
JAPANESE = language_of("ja")
BESIDE_NAME = re.compile(f"['’]s$|^[{JAPANESE.before_names}](?={KANJI})|(?<={KANJI})[{JAPANESE.after_names}]+$")
# What texts are made of that names may be cut from: letters of both cases and of none, marks, kana, kanji and blanks.
TEXTS = st.text(
    st.sampled_from([*"aZsS'’ \n\tßǅéÉΣの中央港はをーア1-", "\U0001e900", "\U0001e922", "\x85"]), max_size=9
)


def codes_of(text: str) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array([*map(ord, text)], np.int32)


@law
@given(TEXTS, TEXTS)
def test_capitals_are_counted_as_python_does(before: str, name: str) -> None:
    expected = 2 if name.isupper() else int(name[:1].isupper())
    text = codes_of(f"{before}{name}B")
    assert capitals_of(text, len(before), len(before) + len(name), characters()) == expected


@law
@given(TEXTS)
@example("の中央港は")
@example("Storm Ines’s")
@example("はは")
def test_a_name_is_trimmed_of_what_belongs_to_the_sentence(text: str) -> None:
    if not text[:1].isalnum():  # as every word begins
        text = f"a{text}"
    begin, end = trimmed(codes_of(text), 0, len(text), characters())
    assert text[begin:end] == BESIDE_NAME.sub("", text)


@law
@given(TEXTS, TEXTS)
@example("a \n b", "a b")
def test_equal_spellings_have_equal_hashes(one: str, other: str) -> None:
    """However much white space a text has between its words, and as of the bytes of a vocabulary."""
    spellings = ["a" + " ".join(f"{text}b".split()) for text in (one, other)]
    hashes = [hash_stretch(codes_of(f"a{text}b"), 0, len(text) + 2, characters()) for text in (one, other)]
    if not any(text[:1].isspace() for text in (one, other)):
        assert (hashes[0] == hashes[1]) == (spellings[0] == spellings[1])
        letters = np.frombuffer("".join(spellings).encode(), np.uint8)
        offsets = np.cumsum([0, *(len(each.encode()) for each in spellings)])
        assert [hash_term(FNV_OFFSET, column, letters, offsets) for column in (0, 1)] == hashes
