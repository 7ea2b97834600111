"""beehiiv: the answers of its API, and the table of its export.

In: an answer (``{"data": [{"id": "post_…", "web_url": …, "audience": …}]}``), one post, or a row. Out: a record a post;
drafts, what only goes out by mail and what is for premium readers are left out. The one idea: *confirmed* is published
or scheduled, which only its time tells; of the texts that are there, that of a reader who does not pay is the public
one. Source: developers.beehiiv.com (posts), the columns of "Export content" as TryGhost/migrate (mg-beehiiv) reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, TableDialect, Values
from recommender.corpus.dialects.parts import first_text, list_of, mapping_of, names_of, objects_of, part, text_of
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid
from recommender.corpus.publication import FOR_MEMBERS, word_of_state


def is_beehiiv(value: Values) -> bool:
    """Return whether an object is a post, or an answer with posts."""
    return any({"web_url", "audience", "platform"} <= post.keys() for post in _posts(value)[:1])


def beehiiv_records(value: Values) -> Iterator[Record]:
    """Yield the record of each post."""
    for number, post in enumerate(_posts(value), start=1):
        free = part(post, "content.free")
        values = {
            "title": first_text([post.get("title"), post.get("subject_line")]),
            "text": first_text([part(free, "rss"), part(free, "web"), part(free, "email"), post.get("subtitle")]),
            "url": first_valid("url", [post.get("web_url")]),
            "published_at": first_valid("published_at", [post.get("displayed_date"), post.get("publish_date")]),
            "tags": names_of(list_of(post.get("content_tags"))),
            "authors": names_of(list_of(post.get("authors"))),
            "image_url": first_valid("image_url", [post.get("thumbnail_url")]),
            "embargo": post.get("publish_date"),
        }
        yield Record(number, values, not_public=_reason_not_public(post))


def _posts(value: Values) -> list[Values]:
    data = value.get("data")
    return objects_of(data) if isinstance(data, list) else [mapping_of(data) or value]


def _row_record(row: Values) -> Record:
    values = {
        "title": first_text([row.get("web_title"), row.get("email_subject_line")]),
        "text": first_text([row.get("content_html"), row.get("web_subtitle")]),
        "url": first_valid("url", [row.get("url")]),
        "published_at": row.get("created_at"),
        "tags": names_of(re.split(r"\s*;\s*", text_of(row.get("content_tags")))),
        "image_url": first_valid("image_url", [row.get("thumbnail_url")]),
    }
    return Record(None, values, not_public=_reason_not_public(row))


def _reason_not_public(post: Values) -> str | None:
    status = text_of(post.get("status")).lower()
    if status not in ("confirmed", "published", ""):
        return word_of_state(status) or status[:20]
    if text_of(post.get("audience")).lower() == "premium":
        return FOR_MEMBERS
    return "sent by mail" if post.get("platform") == "email" else None


BEEHIIV = Dialect("beehiiv", recognises=is_beehiiv, records=beehiiv_records)
BEEHIIV_TABLE = TableDialect(
    "beehiiv",
    columns=frozenset({"web_title", "content_html", "content_tags", "status"}),
    record=_row_record,
    reads=frozenset({
        "url", "audience", "email_subject_line", "web_subtitle", "created_at", "thumbnail_url",
    }),
)  # fmt: skip
