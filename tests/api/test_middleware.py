"""What stands around every call: exact paths, HEAD, bounds on bodies, and pages of other sites."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from recommender.api import create_app
from recommender.api.middleware import ExactPaths
from recommender.settings import Settings
from tests.support.serving import (
    AWKWARD_IDS,
    GET_CALLS,
    JSON_TYPE,
    SEED,
    Record,
    http_scope,
    never,
    path_of,
    problem_of,
    publish,
    serving,
)
from tests.support.writing import KEY, NDJSON, READER_KEY, STORM, put


def test_bodies_of_writes_are_bounded_too(published: Path, url: str) -> None:
    options: Record = {"store": url, "editor_keys": (KEY,), "max_write_bytes": 5_000, "max_write_lines": 3}
    with serving(published, verify=False, **options) as client:
        client.headers["Authorization"] = f"Bearer {KEY}"
        problem_of(put(client, text="x" * 5_000), 413, "body")
        line = json.dumps(STORM | {"article_id": "a"}) + "\n"
        assert client.post("/v1/articles", content=line * 3, headers=NDJSON).status_code == 200
        for too_many in (line * 4, (line * 4).rstrip()):
            problem_of(client.post("/v1/articles", content=too_many, headers=NDJSON), 413, "body")
        assert client.post("/v1/articles", content=(line * 3).rstrip(), headers=NDJSON).status_code == 200
        problem_of(client.post("/v1/articles", content="\n" * 5_001, headers=NDJSON), 413, "body")


ORIGIN = "https://news.example"


def test_any_site_may_read_what_everybody_may_and_write_nothing(writer: TestClient) -> None:
    etag = writer.get(path_of(SEED, "similar")).headers["etag"]
    for path, status in ((path_of(SEED, "similar"), 304), (path_of("nobody", "similar"), 404)):
        answer = writer.get(path, headers={"Origin": ORIGIN, "If-None-Match": etag})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (status, "*")
        assert "Origin" in writer.get(path).headers["vary"]  # a cache keeps this one for whoever sends no Origin
    assert "access-control-allow-origin" not in put(writer, headers={"Origin": ORIGIN}).headers
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "PUT"}
    assert writer.options(path_of("a"), headers=asked).status_code == 405
    assert "access-control-allow-origin" not in writer.get("/").headers


def test_no_other_site_may_read_where_readers_have_keys(published: Path) -> None:
    with serving(published, verify=False, reader_keys=(READER_KEY,)) as client:
        headers = {"Origin": ORIGIN, "Authorization": f"Bearer {READER_KEY}"}
        assert "access-control-allow-origin" not in client.get(path_of(SEED), headers=headers).headers


def test_sites_that_are_named_may_ask_with_their_keys_and_no_others(published: Path, url: str) -> None:
    options: Record = {"store": url, "editor_keys": (KEY,), "cors_origins": (ORIGIN, "https://b.example")}
    with serving(published, verify=False, **options) as client:
        path, asked = path_of("a"), {"Access-Control-Request-Method": "PUT"}
        before = client.options(path, headers={"Origin": ORIGIN} | asked)
        assert before.status_code == 200
        assert before.headers["access-control-allow-origin"] == ORIGIN
        assert "PUT" in before.headers["access-control-allow-methods"]
        assert {"Authorization", "If-Match"} <= set(before.headers["access-control-allow-headers"].split(", "))
        for origin in ("https://evil.example", f"{ORIGIN}.evil.example", "null", ""):
            refused = client.options(path, headers={"Origin": origin} | asked)
            assert refused.status_code == 400
            answer = client.get(path_of(SEED), headers={"Origin": origin})
            for each in (refused, answer):
                assert "access-control-allow-origin" not in each.headers
                assert "Origin" in each.headers["vary"]
        headers = {"Origin": ORIGIN, "Authorization": f"Bearer {KEY}"}
        answer = client.put(path, json=STORM, headers=headers)
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (201, ORIGIN)
        assert "ETag" in answer.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in answer.headers
        for sent, status in (({"If-None-Match": "*"}, 412), ({"Authorization": "Bearer wrong"}, 401)):
            refused = client.put(path, json=STORM, headers=headers | sent)
            assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (status, ORIGIN)
        unchanged = client.get(path, headers={"Origin": ORIGIN, "If-None-Match": answer.headers["etag"]})
        assert (unchanged.status_code, unchanged.headers["access-control-allow-origin"]) == (304, ORIGIN)
        assert "Origin" in client.get(path_of(SEED)).headers["vary"]


@pytest.mark.parametrize("path", [*GET_CALLS, "/metrics", path_of("nobody"), "/nothing"])
def test_head_is_answered_as_get_without_the_body(client: TestClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    if path != "/metrics":
        assert head.headers == get.headers


def test_no_body_is_sent_to_head_even_to_a_server_that_would_pass_it_on(tmp_path: Path) -> None:
    app = create_app(Settings(models=tmp_path))
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(http_scope("HEAD", "/livez"), never, send))
    assert sent[0]["status"] == 200
    assert b"".join(message.get("body", b"") for message in sent) == b""


def test_the_page_of_any_site_may_read_what_a_reader_may(client: TestClient) -> None:
    for path in (path_of(SEED, "related"), "/embed.js"):
        assert (
            client.get(path, headers={"Origin": "https://site.example"}).headers["access-control-allow-origin"] == "*"
        )


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    models = tmp_path_factory.mktemp("awkward") / "models"
    publish(models, *AWKWARD_IDS)
    with serving(models) as client:
        yield client


@pytest.mark.parametrize("article_id", AWKWARD_IDS)
def test_every_id_can_be_asked_for(awkward: TestClient, article_id: str) -> None:
    assert awkward.get(path_of(article_id)).json()["article_id"] == article_id
    for call in ("similar", "related", "boxes"):
        assert awkward.get(path_of(article_id, call)).json()["seed"] == article_id
    for other in AWKWARD_IDS:
        record = awkward.get(path_of(article_id, "why", other)).json()
        assert (record["seed"], record["other"]) == (article_id, other)
    assert awkward.get(f"/read/{quote(article_id, safe='')}").status_code == 200


def test_an_id_with_slashes_may_be_sent_as_it_is(awkward: TestClient) -> None:
    assert awkward.get("/v1/articles/2026/03/storm").json()["article_id"] == "2026/03/storm"
    assert awkward.get("/v1/articles/2026/03/storm/similar").json()["seed"] == "2026/03/storm"
    assert awkward.get("/v1/articles/x/similar").json()["seed"] == "x"
    assert awkward.get("/v1/articles/x%2Fsimilar").json()["article_id"] == "x/similar"
    assert awkward.get("/v1/articles/x%2fsimilar").json()["article_id"] == "x/similar"
    assert awkward.get("/v1/articles/x%2Fsimilar/similar").json()["seed"] == "x/similar"
    assert awkward.get("/read/2026/03/storm").status_code == 200


@pytest.mark.parametrize("raw_path", [None, b"/v1/articles/100%25"])
def test_a_server_that_tells_only_the_decoded_path_is_understood(raw_path: bytes | None) -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["path"])

    async def send(message: Message) -> None: ...

    told = {} if raw_path is None else {"raw_path": raw_path}
    asyncio.run(ExactPaths(app)({"type": "http", "path": "/v1/articles/100%", **told}, never, send))
    assert seen == ["/v1/articles/100%25"]


def test_a_body_over_the_limit_is_refused_announced_or_not(published: Path) -> None:
    def drops(size: int) -> Iterator[bytes]:
        yield from (b" " for _ in range(size))

    with serving(published, max_body_bytes=1_000) as client:
        draft = json.dumps({"title": "A storm"}).encode()
        for body, status in ((draft.ljust(1_000), 200), (draft.ljust(1_001), 413)):
            assert client.post("/v1/similar", content=body, headers=JSON_TYPE).status_code == status
        for path in ("/v1/similar", "/v1/batch"):
            problem_of(client.post(path, content=b"x" * 1_001, headers=JSON_TYPE), 413, "body")
            problem_of(client.post(path, content=drops(1_001), headers=JSON_TYPE), 413, "body")
        announced = {**JSON_TYPE, "Content-Length": "9" * 5_000}
        problem_of(client.post("/v1/similar", content=b"{}", headers=announced), 413, "body")


def test_a_body_that_never_comes_is_refused(published: Path) -> None:
    app = create_app(Settings(models=published, max_body_seconds=0.05, verify=False))
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"content-length", b"5")]
    asyncio.run(app({**http_scope("POST", "/v1/similar"), "headers": headers}, never, send))
    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"])["errors"][0]["field"] == "body"
