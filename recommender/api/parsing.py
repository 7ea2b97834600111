"""Bodies of writes: read only when the key has been looked at, as JSON or as lines of it.

In: a request. Out: checked values. The framework would read a body before it asks for the key.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import NoReturn, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from recommender.api.problems import is_json
from recommender.api.schemas import Body

LINES = ("application/x-ndjson", "application/jsonl")
MAX_LINE_BYTES = 4_000_000  # more than the longest article takes, every letter of it escaped
Model = TypeVar("Model", bound=Body)


def media_type_of(request: Request) -> str:
    """Return the type of a body in small letters, without parameters; empty if the request does not say."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def read_json(request: Request, model: type[Model]) -> Model:
    """Return the body of a request, checked.

    Raises:
        RequestValidationError: It is not what the model asks for, or not sent as JSON.
        HTTPException: It is not JSON in UTF-8, too large or too slow.
    """
    body = await request.body()
    if not is_json(request.headers.get("content-type", "")):
        _refuse("model_type", "a JSON object")
    try:
        return parse_body(body, model)
    except ValueError:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "body: expected JSON in UTF-8") from None


def parse_body(text: bytes, model: type[Model]) -> Model:
    """Return what a JSON text says, checked.

    Raises:
        RequestValidationError: It is not what the model asks for.
        ValueError: It is not JSON in UTF-8.
    """
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None
    if not isinstance(value, dict):
        _refuse("model_type", "a JSON object")
    try:
        return model.model_validate(value)
    except ValidationError as refused:
        errors = [{**error, "loc": ("body", *error["loc"])} for error in refused.errors(include_url=False)]
        raise RequestValidationError(errors) from None


async def read_lines(request: Request, limit: int) -> AsyncIterator[tuple[int, bytes | None]]:
    """Yield the lines of a body that are not blank, each with its number from 1; None for one that is too long.

    Raises:
        HTTPException: There are more than `limit` lines, or the body is too large or too slow.
    """
    number, rest, too_long = 1, bytearray(), False
    async for chunk in request.stream():
        *whole, last = chunk.split(b"\n")
        for part in whole:
            _expect_line(number, limit)
            if too_long or len(rest) + len(part) > MAX_LINE_BYTES:
                yield number, None
            elif line := bytes(rest + part).strip():
                yield number, line
            number, rest, too_long = number + 1, bytearray(), False
        too_long = too_long or len(rest) + len(last) > MAX_LINE_BYTES
        rest = bytearray() if too_long else rest + last
    if too_long or rest.strip():
        _expect_line(number, limit)
        yield number, None if too_long else bytes(rest)


def _expect_line(number: int, limit: int) -> None:
    if number > limit:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"body: expected at most {limit} lines")


def _refuse(kind: str, expected: str) -> NoReturn:
    raise RequestValidationError([{"type": kind, "loc": ("body",), "msg": f"Input should be {expected}"}])
