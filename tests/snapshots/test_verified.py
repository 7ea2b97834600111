"""What has been verified is known until it changes."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from recommender.errors import SnapshotError
from recommender.snapshots.registry import Registry
from recommender.snapshots.snapshot import write_snapshot
from recommender.snapshots.verified import NOTES, is_verified, note_verified, stamp_of


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    made = Registry(tmp_path / "models")
    for _ in range(2):
        made.publish(partial(write_snapshot, arrays={"a": np.arange(9)}, facts={}))
    return made


def flip_a_byte_in_place(file: Path) -> None:
    """Change a file, and set its times back to what they were."""
    state = file.stat()
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))


def test_what_is_published_has_been_verified(registry: Registry) -> None:
    assert all(is_verified(registry.path, registry.folder(version)) for version in registry.versions())


def test_a_change_is_seen_even_if_times_are_set_back(registry: Registry) -> None:
    folder = registry.folder("000001")
    flip_a_byte_in_place(folder / "a.npy")
    assert not is_verified(registry.path, folder)
    with pytest.raises(SnapshotError):
        registry.rollback("000001")
    flip_a_byte_in_place(folder / "a.npy")
    assert not is_verified(registry.path, folder)
    assert registry.rollback("000001") == "000001"
    assert is_verified(registry.path, folder)


def test_the_current_version_is_verified_again_unless_that_is_not_wanted(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    monkeypatch.setattr("recommender.snapshots.snapshot._verify_file", lambda file, _: read.append(file))
    registry.open_current(again=False)
    assert read == []
    registry.open_current()
    assert len(read) == 1
    (registry.path / NOTES).unlink()
    for _ in range(2):
        registry.open_current(again=False)
    assert len(read) == 2


def test_versions_that_are_gone_are_forgotten(registry: Registry) -> None:
    registry.prune(1)
    registry.publish(partial(write_snapshot, arrays={}, facts={}))
    assert "000001" not in (registry.path / NOTES).read_text("ascii")


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"[" * 100_000, b'{"000001": 1}'])
def test_notes_that_cannot_be_read_note_nothing(registry: Registry, content: bytes) -> None:
    folder = registry.folder("000001")
    (registry.path / NOTES).write_bytes(content)
    assert not is_verified(registry.path, folder)
    note_verified(registry.path, folder, stamp_of(folder))
    assert is_verified(registry.path, folder)


def test_where_nothing_can_be_noted_every_byte_is_read_again(registry: Registry, tmp_path: Path) -> None:
    elsewhere = tmp_path / "nowhere"
    note_verified(elsewhere, registry.folder("000001"), stamp_of(registry.folder("000001")))
    assert not is_verified(elsewhere, registry.folder("000001"))
    assert not is_verified(registry.path, tmp_path / "no version")
