"""Sessions of the desk: a signed cookie, kept by nobody but the browser until its editor signs out.

In: the key of an editor and a name. Out: a value for a cookie, and from it the name again. The one idea: the key itself
signs, so that every worker knows every session, and taking a key out of the settings ends the sessions begun with it.
The key cannot be had from the cookie.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha384

from itsdangerous import BadData, URLSafeSerializer

LIFETIME = timedelta(hours=12)
SALT = "recommender desk session"  # a signature made for another purpose, with the same key, does not fit


@dataclass(frozen=True, slots=True)
class Session:
    """Someone who has signed in.

    Attributes:
        author: The name under which decisions are kept.
        form_token: What a form must send back: no other site's page can know it.
        ends_at: When the session is over by itself.
    """

    author: str
    form_token: str
    ends_at: datetime

    def sent_by(self, token: str) -> bool:
        """Return whether a form came from a page of this session."""
        return hmac.compare_digest(token.encode(), self.form_token.encode())

    def sign(self, text: str) -> str:
        """Return a signature of a text that no other session can make."""
        return hmac.digest(self.form_token.encode(), text.encode(errors="replace"), "sha256").hex()[:32]

    def has_signed(self, text: str, signature: str) -> bool:
        """Return whether a signature is this session's of a text."""
        return hmac.compare_digest(signature.encode(errors="replace"), self.sign(text).encode())


def begin(author: str, key: str, now: datetime) -> str:
    """Return the value of the cookie of a new session."""
    # The end is signed rather than the beginning: a machine whose clock is a little behind would refuse a session that
    # has begun on another a moment ago, as itsdangerous' own time stamps are refused.
    ends_at = int((now + LIFETIME).timestamp())
    return str(_serializer([key]).dumps([author, ends_at, secrets.token_hex(16)]))


def read(cookie: str | None, keys: Sequence[str], now: datetime) -> Session | None:
    """Return the session of a cookie; None when none of the keys has signed it, or when it is over."""
    try:
        author, ends_at, form_token = _serializer(keys).loads(cookie or "")
    except BadData:
        return None
    return Session(author, form_token, datetime.fromtimestamp(ends_at, UTC)) if now.timestamp() < ends_at else None


def _serializer(keys: Sequence[str]) -> URLSafeSerializer:
    # The 48 bytes of SHA-384 fill 64 base64 digits to the last bit: no other digits stand for the same signature.
    return URLSafeSerializer(list(keys), SALT, signer_kwargs={"key_derivation": "hmac", "digest_method": sha384})
