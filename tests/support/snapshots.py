"""A small snapshot: saved, edited by one who knows the format, compared, refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from recommender.errors import SnapshotError
from recommender.snapshots.snapshot import Snapshot, open_snapshot, write_snapshot

Manifest = dict[str, Any]


def small_arrays() -> dict[str, NDArray[Any]]:
    return {
        "index.rows": np.arange(40, dtype=np.int32),
        "index.impacts": np.linspace(0, 1, 12, dtype=np.float32).reshape(3, 4),
        "names": np.array(["a", "été", "日本"]),
        "none": np.zeros((0, 3), np.uint8),
    }


def saved(path: Path, arrays: Mapping[str, NDArray[Any]] | None = None) -> Path:
    write_snapshot(path, small_arrays() if arrays is None else arrays, {"corpus": "été", "lambda": 2.5e-7})
    return path


def edit(path: Path, change: Callable[[Manifest], object], *, signed: bool = True) -> Path:
    """Change a manifest as someone would who knows the format, its own digest included."""
    manifest = json.loads((path / "manifest.json").read_bytes())
    change(manifest)
    if signed:
        rest = {key: value for key, value in manifest.items() if key != "digest"}
        manifest["digest"] = sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()[:32]
    (path / "manifest.json").write_text(json.dumps(manifest))
    return path


def refusal(path: Path, *, verify: bool = True) -> SnapshotError:
    with pytest.raises(SnapshotError) as caught:
        open_snapshot(path, verify=verify)
    error = caught.value
    assert error.path.startswith(str(path))
    assert error.expected
    assert error.found
    assert len(str(error)) < 1_000
    return error


def assert_same(found: NDArray[Any], expected: NDArray[Any]) -> None:
    assert (found.dtype, found.shape) == (expected.dtype, expected.shape)
    assert found.tobytes() == expected.tobytes()  # of bytes, since NaN differs from itself


def assert_holds(snapshot: Snapshot, arrays: Mapping[str, NDArray[Any]]) -> None:
    assert snapshot.arrays.keys() == arrays.keys()
    for name, array in arrays.items():
        assert_same(snapshot.arrays[name], array)
