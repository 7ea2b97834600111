"""dpa digitalwires: the stories of dpa and of the agencies that it distributes.

In: an object. Out: one record. The one idea: ``urn`` is one story through all its versions; the teaser, boxes of links
and the notepad, parts of which are not for the public, are no text of it. Source: dpa, digitalwires format (up to 1.x),
as dpa's own converters of it read it.
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import first_text, list_of, objects_of, part, text_of
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid
from recommender.corpus.story_text import markup_text
from recommender.corpus.wires import authors_of, kind_of_item, names, record_of, subject_name

_TAGS = ("keyword_names", "dpasubject_names", "geosubject_names")


def is_dpa(value: Values) -> bool:
    """Return whether an object is an entry of digitalwires."""
    return "urn" in value and ("article_html" in value or text_of(value.get("format")).startswith("digitalwires"))


def _records(value: Values) -> Iterator[Record]:
    text = text_of(value.get("article_html"))
    record = record_of(None, _values(value, text))
    media = [kind_of_item(text_of(each.get("type"))) for each in objects_of(value.get("associations"))]
    is_caption = not text and any(media) and not text_of(value.get("teaser"))
    kind = next(filter(None, media), None) if is_caption else None
    yield record if kind is None or record.withdraws else record._replace(not_public=record.not_public or kind)


def _values(value: Values, text: str) -> dict[str, object]:
    updated = first_valid("updated_at", [value.get("version_created"), value.get("updated")])
    return {
        "article_id": text_of(value.get("urn")) or None,
        "title": first_text([value.get("headline"), value.get("kicker")]),
        "text": markup_text(text) or value.get("teaser"),
        "publisher": first_text([*_categories(value, "provider"), value.get("creditline")]) or "dpa",
        "published_at": first_valid("published_at", [value.get("first_created"), updated]),
        "updated_at": updated,
        "section": _section(value),
        "language": first_valid("language", [value.get("language")]),
        "tags": names(tag for name in _TAGS for tag in list_of(value.get(name))),
        "authors": authors_of(text_of(value.get("byline"))),
        "image_url": first_valid("image_url", [part(value.get("associations"), "renditions.url")]),
        "pubstatus": value.get("pubstatus"),
        "embargoed": first_valid("published_at", [value.get("embargoed")]),
    }


def _categories(value: Values, kind: str, name: str = "name") -> list[object]:
    listed = objects_of(value.get("categories"))
    return [each.get(name) for each in listed if text_of(each.get("type")).rpartition(":")[2] == kind]


def _section(value: Values) -> str | None:
    """Return the desk by its name, or by its code (``dpacat:pl``); the topics of dpa are finer, and tags."""
    codes = (subject_name(text_of(code)) for code in _categories(value, "desk", "qcode"))
    desks = (text_of(name).capitalize() for name in _categories(value, "desk"))
    topics = (subject_name(text_of(code)) for code in _categories(value, "dpasubject", "qcode"))
    return next(iter(names([*codes, *topics, *desks])), None)


DPA = Dialect("dpa digitalwires", is_dpa, _records)
