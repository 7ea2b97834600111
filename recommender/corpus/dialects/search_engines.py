"""What databases and search engines put around a record: Elasticsearch and OpenSearch, Solr, MongoDB's export.

In: an object as such a store gives it. Out: the record in it, under its own names. The one idea: this is a form of
values, not a system of news, so what comes out may be a record of any dialect. Sources: Elasticsearch's search API
(hits with ``_source``); Solr's JSON response and dynamic fields of its default schema; MongoDB Extended JSON version
2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from recommender.corpus.dialects.dialect import Values

# Of a record in MongoDB: an article is nested two or three levels deep.
_DEEPEST = 20
_NUMBERS = ("$numberLong", "$numberInt", "$numberDouble", "$numberDecimal")
# How Solr's default schema names the type of a field: title_s, body_txt_en, date_dt, tags_ss.
_DYNAMIC = re.compile(r"_(?:s|ss|i|is|l|ls|t|b|bs|f|d|dt|dts|p|txt|str|sort|txt_\w{2}|t_\w{2})$")


def stored_record(value: Values) -> Values:
    """Return the record that a store has put something around; any other object as it is.

    >>> stored_record({"_index": "news", "_id": "7", "_source": {"title": "Ferry"}})
    {'_id': '7', 'title': 'Ferry'}
    >>> stored_record({"_version_": 1, "title_s": "Ferry", "body_txt": ["It sailed."]})
    {'title': 'Ferry', 'body': 'It sailed.'}
    >>> stored_record({"_id": {"$oid": "5f"}, "date": {"$date": {"$numberLong": "1773474000000"}}})
    {'_id': '5f', 'date': 1773474000000}
    """
    source = value.get("_source")
    if isinstance(source, Mapping) and "_index" in value:
        return {"_id": value.get("_id"), **source}
    if "_version_" in value:
        return {_DYNAMIC.sub("", name): _single(each) for name, each in value.items() if name != "_version_"}
    if any(_is_extended(each) for each in value.values()):
        return {name: _plain(each, _DEEPEST) for name, each in value.items()}
    return value


def _single(value: object) -> object:
    """Return the only item of a list, as which Solr writes every field that may have several."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _is_extended(value: object) -> bool:
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)).startswith("$")


def _plain(value: object, depth: int) -> object:
    """Return a value without the marks of its type."""
    if not depth:
        return value
    if isinstance(value, list):
        return [_plain(item, depth - 1) for item in value]
    if not isinstance(value, Mapping):
        return value
    if not _is_extended(value):
        return {name: _plain(each, depth - 1) for name, each in value.items()}
    name, each = next(iter(value.items()))
    if name in _NUMBERS and isinstance(each, str):
        return int(each) if re.fullmatch(r"[+-]?\d{1,18}", each) else each
    return _plain(each, depth - 1)
