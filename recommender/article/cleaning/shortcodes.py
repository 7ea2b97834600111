"""Shortcodes: what WordPress and forums write between square brackets for their software.

In: a text. Out: the same without shortcodes; what stands between a pair is kept, unless it is an address or a setting.
The one idea: a word in brackets is a shortcode only by its form (quoted attributes, an end that closes it, a slash at
its end) or by a name that is nothing else, since editors write ``[sic]`` and ``[…]`` that way, too. Sources: the
Shortcode API of WordPress (developer.wordpress.org/plugins/shortcodes), Jetpack's shortcodes, BBCode.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_PARAGRAPH = "\n\n"
# The longest shortcode, in characters; by hand. Builders of pages write some hundred in one.
_SHORTCODE = re.compile(r"(?<!\[)\[(/)?([A-Za-z][A-Za-z0-9_-]{0,40})((?:[\s=/][^\[\]]{0,3000})?)\](?!\])")
_QUOTED = re.compile(r"\s[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[“”″„][^“”″]*[“”″]|&quot;[^&]*&quot;)", re.ASCII)
_CAPTION = re.compile(r"\scaption\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
# Names that no editor writes in brackets by themselves.
_NEVER_WORDS = frozenset(
    {"gallery", "playlist", "toc", "contact-form", "contact_form", "contact-form-7", "wpvideo", "embed"}
)
# What stands between their ends is an address or a setting.
_WITHOUT_WORDS = frozenset({
    "embed", "audio", "video", "playlist", "gallery", "youtube", "vimeo", "img", "instagram", "tweet", "twitter",
    "facebook", "soundcloud", "spotify", "contact-form", "contact-form-7", "gravityform", "wpvideo", "iframe", "ad",
    "adsense", "poll", "googlemaps", "script", "style", "raw_js",
})  # fmt: skip
_APART = re.compile(
    r"(?:wp_)?caption|gallery|playlist|toc|quote|pullquote|row|columns?|section|one_\w+|(?:vc|et_pb|fusion|av|ux|tve|cs)_\w+"
)


class _Code(NamedTuple):
    start: int
    end: int
    name: str
    is_end: bool
    rest: str


def without_shortcodes(text: str) -> str:
    r"""Return a text without shortcodes; a caption becomes a paragraph.

    >>> without_shortcodes('[dropcap]T[/dropcap]he quay [sic] [caption id="a"]Harbour[/caption]')
    'The quay [sic] \n\nHarbour\n\n'
    """
    if "]" not in text:
        return text
    codes = _real(
        [
            _Code(match.start(), match.end(), match[2].lower(), match[1] is not None, match[3])
            for match in _SHORTCODE.finditer(text)
        ]
    )
    ends = _ends(codes)
    parts: list[str] = []
    at = 0
    for number, code in enumerate(codes):
        if code.start < at:
            continue
        parts += [text[at : code.start], _in_place_of(code, codes[number + 1 : number + 2])]
        at = ends[number] if code.name in _WITHOUT_WORDS else code.end
    return "".join([*parts, text[at:]]) if codes else text


def _real(codes: list[_Code]) -> list[_Code]:
    """Return those that are shortcodes by their form, their name, or as one of a pair."""
    last_ends = {code.name: code.start for code in codes if code.is_end}
    begun: set[str] = set()
    real: list[_Code] = []
    for code in codes:
        if code.is_end:
            if code.name in begun:
                real.append(code)
        elif code.start < last_ends.get(code.name, 0):
            begun.add(code.name)
            real.append(code)
        elif _QUOTED.search(code.rest) or code.rest.endswith("/") or _is_known(code):
            real.append(code)
    return real


def _is_known(code: _Code) -> bool:
    if code.name in _NEVER_WORDS:
        return True
    return code.name in _WITHOUT_WORDS and bool(re.match(r"\s+https?://|=", code.rest))


def _ends(codes: list[_Code]) -> list[int]:
    """Return where each shortcode ends, with what stands up to its own end if there is one."""
    next_end: dict[str, int] = {}
    ends: list[int] = []
    for code in reversed(codes):
        if code.is_end:
            next_end[code.name] = code.end
        ends.append(code.end if code.is_end else next_end.get(code.name, code.end))
    return ends[::-1]


def _in_place_of(code: _Code, following: list[_Code]) -> str:
    if code.name.endswith("caption") and (written := _CAPTION.search(code.rest)):
        return _PARAGRAPH + (written[1] or written[2] or "") + _PARAGRAPH
    # Boxes side by side are paragraphs; the letter that is set large belongs to its word.
    beside = code.is_end and any(not other.is_end and other.start == code.end for other in following)
    return _PARAGRAPH if beside or _APART.fullmatch(code.name) else ""
