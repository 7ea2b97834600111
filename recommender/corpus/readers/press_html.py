"""The HTML of press databases and of Medium: what their readers share.

In: a path, or a piece of a document. Out: its tree, and the words of its elements. The one idea: what such a database
exports is one file of a few hundred articles, so it is read whole, within a limit. Source: the HTML Living Standard,
read by libxml2 through lxml, of the extra ``web``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.corpus.files import read_text
from recommender.errors import CorpusError, missing_extra

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A few hundred articles with the style sheets of the site: 500 of Factiva take 5 MB.
MAX_EXPORT_BYTES = 64_000_000
# What XML has no place for.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#([0-9]{1,7}|[xX][0-9a-fA-F]{1,6});?")


def read_markup(path: Path, encoding: str | None) -> str:
    """Return the markup of a file.

    Args:
        path: The file.
        encoding: The encoding that a person says it is in; None to tell it by its bytes and its declaration.

    Raises:
        CorpusError: It is longer than `MAX_EXPORT_BYTES`, or text in no known encoding; or the extra ``web`` is not
            installed.
    """
    if find_spec("lxml") is None:
        raise CorpusError(path, None, missing_extra("what reads HTML", "web"))
    return read_text(path, MAX_EXPORT_BYTES, encoding)


def tree_of(markup: str) -> HtmlElement | None:
    """Return the tree of a document; None if it has no element."""
    from lxml import etree, html

    try:
        data = without_controls(markup).encode("utf-8", "ignore")
        return html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def without_controls(markup: str) -> str:
    r"""Return markup without controls, written or referred to: a tree can hold them, but none of its texts be set then.

    >>> without_controls("Ferry\x00 back&#2;&#x1f; &#38;")
    'Ferry back &#38;'
    """
    return _REFERENCE.sub(lambda match: "" if _is_control(match) else match[0], _CONTROL.sub("", markup))


def _is_control(reference: re.Match[str]) -> bool:
    digits = reference[1]
    code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return code > sys.maxunicode or _CONTROL.match(chr(code)) is not None


def words(element: HtmlElement | None) -> str:
    """Return the words of an element on one line; ``""`` of None."""
    return "" if element is None else " ".join(str(element.text_content()).split())


def lines(elements: Iterable[HtmlElement]) -> str:
    """Return the words of several elements, a line for each that has any."""
    return "\n".join(filter(None, map(words, elements)))


def first_of(element: HtmlElement, *paths: str) -> HtmlElement | None:
    """Return the first element at the first of several XPaths that leads to one with words; None if none does."""
    candidates = (each for path in paths for each in element.xpath(path) if words(each))
    return next(candidates, None)


def with_class(*names: str) -> str:
    """Return an XPath to the elements below that have a class of one of several names.

    >>> with_class("DocHeader")
    ".//*[contains(concat(' ', normalize-space(@class), ' '), ' DocHeader ')]"
    """
    conditions = (f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')" for name in names)
    return f".//*[{' or '.join(conditions)}]"
