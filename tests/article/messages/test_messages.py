"""The catalogue of messages: every language has all of them, with the values that they are to hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields

import pytest

from recommender.article.messages import LANGUAGES, Messages, messages_of

SPOKEN = ["en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl", "tr", "uk", "ar", "hi", "ja", "zh"]


def said(messages: Messages) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each message."""
    for field in fields(messages):
        value = getattr(messages, field.name)
        if field.name in ("language", "direction", "forms"):
            continue
        if isinstance(value, str):
            yield field.name, value
        elif field.name == "notices":
            yield from (
                (f"{box}.{n}", text) for box, few in value._asdict().items() for n, text in few._asdict().items()
            )
        else:
            yield from ((f"{field.name}.{key}", text) for key, text in value.items())


KINDS = messages_of("en").kinds
ENGLISH = dict(said(messages_of("en")))


def test_the_languages_that_a_press_needs_are_spoken() -> None:
    assert list(LANGUAGES) == sorted(SPOKEN, key=lambda language: (language != "en", language))
    assert all(messages_of(language).language == language for language in LANGUAGES)


@pytest.mark.parametrize("language", SPOKEN)
def test_no_message_is_missing_or_lacks_a_value_or_is_still_english(language: str) -> None:
    texts = dict(said(messages_of(language)))
    assert texts.keys() == ENGLISH.keys()
    for name, text in texts.items():
        assert text.strip(), name
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", ENGLISH[name])), name
    if language != "en":
        same = {name for name, text in texts.items() if text == ENGLISH[name]}
        # Words that are those of the language, too.
        assert same <= {"separator", "original", "later", "headings.trending", *(f"kinds.{kind}" for kind in KINDS)}, (
            same
        )


@pytest.mark.parametrize("language", ["uk", "ar", "hi", "ja", "zh"])
def test_a_language_of_another_script_holds_no_latin_letters(language: str) -> None:
    latin = {
        name: text for name, text in said(messages_of(language)) if re.search("[A-Za-z]", re.sub(r"{\w+}", "", text))
    }
    assert latin == {}
