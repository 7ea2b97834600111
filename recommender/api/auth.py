"""Keys: who may read and who may write. A key is sent as ``Authorization: Bearer KEY`` (RFC 6750), and never logged.

Readers read all. What everybody reads is a setting: all as well, or all but the texts of articles, or nothing; a page
with a publishable key always reads all but the texts.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException

from recommender.api.dependencies import NO_OPTIONS, StateIn, state_of
from recommender.api.keys import comes_from_site, sends_one_of, sends_publishable
from recommender.settings import Settings


async def expect_editor(request: Request, state: StateIn) -> None:
    """Let an editor's key pass: 403 when no editor has one, 401 when it is missing or wrong."""
    keys = state.settings.editor_keys
    if not keys:
        raise HTTPException(HTTPStatus.FORBIDDEN, "writing is off: set RECOMMENDER_EDITOR_KEYS to turn it on")
    _expect_one_of(keys, request, "the key of an editor")


async def expect_reader(request: Request) -> None:
    """Let everybody pass or, where nothing is public, those who send the key of a reader or of an editor.

    A publishable key passes from the pages of its sites: 403 from elsewhere, which says why a page shows nothing.
    """
    settings = state_of(request).settings
    if settings.everybody_reads != "none":
        return
    if not sends_publishable(request.scope, settings):
        _expect_key_of_reader(request, settings)
    elif not comes_from_site(request.scope, settings):
        expected = "Origin: expected one of RECOMMENDER_CORS_ORIGINS; a publishable key is for the pages of these"
        raise HTTPException(HTTPStatus.FORBIDDEN, expected)


async def expect_reader_of_texts(request: Request) -> None:
    """Let everybody pass where texts are public, and else those who send the key of a reader or of an editor."""
    settings = state_of(request).settings
    if settings.everybody_reads != "all":
        _expect_key_of_reader(request, settings)


def _expect_key_of_reader(request: Request, settings: Settings) -> None:
    _expect_one_of((*settings.reader_keys, *settings.editor_keys), request, "the key of a reader")


def _expect_one_of(keys: Iterable[str], request: Request, whose: str) -> None:
    if not sends_one_of(request, keys):
        expected = f"Authorization: expected Bearer KEY, with {whose}"
        raise HTTPException(HTTPStatus.UNAUTHORIZED, expected, {"WWW-Authenticate": "Bearer"})


READER = [Depends(expect_reader)]
READER_OF_TEXTS = [Depends(expect_reader_of_texts)]
# The first is for the OpenAPI document alone; the second looks at the key, before a body is read.
EDITOR = [Depends(HTTPBearer(auto_error=False, description="The key of an editor.")), Depends(expect_editor)]
EDITOR_WITHOUT_OPTIONS = [*NO_OPTIONS, *EDITOR]
