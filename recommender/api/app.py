"""The composition root of the service: settings → an app with its routes, error handlers and middleware.

In: requests. Out: the JSON of version 1, problem documents (RFC 9457), and the reader pages. Each answer carries an
``ETag`` and ``Cache-Control``, and honours ``If-None-Match`` (RFC 9110).

Run it: ``uvicorn service:create_app --factory``; settings come from the environment, ``RECOMMENDER_…``.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import timedelta

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from recommender import __version__
from recommender.api.access_log import AccessLog, SlowLog
from recommender.api.answer_cache import AnswerCache
from recommender.api.catch_up import CatchUp
from recommender.api.dependencies import EACH_ONCE
from recommender.api.ending import LastAnswers
from recommender.api.exception_handlers import add_exception_handlers
from recommender.api.metrics import MeasureRequests, Metrics
from recommender.api.middleware import (
    PREFLIGHT_SECONDS,
    BodyLimit,
    BoundedBodies,
    ExactPaths,
    HeadAsGet,
    ReadByAnySite,
)
from recommender.api.routes import ROUTERS
from recommender.api.starting import collecting_later, use_one_arena
from recommender.api.state import State
from recommender.api.worker_slots import WorkerSlots
from recommender.serving import Follower, Lease
from recommender.settings import Settings, read_settings
from recommender.snapshots import registry_at
from recommender.store import Store
from recommender.trends import Breaking, MonitorSettings, Trending

log = logging.getLogger(__name__)


def create_app(settings: Settings | None = None, *, slots: WorkerSlots | None = None, worker: int = 0) -> FastAPI:
    """Build the service.

    Args:
        settings: By default those of the environment.
        slots: Where it counts beside other workers of one service; by default it is alone.
        worker: Which of them it is.

    Raises:
        SettingsError: A setting of the environment cannot be used.
        StoreError: The store cannot be opened.
    """
    use_one_arena()
    settings = read_settings() if settings is None else settings
    store = None if settings.store is None else Store.open(settings.store, ledger=settings.ledger)
    follower = Follower(
        registry_at(settings.models), store, verify=settings.verify, monitor_settings=monitor_settings(settings)
    )
    metrics = Metrics(slots, worker)
    state = State(settings, follower, metrics, store, lease=lease_of(settings, follower, metrics))
    app = FastAPI(
        title="Related-news recommender",
        version=__version__,
        summary="Fills the Related, Similar News, Breaking news and trending boxes of a news page.",
        description="Any other method of an address gets 405, and `Allow` names those that there are. An article that "
        "was taken down gets 410. Errors are problem documents (RFC 9457).",
        lifespan=lifespan_of(state),
        openapi_url=None,  # this, and the page that shows it, are routes of ours, with headers like all others
        redirect_slashes=False,
        dependencies=EACH_ONCE,
    )
    app.state.recommender = state
    for router in ROUTERS:
        app.include_router(router)
    add_exception_handlers(app, ROUTERS)
    add_middleware(app, state)
    return app


def lease_of(settings: Settings, follower: Follower, metrics: Metrics) -> Lease | None:
    """Return the lease of a worker; that of one which died is taken over by the one that takes its place."""
    if follower.store is None or not settings.lease_seconds:
        return None
    holder = f"{metrics.slots.service}/{metrics.slot.at}"
    return Lease(follower, follower.store, holder=holder, seconds=settings.lease_seconds)


def monitor_settings(settings: Settings) -> MonitorSettings:
    """Return what is taken for breaking and trending."""
    window = timedelta(minutes=settings.breaking_minutes)
    return MonitorSettings(
        breaking=Breaking(publishers=settings.breaking_publishers, window=window),
        trending=Trending(publishers=settings.trending_publishers),
        owners=settings.owners,
    )


def lifespan_of(state: State) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Return what runs while the app does: it follows the registry and the store, and closes the store at the end."""
    runs = 0

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:  # noqa: ARG001
        nonlocal runs
        runs += 1
        # A model that is there is served from the first request on; without one, readyz says so.
        with collecting_later():
            await asyncio.to_thread(state.follower.start)
        if state.lease is not None:
            await asyncio.to_thread(state.lease.keep)
        state.metrics.begin(state.follower)
        log_ready(state.follower)
        following = state.follower.follow(state.settings.poll_seconds)
        keeping = () if state.lease is None else (state.lease.keep_for_ever(),)
        running = (following, state.metrics.keep_noting(state.follower), *keeping)
        tasks = [asyncio.create_task(each) for each in running]
        with state.ending.begun_by_signal():
            yield
        log.info("what was asked is answered", extra={"event": "ended"})
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if state.lease is not None:
            await asyncio.to_thread(state.lease.end)
        await asyncio.to_thread(state.surveyor.close)
        runs -= 1
        # Tools that call an app of the same process run it once more inside its run.
        if state.store is not None and not runs:
            state.store.close()

    return lifespan


def log_ready(follower: Follower) -> None:
    """Say in the log that this worker answers, and with what."""
    model = None if follower.recommender is None else follower.recommender.version
    fields = {"event": "ready", "model": model, "store": None if follower.store is None else follower.store.url}
    log.info("ready" if model else "there is no model to serve yet", extra=fields)


def add_middleware(app: FastAPI, state: State) -> None:
    """Add what stands around every call; the last is the outermost."""
    settings = state.settings
    app.add_middleware(
        BoundedBodies,
        limit=BodyLimit(settings.max_body_bytes, settings.max_body_seconds),
        write_limit=BodyLimit(settings.max_write_bytes, settings.max_write_seconds),
    )
    # What is sent again has been looked at as any other answer: the store, the metrics, the headers for other sites.
    app.add_middleware(AnswerCache, state=state)
    app.add_middleware(CatchUp, follower=state.follower)
    if settings.cors_origins:
        # No answer allows credentials, so a page of another site knows no more than the key that it sends itself.
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=("GET", "HEAD", "POST", "PUT", "DELETE"),
            allow_headers=("Authorization", "Content-Type", "If-Match", "If-None-Match"),
            expose_headers=("ETag", "Retry-After"),
            max_age=PREFLIGHT_SECONDS,
        )
    elif settings.everybody_reads != "none":
        app.add_middleware(ReadByAnySite)
    app.add_middleware(MeasureRequests, metrics=state.metrics, slow=SlowLog(settings.slow_seconds))
    if settings.access_log:
        app.add_middleware(AccessLog)
    app.add_middleware(ExactPaths)
    app.add_middleware(HeadAsGet)
    app.add_middleware(LastAnswers, ending=state.ending)
