"""What one corpus costs: train, publish, start, answer; beside scikit-learn's TfidfVectorizer and linear_kernel.

    python benchmarks/serving.py ../shared/news/allsides/docs.jsonl.gz [--requests 1000] [--rounds 3]

Prints what training takes (peak memory, snapshot size), fits of both libraries in turns, the time from start to the
first answer, the latency of ``GET /v1/articles/ID/similar`` and others over one kept-alive connection from this other
process, in turns, and searches in turns: with the expanded vectors that are served, with the plain ones of the fields,
and with scikit-learn. All figures are medians. Beside the time on the clock stands the processor's, in which other work
on a busy machine counts for less. Times are of this machine at this moment: read the ratios.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import linear_kernel

from recommender import Article, Recommender, Registry, read_articles
from recommender.index import Searcher


def timed_train(source: Path, models: Path) -> dict[str, object]:
    """Train in a process of its own, and return its report with wall time and peak memory."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "recommender", "train", str(source), "--models", str(models), "--json"]
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {**report, "wall_seconds": round(time.perf_counter() - begun, 1), "peak_mb": round(peak)}


def start(models: Path) -> tuple[subprocess.Popen[bytes], int, float]:
    """Start the service and return it with its port and the seconds until it is ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begun = time.perf_counter()
    command = [sys.executable, "-m", "recommender", "serve", "--models", str(models), "--port", str(port)]
    service = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return service, port, time.perf_counter() - begun
        except OSError:
            time.sleep(0.02)


Work = Callable[[int], object]


def in_turns(works: dict[str, Work], rounds: int) -> dict[str, NDArray[np.float64]]:
    """Run some works in turns; return the median seconds of each by the clock, and by the processor."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for turn in range(rounds):
        for name, work in works.items():
            begun, busy = time.perf_counter(), time.process_time()
            work(turn)
            times[name].append((time.perf_counter() - begun, time.process_time() - busy))
    return {name: np.median(took, axis=0) for name, took in times.items()}


def compare_fits(articles: list[Article], rounds: int) -> None:
    """Print what both libraries take to fit the same articles, in turns; nothing is compiled meanwhile."""
    Recommender.fit(articles[:20])
    works: dict[str, Work] = {
        "recommender": lambda _: Recommender.fit(articles),
        "scikit-learn": lambda _: TfidfVectorizer().fit_transform(f"{a.title}\n{a.text}" for a in articles),
    }
    took = in_turns(works, rounds)
    for name, (clock, processor) in took.items():
        print(f"fit, {name}: {clock:.1f} s, processor {processor:.1f} s")
    clock, processor = took["recommender"] / took["scikit-learn"]
    print(f"fit, ratio: {clock:.2f}, processor {processor:.2f}")


def processor_seconds(process: int) -> float:
    """Return the processor's time that another process has taken; NaN where the system does not tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def latencies(port: int, ids: list[str], path: str) -> np.ndarray:
    """Return milliseconds of GET requests, one after the other on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    took = []
    for article_id in ids:
        begun = time.perf_counter()
        connection.request("GET", f"/v1/articles/{quote(article_id, safe='')}/{path}")
        answer = connection.getresponse()
        answer.read()
        took.append(1000 * (time.perf_counter() - begun))
        if answer.status != 200:
            raise SystemExit(f"{article_id}: {answer.status}")
    return np.array(took)


def compare_requests(process: int, port: int, ids: list[str]) -> None:
    """Print the latencies of several requests, in turns of 50 each, and the service's own time for each."""
    paths = ("similar", "related", "boxes")
    took: dict[str, list[float]] = {path: [] for path in paths}
    busy = dict.fromkeys(paths, 0.0)
    for at in range(0, len(ids), 50):
        for path in paths:
            begun = processor_seconds(process)
            took[path] += latencies(port, ids[at : at + 50], path).tolist()
            busy[path] += processor_seconds(process) - begun
    for path in paths:
        p50, p99 = np.percentile(took[path], [50, 99])
        each = 1000 * busy[path] / len(ids)
        print(f"GET {path}: p50 {p50:.2f} ms, p99 {p99:.2f} ms, processor {each:.2f} ms each, {len(ids)} requests")


def compare_search(recommender: Recommender, articles: list[Article], rows: np.ndarray) -> None:
    """Print the median time for the top 100 of some articles, by each kind of vectors and each library in turn."""
    index, base = recommender.index, recommender.index.base
    fields = Searcher.build(base.catalogue, base.own_vectors.matrix())
    matrix = TfidfVectorizer().fit_transform(f"{a.title}\n{a.text}" for a in articles)
    works: dict[str, Work] = {
        "expanded": lambda turn: index.search(index.expanded_vectors[rows[turn]], depth=100, exclude=[rows[turn]]),
        "plain fields": lambda turn: fields.search(
            fields.expanded_vectors[rows[turn]], depth=100, exclude=[rows[turn]]
        ),
        "linear_kernel": lambda turn: np.argsort(-linear_kernel(matrix[[rows[turn]]], matrix).ravel())[:101],
    }
    in_turns(works, 3)
    took = in_turns(works, len(rows))
    for name, (clock, processor) in took.items():
        print(f"top 100, in process, {name}: {1e3 * clock:.2f} ms, processor {1e3 * processor:.2f} ms")
    for name in ("plain fields", "linear_kernel"):
        clock, processor = took["expanded"] / took[name]
        print(f"top 100, ratio of expanded to {name}: {clock:.3f}, processor {processor:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3, help="how often each library fits")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "scikit-learn", "numba", "fastapi"))
    print(f"Python {platform.python_version()}, {packages}, {os.cpu_count()} cores, seed {arguments.seed}")

    with tempfile.TemporaryDirectory() as folder:
        models = Path(folder) / "models"
        print("train:", json.dumps(timed_train(arguments.source, models)))
        registry = Registry(models)
        snapshot = registry.folder(registry.current())
        size = sum(file.stat().st_size for file in snapshot.iterdir()) / 1e6
        print(f"snapshot: {size:.0f} MB in {len(list(snapshot.iterdir()))} files")
        articles = list(read_articles(arguments.source))
        compare_fits(articles, arguments.rounds)

        recommender = Recommender.load(snapshot, verify=False)
        rows = np.random.default_rng(arguments.seed).choice(len(recommender.index), arguments.requests)
        ids = [recommender.catalogue.id_of(int(row)) for row in rows]
        service, port, seconds = start(models)
        try:
            print(f"start to ready: {seconds:.2f} s")
            print(f"first answer: {latencies(port, ids[:1], 'similar')[0]:.1f} ms")
            latencies(port, ids[:100], "boxes")
            compare_requests(service.pid, port, ids)
        finally:
            service.terminate()
            service.wait()
        compare_search(recommender, articles, rows[:200])


if __name__ == "__main__":
    main()
