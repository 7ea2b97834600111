"""Forms of the desk: the fields that a browser sends, and who has signed in there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qsl

from fastapi import Request, Response
from starlette.exceptions import HTTPException

from recommender.api import sessions
from recommender.api.dependencies import State
from recommender.api.responses import NO_STORE
from recommender.api.sessions import Session

COOKIE = "recommender_desk"
FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 30
Form = Mapping[str, str]


def session_of(request: Request) -> Session | None:
    """Return who has signed in."""
    keys = State.of(request).settings.editor_keys
    return sessions.read(request.cookies.get(COOKIE), keys, datetime.now(UTC))


async def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form.

    Raises:
        HTTPException: The body is none.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Content-Type: expected {FORM}")
    try:
        text = (await request.body()).decode()
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS))
    except ValueError:
        expected = f"body: expected the fields of a form in UTF-8, at most {MOST_FIELDS}"
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, expected) from None


async def signed_form(request: Request) -> tuple[Session, dict[str, str]]:
    """Return who sends a form, and its fields.

    Raises:
        HTTPException: Nobody has signed in, or the form was not made for the one who has.
    """
    session = session_of(request)
    if session is None:
        raise HTTPException(HTTPStatus.SEE_OTHER, "sign in first", {"Location": "/desk"})
    form = await form_of(request)
    if not session.sent_by(form.get("token", "")):
        raise HTTPException(HTTPStatus.FORBIDDEN, "this form is not of your session; go back, and load the page again")
    return session, form


def see(path: str) -> Response:
    """Return an answer that leads to another page."""
    return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": path, "Cache-Control": NO_STORE})
