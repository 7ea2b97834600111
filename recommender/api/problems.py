"""Refusals → problem documents (RFC 9457) that name each field and what was expected of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from email.message import Message
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, NamedTuple

from fastapi import Request, Response

from recommender.api.responses import NO_STORE, bytes_answer, encode
from recommender.article import MAX_ID_LENGTH
from recommender.errors import ArticleError

PROBLEM_JSON = "application/problem+json"
MAX_ERRORS = 20
# How pydantic begins a message; what it expects comes after it.
_BEGINNING = re.compile(r"\w+ should (?:be|have) |Value error, ")
_DESCRIBED = re.compile(r"([\w-]+): expected (.+)")


def problem(status: int, detail: str, errors: Sequence[Mapping[str, str]] = ()) -> dict[str, Any]:
    """Return the record of a problem."""
    record = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": int(status), "detail": detail}
    return record | ({"errors": list(errors)} if errors else {})


class Problem(NamedTuple):
    """Why a request is not answered as it asks.

    Attributes:
        status: The status of the answer.
        detail: What was expected, or what went wrong.
        errors: What was expected of each field.
        headers: More headers of the answer.
    """

    status: int
    detail: str
    errors: Sequence[Mapping[str, str]] = ()
    headers: Mapping[str, str] = MappingProxyType({})

    def summary(self) -> str:
        """Return in one line what was expected, without what came."""
        return summary(self.errors) if self.errors else self.detail


def problem_answer(request: Request, why: Problem) -> Response:
    """Return a problem document; no cache keeps it."""
    record = problem(why.status, why.detail, why.errors)
    answer = bytes_answer(request, encode(record), PROBLEM_JSON, cache=NO_STORE, status=why.status)
    answer.headers.update(why.headers)
    return answer


def described(detail: str) -> list[dict[str, str]]:
    """Return the field that a message of the form ``field: expected …`` names.

    >>> described("body: expected JSON in UTF-8"), described("Not Found")
    ([{'field': 'body', 'expected': 'JSON in UTF-8'}], [])
    """
    match = _DESCRIBED.fullmatch(detail)
    return [{"field": match[1], "expected": match[2]}] if match else []


def summary(errors: Iterable[Mapping[str, str]]) -> str:
    """Return the errors of several fields as one message.

    >>> summary([{"field": "k", "expected": "at most 50"}, {"field": "since", "expected": "a time"}])
    'k: expected at most 50; since: expected a time'
    """
    return "; ".join(f"{error['field']}: expected {error['expected']}" for error in errors)


def field_errors(refused: Iterable[Mapping[str, Any]], options: Iterable[str]) -> list[dict[str, str]]:
    """Return what pydantic refuses; what came instead is left out, for it may be a text.

    Args:
        refused: The errors of pydantic.
        options: The names that a query string may have.
    """
    return [
        {"field": _field(error["loc"], error["type"]), "expected": _expected(error, options)}
        for error in list(refused)[:MAX_ERRORS]
    ]


def article_errors(error: ArticleError) -> list[dict[str, str]]:
    """Return the field that an article or override is refused for, and what came, if anything did."""
    came = {"found": error.found} if error.found else {}
    return [{"field": error.field, "expected": error.expected, **came}]


def is_json(content_type: str) -> bool:
    """Return whether a body of this type is read as JSON."""
    message = Message()
    message["content-type"] = content_type
    subtype = message.get_content_subtype()
    return message.get_content_maintype() == "application" and (subtype == "json" or subtype.endswith("+json"))


def _field(place: Sequence[str | int], kind: str) -> str:
    """Return the dotted name of a field within its body or query string, or the name of that itself."""
    parts = () if kind == "json_invalid" else place[1:]
    return ".".join(str(part)[:MAX_ID_LENGTH] for part in parts) or str(place[0])


def _expected(error: Mapping[str, Any], options: Iterable[str]) -> str:
    if error["type"] == "json_invalid":
        return f"JSON ({error['ctx']['error']}, character {error['loc'][-1]})"
    if error["type"] == "extra_forbidden":
        return f"one of {', '.join(options)}" if error["loc"][0] == "query" else "no field of this name"
    if error["type"] == "missing":
        return "a value"
    return _BEGINNING.sub("", str(error["msg"]), count=1)
