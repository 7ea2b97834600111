"""The fields of nouns in JSON: an article and an override declare theirs, and schemas add them to their annotations.

In: the fields that `Article` and `Override` declare. Out: annotations by name, in the order of the noun; a class takes
them with ``__annotations__ |= …`` after a field of its own, and may declare some of them again in another way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, fields
from datetime import datetime
from types import UnionType
from typing import Annotated, Any, NewType, get_args, get_type_hints

from pydantic import Field

from recommender.article import FIELDS, plain_value
from recommender.article import Field as ArticleField
from recommender.overrides import Override

DATED_BY = "Whether published_at is when the article arrived, since its source gave no time; left out when not"


def article_fields(
    annotation: Callable[[ArticleField], object], declared: Mapping[str, ArticleField] = FIELDS
) -> dict[str, Any]:
    """Return the annotations of the fields of an article, or of some of them."""
    return {name: annotation(field) for name, field in declared.items()}


def optional(field: ArticleField) -> object:
    """Return the type of a field that a request may leave out."""
    return (
        field.json_type if field.is_required else Annotated[field.json_type, Field(default=plain_value(field.default))]
    )


def required(field: ArticleField) -> object:
    """Return the type of a field that an answer always has."""
    return field.json_type


def never_null(field: ArticleField) -> object:
    """Return the type of a field that an answer leaves out where it is not known."""
    if field.is_required or field.default:
        return field.json_type
    return Annotated[list[str], Field(default=[])] if field.default == () else Annotated[str, Field(default="")]


def override_fields(*, without: Collection[str] = ()) -> dict[str, Any]:
    """Return the annotations of the fields of an override, with their defaults."""
    types = {name: json_type(hint) for name, hint in get_type_hints(Override).items()}
    return {
        each.name: types[each.name]
        if each.default is MISSING
        else Annotated[types[each.name], Field(default=each.default)]
        for each in fields(Override)
        if each.name not in without
    }


def json_type(hint: Any) -> Any:  # noqa: ANN401 - any annotation
    """Return the type of a value in JSON.

    >>> json_type(datetime | None)
    str | None
    """
    if isinstance(hint, NewType):
        return hint.__supertype__
    if isinstance(hint, UnionType):
        first, *others = map(json_type, get_args(hint))
        for other in others:
            first |= other
        return first
    return str if hint is datetime else hint
