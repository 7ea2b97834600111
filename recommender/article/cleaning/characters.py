"""Characters that came out wrong, because bytes were read by another encoding than they were written in.

In: a text. Out: the same with the characters that were meant. The one idea: a control between U+0080 and U+009F is a
sign of windows-1252 in any news text, while UTF-8 that was read as windows-1252, such as ``â€™`` for ``’``, is mended
only where no language writes those characters beside each other. Sources: WHATWG Encoding (windows-1252), RFC 3629
(UTF-8), R. Speer, ftfy (doi:10.5281/zenodo.2591652) for the problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator


def _pairs() -> Iterator[tuple[str, int]]:
    for byte in range(0x80, 0x100):
        yield chr(byte), byte
        yield bytes([byte]).decode("cp1252", "ignore") or chr(byte), byte


_BYTES = dict(_pairs())  # of a character as windows-1252 or as Latin-1 shows it
_SIGNS = {byte: bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xA0)}
_CONTROL = re.compile("[\x80-\x9f]")

_FOLLOWING = "[" + "".join(re.escape(sign) for sign, byte in _BYTES.items() if byte < 0xC0) + "]"
# What UTF-8 of two, three and four bytes looks like.
_TWO, _THREE, _FOUR = f"[\xc2-\xdf]{_FOLLOWING}", f"[\xe0-\xef]{_FOLLOWING}{{2}}", f"[\xf0-\xf4]{_FOLLOWING}{{3}}"
_RUN = re.compile(f"(?:{_TWO}|{_THREE}|{_FOUR})+")
# How each of these begins: a set of characters is searched for seven times as fast as a choice of them.
_BEGINNING = re.compile(f"[\xc2-\xf4]{_FOLLOWING}")
# No language has these: the quotation marks, dashes, dots and the euro, and what symbols such as emoji begin with.
_CERTAIN = re.compile("\xe2[\u20ac\x80\u201a\x82\u201e\x84]|\xf0[\u0178\x9f]")
# The third sign of a closing quotation mark is one that windows-1252 leaves open, and that gets lost on its way.
_CUT_QUOTATION = re.compile(r"\xe2\u20ac(?=[\s.,;:!?)]|\Z)")
# Signs that stand behind a capital Ã or Â at the end of a word as well.
_AFTER_WORD = "\xa0\xab\xbb\xb7’‘“”–—…•™"
_LETTER = re.compile(f"(?:\xc3(?![{_AFTER_WORD}]){_FOLLOWING}|\xc2[\xa1-\xaa\xac-\xb6\xb8-\xba\xbc-\xbf])+")
_MAYBE = re.compile(f"(?:\xc3{_FOLLOWING}|\xc2[\xa0-\xbf]|\xe2{_FOLLOWING}{{2}})+")
# From so many characters in a row that were two or three bytes, a word of another script is certain.
_CERTAIN_LETTERS, _CERTAIN_SYLLABLES = 3, 2


def with_right_characters(text: str) -> str:
    r"""Return a text with signs for the controls of windows-1252, and without UTF-8 read as windows-1252.

    >>> with_right_characters("It\x92s â€œdearâ€\x9d: 5 \x80, says CafÃ© DÉJÀ»")
    'It’s “dear”: 5 €, says Café DÉJÀ»'
    """
    if text.isascii():
        return text
    runs = list(_runs(text))
    if any(_is_certain(run[0]) for run in runs):
        text = _CUT_QUOTATION.sub("”", "".join(_with_mended(text, runs)))
    return _CONTROL.sub(lambda match: _SIGNS[ord(match[0])], text)


def _runs(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while beginning := _BEGINNING.search(text, at):
        run = _RUN.match(text, beginning.start())
        at = run.end() if run else beginning.start() + 1
        if run:
            yield run


def _with_mended(text: str, runs: list[re.Match[str]]) -> Iterator[str]:
    at = 0
    for run in runs:
        yield text[at : run.start()]
        yield _mended(run[0])
        at = run.end()
    yield text[at:]


def _is_certain(run: str) -> bool:
    if _CERTAIN.search(run) or _LETTER.fullmatch(run):
        return True
    characters = _utf_8(run) or ""
    letters = sum("\x80" <= character < "\u0800" for character in characters if character.isalpha())
    syllables = sum(character >= "\u0800" for character in characters if character.isalpha())
    return letters >= _CERTAIN_LETTERS or syllables >= _CERTAIN_SYLLABLES


def _mended(run: str) -> str:
    """Return a run mended where it is certain by itself, or may well be, beside another that is."""
    characters = _utf_8(run)
    return characters if characters and (_is_certain(run) or _MAYBE.fullmatch(run)) else run


def _utf_8(run: str) -> str | None:
    try:
        return bytes(_BYTES[character] for character in run).decode()
    except UnicodeDecodeError:
        return None
