"""What one corpus costs: train, publish, start, answer; beside scikit-learn's TfidfVectorizer and linear_kernel.

    python benchmarks/serving.py ../shared/news/allsides/docs.jsonl.gz [--requests 1000]

Prints wall times, peak memory, snapshot size, the time from start to the first answer, and the latency of
``GET /v1/articles/ID/similar`` over one kept-alive connection from this other process. Both libraries' queries
alternate in one run. Times are of this machine at this moment: read the ratios.
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
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import linear_kernel

from recommender import Recommender, Registry, read_articles


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "scikit-learn", "numba", "fastapi"))
    print(f"Python {platform.python_version()}, {packages}, {os.cpu_count()} cores, seed {arguments.seed}")

    with tempfile.TemporaryDirectory() as folder:
        models = Path(folder) / "models"
        report = timed_train(arguments.source, models)
        print("train:", json.dumps(report))
        registry = Registry(models)
        snapshot = registry.folder(registry.current())
        size = sum(file.stat().st_size for file in snapshot.iterdir()) / 1e6
        print(f"snapshot: {size:.0f} MB in {len(list(snapshot.iterdir()))} files")

        articles = list(read_articles(arguments.source))
        begun = time.perf_counter()
        matrix = TfidfVectorizer().fit_transform(f"{a.title}\n{a.text}" for a in articles)
        theirs = time.perf_counter() - begun
        ours = float(report["seconds"]["fit"])  # type: ignore[index]
        print(f"fit: scikit-learn {theirs:.1f} s, recommender {ours:.1f} s, ratio {ours / theirs:.2f}")

        random = np.random.default_rng(arguments.seed)
        rows = random.choice(len(articles), arguments.requests)
        ids = [str(articles[row].article_id) for row in rows]
        service, port, seconds = start(models)
        try:
            print(f"start to ready: {seconds:.2f} s")
            begun = time.perf_counter()
            latencies(port, ids[:1], "similar")
            print(f"first answer: {1000 * (time.perf_counter() - begun):.1f} ms")
            latencies(port, ids[:100], "boxes")
            for path in ("similar", "related", "boxes"):
                took = latencies(port, ids, path)
                p50, p99 = np.percentile(took, [50, 99])
                print(f"GET {path}: p50 {p50:.2f} ms, p99 {p99:.2f} ms, {len(ids)} requests")
        finally:
            service.terminate()
            service.wait()
        compare_search(Recommender.load(snapshot, verify=False), matrix, rows[:200])


def compare_search(recommender: Recommender, matrix: csr_matrix, rows: np.ndarray) -> None:
    """Print the median time for the top 100 of some articles, both libraries in turn."""
    took: dict[str, list[float]] = {"linear_kernel": [], "search": []}
    for row in rows:
        begun = time.perf_counter()
        np.argsort(-linear_kernel(matrix[[row]], matrix).ravel())[:101]
        took["linear_kernel"].append(1000 * (time.perf_counter() - begun))
        begun = time.perf_counter()
        recommender.index.search(recommender.index.vectors[row], depth=100, exclude=[row])
        took["search"].append(1000 * (time.perf_counter() - begun))
    theirs, ours = (float(np.median(times)) for times in took.values())
    print(f"top 100, in process: linear_kernel {theirs:.1f} ms, search {ours:.2f} ms, ratio {theirs / ours:.0f}")


if __name__ == "__main__":
    main()
