"""Entities: characters that are written by a name or a number.

In: a text. Out: the same with the characters themselves. The one idea: only what ends in a semicolon is one, so that
``AT&T`` and the parameters of an address stay; an ampersand that was escaped again and again is one ampersand. Source:
the HTML Living Standard, section 13.5, and 13.2.5.80 for numbers that are none.
"""

from __future__ import annotations

import re
from html.entities import html5

_AMPERSANDS = re.compile("&(?:(?:amp|AMP|#0{0,6}38|#[xX]0{0,6}26);)+")
_ENTITY = re.compile("&(?:#([0-9]{1,8})|#[xX]([0-9a-fA-F]{1,7})|([a-zA-Z][a-zA-Z0-9]{1,31}));|&nbsp(?![a-zA-Z0-9;=])")
_LAST_CHARACTER = 0x10FFFF


def without_entities(text: str) -> str:
    """Return a text with characters in the place of entities; space that may not break is space.

    >>> without_entities("Q&amp;amp;A at AT&T:&nbsp;caf&eacute; &#8211; &#146;x&#146; &unknown; &copy=1")
    'Q&A at AT&T: café – ’x’ &unknown; &copy=1'
    """
    if "&" not in text:
        return text
    return _ENTITY.sub(_character, _AMPERSANDS.sub("&", text))


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        character = html5.get(f"{name};", match[0])
    elif decimal or hexadecimal:
        character = _numbered(int(decimal) if decimal else int(hexadecimal, 16))
    else:
        character = " "
    return " " if character == "\xa0" else character


def _numbered(number: int) -> str:
    """Return a character by its number; nothing for controls, surrogates and numbers beyond Unicode."""
    if 0x80 <= number < 0xA0:
        return bytes([number]).decode("cp1252", "ignore")
    if number in (0x09, 0x0A, 0x0D):
        return "\n" if number == 0x0D else chr(number)
    is_none = number < 0x20 or 0xD800 <= number < 0xE000 or number > _LAST_CHARACTER or number & 0xFFFE == 0xFFFE
    return "" if is_none else chr(number)
