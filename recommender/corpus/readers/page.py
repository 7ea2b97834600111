"""Web pages that somebody has fetched and saved.

In: a path. Out: one record, or none of a page that says that it is no article's. The one idea: what a page says of
itself is gathered first (`pages.facts`), and then weighed (`pages.record`). Source: the HTML Living Standard.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from recommender.corpus.encodings import EncodingError
from recommender.corpus.files import Record, read_whole
from recommender.corpus.pages.facts import facts_of
from recommender.corpus.pages.record import page_record
from recommender.corpus.reading import FileHead, LeftOut, Reader, Reading
from recommender.errors import CorpusError, missing_extra

MAX_PAGE_BYTES = 3_000_000


def read_page(path: Path, reading: Reading) -> Iterator[Record]:
    """Read a page as the one record that it is; one that says that it is no article's is left out.

    Raises:
        CorpusError: The page is longer than `MAX_PAGE_BYTES`, is not HTML, or text in no known encoding; or the extra
            ``web`` is not installed.
    """
    page = read_whole(path, MAX_PAGE_BYTES)
    if find_spec("trafilatura") is None:
        raise CorpusError(path, None, missing_extra("what reads pages", "web"))
    try:
        facts = facts_of(page, reading.encoding, reading.columns.options.address)
    except EncodingError as error:
        raise CorpusError(path, None, str(error)) from None
    if facts is None:
        raise CorpusError(path, None, "not a readable HTML page")
    if facts.listing:
        reading.leave_out(LeftOut(str(path), None, facts.listing))
    else:
        yield Record(None, page_record(facts, reading.columns.options), facts.not_public)


# With which a page may begin (HTML Living Standard, and what came before it); a fragment of one begins with any of
# them.
_ELEMENTS = frozenset(
    [
        "html",
        "head",
        "body",
        "title",
        "meta",
        "link",
        "base",
        "script",
        "style",
        "noscript",
        "article",
        "aside",
        "section",
        "main",
        "header",
        "footer",
        "nav",
        "div",
        "span",
        "p",
        "a",
        "b",
        "i",
        "em",
        "strong",
        "br",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "table",
        "tr",
        "td",
        "figure",
        "img",
        "picture",
        "blockquote",
        "pre",
        "center",
        "font",
        "form",
        "iframe",
        "svg",
        "video",
        "time",
        "address",
        "hgroup",
        "details",
        "template",
        "frameset",
        "basefont",
    ]
)


def _is_page(file: FileHead) -> bool:
    """Return whether a file begins as HTML does; XML and SGML of another kind, which may hold many articles, do not."""
    if file.start.startswith(b"<?xml"):
        return file.element == "html"
    return file.start.startswith(b"<") and (not file.element or file.element in _ELEMENTS)


_NAMES = frozenset({".html", ".htm", ".xhtml"})
PAGE = Reader(
    "HTML page",
    recognises=_is_page,
    read=read_page,
    suffixes=_NAMES,
    apart=True,
)
NAMED_PAGE = PAGE._replace(recognises=lambda file: file.suffix in _NAMES)
