"""What makes terms → its fingerprint."""

from __future__ import annotations

import pytest

from recommender.analysis import fingerprint, stemming
from recommender.analysis.languages import LANGUAGES, language_of


def test_it_is_made_of_every_language_that_has_a_stemmer() -> None:
    assert {each.subtag for each in LANGUAGES if each.stemmer} <= fingerprint._PROBES.keys()


@pytest.mark.parametrize(
    ("language", "other"), [("nl", "dutch_porter"), ("en", "porter"), ("pl", "english"), ("en", "english")]
)
def test_it_is_another_one_if_words_are_stemmed_otherwise(
    monkeypatch: pytest.MonkeyPatch, language: str, other: str
) -> None:
    known = language_of(language).stemmer
    of_now = fingerprint.terms_digest.__wrapped__()
    original = stemming.stemmer
    monkeypatch.setattr(stemming, "stemmer", lambda name: original(other if name == known else name))
    assert (fingerprint.terms_digest.__wrapped__() == of_now) == (other == known or known is None)


def test_it_is_another_one_if_texts_are_split_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    of_now = fingerprint.terms_digest.__wrapped__()
    monkeypatch.setattr(fingerprint, "split_text", lambda text, _: text.lower().split())
    assert fingerprint.terms_digest.__wrapped__() != of_now
