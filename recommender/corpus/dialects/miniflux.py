"""Answers of Miniflux, a reader of feeds.

In: an entry of the list ``entries``. Out: one record. The one idea: ``status`` says whether somebody has read the
entry, not whether it is public, and the number of an entry means another one elsewhere. Source:
miniflux.app/docs/api.html.
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import mapping_of, objects_of, text_of
from recommender.corpus.files import Record


def is_miniflux(value: Values) -> bool:
    """Return whether an object is an entry of Miniflux."""
    return {"feed_id", "hash", "url", "content"} <= value.keys()


def miniflux_records(value: Values) -> Iterator[Record]:
    """Yield the one record of an entry."""
    enclosures = objects_of(value.get("enclosures"))
    images = (each.get("url") for each in enclosures if text_of(each.get("mime_type")).startswith("image/"))
    yield Record(
        None,
        {
            "title": value.get("title"),
            "text": value.get("content"),
            "url": value.get("url"),
            "publisher": mapping_of(value.get("feed")).get("title"),
            "published_at": value.get("published_at"),
            "tags": value.get("tags"),
            "authors": value.get("author"),
            "image_url": next(images, None),
        },
    )


# Whether its owner has read it.
MINIFLUX = Dialect("Miniflux", is_miniflux, miniflux_records, own_states=frozenset({"status"}))
