"""What a model weighs: its snapshot by array, the private memory of a worker, and what it takes until it answers.

    python benchmarks/footprint.py MODELS [--workers 1] [--requests 500] [--rounds 3] [--json FILE]

In: a directory of models. Out: the bytes of each array of the current version and of all beside the bytes of its
texts; for the service on it, parent and workers together, the processor's and the clock's seconds from start to ready
and to the first page of boxes; of its largest worker the memory that it shares with no other process, after that many
pages. What is mapped from files of the snapshot is shared by all workers of a machine, and is not counted; loops should
be compiled, by a run before.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from math import prod
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import measuring
import numpy as np
from measuring import Report

from recommender.index import Catalogue
from recommender.snapshots import Registry

LIMIT_SECONDS = 600  # of the clock, until the service is ready; a first run compiles its loops
POLL_SECONDS = 0.02


class Run(NamedTuple):
    """One life of a service.

    Attributes:
        ready: Seconds of the processor until all workers were ready.
        ready_clock: Seconds of the clock.
        first: Seconds of the processor until its first page was answered.
        private_ready, private: Private memory of the largest worker then, and after all pages, in MB.
    """

    ready: float
    ready_clock: float
    first: float
    private_ready: float
    private: float


def main() -> None:
    """Weigh the model."""
    parser = measuring.parser(__doc__)
    parser.add_argument("models", type=Path)
    parser.add_argument("--requests", type=int, default=500, help="pages before the memory is read (%(default)s)")
    parser.add_argument("--workers", type=int, default=1, help="processes that answer (%(default)s)")
    options = parser.parse_args()
    report = Report.begin("footprint", options, "zstandard")
    registry = Registry(options.models)
    ids = weigh(registry, report)
    picked = np.random.default_rng(options.seed).permutation(len(ids))
    asked = [ids[row] for row in islice(cycle(picked.tolist()), options.requests)]
    runs = [serve(options.models, asked, options.workers) for _ in range(options.rounds)]
    medians = Run(*np.median(runs, axis=0).tolist())
    report.add("start to ready", processor_s=medians.ready, clock_s=medians.ready_clock)
    report.add("start to first page", processor_s=medians.first)
    report.add("private memory, ready", mb=medians.private_ready)
    report.add(f"private memory, after {options.requests} pages", mb=medians.private)
    report.end()


def weigh(registry: Registry, report: Report) -> list[str]:
    """Add what the current snapshot weighs, and return the ids of its articles."""
    snapshot, version = registry.open_current(verify=False)
    catalogue = Catalogue.from_arrays(snapshot.room("catalogue"))
    text_bytes = sum(len(text.encode()) for text in catalogue.texts)
    sizes = {name: array.dtype.itemsize * prod(array.shape) for name, array in snapshot.arrays.items()}
    for name, size in sorted(sizes.items(), key=lambda pair: -pair[1]):
        report.add(name, bytes=size, of_text=size / max(1, text_bytes))
    total = sum(file.stat().st_size for file in registry.folder(version).iterdir())
    report.add("snapshot", bytes=total, text_bytes=text_bytes, articles=len(catalogue), of_text=total / text_bytes)
    return list(catalogue.ids)


def serve(models: Path, asked: list[str], n_workers: int) -> Run:
    """Start the service, ask for the pages of some articles, and end it."""
    with service_on(models, n_workers) as (service, port, seconds):
        ready, private_ready = processor_seconds(service), private_memory(service)
        first = ready
        for at, article_id in enumerate(asked):
            # A connection each, so that each worker has its share.
            status, _ = ask(port, f"/v1/articles/{quote(article_id, safe='')}/boxes")
            if status != http.HTTPStatus.OK:
                raise SystemExit(f"{article_id}: {status}")
            if at == 0:
                first = processor_seconds(service)
        return Run(ready, seconds, first, private_ready, private_memory(service))


@contextmanager
def service_on(models: Path, n_workers: int) -> Iterator[tuple[int, int, float]]:
    """Run the service; yield its process, its port and the seconds until all workers were ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {name: value for name, value in os.environ.items() if not name.startswith("RECOMMENDER_")}
    command = [sys.executable, "-m", "recommender", "serve", "--models", str(models), "--port", str(port)]
    begun = time.perf_counter()
    with subprocess.Popen(
        [*command, "--workers", str(n_workers)],
        env=settings | {"RECOMMENDER_LOG_LEVEL": "warning"},
        cwd=Path(__file__).parents[1],
        stdout=subprocess.DEVNULL,
    ) as service:
        try:
            while not is_ready(port, n_workers):
                if service.poll() is not None or time.perf_counter() - begun > LIMIT_SECONDS:
                    raise SystemExit("the service does not become ready")
                time.sleep(POLL_SECONDS)
            yield service.pid, port, time.perf_counter() - begun
        finally:
            service.terminate()


def is_ready(port: int, n_workers: int) -> bool:
    """Return whether so many workers of the service on a port are ready."""
    try:
        status, metrics = ask(port, "/metrics")
    except OSError:
        return False
    return status == http.HTTPStatus.OK and f"\nrecommender_workers {n_workers:.1f}\n".encode() in metrics


def ask(port: int, path: str) -> tuple[int, bytes]:
    """Return the status and the body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def workers_of(service: int) -> list[int]:
    """Return the processes of the workers of a service."""
    return [int(each) for each in Path(f"/proc/{service}/task/{service}/children").read_text("ascii").split()]


def private_memory(service: int) -> float:
    """Return the private memory of the largest worker of a service, in MB."""
    return max(measuring.private_megabytes(worker) for worker in workers_of(service))


def processor_seconds(service: int) -> float:
    """Return the processor's seconds of a service so far, of all threads of its parent and its workers."""
    return sum(map(process_seconds, (service, *workers_of(service))))


def process_seconds(process: int) -> float:
    """Return the processor's seconds of a process so far, of all its threads."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
