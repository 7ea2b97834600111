"""Parts of JSON that may be anything: how a dialect takes what it needs of them.

In: a value of any type. Out: one of the type that is wanted, empty where it is of another. The one idea: what is not
as its specification says is absent, so that no reader of a dialect has to ask for types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import unescape
from urllib.parse import urljoin

from recommender.article import MAX_LIST_LENGTH, MAX_NAME_LENGTH
from recommender.corpus.dialects.dialect import Values

# Systems write a login in place of a name, which often is an address.
_EMAIL = re.compile(r"\S+@\S+\.\S+")


def mapping_of(value: object) -> Values:
    """Return an object; an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def list_of(value: object) -> list[object]:
    """Return a list; an empty one for anything else."""
    return value if isinstance(value, list) else []


def objects_of(value: object) -> list[Values]:
    """Return the objects in a list."""
    return [item for item in list_of(value) if isinstance(item, Mapping)]


def text_of(value: object) -> str:
    """Return a text without space around it; an empty one for anything else."""
    return value.strip() if isinstance(value, str) else ""


def unique(texts: Iterable[object]) -> list[str]:
    """Return the texts among values, each once, in their order.

    >>> unique(["ferry", None, " ferry", ""])
    ['ferry']
    """
    return [text for text in dict.fromkeys(map(text_of, texts)) if text]


def paragraphs(*parts: object) -> str:
    """Return texts as one, a paragraph each, without those that are there twice."""
    return "\n\n".join(unique(parts))


def part(value: object, path: str) -> object:
    """Return the part at the end of a path of names, None if there is none; of a list, its first item is taken.

    >>> part({"author": [{"name": "Ada Okafor"}]}, "author.name")
    'Ada Okafor'
    >>> part({"author": "Ada Okafor"}, "author.name") is None
    True
    """
    for name in path.split("."):
        if isinstance(value, list):
            value = value[0] if value else None
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def first_text(values: Iterable[object]) -> str:
    """Return the first text that holds something, ``""`` if none does."""
    return next(filter(None, map(text_of, values)), "")


def names_of(values: Iterable[object]) -> list[str]:
    """Return names that may be shown, each once: those that are too long and addresses for mail are left out.

    Systems keep names as they write them into pages, with entities.

    >>> names_of(["Ada Okafor", "ada@desk.example", None, " Ada  Okafor ", "Law &amp; Order"])
    ['Ada Okafor', 'Law & Order']
    """
    names = dict.fromkeys(" ".join(unescape(text_of(value)).split()) for value in values)
    return [name for name in names if 0 < len(name) <= MAX_NAME_LENGTH and not _EMAIL.search(name)][:MAX_LIST_LENGTH]


def joined(base: object, address: object) -> str:
    """Return an address that may be relative to another one as an absolute one; ``""`` if it is none at all.

    >>> joined("https://news.example/feed", "/ferry"), joined("http://[news", "/ferry")
    ('https://news.example/ferry', '')
    """
    if not text_of(address):
        return ""
    try:
        return urljoin(text_of(base), text_of(address))
    except ValueError:  # a host that is none
        return ""
