"""ninjs: news in JSON, in all its versions, as agencies and Superdesk write it.

In: an object, or an answer that lists some. Out: one record an item. The one idea: the versions name the same things in
four ways (``body_text``, ``body_main``, ``bodies``, camel case), so each thing is looked for under all its names, and
names are compared without case and underscores. What is no text is left out by its kind; associated items are pictures
and further stories, with uris of their own, and no part of the text. Sources: IPTC ninjs 1.0 to 1.6, 2.0 to 2.2 and 3.0
to 3.1 (iptc.org/std/ninjs); Superdesk's ninjs formatter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import first_text, list_of, mapping_of, objects_of, text_of
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid
from recommender.corpus.story_text import markup_text, web_addresses
from recommender.corpus.wires import (
    authority_of,
    authors_of,
    category_name,
    is_top_subject,
    kind_of_genre,
    kind_of_item,
    names,
    record_of,
    subject_name,
)

# Names that no other JSON of news has, as `_plain` spells them; an id and one of them, or a known type, is ninjs.
_OWN_NAMES = frozenset({
    "versioncreated", "bodies", "headlines", "headlinemain", "bodymain", "bodyxhtml", "bodyrichtext", "bodyhtml5",
    "descriptiontext", "pubstatus", "eventdetails", "eventdetail", "representationtype",
})  # fmt: skip
_TYPED_NAMES = frozenset({"bodytext", "renditions"})
_TYPES = frozenset({"text", "audio", "video", "picture", "graphic", "composite", "planning", "component", "event"})
# Best first: markup tells paragraphs apart, and plain text is often wrapped.
_BODIES = ("bodyhtml", "bodyxhtml", "bodyhtml5", "bodyrichtext", "bodymain", "bodytext")
_THINGS = (
    "person", "people", "organisation", "organisations", "place", "places", "event", "events", "object", "objects",
)  # fmt: skip
_WORDS = frozenset({"text", "article", "story", ""})
_MOST_SAID = 1_000  # characters of what a subject is to an item
_LISTS = ("item", "items", "_items")


def is_ninjs(value: object) -> bool:
    """Return whether a value is an item of ninjs."""
    if not isinstance(value, Mapping):
        return False
    plain = {_plain(name) for name in value}
    is_typed = text_of(value.get("type")) in _TYPES and not plain.isdisjoint(_TYPED_NAMES)
    return not plain.isdisjoint({"uri", "guid"}) and (is_typed or not plain.isdisjoint(_OWN_NAMES))


def _plain(name: object) -> str:
    return str(name).replace("_", "").lower()


def item_values(value: Values) -> dict[str, object]:
    """Return what an item says, by the names of an article's fields; `pubstatus` and `embargoed`, too."""
    item = {_plain(name): each for name, each in value.items()}
    uri = first_text([item.get("guid"), item.get("uri")])
    updated = item.get("versioncreated")
    subjects = [*objects_of(item.get("subject")), *objects_of(item.get("subjects"))]
    ends = [item.get("embargoed"), item.get("embargo")]
    return {
        "article_id": uri or None,
        "title": first_text([*_headlines(item), item.get("title"), item.get("slugline")]),
        "text": markup_text(_body(item)),
        "url": first_valid("url", web_addresses([item.get("url"), item.get("uri"), uri])),
        "publisher": next(iter(names([*_publishers(item), authority_of(uri)])), None),
        "published_at": first_valid("published_at", [item.get("firstcreated"), item.get("contentcreated"), updated]),
        "updated_at": first_valid("updated_at", [updated]),
        "section": _section(item, subjects),
        "language": first_valid("language", [item.get("language")]),
        "kind": kind_of_genre(_genres(item)),
        "tags": names([*_keywords(item), *_names([*subjects, *_things(item)])]),
        "authors": names(_names(objects_of(item.get("authors")))) or _byline(item),
        "note": item.get("ednote"),
        "pubstatus": item.get("pubstatus"),
        # One that is no time is handed on as it is, and holds.
        "embargoed": first_valid("published_at", ends) or next(filter(None, ends), None),
    }


def kind_of(value: Values) -> str | None:
    """Return what an item is that is no text; None of a text, and of a package that has a text of its own."""
    item = {_plain(name): each for name, each in value.items()}
    kind = text_of(item.get("type")).lower()
    if kind in _WORDS:
        if item.get("eventdetails") or item.get("eventdetail"):
            return "event"
        return "picture" if not kind and item.get("renditions") and not _headlines(item) else None
    item_kind = kind_of_item(kind)
    return None if item_kind == "package" and _body(item) else item_kind


def _headlines(item: Values) -> list[str]:
    listed = _by_role(item.get("headlines"), ("main", "headline", ""))
    return [text for text in map(text_of, (item.get("headline"), item.get("headlinemain"), *listed)) if text]


def _by_role(values: object, roles: tuple[str, ...]) -> list[object]:
    """Return the values of a list by their roles: those of the roles that come first, then the rest in its order."""
    listed = objects_of(values)
    ranks = {role: rank for rank, role in enumerate(roles)}
    listed = sorted(listed, key=lambda each: ranks.get(text_of(each.get("role")).lower(), len(ranks)))
    return [each.get("value") for each in listed]


def _body(item: Values) -> str:
    """Return the text; of several, that in markup."""
    bodies = objects_of(item.get("bodies"))
    marked = [each.get("value") for each in bodies if "html" in _form(each)]
    plain = [each.get("value") for each in bodies if re.search("plain|main|text", _form(each))]
    others = [item[name] for name in item if name.startswith("body")]
    return first_text([*(item.get(name) for name in _BODIES), *marked, *plain, *others])


def _form(body: Values) -> str:
    kind = text_of(body.get("contentType")) or text_of(body.get("contenttype"))
    return f"{kind} {text_of(body.get('role'))}".lower()


def _publishers(item: Values) -> Iterator[object]:
    yield item.get("source")
    yield mapping_of(item.get("provider")).get("name") or item.get("provider")
    yield from _names([*objects_of(item.get("infosource")), *objects_of(item.get("infosources"))])
    yield item.get("copyrightholder")
    yield item.get("creditline")


def _names(things: Iterable[Values]) -> list[object]:
    return [thing.get("name") for thing in things]


def _things(item: Values) -> Iterator[Values]:
    return chain.from_iterable(objects_of(item.get(name)) for name in _THINGS)


def _genres(item: Values) -> Iterator[object]:
    for genre in [*objects_of(item.get("genre")), *objects_of(item.get("genres"))]:
        yield genre.get("name")
        yield _code(genre)


def _keywords(item: Values) -> list[object]:
    keywords = item.get("keywords")
    return list(re.split("[,;]", keywords)) if isinstance(keywords, str) else list_of(keywords)


def _section(item: Values, subjects: list[Values]) -> str | None:
    """Return the category, which is a service in Superdesk, a sector at TT; else the broadest subject."""
    services = [*objects_of(item.get("anpacategory")), *objects_of(item.get("service"))]
    categories = [each for each in subjects if _is_category(each)]
    genres = [each for each in objects_of(item.get("genres")) if "sector" in text_of(each.get("uri"))]
    top = [each for each in subjects if is_top_subject(_code(each))]
    coded = [*(category_name(_code(each)) for each in categories), *(subject_name(_code(each)) for each in subjects)]
    return next(iter(names([*_names([*services, *categories, *genres, *top]), *coded])), None)


def _is_category(subject: Values) -> bool:
    said = f"{subject.get('rel')} {subject.get('rels')} {subject.get('scheme')} {_code(subject)}"
    return "category" in said[:_MOST_SAID].lower()


def _code(subject: Values) -> str:
    return first_text(subject.get(name) for name in ("code", "qcode", "literal", "uri"))


def _byline(item: Values) -> list[str]:
    return authors_of(first_text([item.get("byline"), item.get("by")]))


def _records(value: Values) -> Iterator[Record]:
    yield ninjs_record(value)


def ninjs_record(value: Values, number: int | None = None) -> Record:
    """Return the record of an item; one that is no text, and is not taken back, is left out by its kind."""
    record = record_of(number, item_values(value))
    kind = kind_of(value)
    return record if kind is None or record.withdraws else record._replace(not_public=record.not_public or kind)


def _listed(value: Values) -> list[object]:
    """Return the items of an answer that is a page of a list."""
    return next((list_of(value[name]) for name in _LISTS if is_ninjs(next(iter(list_of(value.get(name))), None))), [])


def _list_records(value: Values) -> Iterator[Record]:
    for number, item in enumerate(_listed(value), start=1):
        if isinstance(item, Mapping):
            yield ninjs_record(item, number)


NINJS = Dialect("ninjs", is_ninjs, _records)
NINJS_LIST = Dialect("list of ninjs", lambda value: not is_ninjs(value) and bool(_listed(value)), _list_records)
