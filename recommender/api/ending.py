"""How a service ends: those who are asking when it is told to end are answered first.

In: the signal to end. Out: for a moment answers as before, each of which tells its client that the connection is closed
behind it; then the server's own end. A server closes the connections on which nothing is being answered, also those on
which a request is on its way, and its client would learn neither that nor whether to ask again.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)
# How long answers are the last of their connections before the server ends. At least 0, seconds; by hand, longer than
# a busy client's next request takes.
ENDING_SECONDS = 1.0


class Ending:
    """Whether the service has been told to end.

    Attributes:
        has_begun: Whether it has.
    """

    def __init__(self) -> None:
        self.has_begun = False

    @contextmanager
    def begun_by_signal(self) -> Iterator[None]:
        """Let SIGTERM begin the end, and its handler of before, that of the server, follow; a second one at once."""
        before, loop = signal.getsignal(signal.SIGTERM), asyncio.get_running_loop()
        if threading.current_thread() is not threading.main_thread() or not callable(before):
            yield
            return

        def begin(number: int, frame: FrameType | None) -> None:
            if self.has_begun:
                before(number, frame)
                return
            self.has_begun = True
            loop.call_soon_threadsafe(_say_it_begins)  # not here: a signal comes in the middle of any other line
            loop.call_soon_threadsafe(loop.call_later, ENDING_SECONDS, before, number, frame)

        signal.signal(signal.SIGTERM, begin)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, before)


def _say_it_begins() -> None:
    log.info(
        "SIGTERM: answers go on for %g s, the last of their connections", ENDING_SECONDS, extra={"event": "ending"}
    )


class LastAnswers:
    """Say with each answer that its connection is closed behind it, once the service has been told to end."""

    def __init__(self, app: ASGIApp, *, ending: Ending) -> None:
        self.app = app
        self.ending = ending

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if not self.ending.has_begun or scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_last(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
            await send(message)

        await self.app(scope, receive, send_last)
