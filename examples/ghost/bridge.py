"""Ghost's posts to the related-news service: receives its webhooks, and sends what became of each post.

    RELATED_NEWS_SERVICE=https://recommender.example RELATED_NEWS_KEY=… GHOST_SECRET=… \
        uvicorn --app-dir examples/ghost --factory bridge:create_bridge --port 8090

In Ghost, under Settings, Integrations, add a custom integration with the webhooks *Post published*, *Published post
updated*, *Post unpublished* and *Post deleted*, all with this bridge's address and with the secret. `related-news.hbs`
is the theme's part.

Ghost waits two seconds for an answer, does not call again, and deletes a webhook that is answered 410. So a call is
written down, answered with 202, and sent on from there as often as it takes: nothing is lost while the service is away.
The id of an article is that of Ghost's post: the address of a post is another one once it is unpublished.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import re
import sqlite3
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from hashlib import sha256
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request as Call
from urllib.request import urlopen

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SECONDS = 5.0
FRESH = 300.0  # seconds: an older call, or one from the future, may be one that somebody has recorded
MAX_BYTES = 5_000_000
UNDECIDED = {0, 401, 403, 404, 408, 429}  # away or busy, or its address or the key is wrong: tried again
SIGNATURE = re.compile(r"sha256=([0-9a-f]{64}), t=(\d+)")


def create_bridge(pause: float = 10.0) -> Starlette:
    """Return the bridge; `pause` is how many seconds it waits where the service does not answer."""
    notes = Notes(os.environ.get("NOTES", "ghost-bridge.sqlite"))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        sender = asyncio.create_task(send_for_ever(notes, pause))
        yield
        sender.cancel()

    app = Starlette(routes=[Route("/", receive, methods=["POST"])], lifespan=lifespan)
    app.state.notes = notes
    return app


class Notes:
    """What is to be sent, in a file: of each post the last that became of it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.run("CREATE TABLE IF NOT EXISTS notes (post TEXT PRIMARY KEY, record TEXT, noted REAL)")

    def run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Run a statement, durably, and return its rows."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            return connection.execute(statement, values).fetchall()


async def receive(request: Request) -> Response:
    """Write down what Ghost says of a post."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_BYTES:
            return Response(status_code=413)
    if not is_signed(body, request.headers.get("X-Ghost-Signature", ""), os.environ["GHOST_SECRET"], time.time()):
        return Response(status_code=401)
    try:
        post = json.loads(body)["post"]
        post_id, record = str((post["current"] or post["previous"])["id"]), record_of(post["current"])
    except (ValueError, KeyError, TypeError):
        return Response(status_code=422)
    note = (post_id, record and json.dumps(record), time.time())
    request.app.state.notes.run("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", *note)
    return Response(status_code=202)


def is_signed(body: bytes, header: str, secret: str, now: float) -> bool:
    """Return whether Ghost made a call, just now: it signs the body with the time, in milliseconds, at its end."""
    match = SIGNATURE.fullmatch(header)
    if match is None or abs(now - int(match[2]) / 1_000) > FRESH:
        return False
    expected = hmac.new(secret.encode(), body + match[2].encode(), sha256).hexdigest()
    return hmac.compare_digest(expected, match[1])


def record_of(post: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the article of a post; None of one that not everybody may read, or that is no more."""
    if post.get("status") != "published" or post.get("visibility") != "public":
        return None
    tags = [tag["name"] for tag in post.get("tags") or [] if tag.get("visibility", "public") == "public"]
    record = {
        "title": post.get("title"),
        "text": post.get("html") or post.get("plaintext"),
        "url": post.get("url"),
        "published_at": post.get("published_at"),
        "updated_at": post.get("updated_at"),
        "section": tags[0] if tags else None,
        "tags": tags[1:],
        "authors": [author["name"] for author in post.get("authors") or []],
        "image_url": post.get("feature_image"),
        "publisher": os.environ.get("PUBLISHER"),
    }
    return {name: value for name, value in record.items() if value}


async def send_for_ever(notes: Notes, pause: float) -> None:
    """Send what is noted, the oldest first; where the service does not answer, wait."""
    while True:
        waiting = notes.run("SELECT post, record, noted FROM notes ORDER BY noted LIMIT 1")
        is_decided = bool(waiting) and await asyncio.to_thread(send, *waiting[0][:2])
        if is_decided:  # what was noted meanwhile stays
            notes.run("DELETE FROM notes WHERE post = ? AND noted = ?", waiting[0][0], waiting[0][2])
        else:
            await asyncio.sleep(pause if waiting else 0.2)


def send(post_id: str, record: str | None) -> bool:
    """Write an article or take it down, and return whether the service has decided."""
    address = f"{os.environ['RELATED_NEWS_SERVICE']}/v1/articles/{quote(post_id, safe='')}"
    headers = {"Authorization": f"Bearer {os.environ['RELATED_NEWS_KEY']}", "Content-Type": "application/json"}
    method, body = ("PUT", record.encode()) if record else ("DELETE", None)
    try:
        with urlopen(Call(address, body, headers, method=method), timeout=SECONDS):  # noqa: S310
            return True
    except HTTPError as error:
        status, reason = error.code, error.read(1_000).decode(errors="replace")
    except (OSError, HTTPException) as error:
        status, reason = 0, str(error)
    print(f"{method} {post_id}: {status} {reason}")
    return status < 500 and status not in UNDECIDED
