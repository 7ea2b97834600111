"""Overrides over HTTP: what editors have decided, and the log of who did so. All of it needs an editor's key."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from recommender.api import writing_schemas as schemas
from recommender.api.auth import EDITOR, KEYED
from recommender.api.dependencies import State
from recommender.api.parsing import read_json
from recommender.api.responses import NO_CACHE, NO_STORE, json_answer
from recommender.api.schemas import IdInPath, problems
from recommender.api.writing_schemas import AuthorIn, LogOptionsIn, OverrideIn, body_of
from recommender.article import to_iso
from recommender.errors import ArticleError
from recommender.overrides import Override, Overrides
from recommender.store import Entry, Store

api = APIRouter(prefix="/v1/overrides", tags=["the editor's desk"])
MAX_OVERRIDES = 10_000
LOG = "log"  # the address of the log, which no override can have


@api.get("", response_model=schemas.Overrides, responses=problems(401, 403, 422, 503), dependencies=KEYED)
async def overrides(request: Request) -> Response:
    """List all overrides, and which of them hold now."""
    state = State.of(request)
    found, now = await state.ask(all_of, state.writable()), state.now()
    record = {
        "overrides": [override.to_record() for override in found.all],
        "active": [override.override_id for override in found.at(now).overrides],
        "refused": refused_of(found),
        "as_of": to_iso(now),
    }
    return json_answer(request, record, cache=NO_CACHE)


@api.get(f"/{LOG}", response_model=schemas.Log, responses=problems(401, 403, 422, 503), dependencies=EDITOR)
async def log(request: Request, asked: LogOptionsIn) -> Response:
    """Tell who took down, held, released and overrode what, when and why, newest first."""
    state = State.of(request)
    entries = await state.ask(state.writable().audit.entries, **asked.model_dump())
    return json_answer(request, {"entries": [told(entry) for entry in entries]}, cache=NO_CACHE)


@api.get(
    "/{override_id:path}",
    response_model=schemas.Override,
    responses=problems(401, 403, 404, 422, 503),
    dependencies=KEYED,
)
async def override(request: Request, override_id: IdInPath) -> Response:
    """Read an override."""
    state = State.of(request)
    record = await state.ask(state.writable().overrides.get, override_id)
    if not record:
        raise _unknown()
    return json_answer(request, record, cache=NO_CACHE)


@api.put(
    "/{override_id:path}",
    response_model=schemas.Override,
    responses=problems(400, 401, 403, 404, 408, 409, 413, 415, 422, 503),
    dependencies=KEYED,
    openapi_extra=body_of(OverrideIn),
)
async def put(request: Request, override_id: IdInPath) -> Response:
    """Pin, ban, hide or mute; in the place of the override of this id, if there is one."""
    state = State.of(request)
    store = state.writable()
    record = (await read_json(request, OverrideIn)).model_dump(exclude_none=True)
    decided = Override.parse({"override_id": override_id} | record)
    if decided.override_id != override_id:
        raise ArticleError("override_id", f"none, or that of the address, {override_id}", decided.override_id)
    await state.ask(keep, store, decided)
    return json_answer(request, decided.to_record(), cache=NO_STORE)


@api.delete(
    "/{override_id:path}",
    response_model=schemas.Deleted,
    responses=problems(401, 403, 404, 422, 503),
    dependencies=EDITOR,
)
async def delete(request: Request, override_id: IdInPath, asked: AuthorIn) -> Response:
    """Undo an override; it stays in the log."""
    state = State.of(request)
    if not await state.ask(state.writable().overrides.delete, override_id, **asked.model_dump()):
        raise _unknown()
    return json_answer(request, {"override_id": override_id, "outcome": "deleted"}, cache=NO_STORE)


def all_of(store: Store) -> Overrides:
    """Return all overrides of a store."""
    return Overrides.parse(store.overrides.all())


def refused_of(found: Overrides) -> list[dict[str, str]]:
    """Return what is none of the overrides, and why."""
    return [{"override_id": override_id, "reason": reason} for override_id, reason in found.refused.items()]


def keep(store: Store, decided: Override) -> None:
    """Write an override; it is durable when this returns."""
    if decided.override_id == LOG:
        raise ArticleError("override_id", f"another id than {LOG}", LOG)
    if store.overrides.get(decided.override_id) is None and len(store.overrides.all()) >= MAX_OVERRIDES:
        raise HTTPException(HTTPStatus.CONFLICT, f"there are {MAX_OVERRIDES} overrides already; delete some first")
    store.overrides.put(decided.override_id, decided.to_record(), author=decided.author, note=decided.note)


def told(entry: Entry) -> dict[str, Any]:
    """Return an entry of the log as JSON values."""
    return {
        "change": entry.change,
        "at": to_iso(entry.at),
        "action": entry.action,
        "subject": entry.subject,
        "author": entry.author,
        "note": entry.note,
        "override": entry.record,
    }


def _unknown() -> HTTPException:
    return HTTPException(HTTPStatus.NOT_FOUND, "there is no override of this id")
