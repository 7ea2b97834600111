"""What loops need to know of each character: whether it is a capital or a space, or stands beside names.

In: nothing but Unicode, and what is known of a language. Out: a table by code point, made once for each language.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled, language_of

# How many code points are looked up. At least 1, code points; no script with capitals or kana lies above.
_N_CHARACTERS = 0x20000

# What loops know of a character, as bits.
CAPITAL, OTHER_CASE, SPACE, APOSTROPHE, KANJI, BEFORE_NAME, AFTER_NAME = (1 << bit for bit in range(7))

Bytes = NDArray[np.uint8]


@compiled
def kind_of(code: int, characters: Bytes) -> int:
    """Return what is known of a character, as bits."""
    return int(characters[code]) if code < len(characters) else 0


@cache
def characters(language: str = "") -> Bytes:
    """Return what is known of each character by its code point, as bits; uint8 (131,072,).

    Args:
        language: A primary subtag; what stands beside names is that of Japanese if nothing is known of it.
    """
    kinds, known = _cases(), language_of(language)
    if not known.before_names:
        known = language_of("ja")
    if language != known.subtag:
        return characters(known.subtag)
    kinds = kinds.copy()
    for kind, some in ((BEFORE_NAME, known.before_names), (AFTER_NAME, known.after_names)):
        kinds[[*map(ord, some)]] |= kind
    return kinds


@cache
def _cases() -> Bytes:
    """Return what is known of each character in all languages."""
    codes = np.arange(_N_CHARACTERS, dtype=np.uint32)
    codes[0xD800:0xE000] = 0  # surrogates are no characters
    texts = codes.view("<U1")
    kinds = CAPITAL * np.strings.isupper(texts) | SPACE * np.strings.isspace(texts)
    kinds |= OTHER_CASE * (np.strings.islower(texts) | np.strings.istitle(texts)) * ~np.strings.isupper(texts)
    kinds[[*map(ord, "'’")]] |= APOSTROPHE
    kinds[[0x30FC, *range(0x30A1, 0x30FB), *range(0x3400, 0xA000)]] |= KANJI
    return kinds.astype(np.uint8)
