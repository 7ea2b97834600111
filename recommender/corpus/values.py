"""The values that sources write, in the forms that `Article.parse` takes.

In: one value of a record, such as ``{"@type": "Person", "name": "Ada Okafor"}``, ``"tax|budget"`` or ``1773474000``,
and its field. Out: the text, list of texts or time that it stands for. The one idea: a value that is not understood
comes out as it went in, for `Article.parse` to refuse. Source of the nested forms: schema.org/NewsArticle in JSON-LD.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from recommender.article import FIELDS, mended_address
from recommender.corpus.language_names import code_of
from recommender.corpus.options import NO_OPTIONS, ReadOptions
from recommender.corpus.times import time_of

_PLAIN_NEWS = frozenset({
    "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "backgroundnewsarticle", "blogposting",
    "post", "story", "standard", "text",
})  # fmt: skip
_KIND_OF_TYPE = {  # schema.org types; every other one is news
    "opinionnewsarticle": "opinion",
    "reviewnewsarticle": "opinion",
    "liveblogposting": "live",
    "videoobject": "video",
    "advertisercontentarticle": "sponsored",
}

# A text in a list as Python prints it, which is what pandas writes into a CSV cell. An unclosed one runs to the end, so
# that no part of the cell is searched twice.
_PYTHON_TEXT = re.compile(r"'((?:[^'\\]|\\.)*)(?:'|\Z)|\"((?:[^\"\\]|\\.)*)(?:\"|\Z)", re.DOTALL)

# Where the name of a thing is, best first, and the two parts of a person's.
_NAME_PARTS = ("name", "title", "headline", "term", "label", "displayName", "webTitle", "value", "slug", "url", "@id")
_PERSON = (
    ("first_name", "firstName", "firstname", "givenName", "given"),
    ("last_name", "lastName", "lastname", "familyName", "family"),
)
# An address, or a host that begins with www.
_HOST = re.compile(
    r"(?:https?:)?//(?:[^/?#@]*@)?(?P<address>[^/?#:]*)\S*|(?P<host>www\.[\w-]+(?:\.[\w-]+)+)/?", re.IGNORECASE
)
# An address without its scheme: a host with a dot, and a path. A host that ends like the name of a file is none.
_BARE_ADDRESS = re.compile(r"\s*(?:[\w-]+\.)+(?P<last>[^\W\d_]{2,}|xn--[\w-]+)(?::\d{1,5})?/")
_FILE_SUFFIXES = frozenset({"html", "htm", "shtml", "xhtml", "php", "asp", "aspx", "jsp", "jspx", "cgi", "cfm"})
# Where the words of a text or title are that is an object: WordPress, rich text, JSON-LD, XML as JSON, the New York
# Times.
_WORDS = ("rendered", "plain_text", "plaintext", "html", "plain", "text", "value", "content", "@value", "#text", "$t",
          "_text", "__cdata", "main", "default", "body")  # fmt: skip
# By which JSON says what it has no type for: MongoDB's, JSON-LD's.
_WRAPPERS = ("$oid", "$numberLong", "$numberInt", "$numberDouble", "$uuid", "@value")
# What programs write for no value at all: SQL, MySQL's exports, Python, pandas, R, JavaScript, Excel. In names they
# count only as a program writes them, since Null is a family; a title may even be "None", and a text is never.
_NO_VALUES = frozenset({
    "NULL", "null", "(null)", "\\N", "None", "none", "nil", "NaN", "nan", "NaT", "NA", "<NA>", "N/A", "n/a", "#N/A",
    "undefined", "[object Object]", "-", "--", "–", "—",
})  # fmt: skip
_NO_TITLES = _NO_VALUES - {"None", "none", "nil", "-", "--", "–", "—", "N/A", "n/a"}
# Fields that hold no words of a person: whatever the case, these mean that nothing is known.
_NO_FACTS = frozenset(value.lower() for value in _NO_VALUES) | {"unknown", "undetermined", "und", "zxx", "mul"}
_LONGEST_NO_VALUE = max(map(len, _NO_VALUES | _NO_FACTS))


def is_absent(field: str, value: object) -> bool:
    """Return whether a value of a field only says that there is none, such as ``NULL`` or ``NaN``.

    >>> [is_absent(field, "Null") for field in ("title", "authors", "published_at", "language")]
    [False, False, True, True]
    """
    if isinstance(value, bool):  # as PHP writes what is not there; and "published" may say whether, not when
        return not value or FIELDS[field].is_time
    if not isinstance(value, str):
        return not is_known(value)
    word = value.strip()
    if len(word) > _LONGEST_NO_VALUE:
        return False
    if field in ("title", "text"):
        return not word or word in _NO_TITLES or (field == "text" and word in _NO_VALUES)
    if field in ("publisher", "section", "other_sections", "tags", "authors", "links"):
        return not word or word in _NO_VALUES
    return not word or word.lower() in _NO_FACTS


def is_known(value: object) -> bool:
    """Return whether a value holds anything; NaN, as which pandas writes an empty cell, does not."""
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and value == value and value not in ([], {}, ())


def _name_of(value: object) -> object:
    """Return the name of a thing, such as ``{"@type": "Person", "name": "Ada Okafor"}``; a text is its own."""
    if isinstance(value, dict) and not is_known(value.get("name")):
        first, last = (next((value[key] for key in keys if isinstance(value.get(key), str)), "") for keys in _PERSON)
        if last:
            return f"{first} {last}".strip()
    return _part(value, _NAME_PARTS)


def _id_of(value: object) -> object:
    """Return an id; a whole number with a point, as pandas makes them of a column with gaps, without it."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def _publisher_of(value: object) -> object:
    """Return the name of a publisher; of an address its host without ``www.``, by which its articles are one's."""
    name = _one_name(value)
    match = _HOST.fullmatch(name.strip()) if isinstance(name, str) else None
    return (match["address"] or match["host"] or "").lower().removeprefix("www.") if match else name


def _words_of(value: object) -> object:
    """Return a text that is within an object."""
    if isinstance(value, dict):
        return next((value[name] for name in _WORDS if isinstance(value.get(name), str) and value[name].strip()), value)
    return value


def _title_of(value: object) -> object:
    return _words_of(_first(value))


def _text_of(value: object) -> object:
    """Return a text; of a list of texts or of objects with one, each becomes a paragraph."""
    if isinstance(value, list):
        parts = [_words_of(part) for part in value]
        return "\n\n".join(map(str, parts)) if all(isinstance(part, str) for part in parts) else value
    return _words_of(value)


def _kind_of(value: object) -> object:
    """Return a kind, also where it is a type of schema.org or a word for plain news."""
    value = _first(value)
    word = re.sub(r"^(?:https?://schema\.org/|schema:)|[\s_-]", "", value.lower()) if isinstance(value, str) else ""
    return "news" if word in _PLAIN_NEWS else _KIND_OF_TYPE.get(word, value)


def _address_of(value: object) -> object:
    """Return an address; None for a path without its site, such as ``/news/1``, which leads nowhere from here.

    >>> _address_of("gazette.example/news/1"), _address_of("index.php/news/1")
    ('https://gazette.example/news/1', None)
    """
    value = _part(_first(value), ("url", "contentUrl", "@id", "href", "src"))
    if not isinstance(value, str):
        return value
    bare = _BARE_ADDRESS.match(value)
    if bare and bare["last"].lower() not in _FILE_SUFFIXES:
        value = f"https://{value.lstrip()}"
    address = mended_address(value)
    return address if ":" in address else None


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


def other_sections_of(value: object) -> object:
    """Return all of several sections but the first; None where there are no others."""
    return value[1:] if isinstance(value, list) and len(value) > 1 else None


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
    return [_name_of(_unwrapped(item)) for item in value] if isinstance(value, list) else value


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


# By field; those of times are in `times`.
_FORMS: dict[str, Callable[[object], object]] = {
    "article_id": _id_of,
    "title": _title_of,
    "text": _text_of,
    "kind": _kind_of,
    "url": _address_of,
    "image_url": _address_of,
    "publisher": _publisher_of,
    "section": _section_of,
    "other_sections": lambda value: _names_of(value, r"[|;]"),
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
    form = _FORMS[field](_unwrapped(value))
    return [item for item in form if not is_absent(field, item)] if isinstance(form, list) else form


def _unwrapped(value: object) -> object:
    """Return what an object stands for by which JSON says what it has no type for: MongoDB's, JSON-LD's."""
    if isinstance(value, dict):
        return next((value[name] for name in _WRAPPERS if name in value), value)
    return value
