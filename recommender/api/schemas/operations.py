"""The model that serves, and whether the service is alive and ready."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """The model that serves: its version, and what its snapshot says of it."""

    model_config = ConfigDict(extra="allow")

    version: str
    parameters: dict[str, Any] = {}
    corpus: dict[str, Any] = {}


class Reloaded(BaseModel):
    """The version that serves now, and whether it is another one than before."""

    version: str
    changed: bool


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"]


class Ready(BaseModel):
    """A model is served."""

    status: Literal["ready"]
    model: str
    store: Literal["followed", "away"] | None = Field(
        description="Whether changes of the store are taken in; null where none is configured."
    )
    damaged: str | None = Field(
        default=None,
        description="What is wrong with the current model, where an earlier one is served in its place.",
    )
    refused: str | None = Field(
        default=None,
        description="Why the current model could not be loaded, where an earlier one is served: it may be of a newer "
        "version of this software, or damaged.",
    )
    terms: Literal["other"] | None = Field(
        default=None,
        description="Other where the model knows words by other stemmers or rules than are installed: train again.",
    )
