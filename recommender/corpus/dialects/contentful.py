"""Contentful: the answers of its APIs, and its export.

In: an answer (``{"sys": {"type": "Array"}, "items": […], "includes": {…}}``), an export (``{"entries": […],
"assets": […], "contentTypes": […]}``), or one entry. Out: a record an entry with a title and words. The one idea: in an
export each field has its values by locale, of which the default one is taken, and an entry that was never published
has no ``publishedAt``; links are followed among what is there. Source: contentful.com/developers/docs (Content Delivery
API, Content Management API, contentful-export, rich text).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.headless import article_values, entries_of
from recommender.corpus.dialects.parts import first_text, joined, mapping_of, objects_of, part, text_of
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid

ById = Mapping[tuple[str, str], Values]

# How deep links are followed: from an article to its author, and to the author's picture.
_DEPTH = 2
_LOCALE = re.compile(r"[a-z]{2}|[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){1,3}")


def is_contentful(value: Values) -> bool:
    """Return whether an object is an entry, an answer or an export."""
    first = next(iter(entries_of(value, "entries", "items")), {})
    return part(first, "sys.type") in ("Entry", "Asset") and "fields" in first


def contentful_records(value: Values) -> Iterator[Record]:
    """Yield the record of each entry."""
    is_export = "entries" in value
    entries = entries_of(value, "entries", "items")
    includes = mapping_of(value.get("includes"))
    known = [
        *entries,
        *objects_of(value.get("assets")),
        *objects_of(includes.get("Entry")),
        *objects_of(includes.get("Asset")),
    ]
    by_id = {(text_of(part(each, "sys.type")), text_of(part(each, "sys.id"))): each for each in known}
    locale = _default_locale(value)
    for number, entry in enumerate(entries, start=1):
        yield _record(number, entry, by_id, locale, is_export=is_export)


def _record(number: int, entry: Values, by_id: ById, locale: str, *, is_export: bool) -> Record:
    system = mapping_of(entry.get("sys"))
    values = article_values(mapping_of(_resolved(entry, by_id, locale, _DEPTH)), _address)
    if system.get("type") == "Asset":
        return Record(number, {}, not_public="asset")
    if reason := _reason_not_public(system, is_export=is_export):
        return Record(number, {}, not_public=reason)
    if values is None:
        kind = text_of(part(system, "contentType.sys.id"))
        return Record(number, {}, not_public=kind[:20] or "no article")
    published = [values["published_at"], system.get("firstPublishedAt"), system.get("createdAt")]
    more = {
        "article_id": system.get("id"),
        "published_at": first_valid("published_at", published),
        "updated_at": first_valid("updated_at", [system.get("publishedAt"), system.get("updatedAt")]),
        "language": first_valid("language", [values["language"], system.get("locale"), locale]),
    }
    return Record(number, {**values, **more})


def _reason_not_public(system: Values, *, is_export: bool) -> str | None:
    """Return why an entry is not public; what the Content Delivery API answers always is."""
    if system.get("archivedAt"):
        return "archived"
    if not is_export:
        return None
    version, published = system.get("version"), system.get("publishedVersion")
    if not system.get("publishedAt"):
        return "draft"
    # Publishing counts one version up; whatever was changed since is in the fields of an export, too.
    is_changed = isinstance(version, int) and isinstance(published, int) and version > published + 1
    return "unpublished changes" if is_changed else None


def _default_locale(value: Values) -> str:
    locales = objects_of(value.get("locales"))
    return first_text(each.get("code") for each in locales if each.get("default") is True)


def _resolved(value: object, by_id: ById, locale: str, depth: int) -> object:
    """Return the fields of an entry in one locale, with what they link to in place of links."""
    fields = mapping_of(mapping_of(value).get("fields"))
    return {name: _linked(_in_locale(each, locale), by_id, locale, depth) for name, each in fields.items()}


def _in_locale(value: object, locale: str) -> object:
    """Return a field's value in the default locale, or in the first one that it has; any other value as it is."""
    values = mapping_of(value)
    if not values or not all(map(_LOCALE.fullmatch, values)):
        return value
    return values[locale] if locale in values else next(iter(values.values()))


def _linked(value: object, by_id: ById, locale: str, depth: int) -> object:
    if isinstance(value, list):
        return [_linked(each, by_id, locale, depth) for each in value[:1000]]
    if part(value, "sys.type") == "Link" and depth:
        key = text_of(part(value, "sys.linkType")), text_of(part(value, "sys.id"))
        return _resolved(by_id[key], by_id, locale, depth - 1) if key in by_id else None
    return value


def _address(image: object) -> str:
    # An address without its scheme: "//images.ctfassets.net/…".
    return joined("https://images.ctfassets.net/", first_text([part(image, "file.url"), image]))


CONTENTFUL = Dialect("Contentful", recognises=is_contentful, records=contentful_records)
