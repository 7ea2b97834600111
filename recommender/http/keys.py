"""Keys: who may write. A key is sent as ``Authorization: Bearer KEY`` (RFC 6750), and is never logged."""

from __future__ import annotations

import hmac
from http import HTTPStatus

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException

from recommender.http.calls import PLAIN
from recommender.settings import Settings

# For the description of the call; the key itself is looked at by `expect_editor`.
KEYED = [*PLAIN, Depends(HTTPBearer(auto_error=False, description="The key of an editor."))]


def expect_editor(request: Request, settings: Settings) -> None:
    """Let an editor's key pass: 403 when there is none to have, 401 when it is missing or wrong."""
    if not settings.editor_keys:
        raise HTTPException(HTTPStatus.FORBIDDEN, "writing is off: set RECOMMENDER_EDITOR_KEYS to turn it on")
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    # The bytes as they were sent; all keys are compared, each in constant time.
    sent = key.strip().encode("latin-1")
    matches = [hmac.compare_digest(sent, known.encode()) for known in settings.editor_keys]
    if scheme.lower() != "bearer" or not any(matches):
        expected = "Authorization: expected Bearer KEY, with the key of an editor"
        raise HTTPException(HTTPStatus.UNAUTHORIZED, expected, {"WWW-Authenticate": "Bearer"})
