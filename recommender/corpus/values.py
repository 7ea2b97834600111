"""The values that sources write, in the forms that `Article.parse` takes.

In: one value of a record, such as ``{"@type": "Person", "name": "Ada Okafor"}``, ``"tax|budget"`` or ``1773474000``,
and its field. Out: the text, list of texts or time that it stands for. The one idea: a value that is not understood
comes out as it went in, for `Article.parse` to refuse. Source of the nested forms: schema.org/NewsArticle in JSON-LD.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from recommender.article import FIELDS
from recommender.corpus.language_names import code_of
from recommender.corpus.options import NO_OPTIONS, ReadOptions
from recommender.corpus.times import time_of

_KIND_OF_TYPE = {  # schema.org types; every other one is news
    "opinionnewsarticle": "opinion",
    "liveblogposting": "live",
    "videoobject": "video",
    "advertisercontentarticle": "sponsored",
}

# A text in a list as Python prints it, which is what pandas writes into a CSV cell. An unclosed one runs to the end, so
# that no part of the cell is searched twice.
_PYTHON_TEXT = re.compile(r"'((?:[^'\\]|\\.)*)(?:'|\Z)|\"((?:[^\"\\]|\\.)*)(?:\"|\Z)", re.DOTALL)


def is_known(value: object) -> bool:
    """Return whether a value holds anything; NaN, as which pandas writes an empty cell, does not."""
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and value == value and value not in ([], {}, ())


def _name_of(value: object) -> object:
    """Return the name of a thing, such as ``{"@type": "Person", "name": "Ada Okafor"}``; a text is its own."""
    return _part(value, ("name", "title", "headline", "url", "@id"))


def _address_of(value: object) -> object:
    """Return an address; None for a path without its site, such as ``/news/1``, which leads nowhere from here."""
    value = _part(_first(value), ("url", "contentUrl", "@id", "href", "src"))
    if not isinstance(value, str) or ":" in value:
        return value
    return f"https:{value}" if value.strip().startswith("//") else None


def _language_of(value: object) -> object:
    value = _part(_first(value), ("alternateName", "name"))
    return code_of(value) or value if isinstance(value, str) else value


def _part(value: object, names: tuple[str, ...]) -> object:
    if isinstance(value, dict):
        return next((value[name] for name in names if is_known(value.get(name))), None)
    return value


def _first(value: object) -> object:
    """Return the first of several values, for a field that holds one."""
    return value[0] if isinstance(value, list) and value else value


def _one_name(value: object) -> object:
    return _name_of(_first(value))


def _section_of(value: object) -> object:
    """Return the first of several sections; a number below 10**18 is taken for the name of one.

    A whole number is written without a point: a column of whole numbers with gaps is one of floats in pandas.
    """
    value = _one_name(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    is_number = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18
    return str(value) if is_number else value


def kind_of_type(value: object) -> object:
    """Return the kind of article that a schema.org type names; None for plain news and unknown types."""
    value = _first(value)
    return _KIND_OF_TYPE.get(value.lower()) if isinstance(value, str) else None


def _names_of(value: object, separators: str) -> object:
    """Return a list of texts from a list of texts or things, or from one text that holds a list.

    Args:
        value: The list or text.
        separators: What separates the items of a text; a regular expression.
    """
    if isinstance(value, str):
        return _split(value.strip(), separators)
    if isinstance(value, dict):
        return [_name_of(value)]
    return [_name_of(item) for item in value] if isinstance(value, list) else value


def _split(text: str, separators: str) -> list[object]:
    """Split a text that holds a list: a JSON list, a list as Python prints it, or a text with separators."""
    if text.startswith("[") and text.endswith("]"):
        try:
            items = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            items = [single or double for single, double in _PYTHON_TEXT.findall(text)]
        return [_name_of(item) for item in items]
    return list(re.split(separators, text))


def _tags_of(value: object) -> object:
    # schema.org separates keywords by commas; where a stronger separator is used, a comma belongs to its tag.
    marked = isinstance(value, str) and re.search(r"[|;]", value)
    return _names_of(value, r"[|;]" if marked else ",")


def _authors_of(value: object) -> object:
    if isinstance(value, str):
        value = re.sub(r"^\s*by\s+", "", value, flags=re.IGNORECASE)
    return _names_of(value, r"[|;]")


def _links_of(value: object) -> object:
    # A semicolon inside an address is part of it.
    return _names_of(value, r"\||;\s+|;(?=https?://)")


# By field; a field that is not here takes its values as they are.
_FORMS: dict[str, Callable[[object], object]] = {
    "url": _address_of,
    "image_url": _address_of,
    "publisher": _one_name,
    "section": _section_of,
    "language": _language_of,
    "tags": _tags_of,
    "authors": _authors_of,
    "links": _links_of,
}


def normalised(field: str, value: object, options: ReadOptions = NO_OPTIONS) -> object:
    """Return a source's value in the form that `Article.parse` takes for a field, or as it is.

    >>> normalised("tags", "tax|budget"), normalised("published_at", "14 Mar 2026").year
    (['tax', 'budget'], 2026)
    """
    if FIELDS[field].is_time:
        return time_of(value, options)
    form = _FORMS.get(field)
    return value if form is None else form(value)
