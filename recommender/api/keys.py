"""The key that a request sends: ``Authorization: Bearer KEY`` (RFC 6750), compared in constant time, never logged.

Keys of editors and readers are secrets. A *publishable* key is none: it stands in a page, for everybody to read, and
counts only when a browser says that a page of one of some sites sends it. No page can lie about that; a program can.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import Scope

from recommender.settings import Settings


def is_key(sent: bytes, known: Iterable[str]) -> bool:
    """Return whether what was sent is one of the keys; all are compared, each in constant time."""
    matches = [hmac.compare_digest(sent, key.encode()) for key in known]
    return any(matches)


def sends_one_of(request: Request, keys: Iterable[str]) -> bool:
    """Return whether a request sends one of some keys."""
    return is_bearer(request.headers.get("authorization", ""), keys)


def is_bearer(authorization: str, keys: Iterable[str]) -> bool:
    """Return whether a header sends one of some keys."""
    scheme, _, key = authorization.partition(" ")
    # The bytes as they were sent: headers are read as Latin-1.
    return is_key(key.strip().encode("latin-1"), keys) and scheme.lower() == "bearer"


def sends_publishable(scope: Scope, settings: Settings) -> bool:
    """Return whether a request sends a publishable key, from wherever."""
    if not settings.publishable_keys:
        return False
    return is_bearer(Headers(scope=scope).get("authorization", ""), settings.publishable_keys)


def comes_from_site(scope: Scope, settings: Settings) -> bool:
    """Return whether a browser says that a page of one of the named sites asks.

    It sends ``Origin`` with whatever a page asks of another site. Of its own site a page may ask without one, and then
    the browser says so (Fetch Metadata, ``Sec-Fetch-Site``).
    """
    headers = Headers(scope=scope)
    if (origin := headers.get("origin")) is not None:
        return origin in settings.cors_origins
    return headers.get("sec-fetch-site") == "same-origin"
