"""The model that serves."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from recommender.api import schemas
from recommender.api.auth import EDITOR_WITHOUT_OPTIONS, READER
from recommender.api.dependencies import NO_OPTIONS, CallIn, StateIn
from recommender.api.responses import NO_CACHE, NO_STORE, json_answer
from recommender.api.schemas import problems

router = APIRouter(prefix="/v1", tags=["the model"])


@router.get(
    "/model", response_model=schemas.Model, responses=problems(401, 422, 503), dependencies=[*READER, *NO_OPTIONS]
)
async def model(call: CallIn) -> Response:
    """Tell which model serves: its version, parameters, corpus and measures."""
    version = {"version": call.recommender.version}
    return call.answer({**version, **call.recommender.facts, **version}, cache=NO_CACHE)


@router.post(
    "/model/reload",
    response_model=schemas.Reloaded,
    responses=problems(401, 403, 422, 503),
    dependencies=EDITOR_WITHOUT_OPTIONS,
)
def reload(request: Request, state: StateIn) -> Response:
    """Load the current version now rather than at the next look, in the worker that answers; needs an editor's key."""
    changed = state.follower.reload()
    return json_answer(request, {"version": state.recommender().version, "changed": changed}, cache=NO_STORE)
