"""Versions in an object storage: the laws of every registry, and what only a storage far away can do."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import initialize, invariant, run_state_machine_as_test

from recommender.errors import BusyError, SnapshotError, UnreachableError
from recommender.snapshots.objects import ObjectRegistry, registry, transfer
from recommender.snapshots.objects.storage import Storage, Stored
from recommender.snapshots.registry import Registry
from recommender.snapshots.snapshot import open_snapshot
from tests.snapshots.test_registry import BAD_VERSIONS, RegistryLaws
from tests.support import object_storage
from tests.support.builders import law
from tests.support.object_storage import Server
from tests.support.publisher import write_numbered
from tests.support.versions import current_number, number_of

pytestmark = pytest.mark.usefixtures("no_waiting_for_the_disk")


def publish(models: Registry, *numbers: int, keep: int = 5) -> None:
    for number in numbers:
        models.publish(partial(write_numbered, number), keep=keep)


def elsewhere(models: ObjectRegistry, folder: Path) -> ObjectRegistry:
    """Return the same registry, as another machine has it, without a copy."""
    return replace(models, path=folder)


def keys(models: ObjectRegistry) -> list[str]:
    return [each.key for each in models.storage.list("")]


class ObjectRegistryLaws(RegistryLaws):
    """The same calls, with copies on another machine looked at after each."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.registry = self.objects = ObjectRegistry.at(object_storage.new_address())
        self.held: list[int] = []
        self.current = self.counter = 0

    @invariant()
    def another_machine_opens_what_is_current(self) -> None:
        if self.held:
            assert current_number(elsewhere(self.objects, self.folder)) == self.current

    @invariant()
    def copies_are_few(self) -> None:
        assert len(self.objects.local_versions()) <= registry.CACHED_VERSIONS


def test_a_registry_of_objects_does_what_a_registry_does(address: str) -> None:
    run_state_machine_as_test(ObjectRegistryLaws, settings=settings(law, max_examples=5, stateful_step_count=12))


@pytest.mark.parametrize(
    "call",
    [Registry.current, Registry.open_current, Registry.verify, Registry.rollback, Registry.prune],
    ids=lambda call: call.__name__,
)
def test_an_address_without_versions_says_so(models: ObjectRegistry, call: Callable[[Registry], object]) -> None:
    assert models.versions() == []
    with pytest.raises(SnapshotError, match="train one first") as caught:
        getattr(models, call.__name__)()
    assert caught.value.path.startswith("s3://bucket/")
    assert keys(models) == []


def test_a_version_that_is_not_there_is_refused_with_those_that_are(models: ObjectRegistry) -> None:
    publish(models, 1, 2)
    for version in BAD_VERSIONS:
        for call in (models.folder, models.manifest, models.verify, models.rollback, models.remove):
            with pytest.raises(SnapshotError, match="one of the versions 000001, 000002"):
                call(version)
    assert models.current() == "000002"


def test_another_machine_fetches_once_and_opens_the_copy_from_then_on(
    models: ObjectRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(models, 1)
    other, fetched, real = elsewhere(models, tmp_path / "other"), [], Storage.read_part

    def read_part(self: Storage, key: str, begin: int, end: int) -> bytes:
        fetched.append(key)
        return real(self, key, begin, end)

    monkeypatch.setattr(Storage, "read_part", read_part)
    assert current_number(models) == 1
    assert fetched == []  # whoever published has a copy
    with ThreadPoolExecutor(4) as workers:
        assert list(workers.map(current_number, [other] * 8)) == [1] * 8
    assert sorted(fetched) == [f"versions/000001/{name}.npy" for name in "abc"]


def test_a_copy_that_was_damaged_is_fetched_again(models: ObjectRegistry) -> None:
    publish(models, 1)
    file = models.folder("000001") / "b.npy"
    file.write_bytes(file.read_bytes()[:-1] + b"\x07")
    assert current_number(models) == 1
    file.write_bytes(b"")
    assert number_of(models.open_current(verify=False)[0]) == 1


@pytest.mark.parametrize("damage", [b"", b"short", b"\x07"])
def test_an_object_that_was_damaged_is_refused_and_named(models: ObjectRegistry, tmp_path: Path, damage: bytes) -> None:
    publish(models, 1)
    other = elsewhere(models, tmp_path / "other")
    whole = (models.folder("000001") / "b.npy").read_bytes()
    models.storage.put("versions/000001/b.npy", whole[:-1] + damage if damage == b"\x07" else damage)
    for call in (other.open_current, other.verify):
        with pytest.raises(SnapshotError, match=r"s3://bucket/.*/versions/000001/b\.npy"):
            call()
    assert other.local_versions() == []
    models.storage.put("versions/000001/b.npy", whole)
    assert current_number(other) == 1


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[" * 100_000, b'{"format": 3, "arrays": {"../../a": {}}}', b"\xff" * 100]
)
def test_a_manifest_that_was_damaged_is_refused_and_named(
    models: ObjectRegistry, tmp_path: Path, content: bytes
) -> None:
    publish(models, 1)
    models.storage.put("versions/000001/manifest.json", content)
    with pytest.raises(SnapshotError, match=r"s3://bucket/.*/versions/000001/manifest\.json"):
        elsewhere(models, tmp_path / "other").open_current()


@pytest.mark.parametrize("content", [b"", b"../..", b"\xff\xfe", b"1" * 2_000])
def test_a_pointer_that_was_damaged_is_refused_and_named(models: ObjectRegistry, content: bytes) -> None:
    publish(models, 1)
    models.storage.put("current", content)
    with pytest.raises(SnapshotError, match=r"s3://bucket/.*/current"):
        models.open_current()


def test_of_two_that_publish_at_once_one_is_told(models: ObjectRegistry, tmp_path: Path) -> None:
    publish(models, 1)
    other = elsewhere(models, tmp_path / "other")

    def write_while_another_publishes(path: Path) -> None:
        publish(other, 2)
        write_numbered(3, path)

    with pytest.raises(BusyError, match="current is 000002"):
        models.publish(write_while_another_publishes)
    assert models.versions() == ["000001", "000002"]
    assert current_number(models) == 2
    assert not any("000003/" in key for key in keys(models))
    publish(models, 4)  # whose number is new for ever
    assert models.current() == "000004"


def test_many_that_publish_at_once_have_numbers_of_their_own_and_what_is_current_is_whole(
    models: ObjectRegistry, tmp_path: Path
) -> None:
    machines = [elsewhere(models, tmp_path / str(number)) for number in range(6)]

    def publish_one(number: int) -> str | None:
        try:
            return machines[number].publish(partial(write_numbered, number))
        except BusyError:
            return None

    with ThreadPoolExecutor(6) as pool:
        outcome = list(pool.map(publish_one, range(6)))
    won = {version: number for number, version in enumerate(outcome) if version is not None}
    assert sorted(won) == models.versions()
    assert current_number(models) == won[models.current()]


def test_a_storage_that_overlooks_conditions_is_refused_before_anything_is_written(
    models: ObjectRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(models, 1, 2)
    written: list[Path] = []
    before = keys(models)

    def put_if(self: Storage, key: str, content: bytes, before: Stored | None) -> None:
        self.put(key, content)

    monkeypatch.setattr(Storage, "put_if", put_if)
    for call in (lambda: models.publish(written.append), models.rollback, models.training().__enter__):
        with pytest.raises(SnapshotError, match=r"conditional writes .* found one that overlooks them"):
            call()
    assert (keys(models), written) == (before, [])


def test_one_training_of_a_machine_at_a_time(models: ObjectRegistry) -> None:
    with models.training(), pytest.raises(BusyError, match="a training"), models.training():
        pass
    assert keys(models) == []


def test_a_roll_back_fetches_nothing(models: ObjectRegistry, tmp_path: Path) -> None:
    publish(models, 1, 2)
    other = elsewhere(models, tmp_path / "other")
    assert other.rollback() == "000001"
    assert other.local_versions() == []
    assert current_number(models) == 1


def test_a_roll_back_to_what_is_not_whole_is_refused(models: ObjectRegistry) -> None:
    publish(models, 1, 2)
    models.storage.delete(["versions/000001/b.npy"])
    with pytest.raises(SnapshotError, match=r"b\.npy: expected .* bytes, found none"):
        models.rollback()
    assert models.current() == "000002"


def test_an_upload_that_was_killed_is_seen_by_nobody_and_removed_after_a_while(
    models: ObjectRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(models, 1)
    before = keys(models)
    models.storage.put("claims/000002", b"somebody")
    models.storage.put("versions/000002/a.npy", b"a part")
    assert (models.versions(), models.current()) == (["000001"], "000001")
    assert models.prune() == []
    assert "versions/000002/a.npy" in keys(models)  # it may still go on
    monkeypatch.setattr(registry, "UNFINISHED_AFTER", timedelta(seconds=-60))
    assert models.prune() == []
    assert keys(models) == sorted([*before, "claims/000002"])
    publish(models, 3)
    assert models.current() == "000003"


def test_an_upload_that_was_taken_for_killed_is_told(models: ObjectRegistry, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(models, 1)
    real = transfer.upload

    def upload(storage: Storage, folder: Path, key: str) -> None:
        real(storage, folder, key)
        monkeypatch.setattr(registry, "UNFINISHED_AFTER", timedelta(seconds=-60))
        models.prune()

    monkeypatch.setattr(registry, "upload", upload)
    with pytest.raises(SnapshotError, match=r"found (it was removed|none)"):
        publish(models, 2)
    assert (models.versions(), current_number(models)) == (["000001"], 1)


def test_a_copy_serves_while_the_storage_is_away(
    models: ObjectRegistry, shared_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(models, 1, 2)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{object_storage.free_port()}")
    away = elsewhere(ObjectRegistry.at(models.storage.address), models.path)
    for call in (away.versions, away.current, away.open_current, away.rollback):
        with pytest.raises(UnreachableError, match="expected an answer of the object storage") as caught:
            call()
        assert object_storage.SECRET not in repr(caught.value)
    assert away.local_versions() == ["000001", "000002"]
    assert number_of(open_snapshot(away.folder("000002"))) == 2


def test_objects_have_the_names_of_files(models: ObjectRegistry, tmp_path: Path) -> None:
    publish(models, 1)
    for each in models.storage.list(""):
        path = tmp_path / "models" / each.key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(models.storage.read_part(each.key, 0, each.size))
    assert current_number(Registry(tmp_path / "models")) == 1
    shutil.rmtree(tmp_path / "models")
