"""Sessions of the desk: a signed cookie, kept by nobody but the browser.

In: the key of an editor and a name. Out: a value for a cookie, and from it the name again. The one idea: the key itself
signs, so that every worker knows every session, and taking a key out of the settings ends the sessions begun with it.
The key cannot be had from the cookie. Signature: HMAC with SHA-256 (RFC 2104).
"""

from __future__ import annotations

import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

LIFETIME = timedelta(hours=12)
MOST_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Session:
    """Someone who has signed in.

    Attributes:
        author: The name under which decisions are kept.
        form_token: What a form must send back: no other site's page can know it.
    """

    author: str
    form_token: str

    def sent_by(self, token: str) -> bool:
        """Tell whether a form came from a page of this session."""
        return hmac.compare_digest(token.encode(), self.form_token.encode())


def begin(author: str, key: str, now: datetime) -> str:
    """Return the value of the cookie of a new session."""
    ends_at = int((now + LIFETIME).timestamp())
    payload = urlsafe_b64encode(
        json.dumps([author, ends_at, secrets.token_hex(8)], ensure_ascii=False).encode()
    ).decode()
    return f"{payload}.{_signature(key, 'session', payload).decode()}"


def read(cookie: str | None, keys: Iterable[str], now: datetime) -> Session | None:
    """Return the session of a cookie; none when no key has signed it, or it is over."""
    if not cookie or len(cookie) > MOST_CHARACTERS:
        return None
    payload, _, signature = cookie.partition(".")
    signers = [key for key in keys if hmac.compare_digest(_signature(key, "session", payload), signature.encode())]
    if not signers:
        return None
    # What one of our keys has signed is of our making, and needs no more checks.
    author, ends_at, _ = json.loads(urlsafe_b64decode(payload))
    if now.timestamp() >= ends_at:
        return None
    return Session(author, _signature(signers[0], "form", payload).decode())


def _signature(key: str, purpose: str, payload: str) -> bytes:
    return hmac.new(key.encode(), f"recommender desk {purpose} {payload}".encode(), "sha256").hexdigest().encode()
