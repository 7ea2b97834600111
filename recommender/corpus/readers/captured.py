"""Captured page text: the words of one news page, as they were copied off the screen.

In: a text file: the site's logo line, a line of trending tags, the title, the body with the editors' own related
headlines at its end, and the headings of empty boxes. Out: one record. The one idea: the lines keep one order, and
copying lost the gaps within them, between paragraphs, caption and headlines, which `run_together` finds again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from recommender.corpus.files import HEAD_BYTES, Record, read_text
from recommender.corpus.formats import plain_stem
from recommender.corpus.readers.run_together import lost_gaps, repeated_words, with_line_feeds
from recommender.corpus.reading import Reader

MAX_PAGE_BYTES = 3_000_000
MAX_CAPTION_LENGTH = 300
MAX_HEADLINE_LENGTH = 300
# More than this after the mark is no run of headlines, but the rest of the article.
MAX_RUN_LENGTH = 10_000
_MIN_CAPTION_WORDS = 2
_MIN_HEADLINE_WORDS = 3

_LOGO = re.compile(r"(\S.{0,80}?) logo", re.IGNORECASE)
_HEADINGS = frozenset({"comments", "similar news", "breaking news"})
_RELATED = re.compile(r"Related(?:\.{3}|…)")
# A headline that ends in a quotation, or in a year; (?<=\w\w) spares the apostrophe of O'Brien.
_HEADLINE_END = re.compile(r"(?<=\w\w)[”’\"')\]](?=[A-Z][a-z])|(?<=\b(?:19|20)\d\d)(?=[A-Z][a-z])")


def is_captured(head: bytes) -> bool:
    """Return whether a file begins as a captured page: with a logo line, and the headings of the boxes later.

    Of a page that is longer than these bytes, the logo line alone decides.
    """
    lines = _lines(head.decode("utf-8", "ignore"))
    first = next((line for line in lines if line), "")
    is_cut = len(head) > HEAD_BYTES - 4
    return bool(_LOGO.fullmatch(first)) and (is_cut or any(line.lower() in _HEADINGS for line in lines))


def read_captured(path: Path, article_id: str, encoding: str | None = None) -> Iterator[Record]:
    """Read a captured page as the one record that it is."""
    yield Record(None, page_record(read_text(path, MAX_PAGE_BYTES, encoding), article_id))


def page_record(page: str, article_id: str) -> dict[str, object]:
    """Return a captured page under the names of an article's fields.

    The caption of the picture, which stands before the first sentence, becomes a line of its own.
    """
    logo, *content = _content(page)
    title, *paragraphs = _without_tags(content) or [""]
    names = repeated_words(page)
    body, headlines = _without_headlines("\n".join(paragraphs))
    publisher = _LOGO.fullmatch(logo)
    return {
        "article_id": article_id,
        "title": title,
        "text": _with_caption_apart(with_line_feeds(body), names),
        "publisher": publisher[1] if publisher else None,
        "links": _split_headlines(headlines, names),
    }


def _lines(page: str) -> list[str]:
    return [" ".join(line.split()) for line in page.splitlines()]


def _content(page: str) -> list[str]:
    """Return the lines from the logo to the first heading of a box, empty ones within included."""
    lines = _lines(page.strip())
    end = next((number for number, line in enumerate(lines) if line.lower() in _HEADINGS), len(lines))
    return lines[:end] or [""]


def _without_tags(lines: list[str]) -> list[str]:
    """Return the lines below the logo that are not empty, without the line of trending tags.

    The tags are run together without a mark ("oakfarm" may be one tag or two), and they are the site's, not the
    article's, so they are left out. Their line stands right under the logo, with an empty line before the title, or is
    one word in lower case.
    """
    filled = [line for line in lines if line]
    apart = "" in lines and lines[0] != ""
    if len(filled) > 1 and (apart or (" " not in filled[0] and filled[0].islower())):
        return filled[1:]
    return filled


def _without_headlines(body: str) -> tuple[str, str]:
    """Return the article's own text, and the run of related headlines that follows it."""
    mark = next(reversed(list(_RELATED.finditer(body))), None)
    if mark is None or len(body) - mark.end() > MAX_RUN_LENGTH:
        return body, ""
    return body[: mark.start()], body[mark.end() :]


def _with_caption_apart(text: str, names: frozenset[str]) -> str:
    first_line = text.partition("\n")[0][:MAX_CAPTION_LENGTH]
    for gap in lost_gaps(first_line, names):
        if len(first_line[:gap].split()) >= _MIN_CAPTION_WORDS:
            return f"{text[:gap]}\n{text[gap:]}"
    return text


def _split_headlines(run: str, names: frozenset[str]) -> list[str]:
    """Split headlines that were run together, nowhere into a headline of one or two words."""
    marked = _HEADLINE_END.sub(lambda match: match[0] + "\n", with_line_feeds(run))
    headlines: list[str] = []
    for line in marked.split("\n"):
        start = 0
        for gap in lost_gaps(line, names):
            if min(len(line[start:gap].split()), len(line[gap:].split())) >= _MIN_HEADLINE_WORDS:
                headlines.append(line[start:gap])
                start = gap
        headlines.append(line[start:])
    return [headline.strip() for headline in headlines if headline.strip() and len(headline) <= MAX_HEADLINE_LENGTH]


CAPTURED = Reader(
    "captured page text",
    recognises=lambda file: is_captured(file.data),
    read=lambda path, reading: read_captured(path, plain_stem(path), reading.encoding),
    suffixes=frozenset({".txt"}),
)
