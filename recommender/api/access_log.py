"""The access log: a line a request, when the operator wants it; and a line for what was slow.

In: requests that have been answered. Out: lines with method, route template, status, time and id; never an address, a
query, a header or a body, in which what somebody reads or writes stands.
"""

from __future__ import annotations

import logging
import time
from secrets import token_hex
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recommender.api.logs import LineLimit, request_id_of

log = logging.getLogger(__name__)
# Where in a scope it stands: the id of a request, and its method as it was sent.
REQUEST_ID, SENT_METHOD = "recommender.request_id", "recommender.sent_method"
# Where many requests are slow, or many writes are refused, the log says so at most this often. Above 0, seconds; by
# hand.
SECONDS_BETWEEN_LINES = 1.0


class AccessLog:
    """Write a line for each request, and give each answer the id of its request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and write its line when it has been answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = request_id_of(scope["headers"]) or token_hex(8)
        scope[REQUEST_ID] = request_id
        begun, status = time.perf_counter(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], (b"x-request-id", request_id.encode())]}
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            write_line(scope, logging.INFO, "request", status, time.perf_counter() - begun)


class SlowLog:
    """Write a line for a request that took long; where many do, for one in a while, with how many there were."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._limit = LineLimit(SECONDS_BETWEEN_LINES)

    def add(self, scope: Scope, status: int, seconds: float) -> None:
        """Write the line of a request, or count it."""
        if (before := self._limit.take()) is not None:
            write_line(scope, logging.WARNING, "slow_request", status, seconds, unlogged=before)


def write_line(scope: Scope, level: int, event: str, status: int, seconds: float | None, **fields: object) -> None:
    """Write the line of a request."""
    if not log.isEnabledFor(level):
        return
    route = getattr(scope.get("route"), "path_format", "(none)")
    known: dict[str, Any] = {"method": scope.get(SENT_METHOD, scope["method"]), "route": route, "status": status}
    if seconds is not None:
        known["milliseconds"] = round(1_000 * seconds, 3)
    if request_id := scope.get(REQUEST_ID) or request_id_of(scope["headers"]):
        known["request_id"] = request_id
    log.log(level, _MESSAGES[event], extra={"event": event, **known, **fields})


_MESSAGES = {"request": "answered", "slow_request": "answered slowly", "refused_write": "a write is refused"}
