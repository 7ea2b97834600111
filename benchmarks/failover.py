"""PostgreSQL fails over, restarts and pauses under writes: nothing acknowledged may be lost, and reads go on.

    python -m benchmarks.failover [--times 6] [--faults fail-over,restart,pause] [--workers 2] [--lease 20]

Two servers, one the synchronous standby of the other, and a service whose store is the address of both. Writers put,
take down and mute through the service, and send again what was refused; readers read. At random moments one fault after
the other comes: the primary is killed with SIGKILL, the standby promoted at once, and the killed one made its standby
again; the primary crashes and starts again; it is paused for five seconds and answers nothing meanwhile. At the end
everything acknowledged is looked for in the store. The exit code is 0 when nothing is missing and no read failed. How
long writes wait has no time in it for noticing that a server is dead, which is for the operator's tool to do.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from recommender import read_articles
from recommender.store import Store, StoredArticle, Tombstone
from tests.support import postgresql
from tests.support.failover import Pair, pair
from tests.support.topology import SAMPLE, Record, Service, ask, end_on_sigterm, path_of, services, train

WRITERS, READERS = 4, 2
PAUSE_SECONDS = 5.0


@dataclass
class Seen:
    """What was acknowledged, and when.

    Attributes:
        acknowledged: What must be in the store at the end, by id: an article, a tombstone, or an override.
        times: When each write was acknowledged, on the monotonic clock.
        refused: How many answers to writes were none, or 503.
        reads: How many; the longest, in seconds; and what was wrong with others.
    """

    acknowledged: dict[str, str] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    refused: int = 0
    reads: int = 0
    longest_read: float = 0
    failed_reads: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)


def write(port: int, seen: Seen, name: str) -> None:
    """Write until it is over, each until it is acknowledged."""
    number = 0
    while not seen.over.is_set():
        article_id, kind = f"{name}-{number}", ("article", "tombstone", "override")[number % 3]
        title = f"Storm Ines breaks wall number {number} of harbour {name}"
        method, path, record = {
            "article": ("PUT", path_of(article_id), {"title": title, "text": f"{title}."}),
            "tombstone": ("DELETE", f"{path_of(article_id)}?author=Ada&hold=true", None),
            "override": ("PUT", f"/v1/overrides/{article_id}", {"action": "mute", "term": "wall", "author": "Ada"}),
        }[kind]
        try:
            status = ask(port, method, path, record)[0]
        except (OSError, http.client.HTTPException):
            status = 0
        with seen.lock:
            if status in (200, 201):
                seen.acknowledged[article_id] = kind
                seen.times.append(time.monotonic())
                number += 1
            else:
                assert status in (0, 503), (status, path)
                seen.refused += 1
        time.sleep(0.02)


def read(port: int, seen: Seen, ids: list[str], seed: int) -> None:
    """Read until it is over; each read must be answered."""
    chance = random.Random(seed)
    while not seen.over.is_set():
        begun = time.monotonic()
        path = path_of(chance.choice(ids), "/boxes")
        try:
            status = ask(port, "GET", path)[0]
        except (OSError, http.client.HTTPException) as error:
            status = repr(error)  # type: ignore[assignment]
        with seen.lock:
            seen.reads += 1
            seen.longest_read = max(seen.longest_read, time.monotonic() - begun)
            if status != 200:
                seen.failed_reads.append(f"{path}: {status}")
        time.sleep(0.01)


def missing(store: Store, acknowledged: dict[str, str]) -> list[str]:
    """Return what was acknowledged and is not in the store."""
    overrides = store.overrides.all()

    def is_there(key: str, kind: str) -> bool:
        if kind == "override":
            return key in overrides
        return isinstance(store.get(key), StoredArticle if kind == "article" else Tombstone)

    return [f"{kind} {key}" for key, kind in acknowledged.items() if not is_there(key, kind)]


def one_fault(servers: Pair, fault: str, seen: Seen) -> Record:
    """Have one fault; return the seconds until there was a server again, and until a write was acknowledged."""
    begun = time.monotonic()
    if fault == "fail-over":
        servers.fail_over()
    elif fault == "restart":
        servers.restart()
    else:
        servers.primary.pause(PAUSE_SECONDS)
    there = time.monotonic()
    while not seen.times or seen.times[-1] < there:
        time.sleep(0.02)
    first = next(at for at in seen.times if at >= there)
    if fault == "fail-over":
        servers.join()
    return {"fault": fault, "server": round(there - begun, 2), "first_write": round(first - begun, 2)}


def trial(servers: Pair, folder: Path, options: argparse.Namespace) -> Record:
    """Fail over some times under writes and reads; return what was seen."""
    articles = list(read_articles(SAMPLE))
    with Store.open(servers.url) as store:
        store.put_many(articles)
    train(servers.url, str(folder / "models"))
    settings = {"RECOMMENDER_LEASE_SECONDS": f"{options.lease:g}"}
    service = Service(str(folder / "models"), servers.url, folder / "log", options.workers, settings)
    seen, chance, faults = Seen(), random.Random(7), options.faults.split(",")
    with services([service]):
        ids = [str(article.article_id) for article in articles]
        threads = [
            *(
                threading.Thread(target=write, args=(service.port, seen, f"w{at}"), daemon=True)
                for at in range(WRITERS)
            ),
            *(threading.Thread(target=read, args=(service.port, seen, ids, at), daemon=True) for at in range(READERS)),
        ]
        for thread in threads:
            thread.start()
        waits = []
        for at in range(options.times):
            time.sleep(chance.uniform(1, 3))
            waits.append(one_fault(servers, faults[at % len(faults)], seen))
        time.sleep(1)
        seen.over.set()
        for thread in threads:
            thread.join()
    with Store.open(servers.url) as store:
        lost = missing(store, seen.acknowledged)
    return {
        "faults": options.times,
        "acknowledged": len(seen.acknowledged),
        "lost": lost,
        "refused": seen.refused,
        "seconds": waits,
        "reads": seen.reads,
        "failed_reads": seen.failed_reads[:20],
        "longest_read_seconds": round(seen.longest_read, 2),
    }


def main() -> int:
    """Run the trial, and print what was seen."""
    end_on_sigterm()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=6)
    parser.add_argument("--faults", default="fail-over,restart,pause", help="one after the other")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--lease", type=float, default=20)
    options = parser.parse_args()
    binaries = postgresql.programs()
    assert binaries is not None, "no PostgreSQL on this machine (Debian: apt install postgresql)"
    with tempfile.TemporaryDirectory(prefix="recommender-failover-") as folder, pair(binaries) as servers:
        report = trial(servers, Path(folder), options)
    print(json.dumps(report, indent=2))
    return 1 if report["lost"] or report["failed_reads"] else 0


if __name__ == "__main__":
    sys.exit(main())
