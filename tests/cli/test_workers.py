"""Several workers and their parent: deaths are told and made good, and an end breaks no request."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from recommender import Recommender, Registry
from recommender.cli.workers import cause_of
from tests.api.test_metrics import values_of
from tests.support.commands import PATIENCE, SEED
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow
REQUESTS = "recommender_requests_total /v1/articles/{article_id}/boxes 200"


class Service:
    """A service of several workers, its port and its log."""

    def __init__(self, process: subprocess.Popen[str], address: str, log: Path) -> None:
        self.process = process
        self.port = urlsplit(address).port or 0
        self.log = log

    def lines(self, event: str) -> list[dict[str, Any]]:
        """Return the lines of the log of an event."""
        lines = map(json.loads, self.log.read_text("utf-8").splitlines())
        return [line for line in lines if line["event"] == event]

    def metrics(self) -> dict[str, float]:
        """Return the metrics, as one of the workers tells them."""
        with urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=PATIENCE) as response:
            return values_of(response.read().decode())

    def is_whole(self) -> bool:
        """Return whether all workers answer."""
        try:
            metrics = self.metrics()
        except (OSError, HTTPException):
            return False
        return metrics["recommender_workers"] == metrics["recommender_workers_expected"]

    def serves(self, version: str, *, workers: int) -> bool:
        """Return whether so many workers serve a version."""
        try:
            return self.metrics().get(f"recommender_model {version}") == workers
        except (OSError, HTTPException):
            return False

    def ask(self, outcomes: list[str], stop: threading.Event, *, is_end: bool) -> None:
        """Ask on one connection after the other; in an end until no more can be made."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            while not stop.is_set():
                try:
                    if connection.sock is None:
                        connection.connect()
                except OSError as error:
                    if is_end:
                        return
                    outcomes.append(repr(error))
                    continue
                outcomes.append(outcome_of(connection, f"/v1/articles/{SEED}/boxes?k={1 + len(outcomes) % 9}"))


def outcome_of(connection: HTTPConnection, path: str) -> str:
    """Return the status of an answer, or what came instead of a whole one."""
    try:
        connection.request("GET", path)
        answered = connection.getresponse()
        json.loads(answered.read())
    except (OSError, HTTPException, ValueError) as error:
        connection.close()
        return repr(error)
    return str(answered.status)


@contextmanager
def serving(models: Path, log: Path, *, workers: int, **settings: str) -> Iterator[Service]:
    """Run a service until the block ends, its log as JSON."""
    line = [sys.executable, "-m", "recommender", "serve", "--models", str(models), "--port", "0"]
    line += ["--workers", str(workers), "--as-of", "2026-04-24T18:00:00Z"]
    environment = {**os.environ, "RECOMMENDER_LOG_FORMAT": "json", **settings}
    with (
        log.open("wb") as errors,
        subprocess.Popen(line, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment) as process,
    ):
        try:
            assert process.stdout is not None
            yield Service(process, process.stdout.readline().split()[-1], log)
        finally:
            process.terminate()


@contextmanager
def asked(service: Service, *, clients: int, is_end: bool) -> Iterator[list[str]]:
    """Let clients ask meanwhile; the list has what became of each request when the block is over."""
    stop, outcomes = threading.Event(), [list[str]() for _ in range(clients)]
    told: list[str] = []
    with ThreadPoolExecutor(clients) as threads:
        asking = [threads.submit(service.ask, each, stop, is_end=is_end) for each in outcomes]
        try:
            wait_until(lambda: min(map(len, outcomes)) >= 5)
            yield told
        finally:
            if not is_end:
                stop.set()
            for each in asking:
                each.result(PATIENCE)
            told += [outcome for each in outcomes for outcome in each]


# On a busy machine a client may be silent for longer than a connection is kept, and send as it is closed. Where the end
# of workers breaks requests, it is one of each of the 16 clients.
MOST_BROKEN = 2


def broken_of(outcomes: list[str]) -> list[str]:
    return [outcome for outcome in outcomes if outcome != "200"]


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_that_are_told_to_end_break_no_request(published: Path, tmp_path: Path, workers: int) -> None:
    for turn in range(2):
        with serving(published, tmp_path / f"log{turn}", workers=workers) as service:
            wait_until(service.is_whole)
            with asked(service, clients=16, is_end=True) as outcomes:
                service.process.terminate()
                assert service.process.wait(PATIENCE) == 0
            assert len(broken_of(outcomes)) <= MOST_BROKEN
            assert len(service.lines("worker_ended")) == workers
            assert service.lines("worker_died") == []


def test_a_worker_that_is_told_to_end_breaks_no_request_and_gets_a_successor(published: Path, tmp_path: Path) -> None:
    with serving(published, tmp_path / "log", workers=2) as service:
        wait_until(service.is_whole)
        with asked(service, clients=16, is_end=False) as outcomes:
            first = service.lines("ready")[0]
            os.kill(first["process"], signal.SIGTERM)
            wait_until(lambda: len(service.lines("ready")) == 3)
        assert len(broken_of(outcomes)) <= MOST_BROKEN
        [line] = service.lines("worker_died")
        assert (line["worker_process"], line["code"], line["level"]) == (first["process"], -signal.SIGTERM, "warning")


def test_counters_do_not_fall_when_workers_are_killed_and_the_log_tells_it(published: Path, tmp_path: Path) -> None:
    with serving(published, tmp_path / "log", workers=2) as service:
        wait_until(service.is_whole)
        seen: list[dict[str, float]] = []
        with asked(service, clients=4, is_end=False):
            for kill in range(3):
                wait_until(service.is_whole)
                pid = service.lines("ready")[kill]["process"]
                os.kill(pid, signal.SIGKILL)
                wait_until(lambda: len(service.lines("worker_died")) == kill + 1)  # noqa: B023 - called at once
                for _ in range(20):
                    try:
                        seen.append(service.metrics())
                    except (OSError, HTTPException):  # the worker that was killed had accepted it
                        continue
                    time.sleep(0.01)
                assert service.lines("worker_died")[-1]["worker_process"] == pid
        wait_until(service.is_whole)
        seen.append(service.metrics())
    assert len(seen) > 30
    counters = {name for each in seen for name in each if name.split()[0].endswith(("_total", "_bucket", "_count"))}
    assert REQUESTS in counters
    for name in counters:
        values = [each[name] for each in seen if name in each]
        assert values == sorted(values), name
        assert all(name in each for each in seen[seen.index(next(each for each in seen if name in each)) :]), name
    assert seen[-1]["recommender_worker_deaths_total"] == 3
    [line, *_] = service.lines("worker_died")
    assert "SIGKILL" in line["message"]
    assert "another takes its place" in line["message"]


def test_a_model_that_is_cut_under_workers_is_told_and_an_earlier_one_serves(
    sample: Recommender, tmp_path: Path
) -> None:
    registry = Registry(tmp_path / "models")
    for _ in range(2):
        registry.publish(sample.save)
    with serving(registry.path, tmp_path / "log", workers=2, RECOMMENDER_POLL_SECONDS="0.2") as service:
        wait_until(service.is_whole)
        assert service.metrics()["recommender_model 000002"] == 2
        for array in registry.folder("000002").glob("*.npy"):
            os.truncate(array, 128)
        stop = threading.Event()
        with ThreadPoolExecutor(2) as threads:  # some of these meet a worker that dies
            for _ in range(2):
                threads.submit(service.ask, [], stop, is_end=False)
            wait_until(lambda: service.serves("000001", workers=2))
            stop.set()
        assert service.metrics()["recommender_model_damaged"] == 1
    deaths = service.lines("worker_died")
    assert all("SIGBUS, a mapped file was cut off" in line["message"] for line in deaths)
    assert len(service.lines("model_fallen_back")) == 2
    assert len(deaths) + len(service.lines("model_damaged")) >= 2


def test_a_hangup_renews_each_worker_without_breaking_a_request(published: Path, tmp_path: Path) -> None:
    with serving(published, tmp_path / "log", workers=2) as service:
        wait_until(service.is_whole)
        with asked(service, clients=8, is_end=False) as outcomes:
            service.process.send_signal(signal.SIGHUP)
            wait_until(lambda: len(service.lines("ready")) == 4 and len(service.lines("worker_ended")) == 2)
        assert {*outcomes} == {"200"}
        assert len({line["process"] for line in service.lines("ready")}) == 4
        assert service.metrics()["recommender_worker_deaths_total"] == 0


def test_a_service_whose_workers_cannot_start_ends_and_says_why(published: Path, tmp_path: Path) -> None:
    settings = {"RECOMMENDER_STORE": f"sqlite:///{tmp_path}/nowhere/store.sqlite"}
    with serving(published, tmp_path / "log", workers=2, **settings) as service:
        assert service.process.wait(PATIENCE) == 1
    assert "nowhere" in service.lines("start_failed")[0]["message"]
    assert service.lines("worker_failed")


def test_workers_whose_parent_is_killed_end(published: Path, tmp_path: Path) -> None:
    with serving(published, tmp_path / "log", workers=2) as service:
        wait_until(service.is_whole)
        workers = [line["process"] for line in service.lines("ready")]
        service.process.kill()
        service.process.wait(PATIENCE)
        wait_until(lambda: len(service.lines("ended")) == 2)
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    assert len(service.lines("parent_gone")) == 2


def test_one_worker_that_is_killed_gets_a_successor(published: Path, tmp_path: Path) -> None:
    with serving(published, tmp_path / "log", workers=1) as service:
        wait_until(service.is_whole)
        os.kill(service.lines("ready")[0]["process"], signal.SIGKILL)
        wait_until(lambda: len(service.lines("ready")) == 2)
        wait_until(service.is_whole)
        assert service.metrics()["recommender_worker_deaths_total"] == 1


def test_a_signal_to_all_processes_at_once_ends_the_service_and_breaks_no_request(
    published: Path, tmp_path: Path
) -> None:
    with serving(published, tmp_path / "log", workers=2) as service:
        wait_until(service.is_whole)
        workers = [line["process"] for line in service.lines("ready")]
        with asked(service, clients=8, is_end=True) as outcomes:
            for process in (service.process.pid, *workers):
                os.kill(process, signal.SIGTERM)
            assert service.process.wait(PATIENCE) == 0
        assert len(broken_of(outcomes)) <= MOST_BROKEN
    assert len(service.lines("ended")) == 3


def private_bytes(process: int) -> int:
    """Return the memory of a process that it shares with no other, of no file."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Private_Dirty"))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers are no forks")
def test_workers_share_the_memory_of_what_they_import(published: Path, tmp_path: Path) -> None:
    with serving(published, tmp_path / "log", workers=2) as service:
        wait_until(service.is_whole)
        for line in service.lines("ready"):
            resident = int(Path(f"/proc/{line['process']}/statm").read_text("ascii").split()[1]) * os.sysconf(
                "SC_PAGE_SIZE"
            )
            assert private_bytes(line["process"]) < resident / 2


@pytest.mark.parametrize(
    ("code", "cause"), [(-11, "SIGSEGV"), (-7, "SIGBUS, a mapped file was cut off"), (2, "exit code 2"), (-99, "99")]
)
def test_what_ended_a_process_is_told_by_name(code: int, cause: str) -> None:
    assert cause in cause_of(code)
