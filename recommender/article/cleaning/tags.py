"""Tags: the markup of HTML, and of whatever looks like it.

In: a text that may be HTML. Out: its words, a line for each paragraph; a text that is none as it is. The one idea: the
signs are taken apart first, and only a text in which one of them is certainly a tag loses those that may be tags; what
a browser does not show (scripts, styles, comments) is left out with what stands in it. Each sign is looked at once, and
what is never closed is not searched for twice, so that the time is linear. Sources: the HTML Living Standard, sections
4 (elements), 13.2.5 (tokens) and 15.3 (what begins a new line).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from recommender.article.cleaning.entities import without_entities
from recommender.article.cleaning.lines import tidied

_PARAGRAPH = "\n\n"
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
    "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table", "tr", "ul",
})  # fmt: skip
_CELLS = frozenset({"td", "th", "option"})
# Elements of which a browser shows nothing of what stands in them, or shows something else.
_UNREAD = frozenset({
    "script", "style", "template", "noscript", "iframe", "svg", "head", "audio", "video", "object", "canvas", "math",
    "select", "textarea", "noembed", "noframes", "rp", "rt",
})  # fmt: skip
# A reading beside signs (ruby) ends at its own end tag, which may be left out, or before what follows it.
_READINGS = frozenset({"rp", "rt"})
_READING_END = re.compile(r"</(?:rt|rp)\s*>|(?=</ruby[\s>]|<r[btp][\s>])", re.IGNORECASE)
_ELEMENTS = _BLOCKS | _CELLS | _UNREAD | frozenset({
    "a", "abbr", "acronym", "applet", "area", "b", "base", "basefont", "bdi", "bdo", "big", "body", "button", "caption",
    "cite", "code", "col", "colgroup", "data", "datalist", "del", "dfn", "dir", "em", "embed", "font", "frame",
    "frameset", "html", "i", "img", "input", "ins", "kbd", "label", "link", "map", "mark", "marquee", "meta", "meter",
    "nobr", "optgroup", "output", "param", "picture", "progress", "q", "rb", "rtc", "ruby", "s", "samp",
    "slot", "small", "source", "span", "strike", "strong", "sub", "sup", "tbody", "tfoot", "thead", "time", "title",
    "track", "tt", "u", "var", "wbr",
})  # fmt: skip
# Nobody writes these by themselves but as markup.
_CERTAIN = frozenset({"br", "p", "hr", "li", "wbr"})
# What begins like markup: a comment, CDATA, a declaration, or a tag.
_SIGN = re.compile(
    r"<(?:(?P<comment>!--)|(?P<cdata>!\[CDATA\[)|(?P<declaration>!doctype\b|\?(?:xml|php)\b|!\[(?:end)?if\b)"
    r"|(?P<end>/)?(?P<name>[a-z][\w-]*(?::[\w-]+)?)(?=[\s/>]))",
    re.IGNORECASE | re.ASCII,
)
_VALUE_OR_END = re.compile(r"=\s*([\"'])|>")
_QUOTED = re.compile(r"\s[\w:@.-]+\s*=\s*[\"']", re.ASCII)
_CDATA_END = "]]>"
_BETWEEN_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n")


class _Sign(NamedTuple):
    """A sign of markup.

    Attributes:
        start, end: Where it stands.
        name: The name of the element, in lower case; ``""`` of what is no tag.
        is_end: Whether it is the end of an element.
        attributes: What stands in the tag behind its name.
        content_end: Where that ends which a browser does not show, with its tag; `end` where it shows it.
        kept: What is kept of it as it is: the content of a CDATA section.
    """

    start: int
    end: int
    name: str = ""
    is_end: bool = False
    attributes: str = ""
    content_end: int = 0
    kept: str = ""


def without_tags(text: str, *, has_lines: bool = False) -> str:
    r"""Return the words of a piece of HTML, a line for each paragraph; a text that is no HTML as it is.

    Args:
        text: The text.
        has_lines: Whether each of its lines is known to be a paragraph.

    >>> without_tags("<!-- lead --><p>Is it <b>law</b>?</p>Yes<br>No")
    'Is it law?\nYes\nNo'
    >>> without_tags("x <3 and y> 2, says <insert name> in List<String>")
    'x <3 and y> 2, says <insert name> in List<String>'
    """
    if "<" not in text:
        return text
    signs = list(_Scanner(text).signs())
    pairs = _pairs(signs)
    if not any(_is_certain(sign, pairs) for sign in signs):
        return text
    signs = [sign for sign in signs if _may_be_tag(sign, pairs)]
    words = without_entities("".join(_words(text, signs)))
    # Where paragraphs have tags or empty lines between them, the end of a line is space; else it ends a paragraph.
    paragraphs = _BETWEEN_PARAGRAPHS.split(words)
    return tidied(paragraphs if len(paragraphs) > 1 and not has_lines else words.splitlines())


class _Scanner:
    """Finds the signs of markup in a text, each position looked at a bounded number of times."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._absent: set[str] = set()
        self._with_quotes = True

    def signs(self) -> Iterator[_Sign]:
        """Yield the signs in their order; none begins within another."""
        at = 0
        while match := _SIGN.search(self._text, at):
            sign = self._sign(match)
            if sign is None:
                at = match.end()
            else:
                yield sign
                at = max(sign.end, sign.content_end)

    def _sign(self, match: re.Match[str]) -> _Sign | None:
        start = match.start()
        if match["name"]:
            return self._tag(match)
        if match["comment"]:
            end = self._after("-->", match.end() - 2)
            return None if end is None else _Sign(start, end)
        if match["cdata"]:
            end = self._after(_CDATA_END, match.end())
            return None if end is None else _Sign(start, end, kept=self._text[match.end() : end - len(_CDATA_END)])
        end = self._after(">", match.end())
        return None if end is None else _Sign(start, end)

    def _tag(self, match: re.Match[str]) -> _Sign | None:
        end = self._tag_end(match.end())
        if end is None:
            return None
        name = match["name"].lower()
        content_end = end
        if name in _UNREAD and not match["end"] and not self._text.endswith("/>", 0, end):
            content_end = self._content_end(name, end)
        attributes = self._text[match.end() : end - 1]
        return _Sign(match.start(), end, name, match["end"] is not None, attributes, content_end)

    def _tag_end(self, at: int) -> int | None:
        """Return where a tag ends; a ``>`` in a quoted value does not end it."""
        start = at
        while self._with_quotes and (match := _VALUE_OR_END.search(self._text, at)):
            if match[1] is None:
                return match.end()
            # A quotation mark without a second one is a character like any other.
            at = self._after(match[1], match.end()) or match.end()
        # The quotation marks of this text do not come in pairs, so that they mean nothing.
        self._with_quotes = False
        return self._after(">", start)

    def _content_end(self, name: str, at: int) -> int:
        if name in self._absent:
            return at
        if name in _READINGS and (reading_end := _READING_END.search(self._text, at)):
            return reading_end.end()
        match = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(self._text, at)
        end = self._after(">", match.end()) if match else None
        if end is None:
            self._absent.add(name)
            return at
        return end

    def _after(self, sign: str, at: int) -> int | None:
        if sign in self._absent:
            return None
        place = self._text.find(sign, at)
        if place < 0:
            self._absent.add(sign)
            return None
        return place + len(sign)


def _pairs(signs: list[_Sign]) -> frozenset[str]:
    """Return the names of elements that are begun and ended."""
    begun: set[str] = set()
    pairs: set[str] = set()
    for sign in signs:
        if sign.content_end > sign.end:
            pairs.add(sign.name)
        elif not sign.is_end:
            begun.add(sign.name)
        elif sign.name in begun:
            pairs.add(sign.name)
    return frozenset(pairs - {""})


def _is_certain(sign: _Sign, pairs: frozenset[str]) -> bool:
    """Return whether a sign is markup even in a text in which there is no other."""
    if not sign.name or sign.name in pairs or (sign.name in _CERTAIN and not sign.attributes.strip(" /")):
        return True
    if sign.is_end:
        return sign.name in _ELEMENTS
    is_named = sign.name in _ELEMENTS or not sign.name.isalpha()
    return bool(_QUOTED.search(sign.attributes)) or (is_named and ("=" in sign.attributes or sign.attributes == "/"))


def _may_be_tag(sign: _Sign, pairs: frozenset[str]) -> bool:
    return sign.name in _ELEMENTS or _is_certain(sign, pairs)


def _words(text: str, signs: list[_Sign]) -> Iterator[str]:
    at = preformatted = 0
    for sign in signs:
        piece = text[at : sign.start]
        yield piece.replace("\n", _PARAGRAPH) if preformatted > 0 else piece
        yield _PARAGRAPH if sign.name in _BLOCKS else " " if sign.name in _CELLS else sign.kept
        if sign.name == "pre":
            preformatted += -1 if sign.is_end else 1
        at = max(sign.end, sign.content_end)
    yield text[at:]
