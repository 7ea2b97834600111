"""What stands around every call: exact paths, HEAD, pages of other sites, and bounds on bodies.

In and out: ASGI calls. Plain ASGI, since it is run for every request.
"""

from __future__ import annotations

import asyncio
import re
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recommender.api.access_log import SENT_METHOD

_KEPT = re.compile("%(?:25|2f|0a)", re.IGNORECASE)


class ExactPaths:
    """Keep an encoded slash inside its segment: ``a%2Fsimilar`` is an id, ``a/similar`` is the box of ``a``.

    In the path that the routes get, those slashes and percent signs are still encoded, and so are line feeds, which no
    route would take for a part of an id; whoever reads a parameter of it decodes that.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its path decoded but for ``%25``, ``%2F`` and ``%0A``."""
        if scope["type"] == "http" and "%" in (sent := _sent_path(scope)):
            scope = {**scope, "path": unquote(_KEPT.sub(lambda match: f"%25{match[0][1:].upper()}", sent))}
        await self.app(scope, receive, send)


def _sent_path(scope: Scope) -> str:
    """Return the path as it was sent; servers that do not pass it on have decoded it."""
    raw: bytes | None = scope.get("raw_path")
    path: str = scope["path"]
    return path.replace("%", "%25") if raw is None else raw.decode("latin-1")


class HeadAsGet:
    """Answer HEAD as GET without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        if scope["type"] == "http" and scope["method"] == "HEAD":
            # A copy: for the server it stays a HEAD request.
            await self.app({**scope, "method": "GET", SENT_METHOD: "HEAD"}, receive, send_head)
        else:
            await self.app(scope, receive, send)


# Calls that read, though they are sent a body.
READ_BY_POST = frozenset({"/v1/similar", "/v1/related", "/v1/boxes", "/v1/batch"})
PREFLIGHT_SECONDS = 7_200  # how long a page may go on without asking again; the longest that Chromium keeps


class ReadByAnySite:
    """Let the pages of any site read version 1, and nothing else: they may write nothing, and send no key.

    A page that sends JSON has first asked whether it may (CORS, a preflight).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            headers = Headers(scope=scope)
            method = headers.get("access-control-request-method", "") if "origin" in headers else ""
            await (_preflight(method) if _is_read(method, scope["path"]) else self.app)(scope, receive, send)
            return
        if scope["type"] != "http" or not _is_read(scope["method"], scope["path"]):
            await self.app(scope, receive, send)
            return
        has_origin = any(name == b"origin" for name, _ in scope["headers"])

        async def send_readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                varies = [value for name, value in headers if name == b"vary"]
                headers = [header for header in headers if header[0] != b"vary"] if varies else [*headers]
                if has_origin:
                    headers.append((b"access-control-allow-origin", b"*"))
                headers.append((b"vary", b", ".join([*varies, b"Origin"])))
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, send_readable)


def _is_read(method: str, path: str) -> bool:
    return path in READ_BY_POST if method == "POST" else method in ("GET", "HEAD") and path.startswith("/v1/")


def _preflight(method: str) -> Response:
    """Return the answer to a page that asks whether it may read by a method; what it may not send is a key."""
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": method,
        "Access-Control-Allow-Headers": "Content-Type, If-None-Match",
        "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        "Cache-Control": "no-store",
        "Vary": "Origin, Access-Control-Request-Method",
    }
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)


class BodyLimit(NamedTuple):
    """How large a body may be, and how long it may take to come."""

    max_bytes: int
    max_seconds: float


class BoundedBodies:
    """Refuse bodies that are too large, announced or streamed, with 413, and those that come too slowly with 408.

    Bodies of articles to write may be larger: they are read only when the key of an editor has been seen.
    """

    def __init__(self, app: ASGIApp, *, limit: BodyLimit, write_limit: BodyLimit) -> None:
        self.app = app
        self.limit = limit
        self.write_limit = write_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its body bounded for whoever reads it."""
        await self.app(scope, self._bounded(scope, receive) if scope["type"] == "http" else receive, send)

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        is_write = scope["method"] in ("POST", "PUT") and scope["path"].startswith("/v1/articles")
        limit = self.write_limit if is_write else self.limit
        announced, received, more = _announced_bytes(scope), 0, True
        deadline = asyncio.get_running_loop().time() + limit.max_seconds

        async def receive_bounded() -> Message:
            nonlocal received, more
            if announced > limit.max_bytes:
                raise _refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, limit)
            try:
                # What comes after the body is the client's leaving, whenever that is.
                async with asyncio.timeout_at(deadline if more else None):
                    message = await receive()
            except TimeoutError:
                raise _refusal(HTTPStatus.REQUEST_TIMEOUT, limit) from None
            received, more = received + len(message.get("body", b"")), message.get("more_body", False)
            if received > limit.max_bytes:
                raise _refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, limit)
            return message

        return receive_bounded


def _refusal(status: int, limit: BodyLimit) -> HTTPException:
    return HTTPException(status, f"body: expected at most {limit.max_bytes} bytes within {limit.max_seconds:g} seconds")


def _announced_bytes(scope: Scope) -> int:
    announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    # Python refuses to read a number of thousands of digits.
    return int(announced[:18]) if announced[:18].isdigit() else 0
