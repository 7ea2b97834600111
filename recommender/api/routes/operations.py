"""Whether the service is alive, ready and well."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from recommender.api import schemas
from recommender.api.dependencies import CallIn, StateIn
from recommender.api.metrics import CONTENT_TYPE
from recommender.api.responses import NO_CACHE, bytes_answer, json_answer
from recommender.api.schemas import problems
from recommender.engine import has_other_terms

router = APIRouter(tags=["operations"])


@router.get("/livez", response_model=schemas.Alive)
async def livez(request: Request) -> Response:
    """Tell that the process answers."""
    return json_answer(request, {"status": "alive"}, cache=NO_CACHE)


@router.get("/readyz", response_model=schemas.Ready, responses=problems(503))
async def readyz(request: Request, state: StateIn, call: CallIn) -> Response:
    """Tell whether a model is served, and whether it is kept current with the store."""
    follower = state.follower
    store = None if follower.store is None else "followed" if follower.away is None else "away"
    record = {"status": "ready", "model": call.recommender.version, "store": store}
    if follower.damaged is not None:
        record["damaged"] = follower.damaged
    if follower.failure is not None:
        record["refused"] = follower.failure
    if has_other_terms(call.recommender.facts):
        record["terms"] = "other"
    return json_answer(request, record, cache=NO_CACHE)


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(request: Request, state: StateIn) -> Response:
    """Return the metrics of the service, of all its workers, in Prometheus's text format."""
    return bytes_answer(request, state.metrics.text(state.follower), CONTENT_TYPE, cache=NO_CACHE)
