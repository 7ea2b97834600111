"""Language tags → the one subtag of each language."""

from __future__ import annotations

import pytest

from recommender.article.subtags import UNKNOWN_LANGUAGE, primary_subtag


@pytest.mark.parametrize(
    "tags",
    [
        "no nb nn nb-NO nob nno nor",
        "he iw heb he-IL",
        "id in ind",
        "tl fil tgl",
        "zh cmn yue wuu zh-Hant-TW zho chi",
        "ku ckb kmr kur",
        "sr sh hr bs sr-Latn srp hrv bos hbs",
        "de deu ger de-AT DE",
        "en eng en-US",
        "cs ces cze",
        "fa fas per pes",
        "el ell gre",
        "ms msa may zsm",
        "am amh",
        "sw swa swh",
        f"{UNKNOWN_LANGUAGE} zxx mul mis",
    ],
)
def test_the_codes_of_one_language_are_one(tags: str) -> None:
    assert {primary_subtag(tag) for tag in tags.split()} == {tags.split(maxsplit=1)[0]}


def test_a_code_without_two_letters_and_what_is_none_stay() -> None:
    assert [primary_subtag(tag) for tag in ("haw", "tlh-Latn", "", None)] == ["haw", "tlh", "", ""]
