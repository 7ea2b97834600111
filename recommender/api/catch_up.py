"""The last look before an answer: was anything written that it must have?"""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from recommender.serving import Follower

# A request waits no longer for the store, and is answered from what is there.
WAIT_SECONDS = 3.0
# What must be told whatever the store does.
UNHURRIED = frozenset({"/livez", "/metrics"})


class UpToDate:
    """Let each request find what was committed before it came.

    Most find with a look that nothing was. Those that come while the store is read share the next reading: the one
    that runs may have begun too early for them.
    """

    def __init__(self, app: ASGIApp, *, live: Follower) -> None:
        self.app = app
        self.live = live
        self._reading: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on when what it may ask for is there."""
        if scope["type"] == "http" and scope["path"] not in UNHURRIED and not self.live.is_current():
            try:
                await asyncio.wait_for(self._caught_up(), WAIT_SECONDS)
            except TimeoutError:
                self.live.give_up(f"the store did not answer within {WAIT_SECONDS:g} seconds")
        await self.app(scope, receive, send)

    async def _caught_up(self) -> None:
        running = self._reading
        if running is not None and not running.done() and running.get_loop() is asyncio.get_running_loop():
            await asyncio.shield(running)
        if self._reading is running:
            self._reading = asyncio.create_task(asyncio.to_thread(self.live.catch_up))
        assert self._reading is not None
        await asyncio.shield(self._reading)
