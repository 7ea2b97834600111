"""Parts of JSON that may be anything: how a dialect takes what it needs of them.

In: a value of any type. Out: one of the type that is wanted, empty where it is of another. The one idea: what is not
as its specification says is absent, so that no reader of a dialect has to ask for types.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from recommender.corpus.dialects.dialect import Values


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
