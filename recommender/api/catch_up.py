"""Before an answer: take in what was written to the store and must be in it."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from recommender.serving import Follower

# A request waits no longer than this for the store, and is answered from what is there.
WAIT_SECONDS = 3.0
# While the store is away, a request gives it so long to answer again. Above 0, seconds; by hand: time to connect and to
# take in a few changes, that readers hardly notice.
AWAY_SECONDS = 0.25
# What is answered whatever the store does.
UNHURRIED = frozenset({"/livez", "/metrics"})


class CatchUp:
    """Let each request see what was committed before it came.

    Most need one look to learn that there is nothing new. Those that come while the store is read share the next
    reading: the one that runs may have begun too early for them.
    """

    def __init__(self, app: ASGIApp, *, follower: Follower) -> None:
        self.app = app
        self.follower = follower
        self._reading: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on when what it may ask for is there."""
        if scope["type"] == "http" and scope["path"] not in UNHURRIED and not self.follower.is_current():
            seconds = WAIT_SECONDS if self.follower.away is None else AWAY_SECONDS
            try:
                await asyncio.wait_for(self._read_store(), seconds)
            except TimeoutError:
                self.follower.suspend(f"the store did not answer within {seconds:g} seconds")
        await self.app(scope, receive, send)

    async def _read_store(self) -> None:
        running = self._reading
        if running is not None and not running.done() and running.get_loop() is asyncio.get_running_loop():
            await asyncio.shield(running)
        if self._reading is running:
            self._reading = asyncio.create_task(asyncio.to_thread(self.follower.catch_up))
        assert self._reading is not None
        await asyncio.shield(self._reading)
