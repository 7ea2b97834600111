"""AP Media API: an item, or a page of a feed or search of the Associated Press.

In: an answer of the API. Out: one record an item of text. The one idea: an item is ninjs inside a wrapper; its body is
in an NITF file that the answer only links, so that a saved answer gives headlines and what is said of them. Source: AP
Media API 1.1, as its answers are (api.ap.org/media/v, ``data.items[].item``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.ninjs import is_ninjs, ninjs_record
from recommender.corpus.dialects.parts import first_text, mapping_of, objects_of, part, text_of
from recommender.corpus.files import Record
from recommender.corpus.wires import authors_of


def _items(value: Values) -> list[object]:
    data = mapping_of(value.get("data"))
    return [data.get("item"), *(each.get("item") for each in objects_of(data.get("items")))]


def _is_ap(value: Values) -> bool:
    return any(map(_is_item, _items(value)))


def _is_item(value: object) -> bool:
    return isinstance(value, Mapping) and is_ninjs(value) and isinstance(value.get("altids"), Mapping)


def _records(value: Values) -> Iterator[Record]:
    for number, item in enumerate(filter(_is_item, _items(value)), start=1):
        yield _record(mapping_of(item), number)


def _record(item: Values, number: int) -> Record:
    """Return the record of an item: its uri is an address of the API, and differs at each call."""
    # The slug is what AP calls title.
    plain = {name: each for name, each in item.items() if name not in ("uri", "title")}
    record = ninjs_record({**plain, "guid": part(item, "altids.itemid")}, number)
    text = first_text([record.values.get("text"), item.get("description_summary"), item.get("headline_extended")])
    by = [name for each in objects_of(item.get("bylines")) for name in authors_of(text_of(each.get("by")).title())]
    values = {**record.values, "text": text, "authors": by or record.values.get("authors"), "url": None}
    return record._replace(values=values)


AP_MEDIA = Dialect("AP Media API", _is_ap, _records)
