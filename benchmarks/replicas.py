"""Reads over replicas while articles are taken down, held and hidden: none may be lost, none may show what is gone.

    python -m benchmarks.replicas [--reads 10000] [--balancer nginx] [--services 3] [--workers 2] [--lease 5]

Runs the topology of `benchmarks.topology`. One writer writes through one service; readers read through the balancer,
over connections that are kept. At a quarter of the reads one replica is killed with all its workers, at half of them it
is back; at three quarters it is told to end, as when it is upgraded, and started again. A read is *lost* when it gets
no answer that its address should have, and *stale* when it shows an article whose take-down, hold or hiding was
acknowledged before the read was sent, or lacks an article, or its title, that was. The exit code is 0 when none is
either.
"""

from __future__ import annotations

import http.client
import json
import random
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from recommender import read_articles
from tests.support.topology import (
    KEY,
    SAMPLE,
    Record,
    Topology,
    end_on_sigterm,
    parser,
    path_of,
    running,
    wait_until_ready,
)

ACTS = ("take down", "hold", "hide", "edit")
# Of the sample, so many are left for readers to stay with; the others are written about. At least 1, articles.
N_SEEDS = 100


@dataclass
class Acknowledged:
    """What has been acknowledged, shared by the writer and all readers.

    Attributes:
        gone: The ids of articles that were taken down.
        hidden: Those that no box may show.
        titles: By id, the titles of articles that were written.
        changing: The id that is written about: what is said of it meanwhile is neither right nor wrong.
    """

    gone: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    titles: dict[str, str] = field(default_factory=dict)
    changing: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Seen:
    """What came of the reads and the writes."""

    reads: int = 0
    lost: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    read_seconds: list[float] = field(default_factory=list)
    write_seconds: dict[str, list[float]] = field(default_factory=lambda: {act: [] for act in ACTS})
    refused_writes: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Client:
    """A connection that is kept, and opened anew where it was closed."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=90)

    def ask(self, method: str, path: str, record: Record | None = None) -> tuple[int, bytes]:
        """Return status and body; 0 where there is no answer."""
        headers = {"Content-Type": "application/json"} | ({} if method == "GET" else {"Authorization": f"Bearer {KEY}"})
        try:
            self._connection.request(method, path, None if record is None else json.dumps(record), headers)
            answer = self._connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            return 0, repr(error).encode()


def ids_in(answer: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Yield the ids of all cards of an answer, and of what is folded into them."""
    if isinstance(answer, dict):
        if "rank" in answer and "article_id" in answer:
            yield str(answer["article_id"])
        for value in answer.values():
            yield from ids_in(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from ids_in(value)


class Reader(threading.Thread):
    """Somebody who reads, and looks closely at every answer."""

    def __init__(self, port: int, seeds: Sequence[str], known: Acknowledged, seen: Seen, most: int, seed: int) -> None:
        super().__init__(daemon=True)
        self.client, self.seeds, self.known, self.seen, self.most = Client(port), seeds, known, seen, most
        self.random = random.Random(seed)

    def run(self) -> None:
        """Read until there are enough reads."""
        while self.seen.reads < self.most:
            with self.known.lock:
                gone, hidden = set(self.known.gone), set(self.known.hidden)
                titles, changing = dict(self.known.titles), self.known.changing
            kind = self.random.choice(("boxes", "boxes", "similar", "gone", "written"))
            among = {"gone": sorted(gone), "written": sorted(titles)}.get(kind) or self.seeds
            article_id = self.random.choice(among)
            rest = f"/{kind}" if kind in ("boxes", "similar") else ""
            begun = time.monotonic()
            status, body = self.client.ask("GET", path_of(article_id, rest))
            seconds = time.monotonic() - begun
            with self.known.lock:
                touched = {changing, self.known.changing} | (self.known.gone - gone)
                touched |= {each for each, title in self.known.titles.items() if titles.get(each) != title}
            with self.seen.lock:
                self.seen.reads += 1
                self.seen.read_seconds.append(seconds)
                if article_id not in touched:
                    self._look(article_id, rest, status, body, gone, titles)
                if status == 200 and rest and (shown := {*ids_in(json.loads(body))} & (gone | hidden)):
                    self.seen.stale.append(f"{article_id}{rest} shows {', '.join(sorted(shown))}")

    def _look(
        self, article_id: str, rest: str, status: int, body: bytes, gone: set[str], titles: dict[str, str]
    ) -> None:
        """Note where an answer about an article is not that which it should be."""
        if article_id in gone:
            if status == 200:
                self.seen.stale.append(f"{article_id}: taken down, and answered 200")
            elif status not in (404, 410):
                self.seen.lost.append(f"{article_id}: {status} {body[:200]!r}")
        elif status in (404, 410):
            self.seen.stale.append(f"{article_id}{rest}: {status}")
        elif status != 200:
            self.seen.lost.append(f"{article_id}{rest}: {status} {body[:200]!r}")
        elif not rest and article_id in titles and json.loads(body).get("title") != titles[article_id]:
            self.seen.stale.append(f"{article_id}: not the title that was written")


class Writer(threading.Thread):
    """The editor and the site: takes down, holds, hides, and writes, one after the other."""

    def __init__(self, port: int, ids: Sequence[str], known: Acknowledged, seen: Seen) -> None:
        super().__init__(daemon=True)
        self.client, self.ids, self.known, self.seen = Client(port), ids, known, seen
        self.over = threading.Event()

    def run(self) -> None:
        """Write until all is read, or there is nothing more to write about."""
        for number, article_id in enumerate(self.ids):
            if self.over.is_set():
                return
            act = ACTS[number % len(ACTS)]
            with self.known.lock:
                self.known.changing = article_id
            begun = time.monotonic()
            while not self._done(act, article_id, number):
                with self.seen.lock:
                    self.seen.refused_writes += 1
                time.sleep(0.1)
            with self.seen.lock:
                self.seen.write_seconds[act].append(time.monotonic() - begun)
            with self.known.lock:
                self._note(act, article_id, number)
                self.known.changing = ""
            self.over.wait(0.02)

    def _done(self, act: str, article_id: str, number: int) -> bool:
        """Do one act; return whether it was acknowledged."""
        if act == "edit":
            record = {"title": _title(number), "text": f"{_title(number)}. The sea is high."}
            return self.client.ask("PUT", path_of(article_id), record)[0] in (200, 201)
        if act == "hide":
            override = {"action": "hide", "article_id": article_id, "author": "Ada"}
            return self.client.ask("PUT", f"/v1/overrides/hide-{number}", override)[0] in (200, 201)
        hold = "&hold=true" if act == "hold" else ""
        return self.client.ask("DELETE", f"{path_of(article_id)}?author=Ada{hold}")[0] == 200

    def _note(self, act: str, article_id: str, number: int) -> None:
        if act == "edit":
            self.known.titles[article_id] = _title(number)
        elif act == "hide":
            self.known.hidden.add(article_id)
        else:
            self.known.gone.add(article_id)


def _title(number: int) -> str:
    return f"Storm Ines breaks wall number {number} of the harbour"


def trial(topology: Topology, n_reads: int, n_readers: int) -> Seen:
    """Read and write, kill a replica and start it again; return what was seen."""
    ids = [article.article_id for article in read_articles(SAMPLE)]
    random.Random(5).shuffle(ids)
    known, seen = Acknowledged(), Seen()
    writer = Writer(topology.replicas[0].port, ids[N_SEEDS:], known, seen)
    readers = [Reader(topology.port, ids[:N_SEEDS], known, seen, n_reads, number) for number in range(n_readers)]
    for thread in (writer, *readers):
        thread.start()
    last = topology.replicas[-1]
    for share, happens in ((1 / 4, last.kill), (1 / 2, last.start), (3 / 4, last.renew)):
        while seen.reads < share * n_reads:
            time.sleep(0.05)
        happens()
    for reader in readers:
        reader.join()
    writer.over.set()
    writer.join()
    wait_until_ready(last.port)
    return seen


def report_of(seen: Seen) -> Record:
    """Return what was seen, as JSON values; times are milliseconds."""
    acts = {act: seconds for act, seconds in seen.write_seconds.items() if seconds}
    return {
        "reads": seen.reads,
        "lost": len(seen.lost),
        "stale": len(seen.stale),
        "problems": [*seen.lost, *seen.stale][:20],
        "read_ms": _spread(seen.read_seconds),
        "writes": {act: {"n": len(seconds), "ms": _spread(seconds)} for act, seconds in acts.items()},
        "refused_writes": seen.refused_writes,
    }


def _spread(seconds: list[float]) -> Record:
    p50, p99, most = np.percentile(seconds, [50, 99, 100]) * 1_000
    return {"p50": round(float(p50), 1), "p99": round(float(p99), 1), "most": round(float(most), 1)}


def main() -> int:
    """Run the trial, and print what was seen."""
    end_on_sigterm()
    options = parser(__doc__)
    options.add_argument("--reads", type=int, default=10_000)
    options.add_argument("--readers", type=int, default=8)
    chosen = options.parse_args()
    with running(chosen) as topology:
        seen = trial(topology, chosen.reads, chosen.readers)
    print(json.dumps(report_of(seen), indent=2))
    return 1 if seen.lost or seen.stale else 0


if __name__ == "__main__":
    sys.exit(main())
