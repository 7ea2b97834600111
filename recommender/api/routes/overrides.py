"""Overrides over HTTP: what editors have decided, and the log of who did so. All of it needs an editor's key."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from recommender import boxes
from recommender.api import schemas
from recommender.api.auth import EDITOR, EDITOR_WITHOUT_OPTIONS
from recommender.api.decisions import Prospect, expect_articles
from recommender.api.dependencies import Call, StateIn, StoreIn
from recommender.api.override_records import LOG, log_record, read_overrides, refused_records, write_override
from recommender.api.parsing import read_json
from recommender.api.responses import NO_CACHE, NO_STORE, json_answer
from recommender.api.schemas import (
    AuthorIn,
    IdInPath,
    LogOptionsIn,
    OverrideIn,
    PreviewOptionsIn,
    body_of,
    problems,
)
from recommender.api.state import State
from recommender.article import to_iso
from recommender.errors import ArticleError
from recommender.overrides import Override, Overrides
from recommender.serving import idle_overrides
from recommender.store import Store

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
        "idle": await state.in_store_thread(_idle_records, state, stored, now),
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
    """Pin, ban, hide or mute; in the place of the override of this id, if there is one.

    A pin of an article that is not here, or beside one, is refused; the problem names the nearest.
    """
    record = (await read_json(request, OverrideIn)).model_dump(exclude_none=True)
    parsed = Override.parse({"override_id": override_id} | record)
    if parsed.override_id != override_id:
        raise ArticleError("override_id", f"none, or that of the address, {override_id}", parsed.override_id)
    written = await state.in_store_thread(_write, state, store, parsed)
    return json_answer(request, written.to_record(), cache=NO_STORE)


@router.post(
    "/preview",
    response_model=schemas.Preview,
    responses=problems(400, 401, 403, 404, 408, 413, 415, 422, 503),
    dependencies=EDITOR,
    openapi_extra=body_of(OverrideIn),
)
async def preview(request: Request, state: StateIn, store: StoreIn, options: PreviewOptionsIn) -> Response:
    """Say what an override would touch, and show a page without it and with it; nothing is decided."""
    record = (await read_json(request, OverrideIn)).model_dump(exclude_none=True)
    parsed = Override.parse({"override_id": "preview"} | record)
    call = Call.of(request, state)
    answer = await state.in_store_thread(_preview_record, state, store, call, parsed, options.article_id)
    return json_answer(request, answer, cache=NO_STORE)


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


def _write(state: State, store: Store, override: Override) -> Override:
    """Write an override whose articles are here, and return it as it was written."""
    override = expect_articles(override, state)
    write_override(store, override)
    return override


def _idle_records(state: State, stored: Overrides, now: datetime) -> list[dict[str, str]]:
    """Return the ids of the overrides that decide nothing, with the reason; none while no model serves."""
    if state.follower.recommender is None:
        return []
    idle = idle_overrides(replace(state.follower.recommender, overrides=stored), as_of=now)
    return [{"override_id": override_id, "reason": reason} for override_id, reason in idle.items()]


def _preview_record(
    state: State, store: Store, call: Call, override: Override, article_id: str | None
) -> dict[str, Any]:
    """Return what an override would touch as JSON values, with a page without it and with it."""
    served = replace(call.recommender, overrides=read_overrides(store))
    prospect = Prospect.of(expect_articles(override, state), served, call.now)
    seed = call.seed(article_id) if article_id else None
    if seed is None and prospect.reach.examples:
        seed = served.seed(prospect.reach.examples[0])
    moment = boxes.Request(as_of=call.now)
    record = prospect.reach.to_record() | {"article_id": None, "before": None, "after": None, "as_of": to_iso(call.now)}
    if seed is None:
        return record
    before, after = (each.page(seed, moment).to_record() for each in (prospect.before, prospect.after))
    return record | {"article_id": seed.article.article_id, "before": before, "after": after}


def _unknown() -> HTTPException:
    return HTTPException(HTTPStatus.NOT_FOUND, "there is no override of this id")
