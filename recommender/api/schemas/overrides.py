"""Overrides, and the log of who decided what."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field

from recommender.api.schemas.fields import override_fields
from recommender.api.schemas.inputs import Body, Input
from recommender.article import MAX_ID_LENGTH
from recommender.overrides import MAX_POSITION


class Decision(BaseModel):
    """What an override does, to what, and when; what it does not name is left out."""

    override_id: str
    __annotations__ |= override_fields(without=("author", "note"))


class OverrideIn(Body):
    """A decision of an editor; what it must name depends on its action."""

    __annotations__ |= override_fields()
    override_id: str | None = None
    author: Annotated[str, Field(min_length=1)]
    note: str | None = None
    position: int | None = Field(default=None, ge=1, le=MAX_POSITION)


class Override(Decision):
    """An override, and who has decided it."""

    author: str
    note: str = ""


class RefusedOverride(BaseModel):
    """What is kept as an override and is none, when a later version has written it, say; it decides nothing."""

    override_id: str
    reason: str


class IdleOverride(BaseModel):
    """An override that decides nothing now, and why: its article is gone, say, or its end has come."""

    override_id: str
    reason: str


class Overrides(BaseModel):
    """All overrides, the ids of those that hold now, those that decide nothing, and what is none."""

    overrides: list[Override]
    active: list[str]
    idle: list[IdleOverride]
    refused: list[RefusedOverride]
    as_of: str


class Deleted(BaseModel):
    """An override that is no more."""

    override_id: str
    outcome: Literal["deleted"]


class LogOptions(Input):
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


LogOptionsIn = Annotated[LogOptions, Query()]
