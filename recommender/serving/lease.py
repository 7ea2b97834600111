"""The lease of a worker: for how long it may answer without having heard from the store.

In: a follower, and how long a lease is. Out: whether it may answer now. The one idea: a take-down is acknowledged when
each worker with a lease has confirmed it, or its lease has run out (`recommender.store.leases`), so that not even a
worker that cannot reach the store, or that still reaches a server that another has taken the place of, shows what was
taken down elsewhere.

The order of three steps makes it so. A lease is renewed in the store; then all that was committed is taken in; only
then does the renewed lease count, from the moment before the first step. What was committed before the renewal, and may
have been acknowledged without this worker, is then in; whatever is committed later waits for it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from recommender.errors import StoreError
from recommender.serving.follower import Follower
from recommender.store import Store

log = logging.getLogger(__name__)

# How often a worker looks whether a writer waits for it: on average a write waits half of it. Above 0, seconds; by
# hand: a look is one query, a hundredth of a processor in all.
LOOK_SECONDS = 0.1
# Of a lease, how much has run when it is renewed. In (0, 1), a share; by hand: the store may miss three renewals.
RENEWED_AFTER = 0.25


def elapsed_seconds() -> float:
    """Return the seconds on a clock that goes on while the machine sleeps, where there is one."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)


class Lease:
    """The lease of one worker.

    Args:
        follower: What the worker answers from.
        store: The store that it follows.
        holder: The name of the worker; no other process has it at the same time.
        seconds: How long a lease is, above 0.
        clock: The seconds on a clock that never goes back.
    """

    def __init__(
        self,
        follower: Follower,
        store: Store,
        *,
        holder: str,
        seconds: float,
        clock: Callable[[], float] = elapsed_seconds,
    ) -> None:
        self.follower = follower
        self.store = store
        self.holder = holder
        self.seconds = seconds
        self._clock = clock
        self._end = float("-inf")
        self._next_renewal = float("-inf")
        self._confirmed = -1
        self._is_lost = False

    def is_valid(self) -> bool:
        """Return whether the worker may answer now."""
        return self._clock() < self._end

    def keep(self) -> None:
        """Renew the lease where it is time, and confirm what a writer waits for; call it often, in one thread."""
        try:
            is_due = self._clock() >= self._next_renewal
            is_wanted = not is_due and self.store.leases.wanted(self.holder) > self._confirmed
            if is_due or is_wanted:
                self._confirm(is_due=is_due)
        except StoreError as error:  # the lease runs out if this goes on
            self.follower.suspend(str(error))
        self._log_loss()

    def _log_loss(self) -> None:
        """Say in the log that the lease has run out, or that there is one again."""
        if self._is_lost == (not self.is_valid()):
            return
        self._is_lost = not self._is_lost
        if self._is_lost:
            message = "the store was not reached for %g seconds: nothing is answered until it is"
            log.error(message, self.seconds, extra={"event": "lease_lost"})
        else:
            log.warning("the store was reached: answers go on", extra={"event": "lease_back"})

    def _confirm(self, *, is_due: bool) -> None:
        """Take in what was committed, and renew the lease up to there."""
        change = self._take_in()
        if change is None or (change <= self._confirmed and not is_due):
            return
        begun = self._clock()
        self.store.leases.renew(self.holder, change, seconds=self.seconds)
        self._confirmed = change
        if self._take_in() is not None:
            self._end = begun + self.seconds
            self._next_renewal = begun + self.seconds * RENEWED_AFTER

    def _take_in(self) -> int | None:
        """Take in what was committed; return up to which change, None where the store did not answer."""
        self.follower.catch_up()
        if self.follower.away is not None:
            return None
        # With no model nothing is shown; one that is loaded later has all that was committed before.
        change = self.follower.change
        return self.store.fetch_change() if change is None else change

    def end(self) -> None:
        """Answer no more, so that no writer waits."""
        self._end = float("-inf")
        try:
            self.store.leases.end(self.holder)
        except StoreError:  # then it runs out by itself
            return

    async def keep_for_ever(self) -> None:
        """Keep the lease in a thread until cancelled, which waits for the thread."""
        while True:
            running = asyncio.create_task(asyncio.to_thread(self.keep))
            try:
                await asyncio.shield(running)
            finally:
                await running
            await asyncio.sleep(LOOK_SECONDS)
