"""Articles: drafts, what is written, read and taken down, and what became of it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field

from recommender.api.schemas.fields import article_fields, never_null, optional
from recommender.api.schemas.inputs import Body, Input
from recommender.api.schemas.problems import Problem
from recommender.article import MAX_ID_LENGTH, MAX_NOTE_LENGTH

Outcome = Literal["new", "changed", "same", "stale", "gone", "held"]


class DraftIn(Body):
    """An article that is not published yet; at least a title or a text."""

    __annotations__ |= article_fields(optional)
    article_id: str | None = None


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
