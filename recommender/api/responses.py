"""Records → answers: bytes, validators and caching headers (RFC 9110).

In: a record of plain values, a page or a file. Out: a response with an ``ETag`` and ``Cache-Control``, or 304 when the
client has it already.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from starlette.exceptions import HTTPException

JSON = "application/json"
# For caches: keep nothing; ask again at each use; anybody may keep it for some seconds.
NO_STORE, NO_CACHE, FOR_A_WHILE = "no-store", "no-cache", "public, max-age={}"
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def json_answer(
    request: Request, record: Mapping[str, Any], *, cache: str, status: int = HTTPStatus.OK, etag: str | None = None
) -> Response:
    """Return a record. Its ETag leaves the moment `as_of` out: the same cards a second later are the same answer."""
    body = encode(record)
    clock = b'"as_of":' + encode(record.get("as_of"))
    etag = etag or weak_etag(body.replace(clock, b""))
    return bytes_answer(request, body, JSON, cache=cache, status=status, etag=etag)


def html_answer(
    request: Request, page: str, *, policy: str, status: int = HTTPStatus.OK, cache: str = NO_CACHE
) -> Response:
    """Return a page with the Content-Security-Policy that it keeps."""
    answer = bytes_answer(request, page.encode(), "text/html; charset=utf-8", cache=cache, status=status)
    answer.headers["Content-Security-Policy"] = policy
    answer.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return answer


def file_answer(request: Request, file: tuple[bytes, str] | None) -> Response:
    """Return a static file, given as its content and media type; None is answered with 404."""
    if file is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "there is no such file")
    return bytes_answer(request, *file, cache=FOR_A_WHILE.format(3_600))


def bytes_answer(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    cache: str,
    status: int = HTTPStatus.OK,
    etag: str | None = None,
) -> Response:
    """Return bytes, or 304 to a client that has them.

    Args:
        request: The request.
        body: The answer.
        media_type: Its type.
        cache: The `Cache-Control` of the answer.
        status: Its status.
        etag: Its ETag, by default made from the body.
    """
    etag = etag or weak_etag(body)
    headers = {"ETag": etag, "Cache-Control": cache, "X-Content-Type-Options": "nosniff"}
    if status == HTTPStatus.OK and request.method == "GET" and _matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, status_code=status, media_type=media_type, headers=headers)


def weak_etag(body: bytes) -> str:
    """Return a validator of a body: equal bodies have equal ones."""
    return f'W/"{blake2b(body, digest_size=12).hexdigest()}"'


def encode(record: object) -> bytes:
    """Return the JSON of a record in UTF-8."""
    return _ENCODER.encode(record).encode()


def _matches(if_none_match: str | None, etag: str) -> bool:
    """Compare weakly (RFC 9110, 8.8.3.2) with what a client has."""
    if if_none_match is None:
        return False
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in known or etag.removeprefix("W/") in known
