"""The key that a request sends: ``Authorization: Bearer KEY`` (RFC 6750), compared in constant time, never logged."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from fastapi import Request


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
