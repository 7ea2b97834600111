"""ActivityPub: articles, the activities that carry them, and outboxes.

In: an object, an activity (``Create``), or a collection of either, such as an outbox. Out: a record an article; notes,
pictures, reposts, replies and what is not addressed to the public are left out. The one idea: an article is what has a
name of its own: ``Article`` and ``Page``, and a ``Note`` that is given one, since a note is the post that points to an
article rather than the article. An object without any address says nothing of its readers, and is taken for public.
``Delete`` and ``Tombstone`` take an article back. Sources: W3C ActivityPub, Activity Streams 2.0 and its vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.article import vouched_id
from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import first_text, list_of, mapping_of, names_of, objects_of, part, text_of
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid

_CONTEXT = "https://www.w3.org/ns/activitystreams"
_PUBLIC = frozenset({f"{_CONTEXT}#Public", "as:Public", "Public"})
_COLLECTIONS = frozenset({"Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"})
_CARRIERS = frozenset({"Create", "Update"})
_OBJECTS = frozenset({"Article", "Page", "Note", "Tombstone"})
_REASONS = {"Announce": "repost", "Note": "note", "Image": "picture"}
_ADDRESSES = ("to", "cc", "audience")


def is_activitypub(value: Values) -> bool:
    """Return whether an object says that it is of Activity Streams, or is one of those objects by its names."""
    context = value.get("@context")
    named = context if isinstance(context, list) else [context]
    if _CONTEXT in named:
        return True
    kind = _kind(value)
    if kind in _COLLECTIONS:
        return "orderedItems" in value or "items" in value
    return kind in _OBJECTS | _CARRIERS and bool({"attributedTo", "actor"} & value.keys())


def activitypub_records(value: Values) -> Iterator[Record]:
    """Yield the record of each object, or of each item of a collection."""
    if _kind(value) not in _COLLECTIONS:
        yield _record(None, value)
        return
    first = mapping_of(value.get("first"))
    items = [*_items(value), *_items(first)]
    for number, item in enumerate(objects_of(items), start=1):
        yield _record(number, item)


def _items(value: Values) -> list[object]:
    return [*list_of(value.get("orderedItems")), *list_of(value.get("items"))]


def _record(number: int | None, value: Values) -> Record:
    kind, thing = _kind(value), value
    if kind in _CARRIERS and isinstance(value.get("object"), dict):
        thing = mapping_of(value.get("object"))
        kind = _kind(thing)
    if kind in ("Delete", "Tombstone"):
        withdrawn_id = first_text([part(value, "object.id"), value.get("object"), thing.get("id")])
        return Record(number, {"article_id": vouched_id(withdrawn_id)}, withdraws=True)
    return Record(number, _values(thing), not_public=_reason_not_public(kind, thing, value))


def _kind(value: Values) -> str:
    kind = value.get("type")
    return text_of(kind[0] if isinstance(kind, list) and kind else kind)


def _reason_not_public(kind: str, thing: Values, activity: Values) -> str | None:
    is_article = kind in ("Article", "Page") or (kind == "Note" and bool(_mapped(thing, "name")))
    if not is_article:
        return _REASONS.get(kind) or kind.lower()[:20] or "no article"
    if thing.get("inReplyTo"):
        return "reply"
    return None if _is_public(thing, activity) else "private"


def _is_public(thing: Values, activity: Values) -> bool:
    addressed = [_listed(source.get(name)) for source in (thing, activity) for name in _ADDRESSES]
    readers = {str(reader) for some in addressed for reader in some}
    return not readers or bool(readers & _PUBLIC)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if value else []


def _mapped(thing: Values, name: str) -> str:
    """Return a text that may be there in several languages: the first."""
    return first_text([thing.get(name), *mapping_of(thing.get(f"{name}Map")).values()])


def _values(thing: Values) -> dict[str, object]:
    languages = list(mapping_of(thing.get("contentMap")))
    return {
        "article_id": vouched_id(thing.get("id")),
        "title": _mapped(thing, "name"),
        "text": _mapped(thing, "content") or _mapped(thing, "summary"),
        "url": first_valid("url", [*_links(thing.get("url")), thing.get("id")]),
        "published_at": first_valid("published_at", [thing.get("published")]),
        "updated_at": first_valid("updated_at", [thing.get("updated")]),
        "language": first_valid("language", languages),
        "tags": names_of(
            text_of(tag.get("name")).removeprefix("#")
            for tag in objects_of(thing.get("tag"))
            if tag.get("type") == "Hashtag"
        ),
        "authors": names_of(each.get("name") for each in objects_of(_listed(thing.get("attributedTo")))),
        "image_url": first_valid("image_url", _images(thing)),
    }


def _links(value: object) -> list[str]:
    """Return addresses: texts, or links, those to a page first."""
    links = [each if isinstance(each, dict) else {"href": each} for each in _listed(value)]
    links.sort(key=lambda link: not text_of(link.get("mediaType")).startswith("text/html"))
    return [first_text([link.get("href"), link.get("url")]) for link in links]


def _images(thing: Values) -> Iterator[str]:
    attached = [each for each in objects_of(_listed(thing.get("attachment"))) if _is_image(each)]
    for image in [*_listed(thing.get("image")), *attached]:
        yield from _links(mapping_of(image).get("url") or image)


def _is_image(attachment: Values) -> bool:
    return attachment.get("type") == "Image" or text_of(attachment.get("mediaType")).startswith("image/")


ACTIVITYPUB = Dialect("ActivityPub", recognises=is_activitypub, records=activitypub_records)
