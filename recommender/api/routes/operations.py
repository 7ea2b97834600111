"""Operations: the model that serves, and whether the service is alive, ready and well."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from recommender.api import schemas
from recommender.api.auth import KEYED, READER
from recommender.api.dependencies import PLAIN, Call, State
from recommender.api.metrics import CONTENT_TYPE
from recommender.api.responses import NO_CACHE, NO_STORE, bytes_answer, json_answer
from recommender.api.schemas import problems

api = APIRouter(prefix="/v1", tags=["the model"])
operations = APIRouter(tags=["operations"])


@api.get("/model", response_model=schemas.Model, responses=problems(401, 422, 503), dependencies=[*READER, *PLAIN])
async def model(request: Request) -> Response:
    """Tell which model serves: its version, parameters, corpus and measures."""
    call = Call(request)
    version = {"version": call.recommender.version}
    return call.answer({**version, **call.recommender.facts, **version}, cache=NO_CACHE)


@api.post("/model/reload", response_model=schemas.Reloaded, responses=problems(401, 403, 422, 503), dependencies=KEYED)
def reload(request: Request) -> Response:
    """Load the current version now rather than at the next look, in the worker that answers; needs an editor's key."""
    state = State.of(request)
    changed = state.live.reload()
    return json_answer(request, {"version": state.recommender().version, "changed": changed}, cache=NO_STORE)


@operations.get("/livez", response_model=schemas.Alive)
async def livez(request: Request) -> Response:
    """Tell that the process answers."""
    return json_answer(request, {"status": "alive"}, cache=NO_CACHE)


@operations.get("/readyz", response_model=schemas.Ready, responses=problems(503))
async def readyz(request: Request) -> Response:
    """Tell whether a model is served, and whether it is kept current with the store."""
    live = State.of(request).live
    store = None if live.store is None else "followed" if live.away is None else "away"
    record = {"status": "ready", "model": Call(request).recommender.version, "store": store}
    return json_answer(request, record, cache=NO_CACHE)


@operations.get("/metrics", response_class=PlainTextResponse)
def metrics(request: Request) -> Response:
    """Return the metrics of this worker in Prometheus's text format."""
    state = State.of(request)
    return bytes_answer(request, state.meters.text(state.live), CONTENT_TYPE, cache=NO_CACHE)
