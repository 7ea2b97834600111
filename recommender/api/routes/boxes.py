"""The boxes of an article or of a draft, one by one, as a page, or many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response

from recommender.api import schemas
from recommender.api.answer_cache import Lasting
from recommender.api.auth import READER, READER_OF_TEXTS
from recommender.api.dependencies import (
    DRAFT_ERRORS,
    NAMED_FIRST,
    NO_OPTIONS,
    SEED_ERRORS,
    Call,
    CallIn,
    StateIn,
    find_seed,
)
from recommender.api.direct_route import DirectRoute
from recommender.api.problems import problem
from recommender.api.responses import NO_STORE
from recommender.api.schemas import FillOptions, FillOptionsIn, IdInPath, Options, OptionsIn
from recommender.article import to_iso
from recommender.errors import UnknownArticleError
from recommender.index import Seed

# A longer body is answered in a thread, so that others are answered meanwhile: the way there and back costs some four
# empty endpoints. At least 0, bytes; by hand, three times a usual article.
LONG_DRAFT_BYTES = 20_000

router = APIRouter(prefix="/v1", tags=["boxes"], dependencies=READER, route_class=DirectRoute)


@router.get(
    "/articles/{article_id:path}/why/{other_id:path}",
    response_model=schemas.Why,
    responses=SEED_ERRORS,
    dependencies=[*READER_OF_TEXTS, *NO_OPTIONS, *NAMED_FIRST],
)
async def why(call: CallIn, article_id: IdInPath, other_id: IdInPath) -> Response:
    """Tell what links two articles: shared terms, time, and the verdict of each policy.

    Two articles may share most of their words, so it needs a key where texts do.
    """
    seed, other = await find_seed(call, article_id), await find_seed(call, other_id)
    record = call.recommender.explain(seed, other.article.article_id, as_of=call.now).to_record()
    return call.by_key(call.answer(record, cache=call.private(call.cache_of(seed.article, other.article))))


@router.get(
    "/articles/{article_id:path}/similar", response_model=schemas.Box, responses=SEED_ERRORS, dependencies=NAMED_FIRST
)
async def similar(call: CallIn, article_id: IdInPath, options: FillOptionsIn) -> Response:
    """Fill Similar News: the article's own event as told elsewhere."""
    return await _filled(call, "similar", article_id, options)


@router.get(
    "/articles/{article_id:path}/related", response_model=schemas.Box, responses=SEED_ERRORS, dependencies=NAMED_FIRST
)
async def related(call: CallIn, article_id: IdInPath, options: OptionsIn) -> Response:
    """Fill Related: background and follow-up, other events."""
    return await _filled(call, "related", article_id, options)


@router.get(
    "/articles/{article_id:path}/boxes", response_model=schemas.Page, responses=SEED_ERRORS, dependencies=NAMED_FIRST
)
async def boxes(call: CallIn, article_id: IdInPath, options: FillOptionsIn) -> Response:
    """Fill all boxes of an article's page, nothing twice."""
    seed = await find_seed(call, article_id)
    lasting = call.lasting(Lasting.MINUTE, article_id, seed)
    return call.answer(call.page(seed, options), cache=call.cache_of(seed.article), lasting=lasting)


@router.post("/similar", response_model=schemas.Box, responses=DRAFT_ERRORS)
async def draft_similar(call: CallIn, draft: schemas.DraftIn, options: FillOptionsIn) -> Response:
    """Fill Similar News for a draft."""
    return await _beside_draft(call, partial(call.box, "similar"), draft, options)


@router.post("/related", response_model=schemas.Box, responses=DRAFT_ERRORS)
async def draft_related(call: CallIn, draft: schemas.DraftIn, options: OptionsIn) -> Response:
    """Fill Related for a draft."""
    return await _beside_draft(call, partial(call.box, "related"), draft, options)


@router.post("/boxes", response_model=schemas.Page, responses=DRAFT_ERRORS)
async def draft_boxes(call: CallIn, draft: schemas.DraftIn, options: FillOptionsIn) -> Response:
    """Fill all boxes of a draft's page, nothing twice."""
    return await _beside_draft(call, call.page, draft, options)


@router.post("/batch", response_model=schemas.Batch, responses=DRAFT_ERRORS, dependencies=NO_OPTIONS)
def batch(request: Request, state: StateIn, body: schemas.BatchIn) -> Response:
    """Fill boxes for many published articles; one that is not known has a problem in its place."""
    state.follower.catch_up_on(body.seeds[: state.settings.max_batch])
    # Only now, so that what has just been taken in is there.
    call, options = Call.of(request, state), FillOptions(k=body.k, fill=body.fill)
    call.expect_at_most("seeds", len(body.seeds), call.settings.max_batch)
    call.expect_at_most("k", body.k, call.settings.max_batch_cards // len(body.seeds), f"for {len(body.seeds)} seeds")

    def fill(article_id: str) -> dict[str, Any]:
        try:
            seed = call.find(article_id)
        except UnknownArticleError as error:
            return {"seed": article_id, "problem": problem(*state.why_missing(error))}
        return call.page(seed, options) if body.box == "boxes" else call.box(body.box, seed, options)

    results = [fill(article_id) for article_id in body.seeds]
    record = {"results": results, "model": call.recommender.version, "as_of": to_iso(call.now)}
    return call.answer(record, cache=NO_STORE)


async def _filled(call: Call, box: str, article_id: str, options: Options) -> Response:
    seed = await find_seed(call, article_id)
    lasting = call.lasting(Lasting.LONG, article_id, seed)
    return call.answer(call.box(box, seed, options), cache=call.cache_of(seed.article), lasting=lasting)


async def _beside_draft(
    call: Call, fill: Callable[[Seed, Options], dict[str, Any]], draft: schemas.DraftIn, options: Options
) -> Response:
    def answer() -> Response:
        return call.answer(fill(call.draft(draft), options), cache=NO_STORE)

    is_long = len(await call.request.body()) > LONG_DRAFT_BYTES
    return await asyncio.to_thread(answer) if is_long else answer()
