"""Tags → rows: which articles of some columns have a tag.

In: the metadata of articles. Out: flags. Tags are in no column, since boxes do not filter by them: for what was trained
they are read once, when a tag is first looked up, of the newest articles alone. Two spellings are one tag if they
differ in case, width or spaces.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

# How many articles of a training are read for their tags, the newest. At least 0, articles; by hand: a few seconds.
MOST_READ = 100_000
NO_ROWS = np.empty(0, np.int32)


def tag_key(tag: str) -> str:
    """Return what all spellings of a tag have in common; ``""`` of what is none.

    >>> tag_key(" Thames  WATER ") == tag_key("Thames Water")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", tag).casefold().split())


def has_tag(tags: Iterable[str], key: str) -> bool:
    """Return whether one of some tags has a key."""
    return any(tag_key(tag) == key for tag in tags)


class TagIndex:
    """The rows of each tag, read when one is first looked up."""

    def __init__(self) -> None:
        self._rows: dict[str, NDArray[np.int32]] | None = None
        self._lock = Lock()

    def __reduce__(self) -> tuple[type[TagIndex], tuple[()]]:
        """Travel to another process empty: there it is read again, should a tag be looked up."""
        return TagIndex, ()

    def rows(
        self, key: str, dates: NDArray[np.int64], metadata: Callable[[int], Mapping[str, Any]]
    ) -> NDArray[np.int32]:
        """Return the rows that have a tag, rising.

        Args:
            key: That of the tag.
            dates: int64 (n,), what each row is dated by.
            metadata: Returns the record of a row.
        """
        with self._lock:
            if self._rows is None:
                self._rows = _read(dates, metadata)
        return self._rows.get(key, NO_ROWS)


def _read(dates: NDArray[np.int64], metadata: Callable[[int], Mapping[str, Any]]) -> dict[str, NDArray[np.int32]]:
    by_key: dict[str, list[int]] = {}
    for row in sorted(np.argsort(-dates, kind="stable")[:MOST_READ].tolist()):
        for key in {tag_key(tag) for tag in metadata(row).get("tags", ())}:
            by_key.setdefault(key, []).append(row)
    return {key: np.array(rows, np.int32) for key, rows in by_key.items()}
