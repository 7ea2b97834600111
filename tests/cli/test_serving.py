"""The service and the demonstration, started from a terminal."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from fastapi import FastAPI

from recommender import Registry
from recommender.cli.demo import CLOCK
from recommender.cli.server import address_of
from recommender.cli.workers import Workers
from recommender.settings import Settings
from tests.support.commands import PATIENCE, SEED
from tests.support.misbehaving import feed_of, misbehaving
from tests.support.terminal import Command


class Served(NamedTuple):
    """What would have been served, in this process or by workers."""

    service: FastAPI | Workers
    address: str

    @property
    def settings(self) -> Settings:
        """Return those of the service."""
        settings: Settings = (
            self.service.settings if isinstance(self.service, Workers) else self.service.state.recommender.settings
        )
        return settings


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Served]]:
    """Yield what the commands of the test serve, which ends at once."""
    calls: list[Served] = []

    def serve(service: FastAPI | Workers, listening: socket.socket) -> None:
        calls.append(Served(service, address_of(listening)))
        listening.close()

    def run(workers: Workers) -> bool:
        serve(workers, workers.listening)
        return True

    monkeypatch.setattr("recommender.cli.server.serve_on", serve)
    monkeypatch.setattr(Workers, "run", run)
    yield calls
    for each in calls:
        if isinstance(each.service, FastAPI) and each.service.state.recommender.store is not None:
            each.service.state.recommender.store.close()


@contextmanager
def taken() -> Iterator[int]:
    """Yield a port of loopback that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_serve_tells_the_address_that_it_listens_on(command: Command, published: Path, served: list[Served]) -> None:
    said = command("serve", "--models", published, "--port", 0, "--as-of", "2026-04-24T18:00:00Z")
    assert said.code == 0, said.err
    [one] = served
    assert said.out == f"serving {published} at {one.address}\n"
    assert not one.address.endswith(":0/")
    settings = one.settings
    assert (str(settings.models), settings.as_of) == (str(published), datetime(2026, 4, 24, 18, tzinfo=UTC))


def test_a_taken_port_is_refused(command: Command, published: Path, served: list[Served]) -> None:
    with taken() as port:
        said = command("serve", "--models", published, "--port", port)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"error: cannot listen on 127.0.0.1 port {port}: Address already in use")
    assert served == []


def test_a_setting_that_cannot_be_used_is_refused(
    command: Command, published: Path, served: list[Served], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECOMMENDER_MAX_K", "many")
    for name in ("serve", "demo"):
        said = command(name, "--models", published, "--port", 0)
        assert (said.code, said.out) == (2, "")
        assert "RECOMMENDER_MAX_K" in said.err


def test_the_demonstration_tells_its_address_and_trains_once(
    command: Command, models: Path, served: list[Served], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    said = command("demo", "--models", models, "--port", 0)
    assert said.code == 0, said.err
    [one] = served
    assert one.address in said.out
    assert one.settings.as_of == CLOCK
    assert "Its clock stands at 2026-04-24 11:00 UTC" in said.out
    assert Registry(models).versions() == ["000001"]
    monkeypatch.setenv("RECOMMENDER_AS_OF", "2026-04-24T18:00:00Z")
    assert "2026-04-24 18:00 UTC" in command("demo", "--models", models, "--port", 0).out
    assert served[-1].settings.as_of == CLOCK + timedelta(hours=7)


def test_the_demonstration_prints_its_steps_where_there_is_no_terminal(
    command: Command, served: list[Served], tmp_path: Path
) -> None:
    said = command("demo", "--models", tmp_path / "new", "--port", 0)
    assert (said.code, len(served)) == (0, 1)
    steps = [line.partition(":")[0] for line in said.err.splitlines()]
    assert (steps[0], steps[-1]) == ("read", "publish")


def test_the_demonstration_tells_the_key_of_its_desk(
    command: Command, models: Path, served: list[Served], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RECOMMENDER_EDITOR_KEYS", raising=False)
    told = [command("demo", "--models", models, "--port", 0).out for _ in range(2)]
    keys = [each.settings.editor_keys for each in served]
    assert keys[0] != keys[1]
    for said, (key,), (_, address) in zip(told, keys, served, strict=True):
        assert f"{address}desk  (its key: {key})" in said
        assert len(key) >= 16
    monkeypatch.setenv("RECOMMENDER_EDITOR_KEYS", "a-long-secret-of-mine")
    assert "a-long-secret-of-mine" not in command("demo", "--models", models, "--port", 0).out
    assert served[-1].settings.editor_keys == ("a-long-secret-of-mine",)


def test_the_demonstration_shows_the_feeds_of_whoever_looks(
    command: Command, served: list[Served], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with misbehaving() as site:
        site.answers |= {
            "/a": feed_of("Ferry back in port", "Mill sold to the harbour board", "Storm near the harbour")
        }
        feeds = ["--feeds", site.address("/a", "127.0.0.1"), "--feeds", site.address("/b", "127.0.0.1")]
        said = command("demo", *feeds, "--allow-private", "--port", 0)
        assert said.code == 0, said.err
        assert "2 feeds: 1 read, 1 failed; articles: 3 new" in said.out
        assert "status 404" in said.err
        assert "Its clock" not in said.out
        settings = served[0].settings
        assert (settings.site, settings.as_of) == ("Harbour Post", None)
        assert "1 unchanged, 1 waiting" in command("demo", *feeds, "--allow-private", "--port", 0).out
    assert [each.name for each in (tmp_path / "related-news-recommender").iterdir() if each.is_dir()] != []


def test_the_demonstration_of_feeds_that_give_nothing_says_why(
    command: Command, served: list[Served], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    said = command("demo", "--feeds", "http://127.0.0.1:1/feed", "--port", 0)
    assert (said.code, served) == (1, [])
    assert "is no machine of the Internet" in said.err


def test_the_demonstration_takes_another_port_when_one_is_taken(
    command: Command, models: Path, served: list[Served]
) -> None:
    with taken() as port:
        assert command("demo", "--models", models, "--port", port).code == 0
        assert not served[0].address.endswith(f":{port}/")


@contextmanager
def running(*arguments: object, cwd: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a command that serves; yield it and the address that it tells."""
    line = [sys.executable, "-m", "recommender", *map(str, arguments)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, cwd=cwd) as process:
        try:
            assert process.stdout is not None
            [address] = re.findall(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
            yield process, address
        finally:
            process.terminate()


def answer(url: str) -> Any:
    """Return what an address answers, once it does."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(url, timeout=PATIENCE) as response:
                return json.load(response)
        except URLError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


@pytest.mark.slow
def test_two_workers_answer_and_ctrl_c_ends_them(published: Path, tmp_path: Path) -> None:
    words = ["serve", "--models", published, "--port", 0, "--workers", 2, "--as-of", "2026-04-24T18:00:00Z"]
    with running(*words, cwd=tmp_path) as (process, address):
        assert answer(f"{address}readyz") == {"status": "ready", "model": "000001", "store": None}
        for _ in range(20):
            box = answer(f"{address}v1/articles/{SEED}/similar")
            assert (box["model"], box["as_of"]) == ("000001", "2026-04-24T18:00:00Z")
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0


@pytest.mark.slow
def test_the_demonstration_runs_from_an_empty_folder(tmp_path: Path) -> None:
    for _ in range(2):
        with running("demo", "--port", 0, "--models", tmp_path / "models", cwd=tmp_path) as (process, address):
            assert answer(f"{address}readyz")["model"] == "000001"
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE) == 0


def ask_until_refused(address: str, outcomes: list[str]) -> None:
    """Ask on one connection after the other, as long as they are kept, until no more can be made."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    while True:
        if connection.sock is None:
            try:
                connection.connect()
            except OSError:
                return
        try:
            connection.request("GET", f"/v1/articles/{SEED}/boxes?k={len(outcomes) % 9}")
            answered = connection.getresponse()
            json.loads(answered.read())
            outcomes.append(str(answered.status))
        except (OSError, HTTPException, ValueError) as error:
            outcomes.append(repr(error))
            return


@pytest.mark.slow
def test_a_service_that_is_told_to_end_breaks_no_request_that_has_begun(published: Path, tmp_path: Path) -> None:
    words = ["serve", "--models", published, "--port", 0, "--as-of", "2026-04-24T18:00:00Z"]
    with running(*words, cwd=tmp_path) as (process, address), ThreadPoolExecutor(8) as threads:
        answer(f"{address}readyz")
        outcomes: list[list[str]] = [[] for _ in range(8)]
        asking = [threads.submit(ask_until_refused, address, each) for each in outcomes]
        end = time.monotonic() + PATIENCE
        while min(map(len, outcomes)) < 20 and time.monotonic() < end:
            time.sleep(0.05)
        process.terminate()
        process.wait(PATIENCE)
        for each in asking:
            each.result(PATIENCE)
    assert {outcome for each in outcomes for outcome in each} == {"200"}
