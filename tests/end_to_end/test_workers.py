"""Workers of one machine, each a process: what was written through one door is in the next answer of all."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from recommender import Recommender, Registry
from recommender.store import Store
from tests.support import postgresql
from tests.support.builders import article, report
from tests.support.postgresql import needs_postgresql
from tests.support.waiting import wait_until

CONNECTIONS = 40
TEXT = "The storm broke the wall of the harbour on the coast; ferries stop."


@contextmanager
def serving(models: Path, store: str, log: Path, *, workers: int) -> Iterator[int]:
    """Run ``recommender serve`` and yield its port when it is ready; whatever it says is in the log."""
    command = [sys.executable, "-m", "recommender", "serve", "--models", str(models), "--store", store]
    command += ["--port", "0", "--workers", str(workers)]
    with log.open("wb") as errors:
        server = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, cwd=Path(__file__).parents[2], env=dict(os.environ)
        )
    try:
        assert server.stdout is not None
        port = urlsplit(server.stdout.readline().decode().split()[-1]).port
        assert port, log.read_text("utf-8")
        wait_until(lambda: server.poll() is not None or is_ready(port))
        assert server.poll() is None, log.read_text("utf-8")
        yield port
    finally:
        server.terminate()
        server.wait(60)
        if server.stdout is not None:
            server.stdout.close()


def warnings_in(log: Path) -> list[str]:
    """Return the lines of a log that say that something is wrong; a machine that is busy is slow."""
    lines = log.read_text("utf-8").splitlines()
    return [line for line in lines if " INFO " not in line and "slow_request" not in line]


def is_ready(port: int) -> bool:
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            return get(connection, "/readyz")[0] == 200
    except OSError:
        return False


def get(connection: http.client.HTTPConnection, path: str) -> tuple[int, str]:
    """Ask, again where the server has closed a connection that was silent for long, as any client does."""
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
    except (http.client.RemoteDisconnected, ConnectionError):
        connection.close()
        connection.request("GET", path)
        answer = connection.getresponse()
    return answer.status, answer.read().decode()


def write_and_read(store: Store, port: int) -> None:
    """Write through the store, and read through many connections, each of which may be at another worker."""
    with ExitStack() as stack:
        connect = [http.client.HTTPConnection("127.0.0.1", port, timeout=60) for _ in range(CONNECTIONS)]
        connections = [stack.enter_context(closing(connection)) for connection in connect]
        for connection in connections:
            assert get(connection, "/v1/articles/breakwall")[0] == 404
        for turn in range(3):
            title = f"Harbour wall gives way to the storm, update {turn}"
            store.put(article(article_id="breakwall", title=title, text=TEXT, publisher="Harbour Times"))
            for connection in connections:
                status, body = get(connection, "/v1/articles/breakwall")
                assert (status, json.loads(body).get("title")) == (200, title)
                assert "breakwall" in get(connection, "/v1/articles/a/boxes")[1]
            store.delete("breakwall")
            for connection in connections:
                assert "breakwall" not in get(connection, "/v1/articles/a/boxes")[1]
                assert get(connection, "/v1/articles/breakwall")[0] in (404, 410)
                assert "breakwall" not in get(connection, "/")[1]
            store.overrides.put("o", {"action": "hide", "article_id": "ccc", "author": "Ada"})
            for connection in connections:
                assert '"ccc"' not in get(connection, "/v1/articles/a/boxes")[1]
            store.overrides.delete("o")
            for connection in connections:
                assert '"ccc"' in get(connection, "/v1/articles/a/boxes")[1]


def train_and_publish(store: Store, models: Path) -> None:
    store.put_many([report(name) for name in ("a", "bb", "ccc", "dddd", "eeeee")])
    reading = store.articles()
    recommender = Recommender.fit(reading.articles)
    facts = {"store": {"identity": store.identity, "change": reading.change}}
    Registry(models).publish(lambda folder: recommender.save(folder, facts))


def test_what_was_written_is_in_the_next_answer_of_four_workers(tmp_path: Path) -> None:
    url, models, log = f"sqlite:///{tmp_path / 'store.sqlite'}", tmp_path / "models", tmp_path / "log"
    with Store.open(url) as store:
        train_and_publish(store, models)
        with serving(models, url, log, workers=4) as port:
            write_and_read(store, port)
    assert warnings_in(log) == []


@needs_postgresql
@pytest.mark.slow
def test_what_was_written_is_in_the_next_answer_of_replicas_on_one_server(tmp_path: Path) -> None:
    binaries = postgresql.programs()
    assert binaries is not None
    models, logs = tmp_path / "models", [tmp_path / "log", tmp_path / "another"]
    with postgresql.server(binaries) as url, Store.open(url) as store:
        train_and_publish(store, models)
        with serving(models, url, logs[0], workers=2) as port, serving(models, url, logs[1], workers=1) as another:
            write_and_read(store, port)
            store.put(report("late"))
            with closing(http.client.HTTPConnection("127.0.0.1", another, timeout=60)) as connection:
                assert get(connection, "/v1/articles/late")[0] == 200
    assert [warnings_in(log) for log in logs] == [[], []]
