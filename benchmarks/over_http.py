"""What an answer over HTTP costs, beside an empty FastAPI endpoint of the same process: processor time, as ratios.

    python benchmarks/over_http.py ../shared/news/allsides/docs.jsonl.gz [--models DIR] [--json FILE]

One worker process serves two applications on loopback by uvicorn, as ``recommender serve`` does: the service, and a
bare FastAPI application whose one endpoint returns an empty object. This process asks both in turns over one kept-alive
connection each, and reads the worker's own processor time between the turns. Each row is the median of its rounds,
divided by the median of the empty endpoint's:

- *boxes, asked again*: ``GET …/boxes`` of a few articles that were asked for before, within one model and its changes;
- *boxes* and *similar, never asked*: of articles that nobody has asked for yet;
- *a whole unseen article*: ``POST /v1/boxes``, its text half of one article and half of another.

Each is asked without gzip and with it. Times are of this machine at this moment: read the ratios. With ``--models`` the
current model is taken from there, or trained into it when there is none.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import measuring
import numpy as np
import uvicorn
from fastapi import FastAPI

from recommender import Article, Recommender, Registry, read_articles
from recommender.api import create_app
from recommender.settings import Settings

EMPTY = "empty FastAPI endpoint"
# Requests of one turn: so many that a turn takes far longer than reading the clock does.
AGAIN, NEVER = 200, 10
# Articles that are asked for again and again.
POPULAR = 20
# Rounds that are not counted.
WARMING = 2
GZIP = "Accept-Encoding: gzip\r\n"


def empty_app() -> FastAPI:
    """Return an application with an empty endpoint, and one that tells the process's own processor time."""
    app = FastAPI()

    @app.get("/empty")
    async def empty() -> dict[str, str]:
        return {}

    @app.get("/clock")
    async def clock() -> dict[str, float]:
        return {"seconds": time.process_time()}

    return app


def serve(models: Path, store: Path, listening: Sequence[socket.socket]) -> None:
    """Serve both applications in this process until it is ended."""
    settings = Settings(models=models, store=f"sqlite:///{store}", verify=False)
    # One connection waits while a first request on the other compiles loops.
    quiet: dict[str, Any] = {"log_level": "warning", "access_log": False, "timeout_keep_alive": 600}
    configs = [uvicorn.Config(app, **quiet) for app in (create_app(settings), empty_app())]

    async def serve_both() -> None:
        servers = map(uvicorn.Server, configs)
        await asyncio.gather(*(one.serve(sockets=[each]) for one, each in zip(servers, listening, strict=True)))

    with asyncio.Runner(loop_factory=configs[0].get_loop_factory()) as runner:
        runner.run(serve_both())


@contextmanager
def worker(models: Path, store: Path) -> Iterator[tuple[int, int]]:
    """Serve in a process of its own; yield the ports of the service and of the empty application."""
    listening = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    service, empty = (each.getsockname()[1] for each in listening)
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(models, store, listening))
    process.start()
    for each in listening:
        each.close()
    try:
        yield service, empty
    finally:
        process.terminate()
        process.join()


class Client:
    """One kept-alive connection; does as little as it can."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=600)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, request: bytes) -> bytes:
        """Send a request and return the body of its answer."""
        self.socket.sendall(request)
        received = self._receive()
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._receive()
        head = received[:end].lower()
        if not head.startswith(b"http/1.1 200"):
            raise SystemExit(f"{request[:200]!r}: {received[:300]!r}")
        length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
        while len(received) < end + 4 + length:
            received += self._receive()
        return received[end + 4 :]

    def _receive(self) -> bytes:
        received = self.socket.recv(1 << 16)
        if not received:
            raise SystemExit("expected an answer, found the end of the connection")
        return received


def get(path: str, *, gzip: bool) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{GZIP if gzip else ''}\r\n".encode()


def post(path: str, record: object, *, gzip: bool) -> bytes:
    body = json.dumps(record).encode()
    headers = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n{GZIP if gzip else ''}"
    return f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode() + body


class Asking:
    """Requests of each kind, none of which has been asked before but for those that are asked again."""

    def __init__(self, articles: Sequence[Article], seed: int) -> None:
        random = np.random.default_rng(seed)
        self.articles = [articles[at] for at in random.permutation(len(articles)).tolist()]
        self.popular = self.articles[:POPULAR]
        self._fresh = iter(self.articles[POPULAR:])

    def again(self, n: int, *, gzip: bool) -> list[bytes]:
        """Return requests for the boxes of a few articles."""
        return [get(path_of(self.popular[at % POPULAR], "boxes"), gzip=gzip) for at in range(n)]

    def never(self, call: str, n: int, *, gzip: bool) -> list[bytes]:
        """Return requests for what has not been requested yet."""
        return [get(path_of(article, call), gzip=gzip) for article in islice(self._fresh, n)]

    def unseen(self, n: int, *, gzip: bool) -> list[bytes]:
        """Return requests for the boxes of whole articles that no corpus holds."""
        pairs = zip(islice(self._fresh, n), islice(self._fresh, n), strict=True)
        return [post("/v1/boxes", mixed(one, other), gzip=gzip) for one, other in pairs]


def path_of(article: Article, call: str) -> str:
    return f"/v1/articles/{quote(article.article_id, safe='')}/{call}"


def mixed(one: Article, other: Article) -> dict[str, str]:
    """Return a draft that no corpus holds, made of two articles."""
    return {"title": one.title, "text": one.text[: len(one.text) // 2] + other.text[len(other.text) // 2 :]}


def turns_of(asking: Asking) -> dict[str, Callable[[], list[bytes]]]:
    """Return what is asked in one turn of each row, by its name."""
    turns: dict[str, Callable[[], list[bytes]]] = {EMPTY: lambda: [get("/empty", gzip=False)] * AGAIN}
    for coding, gzip in (("", False), (", gzip", True)):
        turns |= {
            f"GET boxes, asked again{coding}": partial(asking.again, AGAIN, gzip=gzip),
            f"GET boxes, never asked{coding}": partial(asking.never, "boxes", NEVER, gzip=gzip),
            f"GET similar, never asked{coding}": partial(asking.never, "similar", NEVER, gzip=gzip),
            f"POST boxes, a whole unseen article{coding}": partial(asking.unseen, NEVER, gzip=gzip),
        }
    return turns


def measure(ports: tuple[int, int], asking: Asking, rounds: int) -> dict[str, list[float]]:
    """Return the worker's processor time for one request, in microseconds: for each row that of each round."""
    took: dict[str, list[float]] = {}
    with Client(ports[0]) as service, Client(ports[1]) as empty:
        while not json.loads(service.send(get("/readyz", gzip=False)))["model"]:
            time.sleep(0.1)
        for turn in range(-WARMING, rounds):
            for name, requests_of in turns_of(asking).items():
                client, requests = empty if name == EMPTY else service, requests_of()
                if "again" in name:
                    for request in requests[:POPULAR]:  # what a minute, or a change, has made new
                        client.send(request)
                begun = processor_seconds(empty)
                for request in requests:
                    client.send(request)
                each = 1e6 * (processor_seconds(empty) - begun) / len(requests)
                if turn >= 0:
                    took.setdefault(name, []).append(each)
    return took


def processor_seconds(empty: Client) -> float:
    """Return the processor time of the worker, by its own clock."""
    return float(json.loads(empty.send(get("/clock", gzip=False)))["seconds"])


def ensure_model(source: Path, models: Path) -> None:
    """Train and publish a model of the source, unless there is one."""
    registry = Registry(models)
    if not registry.versions():
        registry.publish(Recommender.fit(read_articles(source)).save)


def main() -> None:
    parser = measuring.parser(__doc__)
    parser.set_defaults(rounds=15)
    parser.add_argument("source", type=Path)
    parser.add_argument("--models", type=Path)
    options = parser.parse_args()
    report = measuring.Report.begin("over_http", options, "starlette", "uvloop", "httptools", "pydantic")
    articles = list(read_articles(options.source))
    with tempfile.TemporaryDirectory() as folder:
        models = options.models or Path(folder) / "models"
        ensure_model(options.source, models)
        with worker(models, Path(folder) / "store.sqlite") as ports:
            took = measure(ports, Asking(articles, options.seed), options.rounds)
    empty = float(np.median(took[EMPTY]))
    for name, each in took.items():
        report.add(name, us=float(np.median(each)), ratio=float(np.median(each)) / empty)
    report.end()


if __name__ == "__main__":
    main()
