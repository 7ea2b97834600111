"""Many rising whole numbers in two bytes each and a little: how a model keeps its phrases, for all workers to share.

In: numbers. Out: the lower 16 bits of each, and where those begin whose upper bits are the same, which need not be
kept (Elias 1974, doi:10.1145/321812.321820). They are used as they are, so that a mapped array stays where it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.errors import SnapshotError
from recommender.snapshots import array_of, check_offsets

LOW_BITS, LOWER = 16, (1 << 16) - 1  # what is kept of each number
Longs = NDArray[np.int64]


class SortedKeys(NamedTuple):
    """Rising numbers, of 0 or more.

    Attributes:
        starts: uint32 (n_buckets + 1,), where the numbers begin whose upper bits are 0, 1 and so on.
        lows: uint16 (n,), the lower 16 bits of each number.
    """

    starts: NDArray[np.uint32]
    lows: NDArray[np.uint16]

    @classmethod
    def of(cls, keys: Longs) -> Self:
        """Return numbers that rise, int64 (n,)."""
        n_buckets = (int(keys[-1]) >> LOW_BITS) + 1 if len(keys) else 0
        starts = np.searchsorted(keys, np.arange(n_buckets + 1) << LOW_BITS)
        return cls(starts.astype(np.uint32), (keys & LOWER).astype(np.uint16))

    @property
    def n_keys(self) -> int:
        """Return how many numbers there are."""
        return len(self.lows)

    def at(self, places: NDArray[np.integer[Any]]) -> Longs:
        """Return the numbers at some places, int64 (n_places,)."""
        # Of the type of the starts, which would be copied else.
        buckets = np.searchsorted(self.starts, places.astype(np.uint32), side="right").astype(np.int64) - 1
        keys: Longs = buckets << LOW_BITS | self.lows[places]
        return keys

    def find(self, keys: Longs) -> Longs:
        """Return the place of each of some numbers, -1 for one that is not here; int64 (n_keys,). Not for many."""
        return np.array([self._place(key) for key in keys.tolist()], np.int64)

    def _place(self, key: int) -> int:
        bucket, low = key >> LOW_BITS, np.uint16(key & LOWER)
        if bucket >= len(self.starts) - 1:
            return -1
        begin, end = self.starts[bucket : bucket + 2].tolist()
        place = begin + int(np.searchsorted(self.lows[begin:end], low))
        return place if place < end and self.lows[place] == low else -1

    def to_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return the arrays under the names that `from_arrays` reads."""
        return {f"{name}_starts": self.starts, f"{name}_lows": self.lows}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], name: str, *, end: int) -> Self:
        """Take ``NAME_starts`` and ``NAME_lows`` over as they are.

        Raises:
            SnapshotError: They are missing, do not fit together, or a number is not below `end`.
        """
        lows, starts = array_of(arrays, f"{name}_lows", np.uint16), array_of(arrays, f"{name}_starts", np.uint32)
        check_offsets(f"{name}_starts", starts, len(lows))
        last = int(lows[starts[-2] :].max(initial=0)) if len(lows) else 0
        if len(starts) > 1 and (highest := len(starts) - 2 << LOW_BITS | last) >= end:
            raise SnapshotError(name, f"numbers below {end}", highest)
        return cls(starts, lows)
