"""Versions: numbered for ever, and published whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from recommender.errors import SnapshotError
from recommender.snapshots.registry import KEPT_VERSIONS, Registry
from recommender.snapshots.snapshot import Snapshot, write_snapshot
from tests.support.builders import law
from tests.support.publisher import write_numbered
from tests.support.versions import current_number, left_aside, number_of, published

pytestmark = pytest.mark.usefixtures("no_waiting_for_the_disk")


def damage(registry: Registry, version: str) -> Path:
    file = registry.folder(version) / "b.npy"
    file.write_bytes(file.read_bytes()[:-1] + b"\x07")
    return file


def test_a_published_version_is_listed_and_current_and_verifies(tmp_path: Path) -> None:
    registry = published(tmp_path, 1, 2)
    assert registry.versions() == ["000001", "000002"]
    assert registry.current() == "000002"
    assert registry.verify() == "000002"
    assert registry.verify("000001") == "000001"
    assert registry.manifest("000001")["facts"] == {"number": 1}
    assert registry.folder("000001") == tmp_path / "models" / "versions" / "000001"
    snapshot, version = registry.open_current()
    assert (number_of(snapshot), version) == (2, "000002")
    assert snapshot.path == registry.folder("000002")
    assert left_aside(registry) == []


@pytest.mark.parametrize(
    "call",
    [Registry.current, Registry.open_current, Registry.verify, Registry.rollback, Registry.prune],
    ids=lambda call: call.__name__,
)
def test_a_directory_without_versions_says_so_and_is_not_made(
    tmp_path: Path, call: Callable[[Registry], object]
) -> None:
    registry = Registry(tmp_path / "models")
    assert registry.versions() == []
    with pytest.raises(SnapshotError) as caught:
        call(registry)
    assert caught.value.path.startswith(str(tmp_path / "models"))
    assert "Errno" not in str(caught.value)
    assert not (tmp_path / "models").exists()


BAD_VERSIONS = ["", "1", "000003", "../000001", "/etc", "000001/", "000001\n", "٠٠٠٠٠١", "a\0b", "9" * 5_000, ".", "-1"]


@pytest.mark.parametrize("version", BAD_VERSIONS)
def test_a_version_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path, version: str) -> None:
    registry = published(tmp_path, 1, 2)
    for call in (registry.folder, registry.manifest, registry.verify, registry.rollback):
        with pytest.raises(SnapshotError, match="one of the versions 000001, 000002"):
            call(version)
    assert registry.current() == "000002"


class RegistryLaws(RuleBasedStateMachine):
    """Any sequence of calls, beside a model of what must be there."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.registry = Registry(self.folder / "models")
        self.held: list[int] = []
        self.current = self.counter = 0

    def keep_newest(self, keep: int) -> list[str]:
        stay = {*self.held[-keep:], self.current}
        gone = [f"{number:06d}" for number in self.held if number not in stay]
        self.held = [number for number in self.held if number in stay]
        return gone

    @rule(keep=st.integers(1, 4))
    def publish(self, keep: int) -> None:
        self.counter += 1
        version = self.registry.publish(partial(write_numbered, self.counter), keep=keep)
        assert version == f"{self.counter:06d}"
        self.held.append(self.counter)
        self.current = self.counter
        self.keep_newest(keep)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def roll_back_to(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self.held))
        assert self.registry.rollback(f"{number:06d}") == f"{number:06d}"
        self.current = number

    @precondition(lambda self: self.held)
    @rule()
    def roll_back(self) -> None:
        earlier = [number for number in self.held if number < self.current]
        if earlier:
            assert self.registry.rollback() == f"{earlier[-1]:06d}"
            self.current = earlier[-1]
        else:
            with pytest.raises(SnapshotError, match="a version before"):
                self.registry.rollback()

    @precondition(lambda self: self.held)
    @rule(keep=st.integers(1, 4))
    def prune(self, keep: int) -> None:
        assert self.registry.prune(keep) == self.keep_newest(keep)

    @precondition(lambda self: self.held)
    @rule()
    def fail_to_publish(self) -> None:
        with pytest.raises(ZeroDivisionError):
            self.registry.publish(lambda path: write_numbered(1 // 0, path))

    @invariant()
    def all_that_must_be_there_is(self) -> None:
        assert self.registry.versions() == [f"{number:06d}" for number in self.held]
        assert left_aside(self.registry) == []
        if self.held:
            assert self.registry.current() == f"{self.current:06d}"
            assert current_number(self.registry) == self.current

    def teardown(self) -> None:
        shutil.rmtree(self.folder)


def test_any_sequence_of_calls_keeps_the_newest_and_the_current_and_counts_on() -> None:
    run_state_machine_as_test(RegistryLaws, settings=settings(law, max_examples=20, stateful_step_count=12))


def test_versions_sort_by_their_number_past_six_digits(tmp_path: Path) -> None:
    registry = published(tmp_path, 1)
    registry.folder("000001").rename(tmp_path / "models" / "versions" / "999999")
    registry.rollback("999999")
    assert [registry.publish(partial(write_numbered, number)) for number in (2, 3)] == ["1000000", "1000001"]
    assert registry.versions() == ["999999", "1000000", "1000001"]
    assert [registry.rollback(), registry.rollback()] == ["1000000", "999999"]


def test_what_is_not_a_version_is_passed_over(tmp_path: Path) -> None:
    registry = published(tmp_path, 1)
    for name in ("notes.txt", "0000002", "12345", "00000a", "000002 ", "٠٠٠٠٠٢"):
        (tmp_path / "models" / "versions" / name).mkdir()
    assert registry.versions() == ["000001"]
    assert published(tmp_path, 2).current() == "000002"


@pytest.mark.parametrize("keep", [0, -1])
def test_to_keep_nothing_is_refused_before_anything_is_done(tmp_path: Path, keep: int) -> None:
    registry = published(tmp_path, 1)
    with pytest.raises(ValueError, match="keep: expected 1 or more"):
        registry.publish(partial(write_numbered, 2), keep=keep)
    with pytest.raises(ValueError, match="keep: expected 1 or more"):
        registry.prune(keep)
    assert registry.versions() == ["000001"]


def test_five_versions_are_kept_unless_told_otherwise(tmp_path: Path) -> None:
    registry = published(tmp_path, *range(1, KEPT_VERSIONS + 3))
    assert len(registry.versions()) == KEPT_VERSIONS == 5


def test_the_current_version_is_never_pruned_however_old(tmp_path: Path) -> None:
    registry = published(tmp_path, 1, 2, 3, 4)
    registry.rollback("000001")
    assert registry.prune(2) == ["000002"]
    assert registry.prune(1) == ["000003"]
    assert registry.versions() == ["000001", "000004"]
    assert current_number(registry) == 1


def test_a_version_is_moved_into_place_and_the_pointer_replaced(tmp_path: Path) -> None:
    registry, written = published(tmp_path, 1), []

    def write(path: Path) -> None:
        write_numbered(2, path)
        written.append(path.stat().st_ino)

    # Who has the old pointer open goes on reading the old one: it is never written to, so it is never half-written.
    with registry.path.joinpath("current").open() as old:
        version = registry.publish(write)
        assert old.read() == "000001\n"
    # The same folder under another name; a copy would be there in part for a while.
    assert [registry.folder(version).stat().st_ino] == written


def test_a_removal_cut_short_leaves_no_half_version_and_the_next_publishing_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = published(tmp_path, 1, 2, 3)

    def stop_half_way(path: Path, **_: object) -> None:
        (path / "b.npy").unlink()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", stop_half_way)
        with pytest.raises(KeyboardInterrupt):
            registry.prune(1)
    assert len(left_aside(registry)) == 1
    assert [registry.verify(version) for version in registry.versions()] == ["000002", "000003"]
    assert published(tmp_path, 4).versions() == ["000002", "000003", "000004"]
    assert left_aside(registry) == []


def raise_at_once(path: Path) -> None:
    raise KeyboardInterrupt


def raise_half_way(path: Path) -> None:
    write_numbered(7, path)
    raise RuntimeError("half-way")


def write_nothing(path: Path) -> None:
    assert not path.exists()


def write_a_damaged_array(path: Path) -> None:
    write_numbered(7, path)
    (path / "a.npy").write_bytes((path / "b.npy").read_bytes())


def write_a_flipped_byte(path: Path) -> None:
    write_numbered(7, path)
    (path / "b.npy").write_bytes((path / "b.npy").read_bytes()[:-1] + b"\x01")


def write_without_a_manifest(path: Path) -> None:
    write_numbered(7, path)
    (path / "manifest.json").unlink()


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (raise_at_once, KeyboardInterrupt),
        (raise_half_way, RuntimeError),
        (write_nothing, SnapshotError),
        (write_a_damaged_array, SnapshotError),
        (write_a_flipped_byte, SnapshotError),
        (write_without_a_manifest, SnapshotError),
    ],
)
def test_a_failed_writing_changes_nothing_and_leaves_nothing(
    tmp_path: Path, write: Callable[[Path], None], expected: type[BaseException]
) -> None:
    registry = published(tmp_path)
    with pytest.raises(expected):
        registry.publish(write)
    assert registry.versions() == []
    published(tmp_path, 1)
    with pytest.raises(expected):
        registry.publish(write)
    assert registry.versions() == ["000001"]
    assert current_number(registry) == 1
    assert left_aside(registry) == []
    assert published(tmp_path, 2).current() == "000002"


def test_a_damaged_version_is_named_and_not_rolled_back_to(tmp_path: Path) -> None:
    registry = published(tmp_path, 1, 2, 3)
    file = damage(registry, "000002")
    for call in (registry.rollback, partial(registry.rollback, "000002"), partial(registry.verify, "000002")):
        with pytest.raises(SnapshotError) as caught:
            call()
        assert caught.value.path == str(file)
    assert registry.current() == "000003"
    assert registry.rollback("000001") == "000001"


@pytest.mark.parametrize(
    ("facts", "arrays", "is_checked"),
    [
        ({"parameters": {"model": {"k1": 2.0}}, "more": 1}, ("<f8", "<i4"), False),  # other values, and other facts
        ({"parameters": {"model": {"k1": 1.2, "k2": 2}}}, ("<f8", "<i4"), True),
        ({"parameters": {"model": {"k1": 1.2}}, "package": "0"}, ("<f8", "<i4"), True),
        ({"parameters": {"model": {"k1": 1.2}}}, ("<f8", "<i8"), True),
    ],
)
def test_a_version_that_other_code_wrote_is_checked_before_it_is_gone_back_to(
    tmp_path: Path, facts: dict[str, object], arrays: tuple[str, str], is_checked: bool
) -> None:
    registry = Registry(tmp_path / "models")
    for each, dtypes in ((facts, arrays), ({"parameters": {"model": {"k1": 1.2}}}, ("<f8", "<i4"))):
        named = {dtype[1:]: np.zeros(3, dtype) for dtype in dtypes}
        write_snapshot(tmp_path / "aside", named, each)
        registry.publish((tmp_path / "aside").rename)

    def refuse(snapshot: Snapshot) -> None:
        raise SnapshotError(snapshot.path, "nothing", "something")

    with pytest.raises(SnapshotError, match="something") if is_checked else nullcontext():
        registry.rollback(check=refuse)
    assert registry.current() == ("000002" if is_checked else "000001")


def test_a_damaged_current_version_is_an_error_and_not_a_loop(tmp_path: Path) -> None:
    registry = published(tmp_path, 1, 2)
    damage(registry, "000002")
    with pytest.raises(SnapshotError, match=r"b\.npy: expected digest"):
        registry.open_current()
    with pytest.raises(SnapshotError, match=r"b\.npy: expected digest"):
        registry.verify()
    assert registry.open_current(verify=False)[1] == "000002"
    assert registry.rollback() == "000001"
    assert current_number(registry) == 1


@pytest.mark.parametrize("content", [b"", b"000009\n", b"../versions/000001", b"\xff\xfe", b"1" * 10_000, None])
def test_a_damaged_pointer_is_an_error_that_a_named_rollback_or_a_publishing_mends(
    tmp_path: Path, content: bytes | None
) -> None:
    registry = published(tmp_path, 1, 2)
    for mend in (partial(registry.rollback, "000001"), partial(registry.publish, partial(write_numbered, 3))):
        registry.path.joinpath("current").unlink()
        if content is not None:
            registry.path.joinpath("current").write_bytes(content)
        for call in (registry.current, registry.open_current, registry.verify, registry.rollback, registry.prune):
            with pytest.raises(SnapshotError):
                call()
        assert registry.versions() == ["000001", "000002"]
        assert mend() == registry.current()


def test_a_directory_that_is_none_or_may_not_be_read_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = published(tmp_path, 1)

    def forbid(path: Path) -> Iterator[Path]:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "iterdir", forbid)
        for call in (registry.versions, registry.current, registry.open_current, registry.prune):
            with pytest.raises(SnapshotError, match="Permission denied"):
                call()
    shutil.rmtree(registry.path / "versions")
    registry.path.joinpath("versions").touch()
    with pytest.raises(SnapshotError, match="a directory of versions"):
        registry.current()


def test_an_error_of_the_disk_at_any_sync_leaves_a_whole_version_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = published(tmp_path, 1)
    real, left = os.fsync, 0

    def fail_in_turn(handle: int) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise OSError(5, "Input/output error")
        real(handle)

    monkeypatch.setattr(os, "fsync", fail_in_turn)
    # Three arrays, the manifest, their folder and its parent; the versions; the pointer and its folder.
    for turn in range(1, 10):
        before, left = current_number(registry), turn
        with pytest.raises(OSError, match="Input/output"):
            registry.publish(partial(write_numbered, 1 + turn))
        assert current_number(registry) in (before, 1 + turn)
        assert left_aside(registry) == []
    left = 10
    version = registry.publish(partial(write_numbered, 11))
    assert left == 1
    assert current_number(registry) == 11
    assert [registry.verify(listed) for listed in registry.versions()] == registry.versions()
    assert registry.versions()[-1] == version
