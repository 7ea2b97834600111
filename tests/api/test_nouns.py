"""Schemas that are derived from nouns."""

from __future__ import annotations

from dataclasses import fields

import pytest
from pydantic import BaseModel, ValidationError

from recommender.api import schemas, writing_schemas
from recommender.api.nouns import with_fields_of
from recommender.overrides import Override


def names(schema: type[BaseModel]) -> list[str]:
    return list(schema.model_fields)


def test_an_override_is_written_and_read_by_the_fields_that_it_has() -> None:
    declared = [each.name for each in fields(Override)]
    assert names(writing_schemas.OverrideIn) == declared
    assert sorted(names(writing_schemas.Override)) == sorted(declared)
    assert names(schemas.Decision) == [name for name in declared if name not in ("author", "note")]


def test_a_derived_schema_keeps_its_name_its_words_and_what_its_base_refuses() -> None:
    @with_fields_of(Override, without=("author", "note"), override_id=(str, "1"))
    class Derived(schemas.Asked):
        """What it is."""

    assert (Derived.__name__, Derived.__doc__, Derived.__module__) == ("Derived", "What it is.", __name__)
    assert Derived.model_validate({"action": "ban"}).model_dump(exclude_none=True) == {
        "override_id": "1",
        "action": "ban",
    }
    for record in ({}, {"action": "promote"}, {"action": "ban", "author": "Ada"}):
        with pytest.raises(ValidationError):
            Derived.model_validate(record)
