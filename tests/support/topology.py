"""The topology of `deploy/compose.yaml` as plain processes on loopback, for where no container engine is.

In: how many services and workers, and which balancer. Out: a PostgreSQL of its own, services on it and on one place of
models, and nginx or HAProxy before the services as `deploy/` has them; all of it lies in a temporary folder.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from recommender import read_articles
from recommender.store import Store
from tests.support import object_storage, postgresql
from tests.support.nginx import write_around

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SAMPLE = ROOT / "data" / "articles.jsonl"
KEY = "the-key-of-the-editors-of-the-replicas"
LEASE_SECONDS = 5.0
# The ports of the recipes for balancers.
FIRST_PORT, MOST_SERVICES = 8001, 3
PATIENCE_SECONDS = 180.0
Record = dict[str, Any]


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def ask(port: int, method: str, path: str, record: Record | None = None, seconds: float = 90) -> tuple[int, bytes]:
    """Return status and body of an answer, on a connection of its own."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)) as connection:
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        connection.request(method, path, None if record is None else json.dumps(record), headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


def status_of(port: int, path: str) -> int:
    """Return the status of an answer; 0 where none comes."""
    try:
        return ask(port, "GET", path)[0]
    except (OSError, http.client.HTTPException):
        return 0


def wait_until_ready(port: int) -> None:
    """Wait until a service, or what a balancer leads to, is ready.

    Raises:
        TimeoutError: It never was.
    """
    end = time.monotonic() + PATIENCE_SECONDS
    while status_of(port, "/readyz") != 200:
        if time.monotonic() > end:
            raise TimeoutError(f"nothing is ready at port {port}")
        time.sleep(0.1)


def path_of(article_id: str, rest: str = "") -> str:
    """Return the path of an article, or of a call about it."""
    return f"/v1/articles/{quote(article_id, safe='')}{rest}"


@dataclass
class Service:
    """A replica: ``recommender serve`` with its workers, at the same port whenever it runs.

    Attributes:
        models: The address of the models.
        store: That of the store.
        log: The file of what it says.
        workers: How many.
        settings: More settings, by their names in the environment.
        program: What runs, before the arguments; another version of the software, say.
        folder: Where it runs.
    """

    models: str
    store: str
    log: Path
    workers: int = 2
    settings: Mapping[str, str] = field(default_factory=dict)
    program: Sequence[str] = (sys.executable, "-m", "recommender")
    folder: Path = ROOT
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, for the first time or again."""
        arguments = ["serve", "--models", self.models, "--store", self.store, "--port", str(self.port)]
        environment = (
            os.environ | {"RECOMMENDER_EDITOR_KEYS": KEY, "PYTHONPATH": str(self.folder)} | dict(self.settings)
        )
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.program, *arguments, "--workers", str(self.workers)],
                stdout=log, stderr=log, env=environment, cwd=self.folder, start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """End it and its workers as a machine does that loses its power."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def end(self) -> None:
        """End it as an operator does."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(60)
            finally:
                self.kill()

    def renew(self) -> None:
        """End it as an operator does, and start it again, as another version say."""
        self.end()
        self.start()


@contextmanager
def services(each: Sequence[Service]) -> Iterator[None]:
    """Run services, ready at the beginning."""
    try:
        for service in each:
            service.start()
        for service in each:
            wait_until_ready(service.port)
        yield
    finally:
        for service in each:
            service.end()


@contextmanager
def balancer(name: str, ports: Sequence[int], folder: Path) -> Iterator[int]:
    """Run nginx or HAProxy, as the recipe has it, before three replicas or fewer; yield its port."""
    folder.mkdir()
    port = free_port()
    recipes = {"nginx": DEPLOY / "nginx" / "replicas.conf", "haproxy": DEPLOY / "haproxy" / "replicas.cfg"}
    recipe = recipes[name].read_text("utf-8").replace("listen 80;", f"listen 127.0.0.1:{port};")
    recipe = recipe.replace("bind :80\n", f"bind 127.0.0.1:{port}\n")
    recipe = "".join(line for line in recipe.splitlines(keepends=True) if not _is_of_none(line, len(ports)))
    for at, theirs in enumerate(ports, FIRST_PORT):
        recipe = recipe.replace(f"127.0.0.1:{at}", f"127.0.0.1:{theirs}")
    path = folder / recipes[name].name
    path.write_text(recipe, "utf-8")
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if found is None:
        raise FileNotFoundError(f"no {name} on this machine (Debian: apt install {name})")
    command = [found, "-db", "-f", str(path)]
    if name == "nginx":
        command = [found, "-c", str(write_around(path)), "-p", str(folder)]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            wait_until_ready(port)
            yield port
        finally:
            process.terminate()
            process.wait(60)


def _is_of_none(line: str, n_services: int) -> bool:
    """Return whether a line of a recipe leads to a service that there is not."""
    return any(f"127.0.0.1:{FIRST_PORT + at}" in line for at in range(n_services, MOST_SERVICES))


def train(store: str, models: str, *options: str) -> Record:
    """Train from the store in a process of its own, and return what it says."""
    command = [sys.executable, "-m", "recommender", "train", store, "--models", models, "--json", *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment, cwd=ROOT)
    said: Record = json.loads(done.stdout)
    return said


@contextmanager
def trainings(store: str, models: str, log: Path, *, every_seconds: float) -> Iterator[None]:
    """Train on a schedule, when it is due, as the trainer of the compose file does."""
    line = f"{sys.executable} -m recommender train --if-due"
    script = f"while true; do {line}; sleep {every_seconds:g}; done"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "RECOMMENDER_STORE": store, "RECOMMENDER_MODELS": models}
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["sh", "-c", script], stdout=output, stderr=output, env=environment, cwd=ROOT, start_new_session=True
        )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


@dataclass(frozen=True)
class Topology:
    """All that runs.

    Attributes:
        store: The address of the store.
        models: That of the models.
        replicas: The services.
        port: Where the balancer listens.
        folder: Where logs are.
    """

    store: str
    models: str
    replicas: list[Service]
    port: int
    folder: Path


@contextmanager
def running(options: argparse.Namespace) -> Iterator[Topology]:
    """Run it all, on the sample corpus, with a model trained and served."""
    binaries = postgresql.programs()
    if binaries is None:
        raise FileNotFoundError("no PostgreSQL on this machine (Debian: apt install postgresql)")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="recommender-topology-")))
        store, models = stack.enter_context(postgresql.server(binaries)), str(folder / "models")
        if options.models == "s3":
            storage = stack.enter_context(object_storage.server(folder))
            os.environ |= object_storage.environment(storage.port, folder / "copies")
            models = object_storage.new_address()
        with Store.open(store) as opened:
            opened.put_many(list(read_articles(SAMPLE)))
        train(store, models)
        settings = {"RECOMMENDER_LEASE_SECONDS": f"{options.lease:g}", "RECOMMENDER_MAX_AGE_SECONDS": "0"}
        replicas = [
            Service(
                models,
                store,
                folder / f"service-{at}.log",
                options.workers,
                # As on machines of their own, each has copies of its own of what is in an object storage.
                settings | {"RECOMMENDER_MODELS_CACHE": str(folder / f"copies-{at}")},
            )
            for at in range(options.services)
        ]
        stack.enter_context(services(replicas))
        port = stack.enter_context(balancer(options.balancer, [each.port for each in replicas], folder / "balancer"))
        yield Topology(store, models, replicas, port, folder)


def end_on_sigterm() -> None:
    """Let SIGTERM end this process as Ctrl-C does, so that what it runs ends, too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def parser(description: str | None) -> argparse.ArgumentParser:
    """Return the options that all have who run the topology."""
    options = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--balancer", choices=("nginx", "haproxy"), default="nginx")
    options.add_argument("--models", choices=("folder", "s3"), default="folder", help="s3 is a server of moto's")
    options.add_argument("--services", type=int, choices=(1, 2, 3), default=3)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--lease", type=float, default=LEASE_SECONDS, metavar="SECONDS")
    return options
