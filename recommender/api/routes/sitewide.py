"""What is the same beside every article: what is breaking, what is trending, and each story as a timeline."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from recommender.api import schemas
from recommender.api.answer_cache import Lasting
from recommender.api.auth import READER
from recommender.api.dependencies import NO_OPTIONS, SEED_ERRORS, CallIn
from recommender.api.direct_route import DirectRoute
from recommender.api.responses import NO_CACHE
from recommender.api.schemas import IdInPath, OptionsIn, TagOptionsIn, problems

router = APIRouter(prefix="/v1", tags=["boxes"], dependencies=READER, route_class=DirectRoute)
ERRORS = problems(401, 422, 503)


@router.get("/breaking", response_model=schemas.Box, responses=ERRORS)
async def breaking(call: CallIn, options: OptionsIn) -> Response:
    """Tell what is breaking: stories that ever more independent publishers tell within minutes."""
    return call.answer(call.breaking(options), lasting=Lasting.MINUTE)


@router.get("/trending", response_model=schemas.TagBox, responses=ERRORS)
async def trending(call: CallIn, options: TagOptionsIn) -> Response:
    """Tell what is trending: people, places and phrases used far more than is usual for them."""
    return call.answer(call.trending(options), lasting=Lasting.MINUTE)


@router.get(
    "/stories/{story_id:path}",
    response_model=schemas.Story,
    responses=SEED_ERRORS | {HTTPStatus.PERMANENT_REDIRECT: {"description": "The story that took its articles over."}},
    dependencies=NO_OPTIONS,
)
async def story(request: Request, call: CallIn, story_id: IdInPath) -> Response:
    """Tell a story as a timeline: its articles in the order of time, who told it, and since when."""
    timeline = call.recommender.story(story_id, as_of=call.now)
    if timeline.story_id != story_id:
        # Beside this address, so that it holds behind any prefix.
        address = request.url.path[: -len(story_id)].rsplit("/", 1)[0]
        headers = {"Location": f"{address}/{quote(timeline.story_id, safe='')}", "Cache-Control": NO_CACHE}
        return Response(status_code=HTTPStatus.PERMANENT_REDIRECT, headers=headers)
    return call.answer(timeline.to_record())
