"""Vectors that change: rows that grow, and rows of base and live as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.model import Vector, Vectors


class GrowingVectors(Vectors):
    """Vectors behind which others can be put without copying those that are there.

    What has been handed out never changes: new rows go behind its end, into room that it does not show. Just one may
    go on writing there; putting other rows behind the same end copies first. Safe to call from several threads.
    """

    def __init__(self, room: _Room, n_rows: int, n_terms: int) -> None:
        size = room.starts[n_rows]
        arrays = room.starts[: n_rows + 1], room.terms[:size], room.weights[:size]
        for array in arrays:
            array.flags.writeable = False  # as those of a snapshot are: compiled loops are made for either
        super().__init__(*arrays, n_terms)
        self._room = room

    @classmethod
    def empty(cls, n_terms: int) -> Self:
        """Return no rows."""
        return cls(_Room(0, 0), 0, n_terms)

    def with_more(self, vectors: Sequence[Vector]) -> GrowingVectors:
        """Return these rows and others behind them."""
        if not vectors:
            return self
        more, room = Vectors.stack(vectors, self.shape[1]), self._room
        if not room.take(self, more):
            # Twice what is needed, so that a row is copied about once however many come one by one.
            room = _Room(2 * (len(self) + len(more)), 2 * (len(self.terms) + len(more.terms)))
            room.take(Vectors(np.zeros(1, np.int64), self.terms[:0], self.weights[:0], self.shape[1]), self)
            room.take(self, more)
        return GrowingVectors(room, len(self) + len(more), self.shape[1])

    def stretch(self, begin: int) -> Vectors:
        """Return the rows from `begin` on; they share their arrays with these."""
        first = self.starts[begin]
        return Vectors(self.starts[begin:] - first, self.terms[first:], self.weights[first:], self.shape[1])


class _Room:
    """Arrays with room behind what they hold."""

    def __init__(self, n_rows: int, size: int) -> None:
        self.starts = np.zeros(n_rows + 1, np.int64)
        self.terms = np.empty(size, np.int32)
        self.weights = np.empty(size, np.float32)
        self._filled = 0
        self._lock = Lock()

    def take(self, held: Vectors, more: Vectors) -> bool:
        """Write rows behind those that are held; false when others stand there already, or when there is no room."""
        rows = slice(len(held) + 1, len(held) + len(more) + 1)
        begin, end = len(held.terms), len(held.terms) + len(more.terms)
        with self._lock:
            if len(held) != self._filled or rows.stop > len(self.starts) or end > len(self.terms):
                return False
            self.starts[rows] = more.starts[1:] + begin
            self.terms[begin:end] = more.terms
            self.weights[begin:end] = more.weights
            self._filled += len(more)
        return True


@dataclass(frozen=True, slots=True, eq=False)
class CombinedVectors:
    """The vectors of base and live as one.

    Attributes:
        base: Rows 0 to n - 1.
        live: The vectors of live articles, in the order in which they came.
        slots: int32 (m,), which of `live` row n and on are.
    """

    base: Vectors
    live: Vectors
    slots: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.base) + len(self.slots)

    def __getitem__(self, row: int) -> Vector:
        return self.base[row] if row < len(self.base) else self.live[int(self.slots[row - len(self.base)])]

    def similarities(self, rows: NDArray[np.int32], query: Vector) -> NDArray[np.float32]:
        """Return the cosine of a vector with each of a few rows, float32 (n_asked,) in [0, 1]."""
        is_live = rows >= len(self.base)
        if not len(self.slots) or not is_live.any():
            return self.base.similarities(rows, query)
        found = np.empty(len(rows), np.float32)
        found[~is_live] = self.base.similarities(rows[~is_live], query)
        found[is_live] = self.live.similarities(self.slots[rows[is_live] - len(self.base)], query)
        return found
