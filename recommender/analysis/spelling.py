"""Words → one spelling of each, whatever keyboard, desk or system wrote it.

In: a word and what is known of its language. Out: the same word as all spell it who mean it. The one idea: what Unicode
calls compatible is one, what has no sound is left out, and accents stay where the language keeps letters apart by them.
Sources: Unicode Standard Annex #15 (form KC), Unicode Standard, chapter 12 (chillu of Malayalam, khanda ta of Bengali).
"""

from __future__ import annotations

import re
import unicodedata

from recommender.analysis.accents import without_accents
from recommender.analysis.characters import HEBREW, JOINERS, VOICE_SIGNS
from recommender.analysis.languages import Language
from recommender.analysis.tokenizer import folded

# Joiners, the stretching of Arabic, its short vowels and those of Hebrew, which texts leave out; the signs of Armenian;
# the gershayim.
_SILENT = re.compile(
    f"[{JOINERS}{VOICE_SIGNS}\u0640\u064b-\u0652\u0670\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]|"
    f'(?<=[{HEBREW}])"(?=[{HEBREW}])'
)
# A consonant of Malayalam without a vowel, and one of Bengali, as they were written before they had a code.
_WITH_JOINER = {
    "\u0d23\u0d4d\u200d": "\u0d7a", "\u0d28\u0d4d\u200d": "\u0d7b", "\u0d30\u0d4d\u200d": "\u0d7c",
    "\u0d32\u0d4d\u200d": "\u0d7d", "\u0d33\u0d4d\u200d": "\u0d7e", "\u0d15\u0d4d\u200d": "\u0d7f",
    "\u09a4\u09cd\u200d": "\u09ce",
}  # fmt: skip
_JOINED = re.compile("|".join(_WITH_JOINER))
# The same two letters with the first one as a chillu: both are written.
_MALAYALAM_NTA = re.compile("\u0d7b\u0d4d?(?=\u0d31)")


def one_spelling(word: str, language: Language) -> str:
    """Return a word in the spelling that stands for all.

    Args:
        word: A word in lower case, as texts are split.
        language: What is known of its language.
    """
    if word.isascii():
        return word
    # Some signs are compatible with a letter behind a space.
    word = "".join(unicodedata.normalize("NFKC", folded(word)).lower().split())
    if "\u200d" in word:
        word = _JOINED.sub(lambda match: _WITH_JOINER[match[0]], word)
    word = _MALAYALAM_NTA.sub("\u0d28\u0d4d", word)
    word = language.respelled(_SILENT.sub("", word))
    return word if language.own_letters is None else without_accents(word, but=language.own_letters)
