"""Characters: signs of windows-1252, and UTF-8 that was read as it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import plain_text
from tests.support.builders import law_of_fixtures


def misread(text: str) -> str:
    """Return a text in UTF-8 as whoever takes it for windows-1252 sees it."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It\x92s \x93dear\x94 \x96 5 \x80\x85", "It’s “dear” – 5 €…"),
        ("It&#146;s &#x93;dear&#148;", "It’s “dear”"),
        (misread("It’s “dear” – 5 €… ✓"), "It’s “dear” – 5 €… ✓"),
        ("â€œcut offâ€, he said", "“cut off”, he said"),
        ("It\xe2\x80\x99s", "It’s"),
        (misread("Café français à Orléans, 20 °C, £5"), "Café français à Orléans, 20 °C, £5"),
        (misread("Северный причал"), "Северный причал"),
        (misread("北码头重建"), "北码头重建"),
        (misread("Fähre 😀"), "Fähre 😀"),
        (misread(misread("l’été")), "l’été"),
        ("DÉJÀ» CAFÉ» voilà»… MANHÃ… «É»", "DÉJÀ» CAFÉ» voilà»… MANHÃ… «É»"),
    ],
)
def test_characters_that_came_out_wrong_are_mended_where_that_is_certain(text: str, words: str) -> None:
    assert plain_text(text) == words


@law_of_fixtures
@given(st.text("aéàÀÉüÜñÑçÇãÃâÂîÎöÖßœŒ «»“”‘’„–—…!?.,;:'()·ºª¿¡°€£", max_size=30))
def test_right_text_of_western_languages_stays_as_it_is(text: str) -> None:
    # But for what no word has: a capital Ã or Â before a sign, or â before one of quotation.
    if not any(sign in text for sign in "ÃÂâ"):
        assert plain_text(text) == text
