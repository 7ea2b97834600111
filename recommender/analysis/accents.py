"""Letters without their accents, as who has no such keys writes them: ``Škoravec`` → ``Skoravec``.

In: text. Out: the same in plain letters. The one idea: a letter comes apart into a plain one and its marks (Unicode
Standard Annex #15, form D), and the few that do not are listed.
"""

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u036f]")
# Letters that do not come apart into a plain one and a mark.
_PLAIN = str.maketrans({
    "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "þ": "th", "ð": "d", "ħ": "h", "ə": "e",
})  # fmt: skip


def without_accents(text: str) -> str:
    """Return a text in lower case without accents.

    >>> without_accents("yıldızoğlu"), without_accents("løvås")
    ('yildizoglu', 'lovas')
    """
    if text.isascii():
        return text
    apart = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", apart.translate(_PLAIN))
