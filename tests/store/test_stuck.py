"""A store that hangs: writes are refused while it hangs, reading goes on, and nobody has to mend anything after."""

from __future__ import annotations

import http.client
import json
import os
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import uvicorn

from recommender import Registry
from recommender.api import catch_up as freshness
from recommender.api import create_app
from recommender.api import state as calls
from recommender.errors import StoreError
from recommender.settings import Settings
from recommender.store import Store, database, postgresql, sqlite
from recommender.store.database import Writing
from tests.support import postgresql as servers
from tests.support.builders import article, report
from tests.support.serving import path_of, train_from
from tests.support.waiting import wait_until

KEY = "the-key-of-an-editor"
WRITERS = 2 * calls.STORE_THREADS  # more than there are threads for
Hung = Callable[[], AbstractContextManager[None]]


@pytest.fixture(params=["sqlite", "postgresql"])
def store_and_hang(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Hung]]:
    """Return the address of a store, and how it hangs for a while."""
    if request.param == "sqlite":
        path = tmp_path / "store.sqlite"

        @contextmanager
        def held() -> Iterator[None]:
            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                yield
                other.execute("ROLLBACK")

        yield f"sqlite:///{path}", held
        return
    binaries = servers.programs()
    if binaries is None and "CI" not in os.environ:
        pytest.skip("PostgreSQL is not installed")
    assert binaries is not None
    with servers.running(binaries) as server:
        yield server.url, server.frozen


class Client(NamedTuple):
    """A client of a real server, for many threads: each question has a connection of its own."""

    port: int

    def ask(self, method: str, path: str, record: object = None) -> tuple[int, dict[str, str], Any]:
        """Return status, headers and body."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
            connection.request(method, path, None if record is None else json.dumps(record), headers)
            answer = connection.getresponse()
            body, kind = answer.read().decode(), answer.headers["content-type"]
            return answer.status, dict(answer.headers.items()), json.loads(body) if "json" in kind else body

    def get(self, path: str) -> int:
        """Return the status of a page."""
        return self.ask("GET", path)[0]

    def put(self, name: str) -> tuple[int, dict[str, str], Any]:
        """Write a report."""
        return self.ask("PUT", path_of(name), {"title": report(name).title, "text": report(name).text})

    def followed(self) -> bool:
        """Tell whether the store is followed."""
        return bool(self.ask("GET", "/readyz")[2]["store"] == "followed")


@contextmanager
def client_of(store: Store, models: Path) -> Iterator[Client]:
    """Serve a few reports that are in the store, in a thread of this process."""
    store.put_many([report(name) for name in ("a", "bb", "ccc")])
    train_from(store, Registry(models))
    url = store._database.engine.url.set(drivername=store.url.partition(":")[0])
    address = url.render_as_string(hide_password=False)
    app = create_app(Settings(models=models, store=address, editor_keys=(KEY,), poll_seconds=0.05))
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield Client(listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()
            # A write that was given up may still be under way, and opens a connection anew.
            app.state.recommender.threads.shutdown()
            app.state.recommender.store.close()


def test_a_store_that_hangs_refuses_writes_keeps_nobody_from_reading_and_comes_back_alone(
    store_and_hang: tuple[str, Hung], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, hung = store_and_hang
    monkeypatch.setattr(freshness, "AWAY_SECONDS", 0.1)
    answers: list[tuple[int, dict[str, str], Any]] = []

    def write(number: int) -> None:
        answers.append(client.put(f"stuck{number}"))

    with Store.open(url) as store, client_of(store, tmp_path / "models") as client:
        assert client.put("dddd")[0] == 201
        assert client.get(path_of("dddd", "boxes")) == 200
        # Only while it hangs: on a busy machine a store that does not hang may take as long as this.
        with monkeypatch.context() as impatient, hung():
            impatient.setattr(freshness, "WAIT_SECONDS", 0.5)
            impatient.setattr(calls, "STORE_SECONDS", 1.0)
            writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
            for writer in writers:
                writer.start()
            # The first may wait for the store, and finds that it is away.
            assert client.get(path_of("dddd", "boxes")) == 200
            for path in (path_of("dddd", "boxes"), path_of("dddd"), "/", "/read/a", "/readyz", "/metrics"):
                assert client.get(path) == 200
            for writer in writers:
                writer.join()
        for status, headers, problem in answers:
            assert (status, headers["content-type"]) == (503, "application/problem+json")
            assert int(headers["retry-after"]) >= 1
            assert "store" in problem["detail"]
            assert "sqlite" not in problem["detail"]
        expect_recovery(client, store)


def expect_recovery(client: Client, store: Store) -> None:
    """Expect that writes are taken and followed again, and that no write comes late that had not even begun."""
    wait_until(lambda: client.put("later")[0] in (200, 201) and client.followed())
    assert client.get(path_of("later", "boxes")) == 200
    kept = [one for one in store.articles().articles if one.article_id.startswith("stuck")]
    assert len(kept) <= calls.STORE_THREADS
    assert client.ask("DELETE", path_of("later"))[0] == 200
    assert client.get(path_of("later", "boxes")) == 410


def test_a_write_that_waits_behind_others_for_too_long_is_taken_back(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.2)
    began, go_on = threading.Event(), threading.Event()

    def block(_: Writing) -> None:
        began.set()
        assert go_on.wait(30)

    with Store.open(store_url) as store:
        writer = threading.Thread(target=store._database.write, args=(block,))
        writer.start()
        assert began.wait(30)
        with pytest.raises(StoreError, match="busy with other writes"):
            store.put(article())
        go_on.set()
        writer.join()
        assert (store.count(), store.put(article(article_id="b")).change) == (0, 1)


def test_another_process_that_writes_for_too_long_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "LOCK_SECONDS", 0.2)
    with Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}") as store, store._database.begin():
        other = Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}", create=False)
        with closing(other), pytest.raises(StoreError, match="another process writes"):
            other.put(article())


def test_a_server_that_answers_nothing_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from recommender.store import timed_connection

    monkeypatch.setattr(timed_connection, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(postgresql, "CONNECT_SECONDS", 2)
    binaries = servers.programs()
    if binaries is None and "CI" not in os.environ:
        pytest.skip("PostgreSQL is not installed")
    assert binaries is not None
    with servers.running(binaries) as server, Store.open(server.url) as store:
        store.put(article())
        assert store.last_change() == 1
        with server.frozen():
            for call in (store.last_change, store.count, lambda: store.put(article(title="Late"))):
                with pytest.raises(StoreError, match=r"did not answer|timeout"):
                    call()
        assert store.put(article(title="After")).outcome == "changed"
        assert store.last_change() == store.changes_since(1).upto
