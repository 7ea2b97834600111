"""Snapshots: what is loaded is what was saved, and what cannot be saved is refused before it is written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from recommender.snapshots.snapshot import open_snapshot, write_snapshot
from tests.support.builders import law
from tests.support.snapshots import assert_holds, assert_same, edit, refusal, saved, small_arrays

pytestmark = pytest.mark.usefixtures("no_waiting_for_the_disk")


dtypes = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(),
    hnp.unsigned_integer_dtypes(),
    hnp.floating_dtypes(),
    hnp.complex_number_dtypes(),
    hnp.byte_string_dtypes(max_len=9),
    hnp.unicode_string_dtypes(max_len=9),
)
any_array = hnp.arrays(dtypes, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
names = st.from_regex(r"[a-z0-9_][a-z0-9_.-]{0,30}", fullmatch=True)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(law, max_examples=40)
@given(st.dictionaries(names, any_array, max_size=4), st.dictionaries(st.text(), json_values, max_size=4))
def test_what_is_loaded_is_what_was_saved_and_what_numpy_loads(
    arrays: dict[str, NDArray[Any]], facts: dict[str, Any]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "snapshot"
        write_snapshot(path, arrays, facts)
        snapshot = open_snapshot(path)
        assert snapshot.path == path
        assert snapshot.facts == facts
        assert_holds(snapshot, arrays)
        assert_holds(open_snapshot(path, verify=False), arrays)
        for name, array in arrays.items():
            assert_same(np.load(path / f"{name}.npy", allow_pickle=False), array)


@pytest.mark.parametrize(
    "array",
    [
        np.asfortranarray(np.arange(12).reshape(3, 4)),
        np.arange(24).reshape(4, 6)[::2, 1::3],
        np.arange(6, dtype=">i4"),
        np.float64(2.5) * np.ones(()),
        np.zeros((2,) * 20, np.bool_),
    ],
    ids=["columns first", "every other", "big-endian", "no dimension", "20 dimensions"],
)
def test_an_array_of_any_layout_comes_back(tmp_path: Path, array: NDArray[Any]) -> None:
    assert_holds(open_snapshot(saved(tmp_path / "s", {"x": array})), {"x": array})


def test_facts_come_back_as_json_values(tmp_path: Path) -> None:
    write_snapshot(tmp_path / "s", {}, {"fields": ("title", "lead"), "counts": {10: 1, 9: 2}, "path": "caf\udce9"})
    assert open_snapshot(tmp_path / "s").facts == {
        "fields": ["title", "lead"],
        "counts": {"10": 1, "9": 2},
        "path": "caf\udce9",
    }


def test_arrays_are_read_only_views_of_their_files(tmp_path: Path) -> None:
    snapshot = open_snapshot(saved(tmp_path / "s"))
    assert snapshot.arrays
    for name, array in snapshot.arrays.items():
        assert type(array) is np.ndarray
        assert isinstance(array.base, np.memmap)
        assert array.base.filename == str(tmp_path / "s" / f"{name}.npy")
        assert array.flags.aligned
        assert not array.flags.writeable
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
        with pytest.raises(ValueError, match="WRITEABLE"):
            array.flags.writeable = True


def test_a_removed_snapshot_stays_readable_to_who_has_mapped_it(tmp_path: Path) -> None:
    snapshot = open_snapshot(saved(tmp_path / "s"))
    for file in (tmp_path / "s").iterdir():
        file.unlink()
    assert_holds(snapshot, small_arrays())


def test_a_room_gets_its_own_arrays_by_their_short_names(tmp_path: Path) -> None:
    snapshot = open_snapshot(saved(tmp_path / "s"))
    assert list(snapshot.room("index")) == ["impacts", "rows"]
    assert_same(snapshot.room("index")["rows"], np.arange(40, dtype=np.int32))
    assert snapshot.room("ind") == {}


def test_files_that_the_manifest_does_not_list_are_passed_over(tmp_path: Path) -> None:
    path = saved(tmp_path / "s")
    (path / "other.npy").write_bytes(b"not an array")
    assert_holds(open_snapshot(path), small_arrays())


@pytest.mark.parametrize(
    "array",
    [
        np.array([{"a": 1}, None], dtype=object),
        np.zeros(2, dtype=[("a", "i4"), ("b", "O")]),
        np.zeros(2, dtype="i4,f4"),
        np.zeros(2, dtype="V8"),
        np.zeros(2, dtype="M8[s]"),
        np.zeros((1,) * 33),
    ],
    ids=["objects", "record with objects", "record", "void", "times", "33 dimensions"],
)
def test_an_array_that_is_not_plain_is_refused_before_anything_is_written(tmp_path: Path, array: NDArray[Any]) -> None:
    with pytest.raises(ValueError, match="array bad: expected booleans, numbers"):
        write_snapshot(tmp_path / "s", {"good": np.zeros(2), "bad": array}, {})
    assert not (tmp_path / "s").exists()


BAD_NAMES = ["", ".", "..", "../x", "/etc/x", "a/b", "a\\b", "a\0b", ".hidden", "-x", "x\n", "é", "x" * 101, "a b"]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_is_no_plain_file_name_is_refused_on_both_sides(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="name of an array"):
        write_snapshot(tmp_path / "new", {name: np.zeros(2)}, {})
    assert not (tmp_path / "new").exists()
    saved(tmp_path / "x", {})
    path = saved(tmp_path / "s", {"x": np.zeros(2)})
    edit(path, lambda manifest: manifest["arrays"].update({name: manifest["arrays"]["x"]}))
    assert "plain name" in refusal(path).expected


@pytest.mark.parametrize("facts", [{"measure": float("nan")}, {"measure": float("inf")}, {"path": Path("x")}])
def test_a_fact_that_json_does_not_know_is_refused_before_anything_is_written(
    tmp_path: Path, facts: dict[str, Any]
) -> None:
    with pytest.raises((ValueError, TypeError)):
        write_snapshot(tmp_path / "s", {"x": np.zeros(2)}, facts)
    assert not (tmp_path / "s").exists()


def test_a_folder_that_exists_is_not_written_into(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        saved(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_every_file_and_both_folders_are_synced_and_the_manifest_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino))
    path = saved(tmp_path / "s")
    arrays = [path / f"{name}.npy" for name in small_arrays()]
    assert synced == [file.stat().st_ino for file in (*arrays, path / "manifest.json", path, tmp_path)]


def test_a_writing_cut_short_leaves_no_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for turn in range(1, len(small_arrays()) + 1):
        left = turn

        def fail_in_turn(handle: int) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise OSError(5, "Input/output error")

        monkeypatch.setattr(os, "fsync", fail_in_turn)
        with pytest.raises(OSError, match="Input/output"):
            saved(tmp_path / str(turn))
        refusal(tmp_path / str(turn))
