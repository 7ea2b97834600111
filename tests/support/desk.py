"""Editors at the desk: they sign in, decide by its forms, and look at what was decided."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

from starlette.testclient import TestClient

from tests.support.serving import Answer, Record
from tests.support.writing import KEY

SEED = "ac-0424-orrin-two-dead"
OTHER = "mw-0312-orrin-inspectors"
DESK = f"/desk/articles/{SEED}"
NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)
SCRIPT = '<script src="/static/desk.js" defer></script>'
HOSTILE = "<script>alert(1)</script>\"' \u202e"
FORMS = ("/desk/overrides", "/desk/undo", "/desk/sign-out", "/desk/take-down", "/desk/release")


def sign_in(client: TestClient, author: str = "Ada", key: str = KEY, **options: Any) -> Answer:
    return client.post("/desk/sign-in", data={"author": author, "key": key}, follow_redirects=False, **options)


def token_of(client: TestClient) -> str:
    found = re.search(r'name="token" value="(\w+)"', client.get("/desk").text)
    assert found
    return found[1]


def decide(client: TestClient, do: str, path: str = "/desk/overrides", **fields: str) -> Answer:
    """Send a form whose editor has seen what it touches, where that is asked."""
    data = {"token": token_of(client), "page": SEED, "do": do}
    data |= {"confirmed": "yes"} if path == "/desk/overrides" else {}
    return client.post(path, data=data | fields, follow_redirects=False)


def leads_to(answer: Answer, path: str, *, acts: bool = True) -> str:
    """Expect that an answer leads to a page, and return the signed name of what was done."""
    target, _, act = answer.headers["location"].partition("?act=")
    assert (answer.status_code, target, bool(act)) == (303, path, acts)
    return str(act)


def overrides_of(client: TestClient) -> list[Record]:
    records: list[Record] = client.get("/v1/overrides", headers={"Authorization": f"Bearer {KEY}"}).json()["overrides"]
    return [{name: value for name, value in record.items() if name != "override_id"} for record in records]


def seen(answer: Answer) -> str:
    """Return the words of a page."""
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(re.sub(r"<[^>]+>", "", answer.text)).split())
