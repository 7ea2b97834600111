"""The JSON of writes: articles, overrides and the log, as `schemas` is that of reading."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, Field

from recommender import overrides
from recommender.api.nouns import with_fields_of
from recommender.api.schemas import Asked, Body, Decision, DraftIn, Problem
from recommender.article import MAX_ID_LENGTH
from recommender.overrides import MAX_NOTE_LENGTH, MAX_POSITION

Outcome = Literal["new", "changed", "same", "stale", "gone", "held"]


class ArticleIn(DraftIn):
    """An article to write; at least a title or a text."""


class Author(Asked):
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


@with_fields_of(
    overrides.Override,
    override_id=(str | None, None),
    author=(Annotated[str, Field(min_length=1)], ...),
    note=(str | None, None),
    position=(int | None, Field(default=None, ge=1, le=MAX_POSITION)),
)
class OverrideIn(Body):
    """A decision of an editor; what it must name depends on its action."""


class Override(Decision):
    """An override, and who has decided it."""

    author: str
    note: str = ""


class RefusedOverride(BaseModel):
    """What is kept as an override and is none, when a later version has written it, say; it decides nothing."""

    override_id: str
    reason: str


class Overrides(BaseModel):
    """All overrides, the ids of those that hold now, and what is none."""

    overrides: list[Override]
    active: list[str]
    refused: list[RefusedOverride]
    as_of: str


class Deleted(BaseModel):
    """An override that is no more."""

    override_id: str
    outcome: Literal["deleted"]


class LogOptions(Asked):
    """Which entries of the log."""

    subject: str | None = Field(default=None, max_length=MAX_ID_LENGTH, description="Of this article or override only")
    before: int | None = Field(default=None, ge=1, le=2**62, description="Older than the change of this number")
    most: int = Field(default=100, ge=1, le=1_000, description="How many at most")


class LogEntry(BaseModel):
    """Who did what to which article or override, when and why."""

    change: int
    at: str
    action: str
    subject: str
    author: str
    note: str
    override: Override | None


class Log(BaseModel):
    """Entries of the log, newest first."""

    entries: list[LogEntry]


def body_of(model: type[BaseModel] | None, *media_types: str) -> dict[str, Any]:
    """Return the description of a body that a call reads by itself; without a model it is text."""
    schema = {"type": "string"} if model is None else model.model_json_schema()
    content = {kind: {"schema": schema} for kind in media_types or ("application/json",)}
    return {"requestBody": {"required": True, "content": content}}


AuthorIn = Annotated[Author, Query()]
TakeDownIn = Annotated[TakeDown, Query()]
LogOptionsIn = Annotated[LogOptions, Query()]
