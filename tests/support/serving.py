"""The service at work, to be asked: what tests of the HTTP door share."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from recommender import Recommender, Registry
from recommender.api import create_app
from recommender.api.state import State
from recommender.settings import Settings
from recommender.store import Store
from tests.support.builders import article

Record = dict[str, Any]
Answer = Any  # a response of the test client

SEED = "mw-0303-brightwater-approach"
KEYS = ("the-first-editors-key", "the-second-editors-ключ")
JSON_TYPE = {"Content-Type": "application/json"}
PROBLEM_JSON = "application/problem+json"

BOX_CALLS = ("similar", "related", "boxes")
# Ids that are awkward in a path: slashes, spaces, percent signs, names of calls, other scripts.
AWKWARD_IDS = (
    "2026/03/storm", "a b", "100%", "%41", "%2F", "x", "x/similar", "x/boxes", "x/why/y", "similar", "/", "//", "why",
    "why/x", "新聞/１", "a?b#c", "a;b=c", "a+b", "é", "é/é", "...", ".x", "\"'<b>", "\\",
)  # fmt: skip

# What JSON may hold, and worse.
texts = st.text(st.characters(), max_size=20)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | texts
    | st.sampled_from([SEED, "news", "https://x.example/a"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)


@contextmanager
def serving(models: Path, **options: Any) -> Iterator[TestClient]:
    """Serve a registry; nobody looks for new models meanwhile."""
    known: Record = {
        "models": models,
        "as_of": datetime(2026, 4, 24, 18, tzinfo=UTC),
        "poll_seconds": 3_600,
        "max_batch": 400,
        "max_batch_cards": 2_000,
    }
    app = create_app(Settings(**known | options))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def state_of(client: TestClient) -> State:
    """Return what the calls of the app of a client share."""
    app: Any = client.app
    state: State = app.state.recommender
    return state


def publish(models: Path, *ids: str, **fields: object) -> None:
    """Publish a model of articles that differ in little but their ids."""
    texts = ("Storm hits the coast of Caldria", "Ferries stop as the storm nears", "Harbour wall breaks in the storm")
    articles = [
        article(article_id=name, title=texts[at % 3], text=f"{texts[at % 3]}. The sea is high at pier {at}.", **fields)
        for at, name in enumerate(ids)
    ]
    Registry(models).publish(Recommender.fit(articles).save)


def train_from(store: Store, registry: Registry) -> str:
    """Train on a store as it is, publish, and return the version."""
    reading = store.articles()
    recommender = Recommender.fit(reading.articles)
    facts = {"store": {"identity": store.identity, "change": reading.change}}
    return registry.publish(lambda folder: recommender.save(folder, facts))


def http_scope(method: str, path: str) -> Scope:
    """Return an ASGI scope, for what the test client cannot send."""
    common = {"type": "http", "http_version": "1.1", "scheme": "http", "server": ("test", 80), "client": ("test", 1)}
    asked = {"method": method, "path": path, "raw_path": path.encode(), "query_string": b"", "headers": []}
    return {**common, **asked, "asgi": {"version": "3.0"}, "root_path": "", "state": {}}


async def never() -> Message:
    """Receive nothing, ever."""
    await asyncio.sleep(60)
    raise AssertionError("the service waits for ever")


def header(name: str, value: str | bytes) -> list[tuple[bytes, bytes]]:
    """Return a header of any bytes; the test client takes but ASCII as text."""
    return [(name.encode(), value.encode() if isinstance(value, str) else value)]


def path_of(article_id: str, *rest: str) -> str:
    """Return the path of an article, or of a call about it."""
    return "/".join(("/v1/articles", quote(article_id, safe=""), *(quote(part, safe="") for part in rest)))


GET_CALLS = (
    path_of(SEED), path_of(SEED, "similar"), path_of(SEED, "related"), path_of(SEED, "boxes"),
    path_of(SEED, "why", SEED), path_of(SEED, "boxes.html"), "/v1/breaking.html",
    "/v1/model", "/livez", "/readyz", "/docs", "/openapi.json", "/", f"/read/{SEED}",
    "/embed.js", "/embed-example", "/static/site.css", "/static/docs/swagger-ui.css",
)  # fmt: skip


def cards_of(answer: Answer) -> list[Record]:
    """Return the cards of a box that was answered."""
    assert answer.status_code == 200, answer.text
    cards: list[Record] = answer.json()["cards"]
    return cards


def problem_of(answer: Answer, status: int, field: str | None = None) -> Record:
    """Return the problem document of a refusal, having looked at its form."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM_JSON
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["etag"]
    problem: Record = answer.json()
    assert {"type", "title", "status", "detail"} <= set(problem) <= {"type", "title", "status", "detail", "errors"}
    assert problem["status"] == status
    assert problem["title"]
    assert 0 < len(problem["detail"]) < 10_000
    for error in problem.get("errors", []):
        assert {"field", "expected"} <= set(error) <= {"field", "expected", "found"}
        assert all(error.values())
    if field is not None:
        assert field in [error["field"] for error in problem["errors"]]
    return problem


def shown_on(page: Record) -> list[str]:
    """Return the ids of the cards of all boxes of a page."""
    return [card["article_id"] for box in page["boxes"].values() for card in box.get("cards", ())]
