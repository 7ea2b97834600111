"""Factiva: an export of articles as HTML or XML.

In: a path. Out: one record an article. The one idea: the HTML with indexing names each part by a code of two or three
letters (HD headline, SN source, PD day, ET time, LP and TD text); without it the parts come in one order, before and
behind the day. Sources: Factiva's list of search field codes; exports as tm.plugin.factiva and quanteda's newspapers
read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.corpus.elements import attribute, children, first, read_elements
from recommender.corpus.elements import words as words_of
from recommender.corpus.files import Record
from recommender.corpus.readers.press_dates import written_date, written_time
from recommender.corpus.readers.press_html import first_of, lines, read_markup, tree_of, words
from recommender.corpus.reading import FileHead, Reader, Reading
from recommender.errors import CorpusError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from recommender.corpus.elements import Element

_ARTICLE = "//div[contains(concat(' ', normalize-space(@class), ' '), ' article ')]"
_PARAGRAPHS = ".//p[contains(@class, 'articleParagraph')]"
_HEADLINE = ".//*[contains(@class, 'Headline') or @id = 'hd']"
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,3}")
_COUNT = re.compile(r"[\d.,\s]+\s*(?:words|mots|wörter|palabras|parole|palavras|woorden|字|words\.)", re.IGNORECASE)
_DOCUMENT = "Document "
_LONGEST_DAY = len("23 September 2026, Wednesday")
_CLOCK = re.compile(r"\d{1,2}:\d\d(?:\s*GMT)?")


def is_factiva_html(file: FileHead) -> bool:
    """Return whether a file begins as a page of Factiva does."""
    return file.start.startswith(b"<") and re.search(rb"<title>[^<]*factiva", file.data, re.IGNORECASE) is not None


def read_factiva_html(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record an article; its line is its number.

    Raises:
        CorpusError: The file is too long, or holds no article.
    """
    tree = tree_of(read_markup(path, reading.encoding))
    articles = (
        [] if tree is None else [each for each in tree.xpath(_ARTICLE) if each.xpath(_PARAGRAPHS) or _cells(each)]
    )
    if not articles:
        raise CorpusError(path, None, 'holds no article of Factiva: expected <div class="article …"> elements')
    for number, article in enumerate(articles, start=1):
        yield Record(number, _coded(article) or _in_order(article))


def _coded(article: HtmlElement) -> dict[str, object] | None:
    """Return the values of an article with codes; None if it has none."""
    cells = _cells(article)
    if not {"HD", "TD"} & cells.keys():
        return None

    def value(*codes: str) -> str:
        return next(filter(None, (words(cells.get(code)) for code in codes)), "")

    return {
        "article_id": value("AN").removeprefix(_DOCUMENT) or None,
        "title": value("HD"),
        "text": "\n".join(filter(None, map(_text, (cells.get("LP"), cells.get("TD"))))),
        "publisher": value("SN", "PUB"),
        "published_at": written_time(f"{value('PD')} {value('ET')}"),
        "section": value("SE", "CLM"),
        "language": value("LA"),
        "authors": value("BY"),
        "tags": list(map(_name, value("NS").split("|"))),
    }


def _cells(article: HtmlElement) -> dict[str, HtmlElement]:
    """Return what stands beside each code."""
    cells: dict[str, HtmlElement] = {}
    for row in article.iter("tr"):
        columns = row.findall("td")
        if len(columns) > 1 and _CODE.fullmatch(words(columns[0])):
            cells.setdefault(words(columns[0]), columns[1])
    return cells


def _in_order(article: HtmlElement) -> dict[str, object]:
    """Return the values of an article without codes, whose lines come in the order of its parts."""
    heads = [line for each in article.findall("div") if not each.xpath(_PARAGRAPHS) and (line := words(each))]
    headline = words(first_of(article, _HEADLINE))
    day = next((at for at, line in enumerate(heads) if _is_day(line)), len(heads))
    date, *after = [*heads[day:], "", "", "", ""]
    clock = after.pop(0) if _CLOCK.fullmatch(after[0]) else ""
    byline = next((line for line in reversed(heads[:day]) if line != headline and not _COUNT.fullmatch(line)), None)
    return {
        "article_id": next((line[len(_DOCUMENT) :] for line in reversed(heads) if line.startswith(_DOCUMENT)), None),
        "title": headline,
        "text": lines(article.xpath(_PARAGRAPHS)),
        "publisher": after[0],
        "published_at": written_time(f"{date} {clock}"),
        "language": after[2],
        "authors": byline,
    }


def _is_day(line: str) -> bool:
    return len(line) <= _LONGEST_DAY and written_date(line) is not None


def _text(cell: HtmlElement | None) -> str:
    return "" if cell is None else lines(cell.xpath(_PARAGRAPHS)) or words(cell)


def _name(subject: str) -> str:
    """Return the name in "gpol : Domestic Politics"."""
    return subject.rpartition(":")[2].strip()


def read_factiva_xml(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record an article; its line is its number."""
    elements = read_elements(path, ["article"], reading.refuse, encoding=reading.encoding)
    for number, article in enumerate(elements, start=1):
        yield Record(number, factiva_values(article))


def factiva_values(article: Element) -> dict[str, object]:
    """Return an article of the XML under the names of an article's fields."""
    paragraphs = (*children(article, "leadParagraph", "paragraph"), *children(article, "tailParagraphs", "paragraph"))
    date = first(article, "publicationDate")
    day = words_of(first(date, "dateTime")) or words_of(first(date, "date"))
    clock = words_of(first(article, "publicationTime", "time"))
    return {
        "article_id": words_of(first(article, "accessionNo")) or attribute(article, "accessionNo") or None,
        "title": words_of(first(article, "headline")),
        "text": "\n".join(filter(None, map(words_of, paragraphs))),
        "publisher": words_of(first(article, "sourceName")) or words_of(first(article, "publisherName")),
        "published_at": f"{day}T{clock}" if clock and "T" not in day else day,
        "section": words_of(first(article, "sectionName")) or words_of(first(article, "columnName")),
        "language": words_of(first(article, "baseLanguage")),
        "authors": words_of(first(article, "byline")),
        "tags": [words_of(name) for name in children(article, "newsSubject", "name")],
    }


FACTIVA_HTML = Reader(
    "Factiva", recognises=is_factiva_html, read=read_factiva_html, suffixes=frozenset({".html", ".htm"}), apart=True
)
FACTIVA_XML = Reader(
    "Factiva XML",
    recognises=lambda file: (
        file.element in ("ppsresponse", "ppsarticleresponse") or b"global.factiva.com" in file.data[:2_000]
    ),
    read=read_factiva_xml,
    suffixes=frozenset({".xml"}),
    apart=True,
)
