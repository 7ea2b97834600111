"""Overrides over HTTP: what editors have decided, and the log of who did so. All of it needs an editor's key."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from recommender.api import schemas
from recommender.api.auth import EDITOR, EDITOR_WITHOUT_OPTIONS
from recommender.api.dependencies import StateIn, StoreIn
from recommender.api.override_records import LOG, log_record, read_overrides, refused_records, write_override
from recommender.api.parsing import read_json
from recommender.api.responses import NO_CACHE, NO_STORE, json_answer
from recommender.api.schemas import AuthorIn, IdInPath, LogOptionsIn, OverrideIn, body_of, problems
from recommender.article import to_iso
from recommender.errors import ArticleError
from recommender.overrides import Override

router = APIRouter(prefix="/v1/overrides", tags=["the editor's desk"])


@router.get(
    "", response_model=schemas.Overrides, responses=problems(401, 403, 422, 503), dependencies=EDITOR_WITHOUT_OPTIONS
)
async def overrides(request: Request, state: StateIn, store: StoreIn) -> Response:
    """List all overrides, and which of them hold now."""
    stored, now = await state.in_store_thread(read_overrides, store), state.now()
    record = {
        "overrides": [override.to_record() for override in stored.all],
        "active": [override.override_id for override in stored.at(now).overrides],
        "refused": refused_records(stored),
        "as_of": to_iso(now),
    }
    return json_answer(request, record, cache=NO_CACHE)


@router.get(f"/{LOG}", response_model=schemas.Log, responses=problems(401, 403, 422, 503), dependencies=EDITOR)
async def log(request: Request, state: StateIn, store: StoreIn, options: LogOptionsIn) -> Response:
    """Tell who took down, held, released and overrode what, when and why, newest first."""
    entries = await state.in_store_thread(store.audit.entries, **options.model_dump())
    return json_answer(request, {"entries": [log_record(entry) for entry in entries]}, cache=NO_CACHE)


@router.get(
    "/{override_id:path}",
    response_model=schemas.Override,
    responses=problems(401, 403, 404, 422, 503),
    dependencies=EDITOR_WITHOUT_OPTIONS,
)
async def override(request: Request, state: StateIn, store: StoreIn, override_id: IdInPath) -> Response:
    """Read an override."""
    record = await state.in_store_thread(store.overrides.get, override_id)
    if not record:
        raise _unknown()
    return json_answer(request, record, cache=NO_CACHE)


@router.put(
    "/{override_id:path}",
    response_model=schemas.Override,
    responses=problems(400, 401, 403, 404, 408, 409, 413, 415, 422, 503),
    dependencies=EDITOR_WITHOUT_OPTIONS,
    openapi_extra=body_of(OverrideIn),
)
async def put(request: Request, state: StateIn, store: StoreIn, override_id: IdInPath) -> Response:
    """Pin, ban, hide or mute; in the place of the override of this id, if there is one."""
    record = (await read_json(request, OverrideIn)).model_dump(exclude_none=True)
    parsed = Override.parse({"override_id": override_id} | record)
    if parsed.override_id != override_id:
        raise ArticleError("override_id", f"none, or that of the address, {override_id}", parsed.override_id)
    await state.in_store_thread(write_override, store, parsed)
    return json_answer(request, parsed.to_record(), cache=NO_STORE)


@router.delete(
    "/{override_id:path}",
    response_model=schemas.Deleted,
    responses=problems(401, 403, 404, 422, 503),
    dependencies=EDITOR,
)
async def delete(
    request: Request, state: StateIn, store: StoreIn, override_id: IdInPath, options: AuthorIn
) -> Response:
    """Undo an override; it stays in the log."""
    if not await state.in_store_thread(store.overrides.delete, override_id, **options.model_dump()):
        raise _unknown()
    return json_answer(request, {"override_id": override_id, "outcome": "deleted"}, cache=NO_STORE)


def _unknown() -> HTTPException:
    return HTTPException(HTTPStatus.NOT_FOUND, "there is no override of this id")
