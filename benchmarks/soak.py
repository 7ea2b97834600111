"""A newsroom's day in minutes: readers, writers, two retrainings and a killed worker, and nothing may go wrong.

    python -m benchmarks.soak [SOURCE] [--seconds 600] [--workers 2] [--clients 8] [--store URL]

Serves the source (by default the sample corpus) on loopback with a store, measures what it can answer, and then asks
for half of that: 95 % reads, 5 % articles put, edited and taken down. After 30 % and 70 % of the time a model is
trained from the store and swapped in; after half of it one worker is killed. The end is an exit code: 0 when

- no read failed, but for what the killed worker's connections had asked and not yet got;
- no answer showed an article whose take-down had been acknowledged before it was asked for;
- every acknowledged write is there at the end, in every answer, and was in the very next one.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import numpy as np

from recommender import Article, read_articles
from recommender.store import Store

KEY = "the-key-of-the-soak-test"
SAMPLE = Path(__file__).parents[1] / "data" / "articles.jsonl"
WRITES = 0.05
TRAININGS, KILL = (0.3, 0.7), 0.5
MEASURED_SECONDS = 5.0
SWAP_SECONDS = 60.0
READS = ("/boxes", "/similar", "/related", "")
Record = dict[str, Any]


@dataclass(slots=True)
class Ledger:
    """What has been acknowledged, and what was seen; shared by all clients.

    Attributes:
        here: The acknowledged title of each article that is served.
        gone: The ids whose take-down is acknowledged.
        writing: Ids that are being written: what is said of them meanwhile is neither right nor wrong.
        broken: How many answers a closed connection kept back, by whether a worker had just been killed.
    """

    here: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    writing: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    broken: Counter[bool] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    killed_at: float = float("inf")
    lock: threading.Lock = field(default_factory=threading.Lock)

    def complain(self, problem: str) -> None:
        """Note what must not be."""
        with self.lock:
            self.problems.append(problem)


class Client:
    """One kept-alive connection, which is opened anew when it was closed."""

    def __init__(self, port: int, ledger: Ledger) -> None:
        self.port = port
        self.ledger = ledger
        self._connection = self._open()

    def ask(self, method: str, path: str, record: Record | None = None) -> tuple[int, bytes]:
        """Return status and body; what a closed connection kept back is noted and asked again."""
        body = None if record is None else json.dumps(record)
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        while True:
            try:
                self._connection.request(method, path, body, headers)
                answer = self._connection.getresponse()
                return answer.status, answer.read()
            except (OSError, http.client.HTTPException) as error:
                # A connection to the killed worker may have been idle, and is then found closed a little later.
                by_kill = 0 <= time.monotonic() - self.ledger.killed_at < 10
                with self.ledger.lock:
                    self.ledger.broken[by_kill] += 1
                if not by_kill:
                    self.ledger.complain(f"{method} {path}: {error!r}")
                    time.sleep(0.1)
                self._connection.close()
                self._connection = self._open()

    def _open(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)


def path_of(article_id: str, box: str = "") -> str:
    return f"/v1/articles/{quote(article_id, safe='')}{box}"


def ids_in(record: object) -> Iterator[str]:
    """Yield the ids of all cards of an answer."""
    if isinstance(record, dict):
        if "rank" in record and "article_id" in record:
            yield str(record["article_id"])
        for value in record.values():
            yield from ids_in(value)
    elif isinstance(record, list):
        for value in record:
            yield from ids_in(value)


class Person(threading.Thread):
    """Someone who reads, and now and then writes, at a steady pace, and looks closely at every answer."""

    def __init__(self, client: Client, articles: list[Article], pace: float, seed: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.client, self.ledger, self.articles = client, client.ledger, articles
        self.pace, self.stop, self.random = pace, stop, random.Random(seed)
        self.name, self._written = f"w{seed}", 0

    def run(self) -> None:
        """Read and write until it is time to stop."""
        due = time.monotonic()
        while not self.stop.is_set():
            try:
                self.write() if self.random.random() < WRITES else self.read()
            except Exception as error:  # noqa: BLE001 - a mistake of the test's own must not pass for a success
                self.ledger.complain(f"the client failed: {error!r}")
            due = max(due + self.pace, time.monotonic() - 1)
            self.stop.wait(max(0.0, due - time.monotonic()))

    def read(self) -> None:
        """Ask for boxes or an article, and look for what must not be in the answer."""
        ledger = self.ledger
        with ledger.lock:
            article_id = self.random.choice(list(ledger.here))
            gone = ledger.gone - ledger.writing
        begun = time.monotonic()
        status, body = self.client.ask("GET", path_of(article_id, self.random.choice(READS)))
        with ledger.lock:
            ledger.counts["reads"] += 1
            ledger.seconds.append(time.monotonic() - begun)
            may_be_gone = article_id in ledger.gone or article_id in ledger.writing
            came_back = {one for one in gone if one not in ledger.gone or one in ledger.writing}
        if status != 200 and not (status in (404, 410) and may_be_gone):
            ledger.complain(f"GET {article_id}: {status} {body[:200]!r}")
        elif status == 200 and (shown := set(ids_in(json.loads(body))) & (gone - came_back)):
            ledger.complain(f"{article_id} shows {', '.join(shown)}, which had been taken down")

    def write(self) -> None:
        """Put a new article, edit one, or take one down; then read it back at once."""
        ledger, kind = self.ledger, self.random.choice(("new", "edit", "delete"))
        self._written += 1
        with ledger.lock:
            free = [one for one in ledger.here if one not in ledger.writing]
            article_id = f"{self.name}-{self._written}" if kind == "new" else self.random.choice(free)
            ledger.writing.add(article_id)
        title = None if kind == "delete" else self._put(article_id)
        if title is None:
            status, body = self.client.ask("DELETE", f"{path_of(article_id)}?author={self.name}")
            if status != 200:
                ledger.complain(f"DELETE {article_id}: {status} {body[:200]!r}")
        with ledger.lock:
            ledger.counts[kind] += 1
            if title is None:
                ledger.here.pop(article_id, None)
                ledger.gone.add(article_id)
            else:
                ledger.here[article_id] = title
        expect_served(self.client, article_id, title)
        with ledger.lock:
            ledger.writing.discard(article_id)

    def _put(self, article_id: str) -> str:
        source = self.random.choice(self.articles)
        record = source.to_record() | {"title": f"{source.title} ({self.name}, {self._written})"}
        for name in ("article_id", "updated_at"):
            record.pop(name, None)
        status, body = self.client.ask("PUT", path_of(article_id), record)
        if status not in (200, 201):
            self.ledger.complain(f"PUT {article_id}: {status} {body[:200]!r}")
        return str(record["title"])


def expect_served(client: Client, article_id: str, title: str | None) -> None:
    """Look that an article is served with its title, in its boxes too, or that it is gone."""
    status, body = client.ask("GET", path_of(article_id))
    found = json.loads(body).get("title") if status == 200 else None
    boxes = client.ask("GET", path_of(article_id, "/boxes"))[0]
    if found != title or boxes != (200 if title is not None else 410):
        client.ledger.complain(f"{article_id}: expected {title!r}, found {status} {found!r}, boxes {boxes}")


@contextmanager
def served(models: Path, store: str, workers: int) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Serve in processes of their own, and yield the first of them and the port."""
    command = [sys.executable, "-m", "recommender", "serve", "--models", str(models), "--store", store]
    command += ["--port", "0", "--workers", str(workers)]
    environment = {**os.environ, "RECOMMENDER_EDITOR_KEYS": KEY}
    server = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    try:
        assert server.stdout is not None
        port = urlsplit(server.stdout.readline().decode().split()[-1]).port
        assert port is not None
        wait_for_workers(port, workers)
        yield server, port
    finally:
        server.terminate()
        server.wait(60)


def wait_for_workers(port: int, workers: int) -> None:
    """Wait until many connections in a row, which come to whichever worker is free, are all answered."""
    deadline, ready = time.monotonic() + 300, 0
    while ready < 20 * workers:
        assert time.monotonic() < deadline, "the service does not become ready"
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/readyz")
            ready = ready + 1 if connection.getresponse().status == 200 else 0
            connection.close()
        except OSError:
            time.sleep(0.2)


def train(store: str, models: Path) -> str:
    """Train from the store in a process of its own, and return the version."""
    command = [sys.executable, "-m", "recommender", "train", store, "--models", str(models), "--json"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, preexec_fn=lambda: os.nice(10))
    return str(json.loads(done.stdout)["version"])


def workers_of(server: subprocess.Popen[bytes]) -> list[int]:
    """Return the process ids of the workers, which are all the children of their parent."""
    return [int(each) for each in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text("ascii").split()]


def capacity(port: int, ids: list[str], clients: int) -> float:
    """Return how many page views a second are answered to clients that ask without a pause."""
    stop, counted = threading.Event(), Counter[int]()

    def read(number: int) -> None:
        client, chance = Client(port, Ledger()), random.Random(number)
        while not stop.is_set():
            client.ask("GET", path_of(chance.choice(ids), chance.choice(READS)))
            counted[number] += 1

    threads = [threading.Thread(target=read, args=(number,), daemon=True) for number in range(clients)]
    for thread in threads:
        thread.start()
    time.sleep(MEASURED_SECONDS)
    stop.set()
    for thread in threads:
        thread.join()
    return counted.total() / MEASURED_SECONDS


def soak(options: argparse.Namespace, folder: Path) -> Record:
    """Run it all and return the report."""
    url, models = options.store or f"sqlite:///{folder}/store.sqlite", folder / "models"
    articles = list(read_articles(options.source))
    ledger = Ledger()
    with Store.open(url) as store:
        store.put_many(articles)
    ledger.here = {article.article_id: article.title for article in articles}
    versions = [train(url, models)]
    with served(models, url, options.workers) as (server, port):
        rate = options.load * capacity(port, list(ledger.here), options.clients)
        stop = threading.Event()
        people = [
            Person(Client(port, ledger), articles, options.clients / rate, seed, stop)
            for seed in range(options.clients)
        ]
        begun = time.monotonic()
        for person in people:
            person.start()
        for share, happens in sorted([(share, "train") for share in TRAININGS] + [(KILL, "kill")]):
            time.sleep(max(0.0, begun + share * options.seconds - time.monotonic()))
            if happens == "train":
                versions.append(train(url, models))
            else:
                ledger.killed_at = time.monotonic()
                os.kill(workers_of(server)[0], signal.SIGKILL)
        time.sleep(max(0.0, begun + options.seconds - time.monotonic()))
        stop.set()
        for person in people:
            person.join(60)
        lasted = time.monotonic() - begun
        wait_for_workers(port, options.workers)
        look_at_all(port, ledger, versions[-1], options.workers)
        if ledger.broken[True] > options.clients:  # each of the killed worker's connections breaks once
            ledger.complain(f"{ledger.broken[True]} answers were kept back around the kill")
    p50, p99 = (1_000 * np.percentile(ledger.seconds, [50, 99])).round(1).tolist()
    return {
        "seconds": round(lasted, 1),
        "requests_a_second": {"asked": round(rate, 1), "answered": round(ledger.counts["reads"] / lasted, 1)},
        "counts": dict(sorted(ledger.counts.items())),
        "read_ms": {"p50": p50, "p99": p99},
        "models": versions,
        "broken_by_the_kill": ledger.broken[True],
        "connections": options.clients,
        "articles_at_the_end": len(ledger.here),
        "taken_down": len(ledger.gone),
        "problems": ledger.problems,
    }


def _readiness(client: Client) -> tuple[int, Any]:
    status, body = client.ask("GET", "/readyz")
    return status, json.loads(body)


def look_at_all(port: int, ledger: Ledger, version: str, workers: int) -> None:
    """Look at the end for every acknowledged write, and for the last model, over connections that are new."""
    expected = (200, {"status": "ready", "model": version, "store": "followed"})
    # The last training may have ended only just now: a worker goes on with the model before while it loads the new one.
    deadline = time.monotonic() + SWAP_SECONDS
    for _ in range(10 * workers):
        client = Client(port, ledger)
        while (found := _readiness(client)) != expected and time.monotonic() < deadline:
            time.sleep(0.1)
        if found != expected:
            ledger.complain(f"/readyz: expected {expected}, found {found}")
    for number, (article_id, title) in enumerate([*ledger.here.items(), *((one, None) for one in ledger.gone)]):
        client = client if number % 50 else Client(port, ledger)
        expect_served(client, article_id, title)
        ledger.counts["looked at"] += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, nargs="?", default=SAMPLE)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--load", type=float, default=0.5, help="the share of what can be answered that is asked for")
    parser.add_argument("--store", help="an empty store, such as postgresql://…; by default a SQLite file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = soak(options, Path(folder))
    print(json.dumps(report, indent=1))
    sys.exit(1 if report["problems"] else 0)


if __name__ == "__main__":
    main()
