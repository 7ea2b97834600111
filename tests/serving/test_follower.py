"""A served model: what is published is picked up and swapped in without a failed request; damage never gets in."""

from __future__ import annotations

import asyncio
import http.client
import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

import recommender
from recommender import Recommender, Registry
from recommender.errors import SnapshotError
from recommender.serving import damage, follower
from recommender.serving.follower import POLLS_BETWEEN_TRIES, Follower
from recommender.snapshots.snapshot import Snapshot
from tests.support.builders import article
from tests.support.calls import calls_of
from tests.support.waiting import wait_until

ROOT = Path(recommender.__file__).parents[1]
IDS = ("a", "b", "c")


pytestmark = pytest.mark.usefixtures("no_waiting_for_the_disk")


def trained(*ids: str) -> Recommender:
    """Return a model of articles that tell one event in other words each."""
    words = ("Storm hits the coast", "Ferries stop as a storm nears the coast", "Coast wall breaks in the storm")
    return Recommender.fit(
        article(article_id=name, title=words[at % 3], text=f"{words[at % 3]} at pier {at}.", publisher=f"P{at}")
        for at, name in enumerate(ids)
    )


def publish(registry: Registry, *ids: str) -> str:
    return registry.publish(trained(*(ids or IDS)).save)


def live_of(registry: Registry, *, verify: bool = True) -> Follower:
    """Return a live model that has looked once."""
    live = Follower(registry, verify=verify)
    live.poll()
    return live


def serving(live: Follower) -> str | None:
    return live.recommender.version if live.recommender else None


def publish_damaged(registry: Registry, damage: Callable[[Path], object]) -> str:
    """Put a damaged copy of the current version in the place of the next one, as only a fault can."""
    folder = registry.path / "versions"
    version = f"{int(registry.versions()[-1]) + 1:06d}"
    shutil.copytree(folder / registry.current(), folder / version)
    damage(folder / version)
    (registry.path / "current").write_text(f"{version}\n", encoding="ascii")
    return version


def openings(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Return a list that notes, from now on, each opening of a version, and whether its bytes were verified."""
    opened: list[bool] = []
    open_current = Registry.open_current

    def opening(self: Registry, *, verify: bool = True) -> tuple[Snapshot, str]:
        opened.append(verify)
        return open_current(self, verify=verify)

    monkeypatch.setattr(Registry, "open_current", opening)
    return opened


def flip_a_byte(folder: Path) -> None:
    flip_the_last_byte(max(folder.glob("*.npy"), key=lambda path: path.stat().st_size))


def flip_a_byte_that_few_read(folder: Path) -> None:
    flip_the_last_byte(folder / "model.idf_title.npy")


def flip_the_last_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)


def leave_a_file_in_place_of(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_bytes(b"")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a flipped byte": flip_a_byte,
    "a lost manifest": lambda folder: (folder / "manifest.json").unlink(),
    "an empty manifest": lambda folder: (folder / "manifest.json").write_bytes(b""),
    "a lost array": lambda folder: next(iter(sorted(folder.glob("*.npy")))).unlink(),
    "a cut array": lambda folder: os.truncate(max(folder.glob("*.npy"), key=lambda path: path.stat().st_size), 100),
    "a file in place of the folder": leave_a_file_in_place_of,
}


def test_nothing_serves_before_something_is_published(registry: Registry) -> None:
    live = live_of(registry)
    assert serving(live) is None
    with pytest.raises(SnapshotError):
        live.reload()


def test_what_is_published_serves_after_the_next_look(registry: Registry) -> None:
    live = live_of(registry)
    for version in ("000001", "000002", "000003"):
        assert publish(registry) == version
        live.poll()
        assert serving(live) == version


def test_a_look_at_the_same_version_changes_nothing(registry: Registry) -> None:
    publish(registry)
    live = live_of(registry)
    before = live.recommender
    live.poll()
    assert live.recommender is before
    assert not live.reload()


def test_a_roll_back_is_followed_and_so_is_the_way_forward(registry: Registry) -> None:
    publish(registry, "a")
    publish(registry, "a", "b")
    live = live_of(registry)
    registry.rollback()
    assert live.reload()
    assert (serving(live), len(live.recommender.index) if live.recommender else 0) == ("000001", 1)
    registry.rollback("000002")
    live.poll()
    assert serving(live) == "000002"


def test_what_answers_goes_on_answering_when_its_version_is_gone(registry: Registry) -> None:
    publish(registry)
    live = live_of(registry)
    before = live.recommender
    assert before is not None
    expected = before.related("a").to_record()
    registry.publish(trained(*IDS).save, keep=1)
    live.poll()
    assert registry.versions() == ["000002"] == [serving(live)]
    assert before.related("a").to_record() == expected


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_version_never_replaces_the_one_that_serves(
    registry: Registry, damage: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    publish(registry)
    live = live_of(registry)
    before = live.recommender
    damaged = publish_damaged(registry, damage)
    for _ in range(3 * POLLS_BETWEEN_TRIES):
        live.poll()
    assert live.recommender is before
    assert serving(live) == "000001"
    warnings = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(warnings) == 1
    assert damaged in warnings[0].getMessage()
    assert not warnings[0].exc_info
    with pytest.raises(SnapshotError):
        live.reload()
    assert live.recommender is before


def test_the_next_good_version_serves_although_the_last_was_damaged(
    registry: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    publish(registry)
    live = live_of(registry)
    publish_damaged(registry, flip_a_byte)
    live.poll()
    assert publish(registry) == "000003"
    live.poll()
    assert serving(live) == "000003"
    damaged = publish_damaged(registry, flip_a_byte)
    live.poll()
    assert len(caplog.records) == 2
    registry.rollback("000001")
    live.poll()
    assert serving(live) == "000001"
    # Whole again, it is a new version like any other.
    flip_a_byte(registry.versions_path / damaged)
    registry.rollback(damaged)
    live.poll()
    assert serving(live) == damaged


def test_a_damaged_version_is_not_read_at_every_look_but_again_after_a_while(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(registry)
    live = live_of(registry)
    opened = openings(monkeypatch)
    version = publish_damaged(registry, flip_a_byte)
    for _ in range(POLLS_BETWEEN_TRIES):
        live.poll()
    assert len(opened) == 1
    # A passing fault: the version is whole again.
    flip_a_byte(registry.versions_path / version)
    live.poll()
    assert serving(live) == "000001"
    live.poll()
    assert serving(live) == version


def test_any_fault_of_loading_is_survived_and_told_once_with_where_it_came_from(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    publish(registry)
    live = live_of(registry)
    publish(registry)

    def fail(recommender: Recommender) -> None:
        raise ZeroDivisionError(len(recommender.index))

    with monkeypatch.context() as patch:
        patch.setattr(follower, "warm_up", fail)
        for _ in range(3):
            live.poll()
    assert serving(live) == "000001"
    assert len(caplog.records) == 1
    assert caplog.records[0].exc_info
    for _ in range(POLLS_BETWEEN_TRIES):
        live.poll()
    assert serving(live) == "000002"


@pytest.mark.parametrize("verify", [True, False])
def test_every_byte_is_verified_unless_that_is_not_wanted(
    registry: Registry, verify: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(registry)
    opened = openings(monkeypatch)
    live_of(registry, verify=verify)
    assert opened == [verify]


def test_following_looks_again_and_again_until_it_is_cancelled(registry: Registry) -> None:
    live = live_of(registry)

    async def follow() -> None:
        following = asyncio.create_task(live.follow(0.01))
        for version in ("000001", "000002"):
            await asyncio.to_thread(publish, registry)
            async with asyncio.timeout(30):
                while serving(live) != version:
                    await asyncio.sleep(0.01)
        following.cancel()
        with pytest.raises(asyncio.CancelledError):
            await following

    asyncio.run(follow())


def test_the_first_version_serves_before_its_bytes_are_verified(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(registry)
    live, opened = Follower(registry), openings(monkeypatch)
    warmed: list[Recommender | None] = []
    monkeypatch.setattr(follower, "warm_up", warmed.append)
    live.start()
    assert (serving(live), opened, warmed) == ("000001", [False], [])
    live.settle()
    live.settle()
    assert (serving(live), warmed) == ("000001", [live.recommender])
    publish(registry)
    live.poll()
    assert opened == [False, True]


def test_a_first_version_that_turns_out_to_be_damaged_serves_no_longer(
    registry: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = publish(registry)
    flip_a_byte_that_few_read(registry.versions_path / damaged)
    live, unverified = Follower(registry), Follower(registry, verify=False)
    for each in (live, unverified):
        each.start()
        assert serving(each) == damaged
        each.settle()
    live.poll()
    assert live.recommender is None
    assert serving(unverified) == damaged
    assert [damaged in record.getMessage() for record in caplog.records] == [True]
    publish(registry)
    live.poll()
    assert serving(live) == "000002"


def test_the_newest_whole_version_before_a_damaged_one_serves_in_its_place(
    registry: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    publish(registry)
    publish(registry)
    publish_damaged(registry, flip_a_byte_that_few_read)
    damaged = publish_damaged(registry, lambda _: None)  # a copy of the damaged one
    live = Follower(registry)
    live.start()
    assert (serving(live), live.damaged) == (damaged, None)
    live.settle()
    assert serving(live) == "000002"
    assert live.damaged
    assert "idf_title" in live.damaged
    assert "nor does model 000003" in caplog.text
    live.poll()
    assert serving(live) == "000002"  # the damaged one is not tried at every look
    version = publish(registry)
    live.poll()
    assert serving(live) == version
    assert not live.damaged


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_at_a_start_the_newest_whole_version_serves_where_the_current_one_cannot_be_loaded(
    registry: Registry, damage: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    publish(registry, "a")
    publish(registry, "a", "b")
    publish_damaged(registry, damage)
    live = Follower(registry)
    live.start()
    live.settle()
    assert serving(live) == "000002"
    assert live.damaged
    assert live.damaged in caplog.text
    for _ in range(2 * POLLS_BETWEEN_TRIES):
        live.poll()
        live.check()
    assert serving(live) == "000002"
    publish(registry)
    live.poll()
    assert serving(live) == "000004"
    assert live.damaged is live.failure is None


@pytest.mark.parametrize("pointer", [b"", b"000009\n", b"\xff", None])
def test_at_a_start_the_newest_whole_version_serves_where_nobody_knows_which_is_current(
    registry: Registry, pointer: bytes | None
) -> None:
    publish(registry, "a")
    publish_damaged(registry, flip_a_byte)
    (registry.path / "current").unlink()
    if pointer is not None:
        (registry.path / "current").write_bytes(pointer)
    live = Follower(registry)
    live.start()
    assert serving(live) == "000001"
    assert live.damaged
    assert str(registry.path) in live.damaged


def write_in_place(file: Path) -> None:
    """Change a byte of a file under whoever maps it."""
    with file.open("r+b") as opened:
        opened.seek(-1, os.SEEK_END)
        last = opened.read(1)
        opened.seek(-1, os.SEEK_END)
        opened.write(bytes([last[0] ^ 1]))


IN_PLACE: dict[str, Callable[[Path], object]] = {
    "an array changed": lambda folder: write_in_place(folder / "model.idf_title.npy"),
    "an array cut": lambda folder: os.truncate(folder / "model.idf_title.npy", 100),
    "an array gone": lambda folder: (folder / "model.idf_title.npy").unlink(),
}


@pytest.mark.parametrize("verify", [True, False])
@pytest.mark.parametrize("damage", IN_PLACE.values(), ids=IN_PLACE)
def test_a_version_that_is_damaged_while_it_serves_gives_way_to_the_one_before(
    registry: Registry, damage: Callable[[Path], object], verify: bool
) -> None:
    publish(registry, "a")
    publish(registry, "a", "b")
    live = live_of(registry, verify=verify)
    live.check()
    live.check()
    assert (serving(live), live.damaged) == ("000002", None)
    damage(registry.versions_path / "000002")
    live.check()
    assert serving(live) == "000001"
    assert live.damaged
    assert "idf_title" in live.damaged
    live.check()
    live.poll()
    assert serving(live) == "000001"


def test_files_that_bear_no_mark_are_read_one_after_the_other(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(registry, "a")
    publish(registry, "a", "b")
    live = live_of(registry)
    live.check()
    read = calls_of(monkeypatch, damage, "verify_array")
    monkeypatch.setattr(damage, "stamp_of", lambda _: live._files._stamp)  # what a disk forgets leaves no mark
    monkeypatch.setattr(damage, "LOOKS_BETWEEN_FILES", 3)
    write_in_place(registry.versions_path / "000002" / "model.idf_title.npy")
    n_files = len(list((registry.versions_path / "000002").glob("*.npy")))
    for _ in range(3 * n_files + 1):
        if serving(live) == "000002":
            live.check()
    assert serving(live) == "000001"
    assert len(read) <= n_files


def test_a_version_that_is_pruned_or_only_touched_goes_on_serving(registry: Registry) -> None:
    publish(registry)
    live = live_of(registry)
    live.check()
    os.utime(registry.versions_path / "000001" / "manifest.json", (1, 1))
    live.check()
    registry.publish(trained(*IDS).save, keep=1)
    live.check()
    assert (serving(live), live.damaged) == ("000001", None)


def test_damage_of_a_version_that_serves_no_more_is_nobodys_concern(registry: Registry) -> None:
    publish(registry)
    damaged = publish_damaged(registry, flip_a_byte_that_few_read)
    live = Follower(registry)
    live.start()
    publish(registry)
    live.poll()
    live.settle()
    assert serving(live) == "000003" != damaged


def test_a_first_version_that_is_pruned_while_it_serves_goes_on_serving(registry: Registry) -> None:
    publish(registry)
    live = Follower(registry)
    live.start()
    for prune in (lambda: None, lambda: registry.prune(1)):
        publish(registry)
        prune()
        live._unsettled = live.recommender
        live.settle()
        assert serving(live) == "000001"


def test_a_first_version_that_cannot_be_warmed_up_serves(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(recommender: Recommender) -> None:
        raise ZeroDivisionError(len(recommender.index))

    publish(registry)
    live = Follower(registry)
    live.start()
    monkeypatch.setattr(follower, "warm_up", fail)
    live.settle()
    assert serving(live) == "000001"
    assert [bool(record.exc_info) for record in caplog.records] == [True]


def test_following_ends_no_sooner_than_its_threads(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    live = live_of(registry)
    began, go_on = threading.Event(), threading.Event()

    def drain() -> None:
        began.set()
        assert go_on.wait(60)

    monkeypatch.setattr(live, "drain", drain)

    async def follow() -> None:
        following = asyncio.create_task(live.follow(0.01))
        assert await asyncio.to_thread(began.wait, 60)
        following.cancel()
        await asyncio.sleep(0.1)
        assert not following.done()
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await following

    asyncio.run(follow())


# Under load: real workers, real connections


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read()


@contextmanager
def workers(models: Path, log: Path, *, count: int = 2) -> Iterator[int]:
    """Serve a registry by workers of their own, and yield the port when all of them are ready."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "service:create_app", "--factory", "--port", str(port)]
    command += ["--workers", str(count), "--log-level", "warning", "--no-access-log"]
    settings = {"RECOMMENDER_MODELS": str(models), "RECOMMENDER_POLL_SECONDS": "0.05"}
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **settings}, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            wait_until(lambda: server.poll() is not None or fresh_version(port) is not None)
            assert server.poll() is None, log.read_text(encoding="utf-8")
            yield port
        finally:
            server.terminate()
            server.wait(60)


def fresh_version(port: int) -> str | None:
    """Return the version that a new connection finds served, none when nobody answers."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection, suppress(OSError):
        status, body = ask(connection, "/readyz")
        return str(json.loads(body)["model"]) if status == 200 else None
    return None


class Reader(threading.Thread):
    """A client that asks again and again over connections that it keeps, and notes every answer."""

    def __init__(self, port: int, paths: tuple[str, ...]) -> None:
        super().__init__()
        self.port = port
        self.paths = paths
        self.answers: Counter[tuple[int, str]] = Counter()
        self.failures: list[str] = []
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            # Now and then a new connection, which may reach another worker.
            for number in range(50):
                path = self.paths[number % len(self.paths)]
                try:
                    status, body = ask(connection, path)
                except (OSError, http.client.HTTPException) as error:
                    self.failures.append(repr(error))
                    break
                model = body.partition(b'"model":"')[2][:6].decode()
                self.answers[status, model] += 1
            connection.close()


def read_while_publishing(registry: Registry, log: Path, *, publishes: int, seconds: float) -> Counter[tuple[int, str]]:
    """Publish, and roll back once, while readers read; return how often each status came from each version."""
    small, large = trained(*IDS), trained(*IDS, "d", "e")
    registry.publish(small.save)
    paths = tuple(f"/v1/articles/{name}/{call}" for name in IDS for call in ("similar", "related", "boxes"))
    with workers(registry.path, log) as port:
        readers = [Reader(port, paths) for _ in range(4)]
        for reader in readers:
            reader.start()
        for number in range(publishes):
            time.sleep(seconds / publishes)
            registry.publish((large, small)[number % 2].save)
        rolled_back = registry.rollback()
        wait_until(lambda: {fresh_version(port) for _ in range(20)} == {rolled_back})
        for reader in readers:
            reader.stopped.set()
        for reader in readers:
            reader.join()
    assert [failure for reader in readers for failure in reader.failures] == []
    return sum((reader.answers for reader in readers), Counter())


def assert_none_failed(answers: Counter[tuple[int, str]], log: Path, *, at_least: int) -> None:
    assert {status for status, _ in answers} == {200}
    assert len({model for _, model in answers}) >= at_least
    assert "000001" in {model for _, model in answers}
    assert log.read_text(encoding="utf-8") == ""


def test_ten_models_are_swapped_in_under_load_without_a_failed_request(registry: Registry, tmp_path: Path) -> None:
    log = tmp_path / "log"
    answers = read_while_publishing(registry, log, publishes=10, seconds=3)
    assert_none_failed(answers, log, at_least=2)


@pytest.mark.slow
def test_sixty_models_are_swapped_in_under_load_without_a_failed_request(registry: Registry, tmp_path: Path) -> None:
    log = tmp_path / "log"
    answers = read_while_publishing(registry, log, publishes=60, seconds=60)
    assert_none_failed(answers, log, at_least=30)
    assert sum(answers.values()) > 1_000
