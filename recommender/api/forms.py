"""Forms of the desk: the fields that a browser sends, and who has signed in there (FastAPI dependencies)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request, Response
from starlette.exceptions import HTTPException

from recommender.api import sessions
from recommender.api.dependencies import StateIn
from recommender.api.parsing import media_type_of
from recommender.api.responses import NO_STORE
from recommender.api.sessions import Session

COOKIE = "recommender_desk"
FORM = "application/x-www-form-urlencoded"
MAX_FIELDS = 30
Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SignedForm:
    """The fields of a form, and who has sent it."""

    session: Session
    fields: Form

    def get(self, name: str) -> str:
        """Return the value of a field, empty if it was not sent."""
        return self.fields.get(name, "")


async def get_session(request: Request, state: StateIn) -> Session | None:
    """Return who has signed in; None if nobody has, or has signed out since, wherever that was."""
    session = sessions.read(request.cookies.get(COOKIE), state.settings.editor_keys, datetime.now(UTC))
    if session is None or state.store is None:
        return session
    return None if await state.in_store_thread(state.store.ended_sessions.has, session.form_token) else session


SessionIn = Annotated[Session | None, Depends(get_session)]


async def get_form(request: Request) -> Form:
    """Return the fields of a form.

    Raises:
        HTTPException: The body is not a form.
    """
    if media_type_of(request) != FORM:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Content-Type: expected {FORM}")
    try:
        text = (await request.body()).decode()
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS))
    except ValueError:
        expected = f"body: expected the fields of a form in UTF-8, at most {MAX_FIELDS}"
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, expected) from None


async def get_signed_form(request: Request, session: SessionIn) -> SignedForm:
    """Return the fields of a form, and who has sent it.

    Raises:
        HTTPException: Nobody has signed in, or the form was not made for the one who has.
    """
    if session is None:
        raise HTTPException(HTTPStatus.SEE_OTHER, "sign in first", {"Location": "/desk"})
    form = await get_form(request)
    if not session.sent_by(form.get("token", "")):
        raise HTTPException(HTTPStatus.FORBIDDEN, "this form is not of your session; go back, and load the page again")
    return SignedForm(session, form)


FormIn = Annotated[Form, Depends(get_form)]
SignedFormIn = Annotated[SignedForm, Depends(get_signed_form)]


def redirect_to(path: str) -> Response:
    """Return an answer to a form that leads to another page."""
    return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": path, "Cache-Control": NO_STORE})
