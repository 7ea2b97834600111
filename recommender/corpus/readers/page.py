"""Web pages that somebody has fetched and saved.

In: a path. Out: one record. The one idea: each field takes the first valid value of what a page says of itself for
machines (schema.org, then Open Graph) and of what a reader would see, so that a wrong value costs nothing else.
Sources: schema.org/NewsArticle, the Open Graph protocol (ogp.me).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from recommender.article import MAX_LIST_LENGTH
from recommender.corpus.encodings import EncodingError
from recommender.corpus.files import Record, read_whole
from recommender.corpus.mapping import first_valid
from recommender.corpus.markup import plain_text
from recommender.corpus.readers.extraction import Facts, facts_of
from recommender.corpus.reading import FileHead, Reader
from recommender.errors import CorpusError, missing_extra

MAX_PAGE_BYTES = 3_000_000


def read_page(path: Path, encoding: str | None = None) -> Iterator[Record]:
    """Read a page as the one record that it is.

    Raises:
        CorpusError: The page is longer than `MAX_PAGE_BYTES`, is not HTML, or text in no known encoding; or the extra
            ``web`` is not installed.
    """
    page = read_whole(path, MAX_PAGE_BYTES)
    if find_spec("trafilatura") is None:
        raise CorpusError(path, None, missing_extra("what reads pages", "web"))
    try:
        facts = facts_of(page, encoding)
    except EncodingError as error:
        raise CorpusError(path, None, str(error)) from None
    if facts is None:
        raise CorpusError(path, None, "not a readable HTML page")
    yield Record(None, page_record(facts))


def page_record(facts: Facts) -> dict[str, object]:
    """Return the facts of a page under the names of an article's fields."""
    data, extracted = facts["data"], facts["extracted"]

    def meta(*names: str) -> list[str]:
        return [content for name in names for content in facts["meta"].get(name, ())]

    titles = [data.get("headline"), *meta("og:title", "twitter:title"), extracted["title"], data.get("name")]
    addresses = [facts["canonical"], *meta("og:url"), data.get("url"), data.get("mainEntityOfPage")]
    title = plain_text(str(first_valid("title", titles) or "")).replace("\n", " ")
    published = [data.get("datePublished"), *meta("article:published_time", "datepublished", "date"), extracted["date"]]
    return {
        "@type": data.get("@type"),
        "title": title,
        "text": facts["body"].removeprefix(f"{title}\n"),
        "url": first_valid("url", addresses),
        "publisher": first_valid("publisher", [data.get("publisher"), *meta("og:site_name"), extracted["sitename"]]),
        "published_at": first_valid("published_at", published),
        "updated_at": first_valid("updated_at", [data.get("dateModified"), *meta("article:modified_time")]),
        "section": first_valid("section", [data.get("articleSection"), *meta("article:section")]),
        "language": first_valid("language", [data.get("inLanguage"), facts["language"], *meta("og:locale")]),
        "tags": first_valid(
            "tags", [data.get("keywords"), _few(meta("article:tag")), *meta("news_keywords", "keywords")]
        ),
        "authors": first_valid("authors", [data.get("author"), extracted["author"]]),
        "image_url": first_valid("image_url", [data.get("image"), *meta("og:image")]),
    }


def _few(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))[:MAX_LIST_LENGTH]


def _is_page(file: FileHead) -> bool:
    """Return whether a file begins as HTML does; XML of another kind than XHTML does not."""
    return file.start.startswith(b"<") and (not file.start.startswith(b"<?xml") or file.element == "html")


_NAMES = frozenset({".html", ".htm", ".xhtml"})
PAGE = Reader(
    "HTML page",
    recognises=_is_page,
    read=lambda path, reading: read_page(path, reading.encoding),
    suffixes=_NAMES,
    apart=True,
)
NAMED_PAGE = PAGE._replace(recognises=lambda file: file.suffix in _NAMES)
