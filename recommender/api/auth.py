"""Keys: who may read and who may write. A key is sent as ``Authorization: Bearer KEY`` (RFC 6750), and never logged."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException

from recommender.api.dependencies import NO_OPTIONS, StateIn, state_of
from recommender.api.keys import sends_one_of


async def expect_editor(request: Request, state: StateIn) -> None:
    """Let an editor's key pass: 403 when no editor has one, 401 when it is missing or wrong."""
    keys = state.settings.editor_keys
    if not keys:
        raise HTTPException(HTTPStatus.FORBIDDEN, "writing is off: set RECOMMENDER_EDITOR_KEYS to turn it on")
    _expect_one_of(keys, request, "the key of an editor")


async def expect_reader(request: Request) -> None:
    """Let everybody pass or, where readers have keys, those who send one of them or of the editors'."""
    settings = state_of(request).settings
    if settings.reader_keys:
        _expect_one_of((*settings.reader_keys, *settings.editor_keys), request, "the key of a reader")


def _expect_one_of(keys: Iterable[str], request: Request, whose: str) -> None:
    if not sends_one_of(request, keys):
        expected = f"Authorization: expected Bearer KEY, with {whose}"
        raise HTTPException(HTTPStatus.UNAUTHORIZED, expected, {"WWW-Authenticate": "Bearer"})


READER = [Depends(expect_reader)]
# The first is for the OpenAPI document alone; the second looks at the key, before a body is read.
EDITOR = [Depends(HTTPBearer(auto_error=False, description="The key of an editor.")), Depends(expect_editor)]
EDITOR_WITHOUT_OPTIONS = [*NO_OPTIONS, *EDITOR]
