"""Whether the service is alive and ready, and the model that it serves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from recommender import Registry
from recommender.api import schemas
from recommender.snapshots import snapshot
from recommender.snapshots.snapshot import FORMAT
from tests.support.serving import (
    KEYS,
    SEED,
    path_of,
    problem_of,
    publish,
    serving,
)
from tests.support.waiting import wait_until


@pytest.fixture
def unready(tmp_path: Path) -> Iterator[TestClient]:
    with serving(tmp_path / "models", editor_keys=KEYS) as client:
        yield client


def test_without_a_model_the_service_lives_and_is_not_ready(unready: TestClient) -> None:
    assert unready.get("/livez").status_code == 200
    assert unready.get("/metrics").status_code == 200
    for path in ("/readyz", "/v1/model", path_of(SEED, "similar"), "/", f"/read/{SEED}", "/embed-example"):
        answer = unready.get(path)
        problem_of(answer, 503)
        assert int(answer.headers["retry-after"]) > 0
    assert unready.post("/v1/similar", json={"title": "A storm"}).headers["retry-after"]
    answer = unready.post("/v1/model/reload", headers={"Authorization": f"Bearer {KEYS[0]}"})
    problem_of(answer, 503)
    assert answer.headers["retry-after"]


def test_readyz_says_why_an_earlier_model_is_served(tmp_path: Path) -> None:
    for _ in range(2):
        publish(tmp_path / "models", "a", "b")
    file = Registry(tmp_path / "models").folder("000002") / "model.mean_length_body.npy"
    file.write_bytes(file.read_bytes()[:-8] + b"x" + file.read_bytes()[-7:])
    with serving(tmp_path / "models") as client:
        wait_until(lambda: "damaged" in client.get("/readyz").json())
        record = client.get("/readyz").json()
        assert record["model"] == "000001"
        assert "mean_length_body" in record["damaged"]
        schemas.Ready.model_validate(record, extra="forbid")


def test_a_service_goes_on_with_the_older_model_and_says_so_when_one_of_a_newer_format_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    registry = Registry(tmp_path / "models")
    publish(registry.path, "a", "b")

    def expect_the_older(client: TestClient) -> None:
        wait_until(lambda: client.get("/readyz").json().get("model") == "000001")
        wait_until(lambda: "refused" in client.get("/readyz").json())
        answer = client.get("/readyz")
        assert answer.status_code == 200
        assert f"format {FORMAT} (upgrade this software), found {FORMAT + 1}" in answer.json()["refused"]
        schemas.Ready.model_validate(answer.json(), extra="forbid")
        assert client.get(path_of("a", "boxes")).status_code == 200

    with serving(registry.path, poll_seconds=0.05) as client:
        assert client.get("/readyz").json()["model"] == "000001"
        with monkeypatch.context() as next_version:
            next_version.setattr(snapshot, "FORMAT", FORMAT + 1)
            publish(registry.path, "a", "b", "c")
        expect_the_older(client)
    assert "no new model" in caplog.text
    assert "upgrade this software" in caplog.text
    with serving(registry.path, poll_seconds=0.05) as client:  # started again, it finds the newest that it can serve
        expect_the_older(client)
        registry.rollback("000001")
        wait_until(lambda: client.get("/readyz").json() == {"status": "ready", "model": "000001", "store": None})


def test_readyz_says_when_words_are_stemmed_otherwise_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    publish(tmp_path / "models", "a", "b")
    monkeypatch.setattr("recommender.engine.persistence.terms_digest", lambda: "of Snowball 4")
    with serving(tmp_path / "models") as client:
        record = client.get("/readyz").json()
        assert record["terms"] == "other"
        schemas.Ready.model_validate(record, extra="forbid")
    assert "other stemmers" in caplog.text


def test_reload_serves_what_has_been_published_meanwhile(tmp_path: Path) -> None:
    with serving(tmp_path / "models", editor_keys=KEYS) as client:
        key = {"Authorization": f"Bearer {KEYS[0]}"}
        for version in ("000001", "000002"):
            publish(tmp_path / "models", "a", "b")
            assert client.post("/v1/model/reload", headers=key).json() == {"version": version, "changed": True}
            assert client.post("/v1/model/reload", headers=key).json() == {"version": version, "changed": False}
            assert client.get("/readyz").json()["model"] == version
            served = re.findall(r'^recommender_model\{version="(\d+)"\} 1', client.get("/metrics").text, re.MULTILINE)
            assert served == [version]
        Registry(tmp_path / "models").rollback()
        assert client.post("/v1/model/reload", headers=key).json() == {"version": "000001", "changed": True}
        schemas.Reloaded.model_validate(client.post("/v1/model/reload", headers=key).json(), extra="forbid")
