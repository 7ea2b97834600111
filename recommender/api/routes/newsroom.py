"""The desk's pages of figures: the day's stories, what readers get, and orphans; for who has signed in there."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from recommender.api.dependencies import Call, StateIn
from recommender.api.desk_pages import Desk, sign_in_answer
from recommender.api.forms import SessionIn, SignedFormIn, redirect_to
from recommender.api.newsroom_pages import orphans_answer, readers_answer, stories_answer

router = APIRouter(prefix="/desk", include_in_schema=False)
PAGES = ("/desk/readers", "/desk/orphans")


@router.get("/stories")
async def stories(request: Request, state: StateIn, session: SessionIn, day: str = "") -> Response:
    """Show the stories of the last 24 hours, or of a day; or ask for the key."""
    if session is None:
        return sign_in_answer(request, state)
    return await state.in_store_thread(stories_answer, Desk.of(request, state, session), day)


@router.get("/readers")
async def readers(request: Request, state: StateIn, session: SessionIn) -> Response:
    """Show what readers get; or ask for the key."""
    if session is None:
        return sign_in_answer(request, state)
    return await state.in_store_thread(readers_answer, Desk.of(request, state, session))


@router.get("/orphans")
async def orphans(request: Request, state: StateIn, session: SessionIn) -> Response:
    """Show the articles that no box shows and no box leads out of; or ask for the key."""
    if session is None:
        return sign_in_answer(request, state)
    return await state.in_store_thread(orphans_answer, Desk.of(request, state, session))


@router.post("/survey")
async def survey(request: Request, state: StateIn, form: SignedFormIn) -> Response:
    """Count anew what readers get."""
    call = Call.of(request, state)
    state.surveyor.again(call.recommender, call.now)
    return redirect_to(form.get("path") if form.get("path") in PAGES else PAGES[0])
