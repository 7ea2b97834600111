"""Damaged snapshots: whatever is planted, cut, changed or missing is refused and never run."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.errors import SnapshotError
from recommender.snapshots.snapshot import MAX_MANIFEST_BYTES, open_snapshot, read_manifest
from tests.support.builders import law
from tests.support.snapshots import Manifest, assert_holds, edit, refusal, saved, small_arrays

pytestmark = pytest.mark.usefixtures("no_waiting_for_the_disk")


@contextmanager
def no_privileges() -> Iterator[None]:
    """Become an ordinary user for a while: the superuser may read every file."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


class Planted:
    """A value whose unpickling makes a folder."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self.mark),)


def list_as(manifest: Manifest, file: Path, dtype: str) -> None:
    digest = sha256(file.read_bytes()).hexdigest()[:32]
    manifest["arrays"]["x"] = {"dtype": dtype, "shape": [1], "digest": digest}


@pytest.mark.parametrize("dtype", ["|O", "O", "<f8", "|S8"])
@pytest.mark.parametrize("kind", ["npy", "npz", "bare pickle"])
@pytest.mark.parametrize("verify", [True, False])
def test_a_planted_pickle_is_refused_and_has_not_run(tmp_path: Path, dtype: str, kind: str, *, verify: bool) -> None:
    path, mark = saved(tmp_path / "s", {"x": np.zeros(1)}), tmp_path / "mark"
    planted = np.array([Planted(mark)], dtype=object)
    with (path / "x.npy").open("wb") as file:
        if kind == "npy":
            np.save(file, planted, allow_pickle=True)
        elif kind == "npz":
            np.savez(file, x=planted)
        else:
            pickle.dump(planted, file)
    edit(path, lambda manifest: list_as(manifest, path / "x.npy", dtype))
    refusal(path, verify=verify)
    assert not mark.exists()
    # The plant is a real one: this is what it does to a reader that unpickles.
    loaded = np.load(path / "x.npy", allow_pickle=True)
    if kind == "npz":
        with loaded:
            loaded["x"]
    assert mark.exists()


@pytest.mark.parametrize("verify", [True, False])
@pytest.mark.parametrize("name", ["index.rows.npy", "none.npy", "manifest.json"])
def test_a_file_cut_at_any_length_is_refused(tmp_path: Path, name: str, *, verify: bool) -> None:
    path = saved(tmp_path / "s")
    for length in reversed(range((path / name).stat().st_size)):
        os.truncate(path / name, length)
        assert refusal(path, verify=verify).path == str(path / name)


@pytest.mark.parametrize("verify", [True, False])
@pytest.mark.parametrize("name", ["index.rows.npy", "none.npy", "manifest.json"])
def test_a_file_with_something_behind_its_end_is_refused(tmp_path: Path, name: str, *, verify: bool) -> None:
    path = saved(tmp_path / "s")
    with (path / name).open("ab") as file:
        file.write(b"\0")
    assert refusal(path, verify=verify).path == str(path / name)


@pytest.fixture(scope="module")
def damage_ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("damage") / "s")


@contextmanager
def changed_byte(file: Path, position: int, mask: int) -> Iterator[None]:
    with file.open("r+b", buffering=0) as stream:
        (byte,) = os.pread(stream.fileno(), 1, position)
        os.pwrite(stream.fileno(), bytes([byte ^ mask]), position)
        yield
        os.pwrite(stream.fileno(), bytes([byte]), position)


@settings(law, max_examples=300)
@given(st.sampled_from(sorted(small_arrays())), st.integers(0), st.integers(1, 255))
def test_a_byte_changed_anywhere_in_an_array_is_refused(damage_ground: Path, name: str, at: int, mask: int) -> None:
    file = damage_ground / f"{name}.npy"
    with changed_byte(file, at % file.stat().st_size, mask):
        assert refusal(damage_ground).path == str(file)
        # Unverified it may hold other numbers, but never runs over its end.
        with suppress(SnapshotError):
            found = open_snapshot(damage_ground, verify=False).arrays[name]
            assert (found.dtype, found.shape) == (small_arrays()[name].dtype, small_arrays()[name].shape)
            found.tobytes()
    assert_holds(open_snapshot(damage_ground), small_arrays())


@settings(law, max_examples=500)
@given(st.integers(0), st.integers(1, 255))
def test_a_byte_changed_anywhere_in_the_manifest_is_refused_or_means_the_same(
    damage_ground: Path, at: int, mask: int
) -> None:
    file = damage_ground / "manifest.json"
    whole = read_manifest(damage_ground)
    with changed_byte(file, at % file.stat().st_size, mask):
        try:
            # Spacing may change, and the letter case of \u00e9.
            assert read_manifest(damage_ground) == whole
        except SnapshotError:
            assert refusal(damage_ground).path == str(file)


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def set_entry(**values: object) -> Callable[[Manifest], None]:
    return lambda manifest: manifest["arrays"]["index.rows"].update(values)


EDITS: dict[str, Callable[[Manifest], object]] = {
    "another dtype": set_entry(dtype="<u4"),
    "another byte order": set_entry(dtype=">i4"),
    "another size": set_entry(dtype="<i8", shape=[20]),
    "a dtype that numpy does not know": set_entry(dtype="<i3"),
    "objects": set_entry(dtype="|O"),
    "a record": set_entry(dtype="i4,i4"),
    "a dtype with code": set_entry(dtype="__import__('os')"),
    "a huge dtype": set_entry(dtype="<U" + "9" * 400),
    "no dtype": set_entry(dtype=None),
    "another shape": set_entry(shape=[39]),
    "another shape of the same size": set_entry(shape=[4, 10]),
    "no dimension": set_entry(shape=[]),
    "a negative length": set_entry(shape=[-40]),
    "two negative lengths": set_entry(shape=[-4, -10]),
    "a huge length": set_entry(shape=[10**400]),
    "lengths that overflow": set_entry(shape=[2**62, 2**62, 0]),
    "a broken length": set_entry(shape=[40.0]),
    "a length in words": set_entry(shape=["40"]),
    "a truth as length": set_entry(shape=[True]),
    "a shape in words": set_entry(shape="40"),
    "a deep shape": set_entry(shape=nested(400)),
    "a long shape": set_entry(shape=[1] * 100_000),
    "another digest": set_entry(digest="0" * 32),
    "a long digest": set_entry(digest="0" * 100_000),
    "no digest": lambda manifest: manifest["arrays"]["index.rows"].pop("digest"),
    "a deep digest": set_entry(digest=nested(400)),
    "an entry that is a list": lambda manifest: manifest["arrays"].update({"index.rows": []}),
    "an array without a file": lambda manifest: manifest["arrays"].update(x=manifest["arrays"]["none"]),
    "two names changed over": lambda manifest: manifest["arrays"].update(none=manifest["arrays"]["index.rows"]),
    "arrays in a list": lambda manifest: manifest.update(arrays=[]),
    "no arrays": lambda manifest: manifest.pop("arrays"),
    "facts in a list": lambda manifest: manifest.update(facts=[]),
    "no facts": lambda manifest: manifest.pop("facts"),
    "the format before": lambda manifest: manifest.update(format=2),
    "the next format": lambda manifest: manifest.update(format=4),
    "a format in words": lambda manifest: manifest.update(format="3"),
    "a deep format": lambda manifest: manifest.update(format=nested(400)),
    "no format": lambda manifest: manifest.pop("format"),
}


@pytest.mark.parametrize("change", EDITS.values(), ids=EDITS.keys())
def test_a_manifest_edited_with_care_is_refused(tmp_path: Path, change: Callable[[Manifest], object]) -> None:
    refusal(edit(saved(tmp_path / "s"), change))


@pytest.mark.parametrize("key", ["facts", "arrays", "format", "digest", "note"])
def test_a_manifest_edited_by_hand_is_refused(tmp_path: Path, key: str) -> None:
    path = edit(saved(tmp_path / "s"), lambda manifest: manifest.update({key: {}}), signed=False)
    with pytest.raises(SnapshotError):
        read_manifest(path)


def test_the_error_says_what_was_expected_and_what_was_found(tmp_path: Path) -> None:
    error = refusal(edit(saved(tmp_path / "s"), set_entry(shape=[39])))
    assert error.path == str(tmp_path / "s" / "index.rows.npy")
    assert (error.expected, error.found) == ("an array <i4 [39] in 284 bytes", "288 bytes")
    error = refusal(edit(saved(tmp_path / "u"), set_entry(dtype="<u4")))
    assert error.expected == "an array <u4 [40] in 288 bytes"
    assert "{'descr': '<i4', 'fortran_order': False, 'shape': (40," in error.found
    error = refusal(edit(saved(tmp_path / "t"), lambda manifest: manifest.update(format=1)))
    assert (error.path, error.found) == (str(tmp_path / "t/manifest.json"), "1")
    assert error.expected == "snapshot format 3 (train again)"


MANIFESTS: dict[str, bytes] = {
    "empty": b"",
    "cut": b'{"format": 2',
    "a list": b"[1, 2]",
    "a long list": b"[" + b"1," * 100_000 + b"1]",
    "nothing": b"null",
    "a number of 5,000 digits": b'{"format": ' + b"1" * 5_000 + b"}",
    "NaN": b"NaN",
    "nested lists, 10,000 deep": b"[" * 10_000 + b"]" * 10_000,
    "nested objects, 10,000 deep": b'{"format":' * 10_000 + b"1" + b"}" * 10_000,
    "bytes": bytes(range(256)),
}


@pytest.mark.parametrize("content", MANIFESTS.values(), ids=MANIFESTS.keys())
def test_a_file_that_is_no_manifest_is_refused(tmp_path: Path, content: bytes) -> None:
    path = saved(tmp_path / "s")
    (path / "manifest.json").write_bytes(content)
    assert refusal(path).path == str(path / "manifest.json")


def test_a_manifest_beyond_ten_megabytes_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    path = saved(tmp_path / "s")
    whole = (path / "manifest.json").read_bytes()
    (path / "manifest.json").write_bytes(whole.ljust(MAX_MANIFEST_BYTES))
    assert_holds(open_snapshot(path), small_arrays())
    (path / "manifest.json").write_bytes(whole.ljust(MAX_MANIFEST_BYTES + 1))
    assert refusal(path).expected == "at most 10000000 bytes"


@pytest.mark.parametrize("shape", [(2**62, 2**62, 0), (0, 2**50), (0, 10**400), (-2, 0), (0, True)])
def test_a_shape_that_numpy_cannot_hold_is_refused_even_if_manifest_and_file_agree(
    tmp_path: Path, shape: tuple[int, ...]
) -> None:
    path = saved(tmp_path / "s", {"x": np.zeros((0, 1_000_000))})
    header = (path / "x.npy").read_bytes()
    text = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}"
    length = -(-(11 + len(text)) // 64) * 64 - 10
    (path / "x.npy").write_bytes(header[:8] + length.to_bytes(2, "little") + f"{text:{length - 1}}\n".encode())
    digest = sha256((path / "x.npy").read_bytes()).hexdigest()[:32]
    edit(path, lambda manifest: manifest["arrays"]["x"].update(shape=list(shape), digest=digest))
    refusal(path)


def test_facts_of_any_depth_load_or_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "s", {})
    # Written over itself, growing: to cut a file and write it anew 400 times takes long.
    with (path / "manifest.json").open("r+b", buffering=0) as file:
        for depth in range(700, 1_100):
            os.pwrite(file.fileno(), b'{"format": 2, "arrays": {}, "facts": ' + b"[" * depth + b"]" * depth + b"}", 0)
            refusal(path)


def test_a_folder_or_file_that_is_missing_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    refusal(tmp_path / "missing")
    refusal(tmp_path / "a\0b")
    (tmp_path / "file").touch()
    refusal(tmp_path / "file")
    (tmp_path / "empty").mkdir()
    refusal(tmp_path / "empty")
    for name in ("manifest.json", "index.rows.npy"):
        path = saved(tmp_path / f"without {name}")
        (path / name).unlink()
        assert refusal(path).path == str(path / name)
        (path / name).mkdir()
        assert refusal(path).path == str(path / name)


@pytest.mark.parametrize("name", ["manifest.json", "index.rows.npy", "."])
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    # Relative paths: an ordinary user may not walk down to the superuser's temporary folder.
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    path = saved(Path("s"))
    with no_privileges():
        assert_holds(open_snapshot(path), small_arrays())
    (path / name).chmod(0)
    with no_privileges():
        error = refusal(path)
    (path / name).chmod(0o755)
    assert "Permission denied" in error.found


def test_a_file_that_fails_while_it_is_verified_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    path = saved(tmp_path / "s")
    monkeypatch.setattr("recommender.snapshots.snapshot.file_digest", fail)
    assert "Input/output" in refusal(path).found
