"""Nouns as JSON: the fields of a schema, derived from those of the dataclass that declares them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import MISSING, fields
from datetime import datetime
from types import UnionType
from typing import Any, NewType, TypeVar, get_args, get_type_hints

from pydantic import BaseModel, create_model

M = TypeVar("M", bound=BaseModel)
Field = tuple[Any, Any]
"""The type of a field and its default, ``...`` if it is required; as `pydantic.create_model` takes it."""


def with_fields_of(noun: type, *, without: Collection[str] = (), **instead: Field) -> Callable[[type[M]], type[M]]:
    """Return a decorator that gives a schema the fields of a dataclass, in their order.

    Args:
        noun: The dataclass.
        without: Fields to leave out.
        instead: Fields that are declared in another way than in the dataclass.
    """
    hints = get_type_hints(noun)
    declared: dict[str, Any] = {
        each.name: (json_type(hints[each.name]), ... if each.default is MISSING else each.default)
        for each in fields(noun)
        if each.name not in without
    }

    def decorate(schema: type[M]) -> type[M]:
        return create_model(
            schema.__name__,
            __base__=schema,
            __doc__=schema.__doc__,
            __module__=schema.__module__,
            **(declared | instead),
        )

    return decorate


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
