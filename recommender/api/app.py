"""The HTTP door: the composition root of the service. Its routes are in ``recommender/http/``, one file a noun.

In: requests. Out: the JSON of version 1, problem documents (RFC 9457), and the reader pages. Each answer carries an
``ETag`` and ``Cache-Control``, and honours ``If-None-Match`` (RFC 9110).

Run it: ``uvicorn service:create_app --factory``; settings come from the environment, ``RECOMMENDER_…``.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from recommender import __version__
from recommender.api.catch_up import UpToDate
from recommender.api.dependencies import State
from recommender.api.exception_handlers import add_refusals
from recommender.api.metrics import Measured, Meters
from recommender.api.middleware import Bounded, ExactPaths, HeadAsGet, Limit, ReadByAnySite
from recommender.api.routes import articles, boxes, desk, docs, operations, overrides, pages, sitewide
from recommender.serving import Follower
from recommender.settings import Settings, read_settings
from recommender.snapshots import Registry
from recommender.store import Store
from recommender.trends import Breaking, MonitorSettings, Trending

# In the order in which they are tried: the id of an article may hold slashes, so its own address comes last.
ROUTERS = (
    boxes.api,
    sitewide.api,
    articles.api,
    overrides.api,
    operations.api,
    operations.operations,
    desk.desk,
    docs.router,
    pages.pages,
)


def watch_of(settings: Settings) -> MonitorSettings:
    """Return what is taken for breaking and trending."""
    window = timedelta(minutes=settings.breaking_minutes)
    return MonitorSettings(
        breaking=Breaking(publishers=settings.breaking_publishers, window=window),
        trending=Trending(publishers=settings.trending_publishers),
        owners=settings.owners,
    )


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the service.

    Args:
        settings: By default those of the environment.

    Raises:
        SettingsError: A setting of the environment cannot be used.
        StoreError: The store cannot be opened.
    """
    settings = read_settings() if settings is None else settings
    store = None if settings.store is None else Store.open(settings.store)
    watch = watch_of(settings)
    live = Follower(Registry(settings.models), store, verify=settings.verify, watch=watch)
    state = State(settings, live, Meters(), store)
    runs = 0

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:  # noqa: ARG001
        nonlocal runs
        runs += 1
        # A model that is there is served from the first request on; without one, readyz says so.
        await asyncio.to_thread(state.live.look)
        following = asyncio.create_task(state.live.follow(settings.poll_seconds))
        yield
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following
        runs -= 1
        # Tools that ask an app of the same process run it once more inside its run.
        if store is not None and not runs:
            store.close()

    app = FastAPI(
        title="Related-news recommender",
        version=__version__,
        summary="Fills the Related, Similar News, Breaking news and trending boxes of a news page.",
        lifespan=lifespan,
        openapi_url=None,  # this, and the pages that show it, are routes of ours, with headers like all others
        redirect_slashes=False,
    )
    app.state.recommender = state
    for router in ROUTERS:
        app.include_router(router)
    add_refusals(app, ROUTERS)
    # The last is the outermost.
    app.add_middleware(UpToDate, live=state.live)
    app.add_middleware(
        Bounded,
        limit=Limit(settings.max_body_bytes, settings.max_body_seconds),
        write_limit=Limit(settings.max_write_bytes, settings.max_write_seconds),
    )
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=("GET", "HEAD", "POST", "PUT", "DELETE"),
            allow_headers=("Authorization", "Content-Type", "If-Match", "If-None-Match"),
            expose_headers=("ETag", "Retry-After"),
        )
    elif not settings.reader_keys:
        app.add_middleware(ReadByAnySite, allow_origins=("*",))
    app.add_middleware(Measured, meters=state.meters)
    app.add_middleware(ExactPaths)
    app.add_middleware(HeadAsGet)
    return app
