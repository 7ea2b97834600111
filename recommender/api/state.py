"""What all calls of one app share: its settings, the model that serves, the store, metrics and threads.

In: the settings. Out: the recommender that serves now and the store, or 503 where they are missing.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import ParamSpec, TypeVar

from starlette.exceptions import HTTPException

from recommender.api.ending import Ending
from recommender.api.metrics import Metrics
from recommender.api.surveying import Surveyor
from recommender.api.throttle import FailedAttempts
from recommender.engine import Recommender
from recommender.errors import StoreError, UnknownArticleError
from recommender.serving import Follower, Lease
from recommender.settings import Settings
from recommender.store import Store, StoredArticle, Tombstone

P = ParamSpec("P")
T = TypeVar("T")
# A write, or a question of an editor's to the store, is answered within this time, whatever the store does.
STORE_SECONDS = 10.0
# Threads of their own for these: where the store hangs, they hang, and what readers ask for goes on.
STORE_THREADS = 32


@dataclass(frozen=True, slots=True)
class State:
    """What all calls of one app share.

    Attributes:
        settings: What the operator has set.
        follower: The model that serves, kept current with its registry and the store.
        metrics: Those of this worker.
        store: Where articles and overrides are written; None where no store is configured.
        failed_attempts: Failed attempts to sign in.
        threads: Those in which calls wait for the store.
        ending: Whether the service has been told to end.
        surveyor: What counts the pages that readers get, for the desk.
        lease: For how long this worker may answer without its store; None for as long as it likes.
    """

    settings: Settings
    follower: Follower
    metrics: Metrics
    store: Store | None = None
    failed_attempts: FailedAttempts = field(default_factory=FailedAttempts)
    threads: Executor = field(default_factory=partial(ThreadPoolExecutor, STORE_THREADS, "store"))
    ending: Ending = field(default_factory=Ending)
    surveyor: Surveyor = field(default_factory=Surveyor)
    lease: Lease | None = None

    def recommender(self) -> Recommender:
        """Return what serves now; 503 when nothing does yet."""
        if self.follower.recommender is None:
            reason = f"no model can be served: {self.follower.failure or 'the store does not answer'}"
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, reason, self.retry_header())
        if not self.may_answer():
            reason = (
                f"the store was not reached for {self.settings.lease_seconds:g} seconds: others may have taken down"
            )
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, reason, self.retry_header())
        return self.follower.recommender

    def may_answer(self) -> bool:
        """Return whether what serves now is sure to lack nothing that was acknowledged elsewhere."""
        return self.lease is None or self.lease.is_valid()

    def writable_store(self) -> Store:
        """Return the store to write to; 503 when none is configured."""
        if self.store is None:
            reason = "there is no store to write to: set RECOMMENDER_STORE, to sqlite:///store.sqlite say"
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, reason)
        return self.store

    async def in_store_thread(self, call: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """Return the result of a call that uses the store, made in a thread that may hang with it.

        Raises:
            StoreError: It took too long. A call that had not begun is not made any more; one that had may still take
                effect.
        """
        running = asyncio.get_running_loop().run_in_executor(self.threads, partial(call, *args, **named))
        try:
            async with asyncio.timeout(seconds := STORE_SECONDS + self.settings.lease_seconds):
                result = await running
        except TimeoutError:
            reason = f"no answer within {seconds:g} seconds"
            raise StoreError(self.store.url if self.store else "", reason) from None
        self.follower.resume()  # the next request waits for what was just committed
        return result

    def stored(self, article_id: str) -> StoredArticle | Tombstone | None:
        """Return what the store has under an id; None while it is away, since reading goes on without it."""
        if self.store is None or self.follower.away is not None:
            return None
        try:
            return self.store.get(article_id)
        except StoreError as error:
            self.follower.suspend(str(error))
            return None

    def why_missing(self, error: UnknownArticleError) -> tuple[HTTPStatus, str]:
        """Return the answer about an article that is not here: 410 if it was taken down, 404 if it never was here."""
        stored = self.stored(error.article_id)
        if not isinstance(stored, Tombstone):
            return HTTPStatus.NOT_FOUND, str(error)
        return HTTPStatus.GONE, f"article {error.article_id} was taken down" + (
            ", and is held" if stored.on_hold else ""
        )

    def retry_header(self) -> dict[str, str]:
        """Return the header that says when to try again: after the next look for a model."""
        return {"Retry-After": str(math.ceil(self.settings.poll_seconds))}

    def now(self) -> datetime:
        """Return the moment to answer for, in whole seconds."""
        return self.settings.clock(datetime.now(UTC)).replace(microsecond=0)
