"""The last look before an answer: what is written is in it, and a store that does not answer holds nobody up."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from recommender import Registry
from recommender.api import catch_up
from recommender.api.catch_up import CatchUp
from recommender.serving.follower import Follower
from recommender.store import MAX_URGENT, Store, sqlite
from tests.support.builders import report
from tests.support.calls import calls_of
from tests.support.serving import path_of, serving, train_from
from tests.support.waiting import wait_until
from tests.support.writing import KEY


@pytest.fixture
def models(registry: Registry, store: Store) -> Path:
    """Return a registry with a model of a few reports, which are in the store."""
    store.put_many([report(name) for name in ("a", "bb", "ccc")])
    train_from(store, registry)
    return registry.path


@pytest.fixture
def site(models: Path, store: Store) -> Iterator[TestClient]:
    with serving(models, store=store.url, editor_keys=(KEY,), poll_seconds=0.05) as client:
        client.headers["Authorization"] = f"Bearer {KEY}"
        yield client


def metrics(client: TestClient) -> dict[str, float]:
    lines = (line.rpartition(" ") for line in client.get("/metrics").text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def test_what_is_put_is_shown_at_once_and_what_is_deleted_is_shown_nowhere(site: TestClient) -> None:
    record = report("dddd", title="Harbour wall breaks").to_record() | {"published_at": "2026-04-24T10:00:00Z"}
    del record["article_id"]
    assert site.put(path_of("dddd"), json=record).status_code == 201
    assert site.get("/v1/articles/a/why/dddd").json()["other"] == "dddd"
    assert "Harbour wall breaks" in site.get("/").text
    assert site.get("/read/dddd").status_code == 200
    assert site.delete(path_of("dddd"), params={"author": "Ada"}).status_code == 200
    assert site.get("/v1/articles/a/why/dddd").status_code == 410
    assert site.get(path_of("dddd", "boxes")).status_code == 410
    assert "Harbour wall breaks" not in site.get("/").text
    assert "dddd" not in site.get(path_of("a", "boxes")).text


def test_metrics_tell_how_far_the_corpus_has_moved(site: TestClient, store: Store) -> None:
    before = metrics(site)
    assert before["recommender_store_followed"] == 1
    assert [before[f"recommender_{name}"] for name in ("live_articles", "removed_articles", "oov_share")] == [0, 0, 0]
    store.put_many([report("dddd", title="Quokka"), report("eeeee")])
    store.delete("a")
    assert site.get(path_of("bb", "boxes")).status_code == 200
    after = metrics(site)
    assert [after[f"recommender_{name}"] for name in ("articles", "live_articles", "removed_articles")] == [4, 2, 1]
    assert 0 < after["recommender_oov_share"] < 1
    assert after["recommender_idf_drift"] > 0
    assert after["recommender_waiting_changes"] == 0


def test_a_bulk_import_comes_in_beside_the_requests(site: TestClient, store: Store) -> None:
    store.put_many([report(f"n{number:03}") for number in range(3 * MAX_URGENT)])
    # The one that is asked for does not wait for those before it.
    assert site.get(path_of("n047", "boxes")).status_code == 200
    wait_until(lambda: metrics(site)["recommender_live_articles"] == 3 * MAX_URGENT)
    assert metrics(site)["recommender_waiting_changes"] == 0


def test_whatever_asks_for_an_article_gets_it_though_others_wait(models: Path, store: Store) -> None:
    with serving(models, store=store.url, editor_keys=(KEY,)) as client:  # which takes nothing in beside the requests
        store.put_many([report(f"n{number:02}") for number in range(2 * MAX_URGENT)])
        for number, path in enumerate(("/v1/articles/{}/similar", "/v1/articles/{}/related", "/v1/articles/{}/boxes")):
            assert client.get(path.format(f"n{number:02}")).json()["seed"] == f"n{number:02}"
        assert client.get("/v1/articles/n03/why/n04").json()["other"] == "n04"
        assert client.get("/read/n05").status_code == 200
        seeds = ["n06", "a", "n07"]
        told = client.post("/v1/batch", json={"seeds": seeds}).json()["results"]
        assert [each.get("seed") for each in told] == seeds
        client.post("/desk/sign-in", data={"author": "Ada", "key": KEY})
        assert "/desk/take-down" in client.get("/desk/articles/n08").text
        assert metrics(client)["recommender_live_articles"] == 9
        assert client.get("/v1/articles/n09").json()["article_id"] == "n09"  # read from the store


def test_a_store_that_does_not_answer_holds_nobody_up_and_is_followed_again(
    site: TestClient, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert site.get("/readyz").json()["store"] == "followed"
    monkeypatch.setattr(catch_up, "WAIT_SECONDS", 1.0)
    with closing(sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None)) as other:
        store.put(report("dddd"))
        other.execute("BEGIN EXCLUSIVE")  # who holds the file now is not in a hurry
        waits = calls_of(monkeypatch, Follower, "catch_up")
        answers = [site.get(path_of("a", "boxes")).status_code for _ in range(5)]
        assert answers == [200] * 5
        assert len(waits) <= 1  # those after the first do not even look
        assert site.get("/readyz").json() == {"status": "ready", "model": "000001", "store": "away"}
        assert metrics(site)["recommender_store_followed"] == 0
        other.execute("ROLLBACK")
    wait_until(lambda: site.get("/readyz").json()["store"] == "followed")
    assert site.get(path_of("dddd", "boxes")).status_code == 200
    assert [record.getMessage() for record in caplog.records if record.name == "recommender.serving.follower"] == [
        "serving without the store's changes: the store did not answer within 1 seconds",
        "the store's changes are taken in again",
    ]


def test_who_finds_that_the_store_cannot_be_read_tells_all_who_come_later(
    site: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "READ_SECONDS", 1.0)
    assert site.get(path_of("a")).status_code == 200
    with closing(sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")  # nothing is committed, so nothing is to be taken in
        readings = calls_of(monkeypatch, Store, "get")
        assert [site.get(path_of("a")).status_code for _ in range(10)] == [200] * 10
        assert len(readings) == 1
        assert site.get("/readyz").json()["store"] == "away"


def test_requests_that_come_while_the_store_is_read_share_the_next_reading(models: Path, store: Store) -> None:
    live = Follower(Registry(models), store)
    live.poll()
    store.put(report("dddd"))
    readings: list[int] = []
    may_go_on, has_begun = threading.Event(), threading.Event()

    class Slow(Follower):
        """A live model whose readings take until they may go on."""

        def catch_up(self) -> None:
            readings.append(1)
            has_begun.set()
            may_go_on.wait(10)

        def is_current(self) -> bool:
            return False

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        """Answer nothing."""

    async def ask() -> None:
        app = CatchUp(answer, follower=Slow(Registry(models), store))

        async def nothing(*_: object) -> None:
            """Neither receive nor send."""

        def request(path: str) -> asyncio.Task[None]:
            return asyncio.create_task(app({"type": "http", "path": path}, nothing, nothing))  # type: ignore[arg-type]

        first = request("/")
        await asyncio.to_thread(has_begun.wait, 10)
        later = [request("/") for _ in range(20)]
        await request("/livez")  # is answered whatever the store does
        await asyncio.sleep(0.05)
        assert len(readings) == 1
        may_go_on.set()
        await asyncio.gather(first, *later)

    asyncio.run(ask())
    assert len(readings) == 2
