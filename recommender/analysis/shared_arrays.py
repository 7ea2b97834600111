"""Tables that are made once for a machine, and that all its processes then share: mapped from files.

In: named arrays that can be made anew. Out: the same arrays, mapped from the user's cache. The one idea: they are a
snapshot of their own, written aside and renamed, under a name that changes with what they are made from; where they
cannot be written or read, whoever makes them uses them as they are.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from numpy.typing import NDArray

from recommender.errors import SnapshotError
from recommender.snapshots import Snapshot, open_snapshot, write_snapshot


def cache_folder() -> Path:
    """Return where files are kept that can be made anew: where compiled loops are, if these have a place of their own.

    Raises:
        RuntimeError: There is no such place: the user has no home.
    """
    place = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    return (Path(place) if place else Path.home() / ".cache") / "related-news-recommender"


def open_shared(name: str) -> Snapshot:
    """Return the arrays that were written under a name.

    Raises:
        SnapshotError: There are none, or they are damaged.
    """
    return open_snapshot(_folder(name), verify=False)


def write_shared(name: str, arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> Snapshot:
    """Write arrays and facts under a name, and return them mapped.

    Raises:
        OSError: They cannot be written.
        SnapshotError: They cannot be written, or cannot be read back.
    """
    folder = _folder(name)
    aside = folder.with_name(f"{folder.name}-{uuid4().hex}")
    try:
        write_snapshot(aside, arrays, facts)
        shutil.rmtree(folder, ignore_errors=True)  # of a writer that was killed
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return open_snapshot(folder, verify=False)


def _folder(name: str) -> Path:
    try:
        return cache_folder() / name
    except RuntimeError as error:
        raise SnapshotError(name, "a place for files that can be made anew", str(error)) from None
