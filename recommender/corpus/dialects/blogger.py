"""Blogger: the answers of its API.

In: a post (``"kind": "blogger#post"``) or a list of posts (``"blogger#postList"``). Out: a record a post; pages and
comments are left out, and what is not live. The one idea: the id is that of the feed and of an export, which holds the
numbers of the blog and of the post. Source: developers.google.com/blogger/docs/3.0/reference/posts.
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import list_of, names_of, objects_of, part, text_of
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid
from recommender.corpus.publication import word_of_state

_KIND = "blogger#"


def is_blogger(value: Values) -> bool:
    """Return whether an object is one that the API answers."""
    return text_of(value.get("kind")).startswith(_KIND)


def blogger_records(value: Values) -> Iterator[Record]:
    """Yield the record of each post."""
    if text_of(value.get("kind")).endswith("List"):
        for number, item in enumerate(objects_of(value.get("items")), start=1):
            yield _record(number, item)
    else:
        yield _record(None, value)


def _record(number: int | None, post: Values) -> Record:
    blog, post_id = part(post, "blog.id"), post.get("id")
    values = {
        "article_id": f"tag:blogger.com,1999:blog-{blog}.post-{post_id}" if blog and post_id else None,
        "title": post.get("title"),
        "text": post.get("content"),
        "url": first_valid("url", [post.get("url")]),
        "published_at": post.get("published"),
        "updated_at": post.get("updated"),
        "tags": names_of(list_of(post.get("labels"))),
        "authors": names_of([part(post, "author.displayName")]),
        "image_url": first_valid("image_url", [part(post, "images.url")]),
    }
    return Record(number, values, not_public=_reason_not_public(post))


def _reason_not_public(post: Values) -> str | None:
    kind, status = text_of(post.get("kind")).removeprefix(_KIND), text_of(post.get("status")).lower()
    if kind != "post":
        return kind[:20]
    if status == "soft_trashed":
        return "deleted"
    return None if status in ("live", "") else word_of_state(status) or status[:20]


BLOGGER = Dialect("Blogger API", recognises=is_blogger, records=blogger_records)
