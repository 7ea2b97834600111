"""Snapshots, up to an object storage and down from it.

In: a folder, or keys. Out: the same bytes at the other side. The one idea: many parts of a few megabytes at once, each
with a time and tries of its own; so memory is bounded, and a stalled line is given up in bounded time.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from recommender.errors import SnapshotError
from recommender.snapshots.objects.storage import AT_ONCE, PART, Storage
from recommender.snapshots.snapshot import MANIFEST, file_size, parse_manifest

# Files that go up at once, each in up to two parts. At least 1, files; by hand.
FILES_AT_ONCE = 4


def upload(storage: Storage, folder: Path, key: str) -> None:
    """Write the files of a snapshot, the manifest not among them.

    Raises:
        UnreachableError: The storage does not answer.
    """
    files = sorted(path for path in folder.iterdir() if path.name != MANIFEST)
    _all_of(FILES_AT_ONCE, [(storage.put, f"{key}/{path.name}", path) for path in files])


def download(storage: Storage, key: str, manifest: bytes, folder: Path) -> None:
    """Write the files of a snapshot into a new folder, the manifest last.

    Args:
        storage: Where they are.
        key: The folder of their keys.
        manifest: The bytes of the manifest.
        folder: A folder that does not exist yet. What is in it is to be verified afterwards.

    Raises:
        SnapshotError: The manifest is damaged, or an object is missing or too short.
        UnreachableError: The storage does not answer.
        OSError: The disk is full, say.
    """
    listing = parse_manifest(manifest, storage.address_of(f"{key}/{MANIFEST}"))["arrays"]
    folder.mkdir()
    sizes = {f"{name}.npy": size for name, size in sizes_of(listing, storage.address_of(key)).items()}
    tasks = []
    for name, size in sizes.items():
        with (folder / name).open("xb") as file:
            file.truncate(size)
        starts = range(0, size, PART)
        tasks += [(_fetch_part, storage, f"{key}/{name}", folder / name, at, min(at + PART, size)) for at in starts]
    _all_of(AT_ONCE, tasks)
    (folder / MANIFEST).write_bytes(manifest)


def sizes_of(listing: Mapping[str, Mapping[str, Any]], place: str) -> dict[str, int]:
    """Return the size in bytes of the file of each array in a manifest's listing.

    Raises:
        SnapshotError: numpy knows no such dtype.
    """
    try:
        return {name: file_size(entry) for name, entry in listing.items()}
    except (TypeError, ValueError) as error:
        raise SnapshotError(place, "arrays that numpy knows", str(error)) from None


def _fetch_part(storage: Storage, key: str, path: Path, begin: int, end: int) -> None:
    content = storage.read_part(key, begin, end)
    if len(content) != end - begin:
        raise SnapshotError(storage.address_of(key), f"{end} bytes or more", begin + len(content))
    with path.open("r+b") as file:
        os.pwrite(file.fileno(), content, begin)


def _all_of(at_once: int, tasks: Iterable[tuple[Any, ...]]) -> None:
    """Call functions with their arguments, some at once; after the first error none is begun."""
    with ThreadPoolExecutor(at_once) as pool:
        running = [pool.submit(*task) for task in tasks]
        try:
            for each in running:
                each.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
