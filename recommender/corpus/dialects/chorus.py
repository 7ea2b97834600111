"""Chorus: entries of Vox Media's publishing system.

In: an entry (``{"uid": "Entry:…", "body": {"components": [{"contents": {"html": …}}]}}``). Out: its record. The one
idea: the words are the HTML of the components. Source: the entries of Chorus's API, as TryGhost/migrate (mg-chorus)
reads them.
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import first_text, names_of, objects_of, part, text_of
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid


def is_chorus(value: Values) -> bool:
    """Return whether an object is an entry."""
    return text_of(value.get("uid")).startswith("Entry:") and isinstance(part(value, "body.components"), list)


def chorus_records(value: Values) -> Iterator[Record]:
    """Yield the one record of an entry."""
    components = objects_of(part(value, "body.components"))
    texts = [text for each in components for text in _texts(each)]
    contributors = [part(each, "fullOrUserName") for each in objects_of(value.get("contributors"))]
    values = {
        "article_id": None if value.get("url") else value.get("uid"),
        "title": value.get("title"),
        "text": "\n".join(f"<p>{text}</p>" for text in [text_of(part(value, "dek.html")), *texts] if text),
        "url": first_valid("url", [value.get("url")]),
        "published_at": first_valid("published_at", [value.get("publishDate"), value.get("createdAt")]),
        "updated_at": value.get("updatedAt"),
        "section": next(iter(names_of(part(each, "name") for each in objects_of(value.get("communityGroups")))), None),
        "authors": names_of([part(value, "author.fullOrUserName"), *contributors]),
        "image_url": first_valid("image_url", [part(value, "leadImage.asset.url")]),
    }
    yield Record(None, values)


def _texts(component: Values) -> list[str]:
    """Return the texts of a component: its contents, or those of the items of a list."""
    items = [first_text([part(each, "line.html")]) for each in objects_of(component.get("items"))]
    return [first_text([part(component, "contents.html")]), *items]


CHORUS = Dialect("Chorus", recognises=is_chorus, records=chorus_records)
