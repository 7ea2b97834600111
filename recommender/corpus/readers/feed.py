"""Feeds: RSS, Atom, RDF and JSON Feed.

In: a path. Out: one record an entry. The one idea: most feeds are written carelessly, so a wrong value of an entry
costs that value alone. Nothing is fetched. Sources: RSS 2.0 (rssboard.org), RFC 4287 (Atom), RSS 1.0 (RDF),
jsonfeed.org 1.1; read by fastfeedparser, of the extra ``web``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from recommender.article import MAX_LIST_LENGTH, MAX_NAME_LENGTH
from recommender.corpus.files import HEAD_BYTES, Record, read_whole
from recommender.corpus.mapping import first_valid
from recommender.corpus.markup import plain_text
from recommender.corpus.reading import Reader
from recommender.errors import CorpusError, missing_extra

MAX_FEED_BYTES = 32_000_000
_RSS_LANGUAGE = re.compile(rb"<(?:dc:)?language>\s*([a-zA-Z-]{2,35})\s*</")
Values = Mapping[str, Any]


def read_feed(path: Path) -> Iterator[Record]:
    """Read one record an entry; the line of a record is the number of its entry. "Yesterday" is counted from now.

    Raises:
        CorpusError: It is not a feed, or is longer than `MAX_FEED_BYTES`; or the extra ``web`` is not installed.
    """
    content = read_whole(path, MAX_FEED_BYTES)
    if find_spec("fastfeedparser") is None:
        raise CorpusError(path, None, missing_extra("what reads feeds", "web"))
    import fastfeedparser

    try:
        parsed = fastfeedparser.parse(content)
    except (ValueError, RecursionError) as error:
        raise CorpusError(path, None, f"not a readable feed: {str(error).partition(chr(10))[0][:200]}") from None
    feed = {**parsed.feed, "language": parsed.feed.get("language") or _language_of(content)}
    for number, entry in enumerate(parsed.entries, start=1):
        yield Record(number, entry_record(entry, feed))


def entry_record(entry: Values, feed: Values) -> dict[str, object]:
    """Return an entry of a feed under the names of an article's fields.

    The longest content of an entry is its text. The id of an entry is kept where it is an address or a URN; any other,
    a number say, may mean another entry in another feed, so the article takes its address as its id.
    """
    texts = (entry.get("description"), *(part.get("value") for part in _parts(entry, "content")))
    source = entry.get("source")
    return {
        "article_id": first_valid("article_id", (id_ for id_ in [entry.get("id")] if ":" in str(id_))),
        "title": plain_text(str(entry.get("title") or "")).replace("\n", " "),
        "text": max((plain_text(str(text or "")) for text in texts), key=len),
        "url": first_valid("url", [urljoin(str(feed.get("link") or ""), str(entry.get("link") or ""))]),
        "publisher": first_valid("publisher", [_title(source), _title(feed)]),
        "published_at": first_valid("published_at", [entry.get("published"), entry.get("updated")]),
        "updated_at": first_valid("updated_at", [entry.get("updated")]),
        "language": first_valid("language", [entry.get("language"), feed.get("language")]),
        "tags": _names(part.get("term") for part in _parts(entry, "tags")),
        "authors": _names([*(part.get("name") for part in _parts(entry, "authors")), entry.get("author")]),
        "image_url": first_valid("image_url", _images(entry)),
    }


def _language_of(content: bytes) -> str | None:
    """Return the language of an RSS channel, which fastfeedparser does not read."""
    match = _RSS_LANGUAGE.search(content[:HEAD_BYTES])
    return match[1].decode("ascii") if match else None


def _parts(entry: Values, name: str) -> list[Values]:
    return [part for part in entry.get(name) or () if isinstance(part, Mapping)]


def _title(source: object) -> str | None:
    return plain_text(str(source.get("title") or "")) if isinstance(source, Mapping) else None


def _names(values: Iterable[object]) -> list[str]:
    names = dict.fromkeys(plain_text(str(value or "")) for value in values)
    return [name for name in names if 0 < len(name) <= MAX_NAME_LENGTH][:MAX_LIST_LENGTH]


def _images(entry: Values) -> Iterator[object]:
    for part in _parts(entry, "media_thumbnail"):
        yield part.get("url")
    for part in (*_parts(entry, "media_content"), *_parts(entry, "enclosures")):
        if str(part.get("type") or part.get("medium") or "").startswith("image"):
            yield part.get("url") or part.get("href")
    yield entry.get("image")


_NAMES = frozenset({".rss", ".atom", ".rdf"})
# JSON may write a slash with a backslash before it.
_JSON_FEED = re.compile(rb"jsonfeed\.org\\?/version")
FEED = Reader(
    "feed",
    recognises=lambda file: file.element in ("rss", "feed", "rdf"),
    read=lambda path, _: read_feed(path),
    suffixes=_NAMES | {".xml"},
    apart=True,
)
NAMED_FEED = FEED._replace(recognises=lambda file: file.suffix in _NAMES)
JSON_FEED = FEED._replace(recognises=lambda file: _JSON_FEED.search(file.data) is not None)
