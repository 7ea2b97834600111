"""Strapi: the answers of its REST API, versions 4 and 5.

In: an answer (``{"data": [{"id": 7, "attributes": {…}}], "meta": …}``, in version 5 without ``attributes``), or one
entry. Out: a record an entry with a title and words. The one idea: what has no ``publishedAt`` is a draft; a relation
is an entry of its own, in version 4 behind ``data`` and ``attributes``, in version 5 in place. Source: docs.strapi.io
(REST API, Draft & Publish, dynamic zones).
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.headless import article_values, entries_of
from recommender.corpus.dialects.parts import first_text, mapping_of, objects_of, part, text_of
from recommender.corpus.dialects.rich_text import rich_text
from recommender.corpus.files import Record


def is_strapi(value: Values) -> bool:
    """Return whether an object is an entry, or an answer with entries."""
    first = next(iter(entries_of(value, "data")), {})
    attributes = mapping_of(first.get("attributes"))
    return "type" not in first and (
        {"createdAt", "updatedAt"} <= attributes.keys() or {"documentId", "createdAt", "publishedAt"} <= first.keys()
    )


def strapi_records(value: Values) -> Iterator[Record]:
    """Yield the record of each entry."""
    for number, entry in enumerate(entries_of(value, "data"), start=1):
        own = mapping_of(entry.get("attributes")) or entry
        fields = {name: _related(each) for name, each in own.items()}
        zones = [zone for each in own.values() for zone in objects_of(each) if "__component" in zone]
        fields.setdefault("body", "\n\n".join(filter(None, map(_text_of_zone, zones))))
        values = article_values(fields, _address)
        if "publishedAt" in own and own["publishedAt"] is None:
            yield Record(number, {}, not_public="draft")
        elif values is None:
            yield Record(number, {}, not_public="no article")
        else:
            article_id = entry.get("documentId") or entry.get("id")
            yield Record(number, {**values, "article_id": article_id, "updated_at": own.get("updatedAt")})


def _related(value: object) -> object:
    """Return what stands behind ``data`` and ``attributes``, anything else as it is."""
    if "data" not in mapping_of(value):
        return value
    data = mapping_of(value)["data"]
    if isinstance(data, list):
        return [mapping_of(each.get("attributes")) or each for each in objects_of(data)]
    return mapping_of(mapping_of(data).get("attributes")) or data


def _text_of_zone(zone: Values) -> str:
    texts = (zone.get(name) for name in ("body", "content", "text", "richText"))
    return next(filter(None, (text_of(each) or rich_text(each) for each in texts)), "")


def _address(image: object) -> str:
    return first_text([image, part(image, "url")])


STRAPI = Dialect("Strapi", recognises=is_strapi, records=strapi_records)
