"""Keys: who may read, who may write, and what is never logged."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.support.serving import (
    KEYS,
    SEED,
    Record,
    header,
    path_of,
    problem_of,
    serving,
)
from tests.support.writing import KEY, READER_KEY, STORM, WRITES, put


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_every_write_needs_the_key_of_an_editor(published: Path, url: str, method: str, path: str) -> None:
    options: Record = {"store": url, "verify": False}
    with serving(published, editor_keys=(KEY,), reader_keys=(READER_KEY,), **options) as client:
        for headers in ({}, {"Authorization": f"Bearer {READER_KEY}"}, {"Authorization": f"Basic {KEY}"}):
            answer = client.request(method, path, headers=headers)
            problem_of(answer, 401, "Authorization")
            assert answer.headers["www-authenticate"] == "Bearer"
        # The body is not even read.
        if method != "GET":
            problem_of(client.request(method, path, content=b"x" * 100_000), 401)
    with serving(published, **options) as client:
        problem = problem_of(client.request(method, path, headers={"Authorization": "Bearer "}), 403)
        assert "RECOMMENDER_EDITOR_KEYS" in problem["detail"]


READS = (path_of(SEED), path_of(SEED, "boxes"), path_of(SEED, "why", SEED), "/v1/model", "/", f"/read/{SEED}")


def test_where_readers_have_keys_reading_needs_one(published: Path) -> None:
    with serving(
        published, verify=False, editor_keys=(KEY,), reader_keys=(READER_KEY, "another-readers-key")
    ) as client:
        for path in READS:
            problem_of(client.get(path), 401, "Authorization")
            problem_of(client.get(path, headers={"Authorization": "Bearer wrong"}), 401, "Authorization")
            for key in (READER_KEY, "another-readers-key", KEY):
                answer = client.get(path, headers={"Authorization": f"Bearer {key}"})
                assert answer.status_code == 200
                # What only some may read is not kept for others.
                assert "public" not in answer.headers["cache-control"]
        problem_of(client.post("/v1/similar", json=STORM), 401)
        for path in ("/livez", "/readyz", "/metrics", "/docs", "/embed.js"):
            assert client.get(path).status_code == 200


def test_keys_are_never_logged(
    writer: TestClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    put(writer)
    writer.put(path_of("a"), json=STORM, headers={"Authorization": "Bearer wrong-secret"})
    writer.get("/v1/overrides")
    ours = [each.getMessage() for each in caplog.records if not each.name.startswith(("httpx", "httpcore", "asyncio"))]
    told = "".join(ours) + "".join(capfd.readouterr())
    assert KEY not in told
    assert "wrong-secret" not in told


def test_nobody_may_write_without_a_configured_key(published: Path) -> None:
    with serving(published, verify=False) as client:
        for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer the-first-editors-key"}):
            problem_of(client.post("/v1/model/reload", headers=headers), 403)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer the-first-ke",
        "Bearer the-first-editors-key2",
        "Basic the-first-editors-key",
        "the-first-editors-key",
        "Bearer the-first-editors-key,the-second-editors-ключ",
        "Bearer \xff",
    ],
)
def test_a_missing_or_wrong_key_is_refused(client: TestClient, sent: str | None) -> None:
    headers = [] if sent is None else header("Authorization", sent)
    answer = client.post("/v1/model/reload", headers=headers)
    problem_of(answer, 401, "Authorization")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "sent", ["Bearer the-first-editors-key", "bearer  the-first-editors-key ", "Bearer the-second-editors-ключ"]
)
def test_each_key_opens(client: TestClient, sent: str) -> None:
    assert client.post("/v1/model/reload", headers=header("Authorization", sent)).json() == {
        "version": "000001",
        "changed": False,
    }


def test_all_keys_are_compared_in_constant_time(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(sent: bytes, known: bytes) -> bool:
        compared.append((sent, known))
        return sent == known

    monkeypatch.setattr("recommender.api.keys.hmac.compare_digest", compare)
    client.post("/v1/model/reload", headers={"Authorization": "Bearer the-first-editors-key"})
    assert compared == [(b"the-first-editors-key", key.encode()) for key in KEYS]
