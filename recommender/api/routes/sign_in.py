"""Signing in to the desk with the key of an editor, and out again.

A browser signs in with a form and keeps a signed cookie (see `sessions`) that no script can read and that no other
site's page can make it send.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from recommender.api import sessions
from recommender.api.dependencies import StateIn
from recommender.api.desk_pages import sign_in_answer
from recommender.api.forms import COOKIE, FormIn, SignedFormIn, redirect_to
from recommender.api.keys import is_key
from recommender.api.state import State
from recommender.article import parse_name

log = logging.getLogger(__name__)
router = APIRouter(prefix="/desk", include_in_schema=False)


@router.post("/sign-in")
async def sign_in(request: Request, state: StateIn, form: FormIn) -> Response:
    """Begin a session for who sends an editor's key."""
    # The key is looked at first: nothing else is done for a stranger, and no number of wrong keys that strangers send
    # from one address, a proxy's say, keeps out an editor behind it.
    key = form.get("key", "").strip()
    if not is_key(key.encode(), state.settings.editor_keys):
        return _refuse(request, state)
    author = parse_name(form.get("author"), "author")
    if author is None:
        return sign_in_answer(request, state, error="Your name is missing.")
    answer = redirect_to("/desk")
    answer.set_cookie(
        COOKIE,
        sessions.begin(author, key, datetime.now(UTC)),
        max_age=int(sessions.LIFETIME.total_seconds()),
        path="/desk",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return answer


def _refuse(request: Request, state: State) -> Response:
    """Answer a wrong key; after a few of them, from one address or from all, with how long to wait."""
    client = request.client.host if request.client else ""
    if wait := state.failed_attempts.wait(client):
        return sign_in_answer(request, state, error="Too many attempts have failed.", retry_after=wait)
    state.failed_attempts.add(client)
    log.warning("a wrong key was sent to the desk", extra={"event": "wrong_key", "client": client})
    return sign_in_answer(request, state, error="That is not the key of an editor.")


@router.post("/sign-out")
async def sign_out(state: StateIn, form: SignedFormIn) -> Response:
    """End the session, for this browser and for whoever has its cookie."""
    if state.store is not None:
        session, now = form.session, datetime.now(UTC)
        await state.in_store_thread(state.store.ended_sessions.add, session.form_token, until=session.ends_at, now=now)
    answer = redirect_to("/desk")
    answer.delete_cookie(COOKIE, path="/desk", httponly=True, samesite="strict")
    return answer
