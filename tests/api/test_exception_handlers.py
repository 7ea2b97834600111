"""Errors: addresses and methods that are not there, failures of ours and of the store, and what is never logged."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from recommender import Recommender
from recommender.api import create_app
from recommender.api.exception_handlers import StoreLog
from recommender.errors import StoreError
from recommender.settings import Settings
from tests.support.serving import (
    JSON_TYPE,
    SEED,
    http_scope,
    path_of,
    problem_of,
)
from tests.support.writing import KEY


def test_a_failure_of_ours_is_a_problem_without_details(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **options: object) -> None:
        raise RuntimeError("an inner secret")

    monkeypatch.setattr(Recommender, "box", fail)
    problem = problem_of(client.get(path_of(SEED, "similar")), 500)
    assert "secret" not in json.dumps(problem)


def test_texts_and_bodies_are_never_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = "Unpublishedscoop"
    caplog.set_level(logging.DEBUG)
    for fields in (
        {"text": secret},
        {"title": f"{secret}\x00"},
        {"title": [secret]},
        {"kind": secret},
        {"url": secret},
        {secret: 1},
    ):
        client.post("/v1/boxes", json={"title": "A storm", **fields})
    for body in (f'{{"title": "{secret}', f"\xff{secret}", f'{{"title": {secret}}}', f'"{secret}"', secret * 20_000):
        client.post("/v1/similar", content=body.encode("latin-1"), headers=JSON_TYPE)
        client.post("/v1/similar", content=body.encode("latin-1"))
    client.post("/v1/batch", json={"seeds": [secret]})
    client.get(path_of(secret, "similar"), params={secret: secret})
    client.post("/v1/model/reload", headers={"Authorization": f"Bearer {secret}"})
    ours = [
        record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore", "asyncio"))
    ]
    assert not [message for message in ours if secret in message]
    assert secret not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    "path", ["/nothing", "/v1/nothing", "/v1/articles/", "/livez/", "/static/nothing", "/static/docs/..%2fx"]
)
def test_an_address_that_is_not_there_is_a_problem(client: TestClient, path: str) -> None:
    problem_of(client.get(path), 404)
    if path == "/v1/nothing":
        problem_of(client.post(path, json={}), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        # With its slash not encoded, this could be the id of an article as well.
        ("POST", path_of(SEED, "similar"), {"GET", "HEAD", "PUT", "DELETE"}),
        ("PATCH", path_of(SEED), {"GET", "HEAD", "PUT", "DELETE"}),
        ("GET", "/v1/articles", {"POST"}),
        ("GET", "/v1/similar", {"POST"}),
        ("HEAD", "/v1/batch", {"POST"}),
        ("OPTIONS", "/v1/boxes", {"POST"}),
        ("GET", "/v1/model/reload", {"POST"}),
        ("PUT", "/livez", {"GET", "HEAD"}),
        ("PATCH", "/", {"GET", "HEAD"}),
        ("POST", "/docs", {"GET", "HEAD"}),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(client: TestClient, method: str, path: str, allowed: set[str]) -> None:
    answer = client.request(method, path)
    assert set(answer.headers["allow"].split(", ")) == allowed
    if method == "HEAD":
        assert (answer.status_code, answer.content) == (405, b"")
    else:
        problem_of(answer, 405, "method")


def test_a_store_that_refuses_every_write_is_told_once_a_while_with_a_count(caplog: pytest.LogCaptureFixture) -> None:
    times = iter([0.0, 1.0, 9.9, 10.0, 20.0])
    store_log = StoreLog(clock=lambda: next(times))
    for _ in range(5):
        store_log.add(StoreError("sqlite:///news.db", "it hangs"))
    first, second, third = caplog.messages
    assert "it hangs" in first
    assert second == f"{first} (2 more refused before)"
    assert third == first


@pytest.mark.parametrize(("method", "path"), [("PUT", path_of("a")), ("POST", "/v1/boxes"), ("POST", "/v1/articles")])
def test_a_body_that_a_client_breaks_off_is_one_line_in_the_log(
    published: Path, url: str, caplog: pytest.LogCaptureFixture, method: str, path: str
) -> None:
    app = create_app(Settings(models=published, store=url, editor_keys=(KEY,), verify=False))
    messages: list[Message] = [
        {"type": "http.request", "body": b'{"title":', "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return messages.pop(0)

    async def ignore(message: Message) -> None: ...

    media_type = b"application/x-ndjson" if path == "/v1/articles" else b"application/json"
    headers = [(b"content-type", media_type), (b"authorization", f"Bearer {KEY}".encode())]
    with closing(app.state.recommender.store):
        asyncio.run(app({**http_scope(method, path), "headers": headers}, receive, ignore))
    [line] = [record for record in caplog.records if record.levelname in ("WARNING", "ERROR", "CRITICAL")]
    assert "left before its body had come" in line.getMessage()
    assert line.exc_info is None
