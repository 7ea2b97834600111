"""Europresse: an export of articles of (mostly French) newspapers as HTML.

In: a path. Out: one record an article. The one idea: each part of an article has a class of its own, whatever the
version of the site; the line that tells section, date and page is taken apart by the date in it. Sources: exports as
tm.plugin.europresse and Gargantext read them; there is no published specification.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.corpus.files import Record
from recommender.corpus.readers.press_dates import written_date, written_time
from recommender.corpus.readers.press_html import first_of, lines, read_markup, tree_of, with_class, words
from recommender.corpus.reading import Reader, Reading
from recommender.errors import CorpusError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PUBLISHER = with_class("DocPublicationName")
_HEADER = with_class("DocHeader", "DocTitreSousSection")
_TITLE, _TITLE_AND_KICKER = with_class("titreArticleVisu", "TitreArticleVisu"), with_class("titreArticle")
_AUTHORS = with_class("docAuthors")
_TEXT = with_class("docOcurrContainer", "DocText")
# "news·20060315·LM·0q1503_1256056": the id of a document, with its day.
_DOCUMENT_ID = re.compile(r"news[·\s.]\s?(\d{8})[·.]\w+[·.][\w-]+")
# What stands below the words: the owner, and the id. A line of more words is none of authors; by hand.
_END = re.compile(r"(?:copyright\b|©|numéro de document|document number|news[·.]\d{8})", re.IGNORECASE)
_LONGEST_BYLINE = 10
_DATE_WORDS = 3
# An issue or a page is no part of a publisher's name, nor is the day.
_BEHIND_NAME = re.compile(r",?\s*(?:no\.?\s|n°|p\.\s|\().*$", re.IGNORECASE | re.DOTALL)


def read_europresse(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record an article; its line is its number.

    Raises:
        CorpusError: The file is too long, or holds no article.
    """
    tree = tree_of(read_markup(path, reading.encoding))
    articles = [] if tree is None else [each for each in tree.iter("article") if first_of(each, _PUBLISHER) is not None]
    if tree is not None and not articles:  # until 2014, a cell of a table each
        articles = [cell for cell in tree.xpath("//td[not(ancestor::td)]") if first_of(cell, _PUBLISHER) is not None]
    if not articles:
        raise CorpusError(path, None, "holds no article of Europresse: expected <article> elements, as its export has")
    for number, article in enumerate(articles, start=1):
        yield Record(number, europresse_values(article))


def europresse_values(article: HtmlElement) -> dict[str, object]:
    """Return an article under the names of an article's fields."""
    headers = [words(each) for each in article.xpath(_HEADER)]
    # Older exports have a date in pieces, each with its class.
    dated = next(
        (line for line in headers if written_date(line) and len(line.split()) > _DATE_WORDS), " ".join(headers)
    )
    document_id = _DOCUMENT_ID.search(words(article))
    body = first_of(article, _TEXT, "./section")
    if article.tag == "td":
        authors, text = _behind_title(article)
    else:
        authors, text = _authors(article), "" if body is None else lines(body.iter("p")) or words(body)
    return {
        "article_id": document_id[0] if document_id else None,
        "title": words(first_of(article, _TITLE, _TITLE_AND_KICKER)),
        "text": text,
        "publisher": _BEHIND_NAME.sub("", words(first_of(article, _PUBLISHER))),
        "published_at": written_time(dated) or (document_id and document_id[1]),
        "section": _section(article, dated),
        "authors": authors,
    }


def _behind_title(cell: HtmlElement) -> tuple[str, str]:
    """Return the line of the authors, if it is one, and the words of an article in a cell, behind the title."""
    title = first_of(cell, _TITLE)
    behind = [] if title is None else [title.tail or "", *map(_piece, title.itersiblings())]
    split = (" ".join(line.split()) for line in "".join(behind).split("\n"))
    paragraphs = [line for line in split if line and not _END.match(line)]
    has_authors = bool(paragraphs) and len(paragraphs[0].split()) <= _LONGEST_BYLINE
    return (paragraphs[0] if has_authors else ""), "\n".join(paragraphs[has_authors:])


def _piece(element: HtmlElement) -> str:
    """Return what an element and the text behind it add to the lines of a cell; a table holds the id alone."""
    inside = "" if element.tag == "table" else str(element.text_content())
    line_end = "\n" if element.tag in ("br", "p", "div", "table") else ""
    return f"{line_end}{inside}{line_end}{element.tail or ''}"


def _section(article: HtmlElement, dated: str) -> str | None:
    """Return what stands before the date in its line, unless the date comes first; else the line of a heading."""
    before, comma, _ = dated.partition(",")
    if comma and not written_date(before):
        return before.strip()
    return words(first_of(article, "./header/div[not(@class)]/p")) or None


def _authors(article: HtmlElement) -> str:
    """Return the line of the authors: that of their class, or the one behind the title."""
    named = first_of(article, _AUTHORS)
    if named is None:
        named = first_of(article, ".//div[contains(@class, 'titreArticle')]/following-sibling::*[1][self::div]")
    return words(named)


EUROPRESSE = Reader(
    "Europresse",
    recognises=lambda file: (
        b"DocPublicationName" in file.data and (file.element == "html" or file.start.startswith(b"<"))
    ),
    read=read_europresse,
    suffixes=frozenset({".html", ".htm"}),
    apart=True,
)
