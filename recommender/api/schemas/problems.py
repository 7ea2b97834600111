"""Problem documents (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

from recommender.api.problems import PROBLEM_JSON


class FieldError(BaseModel):
    """A field of a request, what was expected of it, and what came where that may be told."""

    field: str
    expected: str
    found: str | None = None


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


def problems(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Return the errors of a call for the OpenAPI document."""
    # FastAPI puts the schema there, since an answer to a batch holds problems too.
    content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {code: {"description": HTTPStatus(code).phrase, "content": content} for code in codes}
