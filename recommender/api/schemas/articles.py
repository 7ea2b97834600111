"""Articles: drafts, what is written, read and taken down, and what became of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from recommender.api.schemas.fields import article_fields, never_null, optional
from recommender.api.schemas.inputs import PRINTABLE, Body, Input
from recommender.api.schemas.problems import Problem
from recommender.article import MAX_ID_LENGTH, MAX_NOTE_LENGTH

Outcome = Literal["new", "changed", "same", "stale", "gone", "held"]


def _having(field: str) -> dict[str, Any]:
    """Return the schema of an object that has a text in a field."""
    return {"required": [field], "properties": {field: {"type": "string", "minLength": 1}}}


class DraftIn(Body):
    """An article that is not published yet; at least a title or a text."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [_having("title"), _having("text")]})
    __annotations__ |= article_fields(optional)
    article_id: Annotated[str | None, Field(json_schema_extra={"maxLength": MAX_ID_LENGTH, "pattern": PRINTABLE})] = (
        None
    )


class ArticleIn(DraftIn):
    """An article to write; at least a title or a text."""


class Article(BaseModel):
    """An article; what is not known of it is left out."""

    article_id: str
    __annotations__ |= article_fields(never_null)


class Author(Input):
    """Who writes, and why: for the log."""

    author: str = Field(default="", max_length=MAX_ID_LENGTH, description="Who does so")
    note: str = Field(default="", max_length=MAX_NOTE_LENGTH, description="Why")


class TakeDown(Author):
    """How an article is taken down."""

    hold: bool = Field(default=False, description="Keep out even a PUT, until the hold is released")


class Written(BaseModel):
    """What became of an article; `version` is what its ETag holds, empty when it is not here."""

    article_id: str
    outcome: Outcome
    version: str


class WrittenLine(Written):
    """What became of the article of one line."""

    line: int


class RefusedLine(BaseModel):
    """A line that holds no article."""

    line: int
    problem: Problem


class Imported(BaseModel):
    """How many lines came to what, and what became of each, in their order."""

    outcomes: dict[Literal["new", "changed", "same", "stale", "gone", "held", "refused"], int]
    results: list[WrittenLine | RefusedLine]


AuthorIn = Annotated[Author, Query()]
TakeDownIn = Annotated[TakeDown, Query()]
