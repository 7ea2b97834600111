"""Accents: a name is one word whether or not a newsroom keeps its accents; a language's own letters stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.analysis.accents import without_accents
from recommender.analysis.stemming import to_term
from recommender.analysis.tokenizer import split_text

LETTERS = st.text(st.characters(categories=["Ll", "Lo", "Mn"]), max_size=20)


@given(LETTERS)
def test_what_has_lost_its_accents_stays_as_it_is(text: str) -> None:
    assert without_accents(without_accents(text)) == without_accents(text)


@pytest.mark.parametrize(
    ("accented", "plain"),
    [
        ("Škoravec", "Skoravec"),
        ("Yıldızoğlu", "Yildizoglu"),
        ("Løvås", "Lovas"),
        ("Đorić", "Doric"),
        ("Nguyễn", "Nguyen"),
    ],
)
def test_a_foreign_name_is_one_term_with_accents_and_without(accented: str, plain: str) -> None:
    [one], [other] = split_text(accented), split_text(plain)
    for language in ("en", "id", "sw"):
        assert to_term(one, language) == to_term(other, language)


@pytest.mark.parametrize(
    ("one", "other", "language"), [("schön", "schon", "de"), ("año", "ano", "es"), ("får", "far", "sv")]
)
def test_what_a_language_keeps_apart_stays_apart(one: str, other: str, language: str) -> None:
    assert to_term(one, language) != to_term(other, language)


@pytest.mark.parametrize(
    ("one", "other"),
    [("камʼяний", "кам'яний"), ("oʻzbek", "o'zbek"), ("کارگاه", "كارگاه"), ("ایرانی", "ايراني")],
)
def test_letters_that_keyboards_write_for_each_other_are_one(one: str, other: str) -> None:
    assert split_text(one) == split_text(other)
