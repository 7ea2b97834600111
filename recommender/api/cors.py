"""Which other sites' pages may ask the service by themselves (the CORS protocol, fetch.spec.whatwg.org).

In and out: ASGI calls. No answer allows credentials, so no page can use a cookie that a browser holds for the service:
a page of another site knows no more than the key that it sends itself.
"""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = "GET, HEAD, POST, PUT, DELETE"
HEADERS = "Authorization, Content-Type, If-Match, If-None-Match"
EXPOSED = "ETag, Retry-After"


class ReadByAnySite:
    """Let a page of any site read what everybody may read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Access-Control-Allow-Origin"] = "*"
            await send(message)

        is_read = scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and scope["path"].startswith("/v1/")
        await self.app(scope, receive, opened if is_read else send)


class AskedBySites:
    """Let pages of some sites ask; every answer says that it depends on who asks, so that caches keep them apart."""

    def __init__(self, app: ASGIApp, *, origins: Collection[str]) -> None:
        self.app = app
        self.origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer the question before it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        known = origin in self.origins

        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                answer.add_vary_header("Origin")
                if known:
                    answer["Access-Control-Allow-Origin"] = origin
                    answer["Access-Control-Expose-Headers"] = EXPOSED
            await send(message)

        if known and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            allowed = {"Access-Control-Allow-Methods": METHODS, "Access-Control-Allow-Headers": HEADERS}
            await Response(status_code=204, headers={**allowed, "Access-Control-Max-Age": "600"})(
                scope, receive, opened
            )
            return
        await self.app(scope, receive, opened)
