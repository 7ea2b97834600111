"""Letters without their accents, as who has no such keys writes them: ``Škoravec`` → ``Skoravec``.

In: text. Out: the same in plain letters. The one idea: a letter comes apart into a plain one and its marks (Unicode
Standard Annex #15, form D), and the few that do not are listed.
"""

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u036f]")
# Letters that do not come apart into a plain one and a mark.
_PLAIN = {
    "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "þ": "th", "ð": "d", "ħ": "h", "ə": "e",
}  # fmt: skip
_ACCENTED = re.compile(f"[\u00c0-\u024f\u1e00-\u1eff{''.join(_PLAIN)}]")


def without_accents(text: str, *, but: str = "") -> str:
    """Return a text in lower case without accents.

    Args:
        text: The text, in lower case.
        but: Letters that stay as they are.

    >>> without_accents("yıldızoğlu"), without_accents("løvås"), without_accents("škoda für alle", but="äöü")
    ('yildizoglu', 'lovas', 'skoda für alle')
    """
    if text.isascii():
        return text
    if but:
        return _ACCENTED.sub(lambda match: match[0] if match[0] in but else without_accents(match[0]), text)
    apart = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", "".join(_PLAIN.get(letter, letter) for letter in apart))
