"""Services on one PostgreSQL behind a balancer: nothing is lost, and nothing is shown that was taken down."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest

from recommender.store import Store
from tests.end_to_end.test_workers import train_and_publish
from tests.support import object_storage, postgresql
from tests.support.network import Network, network
from tests.support.postgresql import needs_postgresql
from tests.support.programs import find_program
from tests.support.topology import Service, ask, path_of, services
from tests.support.waiting import wait_until

ROOT = Path(__file__).parents[2]
LEASE_SECONDS = 4


@needs_postgresql
@pytest.mark.slow
@pytest.mark.parametrize(("balancer", "package"), [("nginx", "nginx-light"), ("haproxy", "haproxy")])
def test_no_read_is_lost_or_stale_over_replicas_of_which_one_is_killed(balancer: str, package: str) -> None:
    find_program(balancer, package)
    command = [sys.executable, "-m", "benchmarks.replicas", "--reads", "3000", "--balancer", balancer]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, timeout=1_200, check=False)
    report = json.loads(done.stdout)
    assert report["problems"] == []
    assert done.returncode == 0
    assert report["reads"] >= 3_000
    assert all(report["writes"][act]["n"] for act in ("take down", "hold", "hide", "edit"))


@needs_postgresql
@pytest.mark.slow
@pytest.mark.parametrize("models", ["folder", "s3"])
def test_the_topology_of_the_compose_file_runs_as_processes_and_serves_what_is_trained(models: str) -> None:
    find_program("nginx", "nginx-light")
    if models == "s3":
        object_storage.program()
    command = [sys.executable, "-m", "benchmarks.topology", "--seconds", "20", "--models", models]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, timeout=1_200, check=False)
    assert done.returncode == 0, done.stdout
    assert len(json.loads(done.stdout)["models"]) >= 2


class Replicas:
    """Two services on one server: the store of one can be cut off."""

    def __init__(self, near: Service, far: Service, between: Network) -> None:
        self.near, self.far, self.between = near, far, between

    def shown_by_far(self, article_id: str) -> bool:
        """Return whether the far one shows an article, in a box or by itself."""
        status, body = ask(self.far.port, "GET", path_of("a", "/boxes"))
        itself, _ = ask(self.far.port, "GET", path_of(article_id))
        assert {status, itself} <= {200, 404, 410, 503}
        return itself == 200 or (status == 200 and f'"{article_id}"'.encode() in body)


@pytest.fixture
def replicas(tmp_path: Path) -> Iterator[Replicas]:
    binaries = postgresql.programs()
    assert binaries is not None
    with ExitStack() as stack:
        server = stack.enter_context(postgresql.running(binaries))
        # The path of a socket must be short.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="net-", dir="/tmp")))
        between = stack.enter_context(network(folder, server.folder))
        far_url = server.url.replace(quote(str(server.folder), safe=""), quote(str(folder), safe=""))
        assert far_url != server.url
        models = tmp_path / "models"
        with Store.open(server.url) as store:
            train_and_publish(store, models)
        settings = {"RECOMMENDER_LEASE_SECONDS": str(LEASE_SECONDS)}
        near = Service(str(models), server.url, tmp_path / "near.log", 1, settings)
        far = Service(str(models), far_url, tmp_path / "far.log", 1, settings)
        stack.enter_context(services([near, far]))
        yield Replicas(near, far, between)
        between.mend()


@needs_postgresql
@pytest.mark.slow
def test_a_replica_that_is_cut_off_from_the_store_shows_nothing_that_was_taken_down_elsewhere(
    replicas: Replicas,
) -> None:
    near, far = replicas.near, replicas.far
    assert replicas.shown_by_far("ccc")
    replicas.between.cut()
    acknowledged = threading.Event()
    answers: list[int] = []

    def take_down() -> None:
        answers.append(ask(near.port, "DELETE", path_of("ccc") + "?author=Ada&hold=true")[0])
        acknowledged.set()

    editor = threading.Thread(target=take_down)
    editor.start()
    stale = shown_before = 0
    end = time.monotonic() + 3 * LEASE_SECONDS
    while time.monotonic() < end:
        was_acknowledged = acknowledged.is_set()
        shown = replicas.shown_by_far("ccc")
        stale += shown and was_acknowledged
        shown_before += shown and not was_acknowledged
    editor.join()
    # It was shown for as long as the lease ran, and no take-down was acknowledged as long as it was shown.
    assert (answers, stale) == ([200], 0)
    assert shown_before
    assert ask(far.port, "GET", "/readyz")[0] == 503
    assert ask(near.port, "GET", path_of("a", "/boxes"))[0] == 200
    # Nobody waits any more for one that is gone.
    assert ask(near.port, "DELETE", path_of("dddd") + "?author=Ada")[0] == 200
    replicas.between.mend()
    wait_until(lambda: ask(far.port, "GET", "/readyz")[0] == 200)
    assert not replicas.shown_by_far("ccc")
    assert not replicas.shown_by_far("dddd")
    assert ask(far.port, "GET", path_of("a", "/boxes"))[0] == 200


@needs_postgresql
@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_postgresql_fails_over_restarts_or_pauses_and_reads_go_on() -> None:
    command = [sys.executable, "-m", "benchmarks.failover", "--times", "4"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, timeout=1_200, check=False)
    report = json.loads(done.stdout)
    assert (report["lost"], report["failed_reads"]) == ([], [])
    assert done.returncode == 0
    assert report["acknowledged"] > 50
    assert report["reads"] > 50
