"""JSON Feed: a feed in JSON.

In: a path. Out: one record an item. The one idea: as of every feed, a wrong value of an item costs that value alone;
what an item does not say of its authors and language, the feed says for it. Source: jsonfeed.org/version/1.1, and
version 1, whose ``author`` became a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from recommender.article import plain_text
from recommender.corpus.dialects.parts import joined
from recommender.corpus.files import Record, read_text
from recommender.corpus.json_values import json_values
from recommender.corpus.mapping import first_valid
from recommender.corpus.options import NO_OPTIONS, ReadOptions
from recommender.corpus.publication import states_of
from recommender.corpus.readers.feed import (
    MAX_FEED_BYTES,
    absolute,
    addresses_of_entries,
    best_of,
    best_time,
    ids_of_entries,
    names_of,
)
from recommender.corpus.reading import Reader, Reading
from recommender.errors import CorpusError

# JSON may write a slash with a backslash before it.
_VERSION = re.compile(rb"jsonfeed\.org\\?/version")
Values = Mapping[str, Any]


def read_json_feed(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record an item; the line of a record is the number of its item.

    Raises:
        CorpusError: It is not a JSON Feed, or is longer than `MAX_FEED_BYTES`.
    """
    try:
        feed: Any = json_values(read_text(path, MAX_FEED_BYTES, reading.encoding), long_numbers=True)
    except ValueError:
        raise CorpusError(path, None, "not a readable JSON Feed: not JSON") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise CorpusError(path, None, "not a readable JSON Feed: expected a list of items")
    home = joined(reading.columns.options.address, feed.get("home_page_url") or feed.get("feed_url"))
    numbered = []
    for number, item in enumerate(items, start=1):
        if isinstance(item, dict):
            numbered.append((number, item, _address(item, home)))
        else:
            reading.refuse(CorpusError(path, number, f"expected a JSON object, found a {type(item).__name__}"))
    addresses = addresses_of_entries([(address, str(item.get("title"))) for _, item, address in numbered], home)
    ids = ids_of_entries([(_id(item), each) for (_, item, _), each in zip(numbered, addresses, strict=True)])
    for (number, item, _), address, item_id in zip(numbered, addresses, ids, strict=True):
        values = item_record(item, feed, reading.columns.options)
        yield Record(number, {**states_of(item), **values, "url": address, "article_id": item_id})


def item_record(item: Values, feed: Values, options: ReadOptions = NO_OPTIONS) -> dict[str, object]:
    """Return an item under the names of an article's fields, but its id and address; its longest text is the text."""
    texts = [plain_text(str(item[name])) for name in ("content_html", "content_text", "summary") if item.get(name)]
    return {
        "title": item.get("title"),
        "text": max(texts, key=len, default=""),
        "publisher": first_valid("publisher", [feed.get("title")]),
        "published_at": best_time([item.get("date_published"), item.get("date_modified")], options),
        "updated_at": best_time([item.get("date_modified")], options),
        "language": best_of("language", [item.get("language"), feed.get("language")]),
        "tags": names_of(item["tags"]) if isinstance(item.get("tags"), list) else [],
        "authors": names_of(_authors(item)) or names_of(_authors(feed)),
        "image_url": first_valid("image_url", [item.get("image"), item.get("banner_image")]),
    }


def _address(item: Values, home: str) -> object:
    return first_valid("url", [absolute(home, str(item[name])) for name in ("url", "external_url") if item.get(name)])


def _id(item: Values) -> str | None:
    """Return the id of an item, which is a text; some write a number, which the specification tells to take for one."""
    item_id = item.get("id")
    return str(item_id) if isinstance(item_id, (str, int)) and not isinstance(item_id, bool) else None


def _authors(thing: Values) -> list[object]:
    several = thing.get("authors")
    authors = several if isinstance(several, list) else [thing.get("author")]
    return [author.get("name") if isinstance(author, dict) else author for author in authors]


JSON_FEED = Reader(
    "JSON Feed",
    recognises=lambda file: file.start.startswith(b"{") and _VERSION.search(file.data) is not None,
    read=read_json_feed,
    apart=True,  # its texts are HTML of strangers
)
