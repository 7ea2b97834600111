"""The boxes of an article or of a draft, one by one, as a page, or many at once."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from recommender.api import schemas
from recommender.api.auth import READER
from recommender.api.dependencies import DRAFT_ERRORS, NAMED, PLAIN, SEED_ERRORS, Call, OptionsIn, State
from recommender.api.problems import problem
from recommender.api.responses import NO_STORE
from recommender.api.schemas import IdInPath, Options
from recommender.article import to_iso
from recommender.errors import UnknownArticleError

api = APIRouter(prefix="/v1", tags=["boxes"], dependencies=READER)


@api.get(
    "/articles/{article_id:path}/why/{other_id:path}",
    response_model=schemas.Why,
    responses=SEED_ERRORS,
    dependencies=[*PLAIN, *NAMED],
)
async def why(request: Request, article_id: IdInPath, other_id: IdInPath) -> Response:
    """Tell what links two articles: shared terms, time, and the verdict of each policy."""
    call = Call(request)
    seed = call.recommender.seed(article_id)
    return call.answer(call.recommender.explain(seed, other_id, as_of=call.now).to_record())


@api.get("/articles/{article_id:path}/similar", response_model=schemas.Box, responses=SEED_ERRORS, dependencies=NAMED)
async def similar(request: Request, article_id: IdInPath, options: OptionsIn) -> Response:
    """Fill Similar News: the article's own event as told elsewhere."""
    call = Call(request)
    return call.answer(call.box("similar", call.recommender.seed(article_id), options))


@api.get("/articles/{article_id:path}/related", response_model=schemas.Box, responses=SEED_ERRORS, dependencies=NAMED)
async def related(request: Request, article_id: IdInPath, options: OptionsIn) -> Response:
    """Fill Related: background and follow-up, other events."""
    call = Call(request)
    return call.answer(call.box("related", call.recommender.seed(article_id), options))


@api.get("/articles/{article_id:path}/boxes", response_model=schemas.Page, responses=SEED_ERRORS, dependencies=NAMED)
async def boxes(request: Request, article_id: IdInPath, options: OptionsIn) -> Response:
    """Fill all boxes of an article's page, nothing twice."""
    call = Call(request)
    return call.answer(call.page(call.recommender.seed(article_id), options))


@api.post("/similar", response_model=schemas.Box, responses=DRAFT_ERRORS)
def draft_similar(request: Request, draft: schemas.DraftIn, options: OptionsIn) -> Response:
    """Fill Similar News for a draft."""
    call = Call(request)
    return call.answer(call.box("similar", call.draft(draft), options), cache=NO_STORE)


@api.post("/related", response_model=schemas.Box, responses=DRAFT_ERRORS)
def draft_related(request: Request, draft: schemas.DraftIn, options: OptionsIn) -> Response:
    """Fill Related for a draft."""
    call = Call(request)
    return call.answer(call.box("related", call.draft(draft), options), cache=NO_STORE)


@api.post("/boxes", response_model=schemas.Page, responses=DRAFT_ERRORS)
def draft_boxes(request: Request, draft: schemas.DraftIn, options: OptionsIn) -> Response:
    """Fill all boxes of a draft's page, nothing twice."""
    call = Call(request)
    return call.answer(call.page(call.draft(draft), options), cache=NO_STORE)


@api.post("/batch", response_model=schemas.Batch, responses=DRAFT_ERRORS, dependencies=PLAIN)
def batch(request: Request, asked: schemas.BatchIn) -> Response:
    """Fill boxes for many published articles; one that is not known has a problem in its place."""
    state = State.of(request)
    state.live.prefer(asked.seeds[: state.settings.max_batch])
    call, options = Call(request), Options(k=asked.k)
    call.expect_at_most("seeds", len(asked.seeds), call.settings.max_batch)

    def fill(article_id: str) -> dict[str, Any]:
        try:
            seed = call.recommender.seed(article_id)
        except UnknownArticleError as error:
            return {"seed": article_id, "problem": problem(*state.missing(error))}
        return call.page(seed, options) if asked.box == "boxes" else call.box(asked.box, seed, options)

    results = [fill(article_id) for article_id in asked.seeds]
    record = {"results": results, "model": call.recommender.version, "as_of": to_iso(call.now)}
    return call.answer(record, cache=NO_STORE)
