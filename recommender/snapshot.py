"""A folder of plain arrays and one JSON manifest: how a trained recommender lies on disk.

In: named arrays and facts about them. Out: the same, mapped into memory, so that all workers of a machine share one copy.
No pickle is ever read or written. The manifest lists every array with its dtype, shape and digest; a folder that does
not match its manifest is refused.

Format 1 (2026-11-23): ``NAME.npy`` (numpy format 1.0 or later, ``allow_pickle=False``) and ``manifest.json`` with
``format``, ``facts`` and ``arrays``. A reader refuses other formats; a new field in ``facts`` is not a new format.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.errors import SnapshotError

FORMAT = 1
MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a snapshot folder holds.

    Attributes:
        path: The folder.
        facts: What the writer said of it: settings, corpus, times, measures; JSON values.
        arrays: The arrays by name, read-only, mapped from their files.
    """

    path: Path
    facts: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]

    def room(self, name: str) -> dict[str, NDArray[Any]]:
        """Return the arrays of one room, ``name.`` cut from their names."""
        prefix = f"{name}."
        return {key.removeprefix(prefix): array for key, array in self.arrays.items() if key.startswith(prefix)}


def write_snapshot(path: Path, arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> None:
    """Write arrays and facts into a new folder, and return when they have reached the disk.

    Args:
        path: A folder that does not exist yet.
        arrays: Plain arrays (numbers, booleans, bytes) by name.
        facts: JSON values.
    """
    path.mkdir(parents=True)
    listing = {name: _write_array(path / f"{name}.npy", array) for name, array in arrays.items()}
    manifest = {"format": FORMAT, "facts": dict(facts), "arrays": listing}
    with (path / MANIFEST).open("w", encoding="utf-8") as file:
        json.dump(manifest, file, ensure_ascii=False, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path)


def open_snapshot(path: Path, *, verify: bool = True) -> Snapshot:
    """Map a snapshot into memory.

    Args:
        path: Its folder.
        verify: Compare every byte with the digests of the manifest (about a second a gigabyte); without it only
            sizes, dtypes and shapes are compared.

    Raises:
        SnapshotError: The folder is missing, incomplete, damaged or of another format.
    """
    manifest = read_manifest(path)
    listing: Mapping[str, Mapping[str, Any]] = manifest["arrays"]
    arrays = {name: _open_array(path / f"{name}.npy", expected) for name, expected in listing.items()}
    if verify:
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            digests = pool.map(_file_digest, (path / f"{name}.npy" for name in listing))
            for (name, expected), digest in zip(listing.items(), digests, strict=True):
                if digest != expected["digest"]:
                    raise SnapshotError(path / f"{name}.npy", f"digest {expected['digest']}", digest)
    return Snapshot(path, manifest["facts"], arrays)


def read_manifest(path: Path) -> dict[str, Any]:
    """Return the manifest of a snapshot folder.

    Raises:
        SnapshotError: There is none, or it is not one of format 1.
    """
    file = path / MANIFEST
    try:
        if file.stat().st_size > MAX_MANIFEST_BYTES:
            raise SnapshotError(file, f"at most {MAX_MANIFEST_BYTES} bytes", f"{file.stat().st_size} bytes")
        manifest = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise SnapshotError(file, "the manifest of a snapshot", error) from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        found = manifest.get("format") if isinstance(manifest, dict) else manifest
        raise SnapshotError(file, f"snapshot format {FORMAT}", found)
    arrays, facts = manifest.get("arrays"), manifest.get("facts")
    if not isinstance(arrays, dict) or not isinstance(facts, dict) or not all(map(_is_entry, arrays.items())):
        raise SnapshotError(file, "a listing of arrays and facts", "something else")
    return manifest


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_entry(entry: tuple[str, Any]) -> bool:
    name, expected = entry
    return (
        Path(name).name == name
        and isinstance(expected, dict)
        and isinstance(expected.get("dtype"), str)
        and isinstance(expected.get("shape"), list)
        and isinstance(expected.get("digest"), str)
    )


def _write_array(path: Path, array: NDArray[Any]) -> dict[str, Any]:
    with path.open("wb") as file:
        np.save(file, np.ascontiguousarray(array), allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
    return {"dtype": array.dtype.str, "shape": list(array.shape), "digest": _file_digest(path)}


def _open_array(path: Path, expected: Mapping[str, Any]) -> NDArray[Any]:
    # An empty array has no bytes to map.
    mode = None if 0 in expected["shape"] else "r"
    try:
        array: NDArray[Any] = np.load(path, mmap_mode=mode, allow_pickle=False)
    except (OSError, ValueError, EOFError, SyntaxError, TypeError) as error:
        raise SnapshotError(path, "an array", error) from None
    if array.dtype.str != expected["dtype"] or list(array.shape) != expected["shape"]:
        raise SnapshotError(path, f"{expected['dtype']} {expected['shape']}", f"{array.dtype.str} {list(array.shape)}")
    # A plain view: the compiled loops know arrays, not memory maps.
    return array.view(np.ndarray)


def _file_digest(path: Path) -> str:
    digest = blake2b(digest_size=16)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
