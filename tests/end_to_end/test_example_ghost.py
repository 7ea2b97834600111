"""The bridge for Ghost of the examples, with a running service, against the shape of Ghost's webhooks.

Ghost itself is not here. What it sends was read in its source (`services/webhooks`, version 6): the body is `{"post":
{"current": …, "previous": …}}`, of a deleted post `current` is empty; the signature is over the body with the time, in
milliseconds, at its end; an answer of 410 deletes the webhook.
"""

from __future__ import annotations

import hmac
import json
import re
import runpy
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.browser import chromium, new_tab, until
from tests.support.embedding import File, site
from tests.support.examples import EXAMPLES, KEY, TEXT, TITLE, Service, path_of, service

GHOST = EXAMPLES / "ghost"
SECRET = "the secret of the webhooks"
ID = "6749f3a0c5e1b20001a1b2c3"
POST: dict[str, Any] = {
    "id": ID,
    "uuid": "0b9d5a64-2b4c-4d53-8f0e-6c1f6f5b7a10",
    "title": TITLE,
    "slug": "inquiry",
    "html": f"<p>{TEXT}</p>",
    "plaintext": TEXT,
    "feature_image": None,
    "status": "published",
    "visibility": "public",
    "published_at": "2026-04-25T10:00:00.000Z",
    "updated_at": "2026-04-25T10:00:00.000Z",
    "url": "https://news.example/inquiry/",
    "tags": [
        {"name": "National", "visibility": "public"},
        {"name": "#front", "visibility": "internal"},
        {"name": "Orrin", "visibility": "public"},
    ],
    "authors": [{"name": "Ada Writer"}],
}
DRAFT = POST | {"status": "draft", "url": "https://news.example/p/0b9d5a64-2b4c-4d53-8f0e-6c1f6f5b7a10/"}


@pytest.fixture(scope="module")
def recommender(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(published, tmp_path_factory.mktemp("service")) as address:
        yield address


@pytest.fixture
def bridge(recommender: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    connection = {"RELATED_NEWS_SERVICE": recommender.address, "RELATED_NEWS_KEY": KEY, "GHOST_SECRET": SECRET}
    for name, value in {**connection, "NOTES": str(tmp_path / "notes.sqlite"), "PUBLISHER": "News"}.items():
        monkeypatch.setenv(name, value)
    with TestClient(runpy.run_path(str(GHOST / "bridge.py"))["create_bridge"](0.1)) as client:
        yield client


def call(bridge: TestClient, current: object, previous: object = None, *, secret: str = SECRET, age: float = 0) -> int:
    """Call the bridge as Ghost does, and return its status."""
    body = json.dumps({"post": {"current": current, "previous": previous or {}}})
    moment = int((time.time() - age) * 1_000)
    signature = hmac.new(secret.encode(), f"{body}{moment}".encode(), sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Ghost-Signature": f"sha256={signature}, t={moment}"}
    return bridge.post("/", content=body, headers=headers).status_code


def waiting(bridge: TestClient) -> int:
    app: Any = bridge.app
    return len(app.state.notes.run("SELECT post FROM notes"))


def test_a_post_is_sent_updated_unpublished_and_deleted(bridge: TestClient, recommender: Service) -> None:
    assert call(bridge, POST) == 202
    recommender.wait_for(ID, 200)
    article = recommender.article(ID)
    assert (article["title"], article["text"], article["publisher"]) == (TITLE, TEXT, "News")
    assert (article["section"], article["tags"], article["authors"]) == ("National", ["Orrin"], ["Ada Writer"])
    call(bridge, POST | {"title": "Inquiry adjourned", "updated_at": "2026-04-25T11:00:00.000Z"})
    for _ in until(60):
        if recommender.article(ID)["title"] == "Inquiry adjourned":
            break
    call(bridge, DRAFT, {"status": "published"})
    recommender.wait_for(ID, 410)
    call(bridge, POST | {"updated_at": "2026-04-25T12:00:00.000Z"})
    recommender.wait_for(ID, 200)
    call(bridge, {}, POST)
    recommender.wait_for(ID, 410)


@pytest.mark.parametrize(
    "hidden", [{"status": "draft"}, {"status": "sent"}, {"visibility": "members"}, {"visibility": "paid"}]
)
def test_what_not_everybody_may_read_is_taken_down_and_never_sent(
    bridge: TestClient, recommender: Service, hidden: dict[str, str]
) -> None:
    post_id = "-".join(hidden.values())
    assert call(bridge, POST | hidden | {"id": post_id}) == 202
    for _ in until(60):
        if not waiting(bridge):
            break
    assert recommender.status(path_of(post_id)) in (404, 410)


def test_a_call_that_ghost_did_not_make_just_now_is_refused(bridge: TestClient) -> None:
    assert call(bridge, POST, secret="another") == 401
    assert call(bridge, POST, age=400) == 401
    assert call(bridge, POST, age=-400) == 401
    assert bridge.post("/", content=b"{}").status_code == 401
    assert call(bridge, []) == 422
    assert call(bridge, {}) == 422
    assert bridge.post("/", content=b" " * 5_000_001).status_code == 413
    assert waiting(bridge) == 0


def test_nothing_is_lost_while_the_service_is_away(
    bridge: TestClient, recommender: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELATED_NEWS_SERVICE", "http://127.0.0.1:9")
    assert call(bridge, POST | {"id": "patient"}) == 202  # and never 410, upon which Ghost deletes the webhook
    assert waiting(bridge) == 1
    monkeypatch.setenv("RELATED_NEWS_SERVICE", recommender.address)
    recommender.wait_for("patient", 200)


@pytest.mark.browser
def test_the_theme_shows_the_box_of_the_post(bridge: TestClient, recommender: Service, tmp_path: Path) -> None:
    call(bridge, POST | {"id": "shown"})
    recommender.wait_for("shown", 200)
    partial = re.sub(r"\{\{!--.*?--\}\}", "", (GHOST / "related-news.hbs").read_text("utf-8"), flags=re.DOTALL)
    # What Handlebars makes of it, which fills in the post's id.
    html = partial.replace("{{id}}", "shown").replace("https://recommender.example", recommender.address)
    assert "{{" not in html
    with site(policy="") as theme, chromium(tmp_path) as port, new_tab(port, scripts=True) as tab:
        theme.files["/inquiry/"] = File(f'<!doctype html><html lang="en"><title>{TITLE}</title>{html}</html>'.encode())
        tab.open(f"{theme.origin}/inquiry/")
        links = "document.querySelector('related-news').shadowRoot?.querySelectorAll('[part~=link]').length"
        assert tab.wait_for(links) == len(recommender.titles("shown", "related"))
