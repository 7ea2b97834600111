"""The boxes that are the same beside every article: what is breaking, and what is trending."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from recommender.http import schemas
from recommender.http.calls import Call, OptionsIn
from recommender.http.keys import READER
from recommender.http.schemas import problems

api = APIRouter(prefix="/v1", tags=["boxes"], dependencies=READER)
ERRORS = problems(401, 422, 503)


@api.get("/breaking", response_model=schemas.Box, responses=ERRORS)
async def breaking(request: Request, options: OptionsIn) -> Response:
    """Tell what is breaking: stories that ever more independent publishers tell within minutes."""
    call = Call(request)
    return call.answer(call.breaking(options))


@api.get("/trending", response_model=schemas.TagBox, responses=ERRORS)
async def trending(request: Request, options: Annotated[schemas.TagOptions, Query()]) -> Response:
    """Tell what is trending: people, places and phrases used far more than is usual for them."""
    call = Call(request)
    return call.answer(call.trending(options))
