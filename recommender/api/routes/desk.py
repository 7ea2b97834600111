"""The editor's desk: pages behind a key, on which articles are found and decisions taken.

Every form carries a token of the session, which no other site's page can know. Each decision is a POST that leads back
to the page on which it was taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request, Response

from recommender.api.dependencies import NAMED_FIRST, StateIn, StoreIn
from recommender.api.desk_pages import Desk, article_answer, home_answer, sign_in_answer
from recommender.api.forms import Form, SessionIn, SignedForm, SignedFormIn, redirect_to
from recommender.api.override_records import write_override
from recommender.api.routes.articles import exact_id
from recommender.api.schemas import AnyIdInPath
from recommender.api.state import State
from recommender.api.views import SPANS
from recommender.api.views.wording import desk_path
from recommender.errors import ArticleError
from recommender.overrides import Override
from recommender.store import Store

router = APIRouter(prefix="/desk", include_in_schema=False)
HOURS = (1, 6, 24, 7 * 24, 30 * 24)
DURATIONS = dict(zip(SPANS, (None, *(timedelta(hours=hours) for hours in HOURS)), strict=True))
# What each button of a form does, and the fields of the form that say of what.
DECISIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "pin": ("pin", ("box", "article_id", "seed", "position")),
    "pin everywhere": ("pin", ("box", "article_id", "position")),
    "ban": ("ban", ("article_id", "seed")),
    "hide": ("hide", ("article_id",)),
    "hide section": ("hide", ("section",)),
    "hide story": ("hide", ("story_id",)),
    "mute": ("mute", ("term",)),
}


@router.get("")
async def home(request: Request, state: StateIn, session: SessionIn, words: str = "") -> Response:
    """Show what some words find, the decisions that hold, and the log; or ask for the key."""
    if session is None:
        return sign_in_answer(request, state)
    return await state.in_store_thread(home_answer, Desk.of(request, state, session), words)


@router.get("/articles/{article_id:path}", dependencies=NAMED_FIRST)
async def article(request: Request, state: StateIn, session: SessionIn, article_id: AnyIdInPath) -> Response:
    """Show an article with its boxes, and what can be decided of it; or ask for the key."""
    if session is None:
        return sign_in_answer(request, state)
    return await state.in_store_thread(article_answer, Desk.of(request, state, session), article_id)


@router.post("/overrides")
async def decide(request: Request, state: StateIn, form: SignedFormIn, store: StoreIn) -> Response:
    """Pin, ban, hide or mute what a form names."""
    return await state.in_store_thread(take_decision, request, state, store, form)


@router.post("/undo")
async def undo(state: StateIn, form: SignedFormIn, store: StoreIn) -> Response:
    """Undo a decision; one that is undone already is no matter."""
    await state.in_store_thread(store.overrides.delete, form.get("override_id"), author=form.session.author)
    return redirect_to(page_of(form))


@router.post("/take-down")
async def take_down(request: Request, state: StateIn, form: SignedFormIn, store: StoreIn) -> Response:
    """Take an article down, as `DELETE` does; the form must say that this is meant."""
    return await state.in_store_thread(take_article_down, request, state, store, form)


@router.post("/release")
async def release(state: StateIn, form: SignedFormIn, store: StoreIn) -> Response:
    """End the hold on an article; one that is not held is no matter."""
    author, note = form.session.author, form.get("note")
    await state.in_store_thread(store.release, form.get("page"), author=author, note=note)
    return redirect_to(page_of(form))


def take_article_down(request: Request, state: State, store: Store, form: SignedForm) -> Response:
    """Take down what a form names, and lead to what is left of it."""
    article_id = form.get("page")
    if form.get("confirmed") != "yes":
        error, status = "Nothing was taken down: tick that you mean it.", HTTPStatus.UNPROCESSABLE_ENTITY
        return article_answer(Desk.of(request, state, form.session), article_id, error=error, status=status)
    try:
        hold, note = form.get("hold") == "yes", form.get("note")
        store.delete(exact_id(article_id), hold=hold, author=form.session.author, note=note)
    except ArticleError as refused:
        error, status = str(refused), HTTPStatus.UNPROCESSABLE_ENTITY
        return home_answer(Desk.of(request, state, form.session), error=error, status=status)
    return redirect_to(page_of(form))


def take_decision(request: Request, state: State, store: Store, form: SignedForm) -> Response:
    """Take a decision, and lead back; one that cannot be taken is refused on the page of its form."""
    try:
        write_override(store, decision_of(form.fields, form.session.author, state.now()))
    except ArticleError as refused:
        error, status = str(refused), HTTPStatus.UNPROCESSABLE_ENTITY
        desk = Desk.of(request, state, form.session)
        if article_id := form.get("page"):
            return article_answer(desk, article_id, error=error, status=status)
        return home_answer(desk, error=error, status=status)
    return redirect_to(page_of(form))


def decision_of(form: Form, author: str, now: datetime) -> Override:
    """Return the override that the fields of a form ask for.

    Raises:
        ArticleError: They ask for none.
    """
    action, names = DECISIONS.get(form.get("do", ""), ("", ()))
    record: dict[str, Any] = {name: form.get(name) for name in names}
    if action == "ban":
        record["other"] = record.pop("seed")
    if position := record.get("position"):
        record["position"] = int(position) if position.isascii() and position.isdigit() else position
    duration = DURATIONS.get(form.get("span", ""))
    ends_at = {} if duration is None else {"ends_at": now + duration}
    written = {"override_id": uuid4().hex, "action": action, "author": author, "note": form.get("note")}
    return Override.parse(written | record | ends_at)


def page_of(form: SignedForm) -> str:
    """Return the path of the page on which a form was sent: that of an article, or the front."""
    article_id = form.get("page")
    return desk_path(article_id) if article_id else "/desk"
