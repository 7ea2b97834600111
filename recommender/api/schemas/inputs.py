"""What a request may hold: ids in its address, the types of its options, and the classes that refuse other names."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import Path
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from recommender.article import MAX_ID_LENGTH, MAX_LIST_LENGTH


def _printable(article_id: str) -> str:
    if len(article_id) > MAX_ID_LENGTH or not article_id.isprintable():
        raise ValueError(f"1 to {MAX_ID_LENGTH} printable characters")
    return article_id


# Which characters are printable no pattern can say in full.
PRINTABLE = r"^[^\x00-\x1f\x7f-\x9f]+$"
# As it was sent, in a page's address: what can be no id leads to the page that says so.
AnyIdInPath = Annotated[str, Path(), AfterValidator(unquote)]
IdInPath = Annotated[
    AnyIdInPath,
    Path(
        description="An article's id; a slash in it is best written %2F",
        json_schema_extra={"minLength": 1, "maxLength": MAX_ID_LENGTH, "pattern": PRINTABLE},
    ),
    AfterValidator(_printable),
]


class Input(BaseModel):
    """What a client sends: nothing but the fields that are known."""

    model_config = ConfigDict(extra="forbid")


class Body(Input):
    """What a client sends as JSON: a number is not a text, and false is not 0."""

    model_config = ConfigDict(strict=True)


def body_of(model: type[BaseModel] | None, *media_types: str) -> dict[str, Any]:
    """Return the OpenAPI description of a body that a call reads by itself; without a model it is text."""
    schema = {"type": "string"} if model is None else model.model_json_schema()
    content = {kind: {"schema": schema} for kind in media_types or ("application/json",)}
    return {"requestBody": {"required": True, "content": content}}


def _moment(value: object) -> datetime:
    """Read a time; one without a zone is UTC. Pydantic alone would take the year 2026 for seconds since 1970."""
    try:
        time = datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError("a time such as 2026-03-14T07:40:00Z") from None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time


# A BCP 47 tag by its letters; the empty one is for articles of which no language is known.
LANGUAGE = "^([A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*)?$"


def _language(value: str) -> str:
    if not re.fullmatch(LANGUAGE, value):
        raise ValueError("a BCP 47 tag such as en or pt-BR")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]
Label = Annotated[str, Field(max_length=MAX_ID_LENGTH)]
Labels = Annotated[list[Label], Field(max_length=MAX_LIST_LENGTH)]
Language = Annotated[
    str, Field(max_length=MAX_ID_LENGTH, json_schema_extra={"pattern": LANGUAGE}), AfterValidator(_language)
]
Languages = Annotated[list[Language], Field(max_length=MAX_LIST_LENGTH)]
