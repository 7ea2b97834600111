"""Schemas: the fields of an article and of an override are those that the nouns declare."""

from __future__ import annotations

from dataclasses import fields

import pytest
from pydantic import BaseModel, ValidationError

from recommender.api import schemas
from recommender.api.schemas.boxes import Card, Example
from recommender.api.schemas.overrides import Decision
from recommender.api.schemas.stories import StoryArticle
from recommender.article import CARD_FIELDS, EXAMPLE_FIELDS, FIELDS
from recommender.overrides import Override


def names(schema: type[BaseModel]) -> list[str]:
    return list(schema.model_fields)


def test_an_article_is_written_and_read_by_the_fields_that_it_has() -> None:
    for schema in (schemas.DraftIn, schemas.ArticleIn, schemas.Article):
        assert names(schema) == list(FIELDS)
    assert names(StoryArticle) == [*CARD_FIELDS, "dated_by"]
    assert names(Example) == list(EXAMPLE_FIELDS)
    assert [name for name in names(Card) if name in FIELDS] == [*CARD_FIELDS, "dated_by"]


def test_an_override_is_written_and_read_by_the_fields_that_it_has() -> None:
    declared = [each.name for each in fields(Override)]
    assert names(schemas.OverrideIn) == declared
    assert sorted(names(schemas.Override)) == sorted(declared)
    assert names(Decision) == [name for name in declared if name not in ("author", "note")]


@pytest.mark.parametrize(
    ("schema", "record"),
    [
        (schemas.OverrideIn, {"action": "ban", "author": "Ada"}),
        (schemas.DraftIn, {"title": "Storm"}),
        (schemas.ArticleIn, {"title": "Storm"}),
    ],
)
def test_a_body_may_leave_out_what_the_noun_may_and_names_nothing_else(
    schema: type[BaseModel], record: dict[str, str]
) -> None:
    assert schema.model_validate(record).model_dump(exclude_unset=True) == record
    for wrong in (record | {"nothing": "x"}, dict.fromkeys(record, 1), record | {"url": 1, "note": 1}):
        with pytest.raises(ValidationError):
            schema.model_validate(wrong)


@pytest.mark.parametrize("record", [{}, {"action": "ban"}, {"action": "promote", "author": "Ada"}, {"author": "Ada"}])
def test_an_override_needs_an_action_that_is_known_and_an_author(record: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        schemas.OverrideIn.model_validate(record)
