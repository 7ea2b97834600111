"""What all calls share: the state of the app, one call's view of it, and what may be asked of any.

In: a request. Out: the recommender that answers it, its moment, and records ready to be sent.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, ParamSpec, TypeVar
from urllib.parse import unquote

from fastapi import Depends, Query, Request, Response
from starlette.exceptions import HTTPException

from recommender import boxes
from recommender.api import schemas
from recommender.api.metrics import Meters
from recommender.api.responses import FOR_A_WHILE, json_answer
from recommender.api.schemas import Options, problems
from recommender.api.throttle import Attempts
from recommender.article import MAX_ID_LENGTH, Article, ArticleId
from recommender.engine import Recommender
from recommender.errors import ArticleError, StoreError, UnknownArticleError
from recommender.index import Seed
from recommender.serving import Follower
from recommender.settings import Settings
from recommender.store import Store, StoredArticle, Tombstone

P = ParamSpec("P")
T = TypeVar("T")
# A write, or a question of an editor's to the store, is answered within so many seconds, whatever the store does.
STORE_SECONDS = 10.0
# Threads of their own for these: where the store hangs, they hang, and what readers ask for goes on.
STORE_THREADS = 32
NO_ID = ArticleId("")  # the id of a draft that has none: no published article can have it


@dataclass(frozen=True, slots=True)
class State:
    """What all calls of one app share."""

    settings: Settings
    live: Follower
    meters: Meters
    store: Store | None = None
    attempts: Attempts = field(default_factory=Attempts)
    threads: Executor = field(default_factory=partial(ThreadPoolExecutor, STORE_THREADS, "store"))

    @classmethod
    def of(cls, request: Request) -> State:
        """Return that of the app that is called."""
        state: State = request.app.state.recommender
        return state

    def recommender(self) -> Recommender:
        """Return what serves now; 503 when nothing does yet."""
        if self.live.recommender is None:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "no model has been published yet", self.retry())
        return self.live.recommender

    def writable(self) -> Store:
        """Return the store to write to; 503 when none is configured."""
        if self.store is None:
            reason = "there is no store to write to: set RECOMMENDER_STORE, to sqlite:///store.sqlite say"
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, reason)
        return self.store

    async def ask(self, call: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """Return what a call that uses the store returns, in a thread that may hang with it.

        Raises:
            StoreError: It took too long. What was not begun is not done any more; what was may still come to be.
        """
        running = asyncio.get_running_loop().run_in_executor(self.threads, partial(call, *args, **named))
        try:
            async with asyncio.timeout(STORE_SECONDS):
                return await running
        except TimeoutError:
            reason = f"no answer within {STORE_SECONDS:g} seconds"
            raise StoreError(self.store.url if self.store else "", reason) from None

    def stored(self, article_id: str) -> StoredArticle | Tombstone | None:
        """Return what the store holds under an id; nothing while it is away, since reading goes on without it."""
        if self.store is None or self.live.away is not None:
            return None
        try:
            return self.store.get(article_id)
        except StoreError as error:
            self.live.give_up(str(error))
            return None

    def missing(self, error: UnknownArticleError) -> tuple[HTTPStatus, str]:
        """Return what is said of an article that is not here: 410 when it was taken down, 404 when it never was."""
        found = self.stored(error.article_id)
        if not isinstance(found, Tombstone):
            return HTTPStatus.NOT_FOUND, str(error)
        return HTTPStatus.GONE, f"article {error.article_id} was taken down" + (", and is held" if found.held else "")

    def retry(self) -> dict[str, str]:
        """Return the header that says when to try again: after the next look for a model."""
        return {"Retry-After": str(math.ceil(self.settings.poll_seconds))}

    def now(self) -> datetime:
        """Return the moment to answer for, in whole seconds."""
        return self.settings.clock(datetime.now(UTC)).replace(microsecond=0)


class Call:
    """One call: the recommender that answers all of it, though another be swapped in meanwhile, and its moment."""

    def __init__(self, request: Request) -> None:
        state = State.of(request)
        self.request = request
        self.settings = state.settings
        self.recommender = state.recommender()
        self.now = state.now()

    def draft(self, draft: schemas.DraftIn) -> Seed:
        """Return a draft as a seed."""
        article = Article.parse({"article_id": "draft", **draft.model_dump(exclude_none=True)})
        article = article if draft.article_id else replace(article, article_id=NO_ID)
        return self.recommender.draft(article, as_of=self.now)

    def box(self, name: str, seed: Seed, options: Options) -> dict[str, Any]:
        """Return the record of one box."""
        return told(self.recommender.box(name, seed, self.request_of(options)).to_record())

    def page(self, seed: Seed, options: Options) -> dict[str, Any]:
        """Return the record of all boxes of a page."""
        record = told(self.recommender.page(seed, self.request_of(options)).to_record())
        return record | {"boxes": {name: told(box) for name, box in record["boxes"].items()}}

    def breaking(self, options: Options) -> dict[str, Any]:
        """Return the record of what is breaking."""
        return self.recommender.breaking(self.request_of(options)).to_record()

    def trending(self, options: Options) -> dict[str, Any]:
        """Return the record of what is trending."""
        return self.recommender.trending(self.request_of(options)).to_record()

    def request_of(self, options: Options) -> boxes.Request:
        """Return what the options of a call ask, for the moment of the call."""
        self.expect_at_most("k", options.k, self.settings.max_k)
        filters, exclude = options.filters(), frozenset(options.exclude)
        return boxes.Request(k=options.k, filters=filters, exclude=exclude, as_of=self.now)

    def expect_at_most(self, field: str, value: int, limit: int) -> None:
        """Refuse a number that is over a limit."""
        if value > limit:
            raise ArticleError(field, f"at most {limit}", value)

    def answer(self, record: dict[str, Any], *, cache: str = FOR_A_WHILE, etag: str | None = None) -> Response:
        """Return a record as the answer; what only some may read, no cache keeps for others."""
        kept = cache.replace("public", "private") if self.settings.reader_keys else cache
        return json_answer(self.request, record, cache=kept.format(self.settings.max_age_seconds), etag=etag)


async def prefer_named(request: Request) -> None:
    """Take in the articles of the address before others that wait, as after a bulk import."""
    live = State.of(request).live
    if live.waiting:
        named = [unquote(value) for name, value in request.path_params.items() if name.endswith("_id")]
        await asyncio.to_thread(live.prefer, named)


async def expect_no_options(request: Request) -> None:
    """Refuse options where there are none to have: a misspelt one must not be passed over in silence."""
    if request.query_params:
        name, value = request.query_params.multi_items()[0]
        raise ArticleError(name[:MAX_ID_LENGTH], "no options in this call", value)


def told(record: dict[str, Any]) -> dict[str, Any]:
    """Return the record with no seed where the seed has no id."""
    return record | {"seed": record["seed"] or None}


OptionsIn = Annotated[Options, Query()]
NAMED = [Depends(prefer_named)]
PLAIN = [Depends(expect_no_options)]
SEED_ERRORS = problems(401, 404, 410, 422, 503)
DRAFT_ERRORS = problems(400, 401, 408, 413, 415, 422, 503)
