"""Answers of webz.io (once Webhose), and its free data sets of news.

In: a post of the list ``posts``, or a file with one post. Out: one record. The one idea: a post belongs to a thread,
the page; the first post of a thread is the article, those behind it are the comments below it. Source: docs.webz.io
(News API, output reference).
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import list_of, mapping_of, text_of, unique
from recommender.corpus.files import Record


def is_webz(value: Values) -> bool:
    """Return whether an object is a post of webz.io."""
    return isinstance(value.get("thread"), dict) and "uuid" in value and "text" in value


def webz_records(value: Values) -> Iterator[Record]:
    """Yield the one record of a post."""
    thread = mapping_of(value.get("thread"))
    categories = list_of(value.get("categories"))
    order = value.get("ord_in_thread")
    yield Record(
        None,
        {
            "title": value.get("title") or thread.get("title") or thread.get("title_full"),
            "text": value.get("text"),
            "url": value.get("url") or thread.get("url"),
            "publisher": thread.get("site_full") or thread.get("site"),
            "published_at": value.get("published") or thread.get("published"),
            "updated_at": value.get("updated"),
            "section": text_of(categories[0]) if categories else None,
            "language": value.get("language"),
            "tags": unique((*categories, *list_of(value.get("topics")))),
            "authors": value.get("author"),
            "image_url": thread.get("main_image"),
        },
        not_public="comment" if isinstance(order, int) and order > 0 else None,
    )


WEBZ = Dialect("webz.io", is_webz, webz_records)
