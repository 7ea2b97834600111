"""Letterdrop: the answer of its API.

In: an answer (``{"posts": [{"publishedOn": …, "readTime": …}]}``). Out: a record a post. The one idea: the API answers
published posts alone. Source: Letterdrop's API (posts), as TryGhost/migrate (mg-letterdrop) reads it.
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import first_text, list_of, names_of, objects_of, part
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid


def is_letterdrop(value: Values) -> bool:
    """Return whether an object is an answer with posts."""
    return any({"publishedOn", "body", "coverImage"} <= post.keys() for post in objects_of(value.get("posts"))[:1])


def letterdrop_records(value: Values) -> Iterator[Record]:
    """Yield the record of each post."""
    for number, post in enumerate(objects_of(value.get("posts")), start=1):
        values = {
            "title": post.get("title"),
            "text": first_text([post.get("body"), post.get("subtitle")]),
            "url": first_valid("url", [post.get("url")]),
            "publisher": post.get("publication"),
            "published_at": post.get("publishedOn"),
            "updated_at": post.get("updated"),
            "tags": names_of(list_of(post.get("tags"))),
            "authors": names_of([part(post, "author.name")]),
            "image_url": first_valid("image_url", [post.get("coverImage"), post.get("thumbnail")]),
        }
        yield Record(number, values)


LETTERDROP = Dialect("Letterdrop", recognises=is_letterdrop, records=letterdrop_records)
