"""Publishers and readers at once: killed, starved of disk or racing, they leave every version whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event

import pytest

import recommender
from recommender.snapshots import registry as registry_module
from recommender.snapshots import snapshot as snapshot_module
from recommender.snapshots.registry import Registry
from recommender.snapshots.snapshot import Snapshot
from tests.support import publisher
from tests.support.failing_calls import lines_of, needs_failing_calls
from tests.support.publisher import write_numbered
from tests.support.versions import current_number, left_aside, number_of, published

pytestmark = pytest.mark.usefixtures("no_waiting_for_the_disk")


# The package's root brings the whole engine along, seconds of importing; a publisher needs no more than two modules.
START = """
import runpy, sys, types
sys.argv, root = sys.argv[1:], types.ModuleType("recommender")
root.__path__ = [sys.argv.pop()]
sys.modules["recommender"] = root
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@contextmanager
def publishing(
    registry: Registry, *, first: int, count: int, keep: int, limits: tuple[int, ...] = ()
) -> Iterator[subprocess.Popen[str]]:
    """Run the publisher and wait until it is about to begin."""
    words = [publisher.__file__, registry.path, first, count, keep, *limits, Path(recommender.__file__).parent]
    command = [sys.executable, "-c", START, *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> list[tuple[str, int]]:
    """Return what the publisher said to its end: versions and numbers."""
    assert process.stdout is not None
    return [(version, int(number)) for version, number in map(str.split, process.stdout)]


def test_a_full_disk_leaves_the_last_version_current(tmp_path: Path) -> None:
    # The biggest file has 8,128 bytes, so the last limit but one is the first that lets a version through.
    limits = (0, 3, 6, 7, 100, 127, 128, 207, 208, 300, 500, 1_000, 4_096, 8_127, 8_128, 0)
    registry = published(tmp_path, 1)
    with publishing(registry, first=2, count=len(limits), keep=5, limits=limits) as process:
        outcome = said(process)
    assert outcome == [*(("failed", number) for number in range(2, 16)), ("000002", 16), ("failed", 17)]
    assert registry.versions() == ["000001", "000002"]
    assert current_number(registry) == 16
    assert left_aside(registry) == []


def test_two_processes_that_publish_at_once_both_succeed_with_versions_of_their_own(tmp_path: Path) -> None:
    registry = published(tmp_path)
    with (
        publishing(registry, first=100, count=8, keep=99) as one,
        publishing(registry, first=200, count=8, keep=99) as other,
    ):
        outcome = said(one) + said(other)
    assert len(outcome) == 16
    assert sorted(version for version, _ in outcome) == registry.versions() == [f"{n:06d}" for n in range(1, 17)]
    for version, number in outcome:
        assert registry.manifest(version)["facts"]["number"] == number
        registry.verify(version)


def test_threads_that_publish_at_once_all_succeed(tmp_path: Path) -> None:
    registry = published(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        versions = list(pool.map(lambda n: registry.publish(partial(write_numbered, n), keep=99), range(8)))
    assert sorted(versions) == registry.versions() == [f"{n:06d}" for n in range(1, 9)]


def test_readers_never_see_an_error_while_versions_come_and_go(tmp_path: Path) -> None:
    registry = published(tmp_path, 1)
    done = Event()

    def poll(*, verify: bool) -> list[tuple[str, int]]:
        seen = []
        while not done.is_set():
            registry.current()
            snapshot, version = registry.open_current(verify=verify)
            seen.append((version, number_of(snapshot)))
        return seen

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(poll, verify=verify) for verify in (True, False, False)]
        try:
            with publishing(registry, first=2, count=20, keep=1) as process:
                outcome = [("000001", 1), *said(process)]
        finally:
            done.set()
        all_seen = [reader.result() for reader in readers]
        for seen in all_seen:
            assert seen == sorted(seen)
            assert set(seen) <= set(outcome)
        assert len(set().union(*all_seen)) > 2
    assert registry.versions() == ["000021"]


def test_a_version_pruned_between_the_pointer_and_the_listing_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry, real = published(tmp_path, 1), Registry.versions

    def publish_first(self: Registry) -> list[str]:
        monkeypatch.setattr(Registry, "versions", real)
        self.publish(partial(write_numbered, 2), keep=1)
        return self.versions()

    monkeypatch.setattr(Registry, "versions", publish_first)
    assert registry.current() == "000002"


def test_a_version_pruned_while_it_is_opened_gives_way_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry, real, opened = published(tmp_path, 1), snapshot_module.open_snapshot, []

    def publish_first(path: Path, *, verify: bool = True) -> Snapshot:
        monkeypatch.setattr(registry_module, "open_snapshot", real)
        registry.publish(partial(write_numbered, 2), keep=1)
        opened.append(path.name)
        return real(path, verify=verify)

    monkeypatch.setattr(registry_module, "open_snapshot", publish_first)
    snapshot, version = registry.open_current()
    assert opened == ["000001"]
    assert (number_of(snapshot), version) == (2, "000002")


def test_a_snapshot_in_use_outlives_its_version(tmp_path: Path) -> None:
    registry = published(tmp_path, 1)
    snapshot, _ = registry.open_current()
    registry.publish(partial(write_numbered, 2), keep=1)
    assert registry.versions() == ["000002"]
    assert number_of(snapshot) == 1


def kill_publishers(registry: Registry, *, kills: int, seed: int) -> int:
    """Kill publishers at random moments and look at what they leave; return how often something lay aside."""
    chance, torn = random.Random(seed), 0
    current = registry.publish(partial(write_numbered, 0)), 0
    for first in range(1_000, 1_000 * (kills + 1), 1_000):
        with publishing(registry, first=first, count=1_000, keep=2) as process:
            time.sleep(chance.uniform(0, 0.15))
            process.kill()
            heard = said(process)
        assert process.returncode == -signal.SIGKILL
        torn += bool(left_aside(registry))
        acknowledged = heard[-1] if heard else current
        under_way = heard[-1][1] + 1 if heard else first
        snapshot, version = registry.open_current()
        current = version, number_of(snapshot)
        assert current == acknowledged or (version > acknowledged[0] and current[1] == under_way)
        assert [registry.verify(listed) for listed in registry.versions()] == registry.versions()
    assert registry.publish(partial(write_numbered, 1)) == registry.current() > current[0]
    assert left_aside(registry) == []
    return torn


def test_a_publisher_killed_at_any_moment_leaves_the_last_version_current(tmp_path: Path) -> None:
    kill_publishers(published(tmp_path), kills=8, seed=8)


@pytest.mark.slow
def test_fifty_publishers_killed_at_any_moment_leave_the_last_version_current(tmp_path: Path) -> None:
    # Most kills must have come in the middle of something, or nothing has been tried.
    assert kill_publishers(published(tmp_path), kills=50, seed=50) > 10


UNLUCKY_PUBLISHER = """
import sys
from functools import partial
from pathlib import Path
from recommender.errors import SnapshotError
from recommender.snapshots.registry import Registry
from tests.support.publisher import write_numbered

registry = Registry(Path(sys.argv[1]))
for number in range(2, 62):
    with failing(*sys.argv[3:], share=float(sys.argv[2])):
        try:
            said = registry.publish(partial(write_numbered, number), keep=5)
        except (OSError, SnapshotError):
            said = "refused"
    print(said, number)
"""


@needs_failing_calls
@pytest.mark.parametrize(
    ("share", "calls"),
    [
        (0.02, ["rw/write", "rw/pwrite"]),
        (0.05, ["sync/fsync", "sync/fdatasync"]),
        (0.02, ["oc/open", "rw/read"]),
        (0.1, ["dir/rename", "dir/mkdir", "dir/unlink", "dir/rmdir"]),
    ],
)
def test_a_disk_that_fails_by_chance_leaves_a_whole_version_current(
    tmp_path: Path, share: float, calls: list[str]
) -> None:
    registry = published(tmp_path, 1)
    said = lines_of(UNLUCKY_PUBLISHER, registry.path, share, *(f"posix/io/{call}" for call in calls))
    outcomes = [line.split() for line in said]
    versions = [(version, int(number)) for version, number in outcomes if version != "refused"]
    assert versions
    assert len(versions) < len(outcomes) == 60
    # What was refused at the last step may be current all the same; never one from before what was acknowledged.
    assert current_number(registry) >= versions[-1][1]
    for version in registry.versions():
        assert registry.verify(version) == version
    registry.publish(partial(write_numbered, 99))
    assert current_number(registry) == 99
    assert left_aside(registry) == []
