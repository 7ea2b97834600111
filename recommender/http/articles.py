"""The articles themselves."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from recommender.http import schemas
from recommender.http.calls import PLAIN, SEED_ERRORS, Call
from recommender.http.schemas import IdInPath

api = APIRouter(prefix="/v1", tags=["version 1"])


@api.get("/articles/{article_id:path}", response_model=schemas.Article, responses=SEED_ERRORS, dependencies=PLAIN)
async def article(request: Request, article_id: IdInPath) -> Response:
    """Read an article."""
    call = Call(request)
    return call.answer(call.recommender.seed(article_id).article.to_record())
