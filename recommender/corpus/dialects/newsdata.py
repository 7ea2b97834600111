"""Answers of newsdata.io.

In: an article of the list ``results``. Out: one record. The one idea: where a plan does not pay for a field, a sentence
in capitals stands in its place, which is no value. Source: newsdata.io/documentation (response object).
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import paragraphs, text_of
from recommender.corpus.files import Record

_UNPAID = "ONLY AVAILABLE IN"


def is_newsdata(value: Values) -> bool:
    """Return whether an object is an article of newsdata.io."""
    return {"source_id", "pubDate", "link"} <= value.keys()


def newsdata_records(value: Values) -> Iterator[Record]:
    """Yield the one record of an article; its times are UTC where they say so."""
    paid = {name: each for name, each in value.items() if not text_of(each).startswith(_UNPAID)}
    published = text_of(paid.get("pubDate"))
    yield Record(
        None,
        {
            "title": paid.get("title"),
            "text": paid.get("content") or paragraphs(paid.get("description")),
            "url": paid.get("link"),
            "publisher": paid.get("source_name") or paid.get("source_id"),
            "published_at": f"{published}Z" if paid.get("pubDateTZ") == "UTC" and " " in published else published,
            "section": paid.get("category"),
            "language": paid.get("language"),
            "tags": paid.get("keywords"),
            "authors": paid.get("creator"),
            "image_url": paid.get("image_url"),
        },
    )


NEWSDATA = Dialect("newsdata.io", is_newsdata, newsdata_records)
