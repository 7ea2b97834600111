"""HTML of feeds and pages as plain text.

In: a piece of HTML, or plain text. Out: its words, a line for each paragraph. The one idea: foreign markup never
reaches a page; only its text does, which templates escape. Source: the HTML Living Standard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Elements that begin a new line in a browser, as far as news has them (HTML Living Standard, section 15.3).
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul",
})  # fmt: skip
_PARAGRAPH = "\n\n"
_UNREAD = frozenset({"script", "style", "template", "noscript", "iframe", "svg", "head"})
_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")


def plain_text(markup: str) -> str:
    r"""Return the words of a piece of HTML, or of plain text, a line for each paragraph.

    >>> plain_text("<p>Tax &amp; spend</p><script>alert(1)</script><p>Is it <b>law</b>?</p>")
    'Tax & spend\nIs it law?'
    """
    if not _MARKUP.search(markup):
        return _tidied(markup.splitlines())
    from lxml import etree, html

    try:
        tree = html.fragment_fromstring(_without_nul(markup), create_parent="div")
    except (
        etree.ParserError,
        etree.XMLSyntaxError,
        ValueError,
    ):  # nothing but a comment, or characters that XML forbids
        return ""
    parts: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event == "start" and element.tag in _UNREAD:
            element.clear(keep_tail=True)
        # A new line after it, too: "<p>One</p> two" is two paragraphs.
        parts += [_PARAGRAPH * (element.tag in _BLOCKS), (element.text if event == "start" else element.tail) or ""]
    # One line end within a text is a space; several in a row are how some feeds write a paragraph.
    return _tidied(re.split(r"\n\s*\n", "".join(parts)))


def _without_nul(markup: str) -> str:
    """Return markup without the characters that XML forbids: controls but tab and line ends, and surrogates."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", " ", markup)


def _tidied(lines: Iterable[str]) -> str:
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
