"""What is known of Vietnamese."""

from __future__ import annotations

import re
import unicodedata

from recommender.analysis.languages.language import Language

_TONE = "[\u0300\u0301\u0303\u0309\u0323]"
# At the end of a syllable the tone may stand on the first vowel or on the second one: hòa, hoà.
_TONE_ON_FIRST = re.compile(rf"(?:(?<=o)({_TONE})([ae])|(?<=u)({_TONE})(y))$")


def _with_tone_on_second(word: str) -> str:
    apart = _TONE_ON_FIRST.sub(
        lambda match: f"{match[2] or match[4]}{match[1] or match[3]}", unicodedata.normalize("NFD", word)
    )
    return unicodedata.normalize("NFC", apart)


VIETNAMESE = Language(subtag="vi", respelled=_with_tone_on_second)
