"""The words of a seed: which are known, where they stand, and which of them go on with a name."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recommender.article import Article
from recommender.model.estimators import TfidfModel
from recommender.ranking.seed_words import READ_CHARACTERS, SeedWords
from tests.support.builders import article, law


def read(seed: Article) -> SeedWords:
    """Return the words of a seed that a model knows which was trained on it alone."""
    return SeedWords.of(TfidfModel().fit([seed]), seed)


def written(words: SeedWords) -> list[str]:
    return [words.text[begin:end] for begin, end in zip(words.begins.tolist(), words.ends.tolist(), strict=True)]


def joints_of(words: SeedWords, phrases: list[int] | None = None) -> list[int]:
    """Return the words that go on with a name, if every word forms a phrase with the one before or those given do."""
    n = len(words.columns)
    numbers = np.zeros(n, np.int32) if phrases is None else np.array(phrases, np.int32)
    neighbours = words.neighbours(words.columns, max(words.columns.tolist(), default=0) + 1)
    joints, _ = words.joints(words.columns, numbers, np.zeros(n, np.bool_), neighbours)
    return [int(at) for at in joints]


def joined(text: str, language: str = "en") -> list[str]:
    """Return the words of a text that go on with a name, each with the word before it and what is between."""
    words = read(article(title="", text=text, language=language, url=None))
    return [words.text[words.begins[at - 1] : words.ends[at]] for at in joints_of(words)]


def test_words_come_in_the_order_of_title_text_and_address_those_that_are_known_alone() -> None:
    url = "https://site.example/2026/harbour-storm-near-the-ferry-12345.html"
    seed = article(title="Storm hits", text="Rain fell on quays.", url=url, language="en")
    model = TfidfModel().fit([article(title="Harbour storm", text="rain, rain on a quay", language="en")])
    words = SeedWords.of(model, seed)
    assert written(words) == ["Storm", "Rain", "quays", "harbour"]
    assert [model.feature_name(column) for column in words.columns.tolist()] == ["storm", "rain", "quay", "harbour"]
    assert (words.begins < words.address).tolist() == [True, True, True, False]
    assert "".join(map(chr, words.codes.tolist())) == words.text


def test_a_text_without_known_words_has_none() -> None:
    words = SeedWords.of(TfidfModel().fit([article(text="storm")]), article(title="", text="Nothing", url=None))
    assert len(words.columns) == len(joints_of(words)) == 0


def test_of_a_long_text_only_so_much_is_read() -> None:
    words = read(article(title="", text="quay " * READ_CHARACTERS, url=None))
    assert len(words.columns) == READ_CHARACTERS // 5
    assert words.address == READ_CHARACTERS + 2


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Bank of Caldria raised rates.", ["Bank of Caldria", "raised rates"]),
        ("Bank of the West Averin", ["Bank of the West", "West Averin"]),
        ("The sea wall broke.", ["sea wall", "wall broke"]),
        ("A wall in Brannock", []),
        ("A wall Brannock", []),
        ("Brannock, Averin", []),
        ("Port-Averin, Port\xa0Averin", ["Port-Averin", "Port\xa0Averin"]),
        ("Averin  Harbour", []),
        ("sea\xa0wall", []),
        ("東京都", ["東京都"]),
        ("1 Averin", []),
    ],
)
def test_a_word_goes_on_with_a_name_over_a_space_a_hyphen_or_a_link(text: str, names: list[str]) -> None:
    assert joined(text) == names


def test_a_word_goes_on_with_nothing_that_it_forms_no_phrase_with() -> None:
    words = read(article(title="", text="Port Averin Harbour", url=None))
    assert joints_of(words, [-1, -1, 0]) == [2]


def test_no_word_of_the_address_goes_on_with_a_name() -> None:
    words = read(article(title="", text="Port", url="https://site.example/port-averin-harbour.html", language="en"))
    assert len(words.columns) > 2
    assert joints_of(words) == []


@law
@given(st.text(max_size=80))
@example("\U0001d400\U0001d401 Port Averin")
def test_words_are_where_they_are_said_to_be(text: str) -> None:
    words = read(article(title="", text=f"storm {text}", url=None))
    begins, ends = words.begins.tolist(), words.ends.tolist()
    assert begins == sorted(begins)
    assert all(begin < end <= len(words.text) for begin, end in zip(begins, ends, strict=True))
    joints = joints_of(words)
    assert joints == sorted({*joints} - {0})
