"""What waits behind a bulk write: thousands of lines are posted, then one article, and every worker is asked at once.

    python benchmarks/backlog.py [SOURCE] [--lines 5000] [--workers 2] [--store URL]

Serves the source (by default the sample corpus) on loopback with a store. Then lines made of two of its articles each
are posted, a last one is put, and taken down again later; new connections ask until many in a row, which come to all
workers, have been answered. Told is what they saw, how long the first answers took, and when all lines were in.
"""

from __future__ import annotations

import argparse
import http.client
import json
import tempfile
import time
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

from live import mixed
from soak import KEY, SAMPLE, path_of, served, train

from recommender import Article, read_articles
from recommender.store import Store

Answer = tuple[int, Any, float]
ASKED = 20  # new connections for each look, so that every worker is among those that answer


def ask(port: int, method: str, path: str, body: str | None = None, kind: str = "application/json") -> Answer:
    """Return status, body and seconds of one call over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    begun = time.perf_counter()
    connection.request(method, path, body, {"Authorization": f"Bearer {KEY}", "Content-Type": kind})
    answer = connection.getresponse()
    text = answer.read().decode()
    took = time.perf_counter() - begun
    connection.close()
    return answer.status, json.loads(text) if "json" in answer.headers["content-type"] else text, took


def record_of(article: Article) -> str:
    return json.dumps(article.to_record())


def seen(port: int, path: str) -> dict[str, Any]:
    """Return the statuses of a call over many connections, and the longest time of one."""
    answers = [ask(port, "GET", path) for _ in range(ASKED)]
    return {
        "statuses": dict(Counter(status for status, _, _ in answers)),
        "longest_ms": round(1_000 * max(seconds for _, _, seconds in answers), 1),
    }


def waiting_in(port: int) -> int:
    """Return how many changes wait, in the worker where most do."""
    told = [ask(port, "GET", "/metrics")[1] for _ in range(ASKED)]
    return max(int(float(each.rpartition("recommender_waiting_changes ")[2].split("\n")[0])) for each in told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, nargs="?", default=SAMPLE)
    parser.add_argument("--lines", type=int, default=5_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--store", help="an empty store, such as postgresql://…; by default a SQLite file")
    options = parser.parse_args()
    articles = list(read_articles(options.source))
    *lines, single = islice(mixed(articles, 0), options.lines + 1)
    with tempfile.TemporaryDirectory() as folder:
        url, models = options.store or f"sqlite:///{folder}/store.sqlite", Path(folder) / "models"
        with Store.open(url) as store:
            store.put_many(articles)
        train(url, models)
        with served(models, url, options.workers) as (_, port):
            print(json.dumps(measure(port, articles[0], lines, single), indent=1))


def measure(port: int, known: Article, lines: list[Article], single: Article) -> dict[str, Any]:
    """Post, put, read, take down, and wait for the rest."""
    before = seen(port, path_of(lines[0].article_id, "/boxes"))
    posted = ask(port, "POST", "/v1/articles", "\n".join(map(record_of, lines)), "application/x-ndjson")
    begun = time.perf_counter()
    put = ask(port, "PUT", path_of(single.article_id), record_of(single))
    after = {
        "put, its boxes": seen(port, path_of(single.article_id, "/boxes")),
        "one of before, its boxes": seen(port, path_of(known.article_id, "/boxes")),
        "last line, its boxes": seen(port, path_of(lines[-1].article_id, "/boxes")),
        "last line, read": seen(port, path_of(lines[-1].article_id)),
    }
    gone = ask(port, "DELETE", f"{path_of(single.article_id)}?author=benchmark")
    after["taken down, its boxes"] = seen(port, path_of(single.article_id, "/boxes"))
    waiting = at_the_time = waiting_in(port)
    while at_the_time:
        time.sleep(0.1)
        at_the_time = waiting_in(port)
    return {
        "before, unknown": before,
        "post_s": round(posted[2], 2),
        "outcomes": posted[1]["outcomes"],
        "put": [put[0], round(1_000 * put[2], 1)],
        "delete": [gone[0], round(1_000 * gone[2], 1)],
        "waiting_after_the_reads": waiting,
        "all_in_s": round(time.perf_counter() - begun, 1),
        **after,
    }


if __name__ == "__main__":
    main()
