"""Vectors that change: rows behind which others are put, and the rows of base and live as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.model import Csr, Vector, Vectors, read_only


class GrowingVectors(Vectors):
    """Vectors behind which others can be put without copying those that are there.

    What has been handed out never changes: new rows go behind its end, into room that it does not show. Only one may go
    on writing there; putting other rows behind the same end copies first. Ten thousand live articles of 300 terms are
    24 MB, which would else be copied at each change. Safe to call from several threads.
    """

    def __init__(self, room: _Room, n_rows: int, n_terms: int) -> None:
        size = room.indptr[n_rows]
        indptr, indices, data = read_only(room.indptr[: n_rows + 1], room.indices[:size], room.data[:size])
        super().__init__(Csr(indptr, indices, data, n_terms))
        self._room = room

    @classmethod
    def empty(cls, n_terms: int) -> Self:
        """Return no rows."""
        return cls(_Room(0, 0), 0, n_terms)

    def with_more(self, vectors: Sequence[Vector]) -> GrowingVectors:
        """Return these rows and others behind them."""
        if not vectors:
            return self
        own, more, room = self.csr, Vectors.stack(vectors, self.n_terms).csr, self._room
        if not room.append(own, more):
            # Twice what is needed, so that a row is copied about once however many come one by one.
            room = _Room(2 * (own.n_rows + more.n_rows), 2 * (len(own.data) + len(more.data)))
            room.append(Csr(np.zeros(1, np.int64), own.indices[:0], own.data[:0], own.n_columns), own)
            room.append(own, more)
        return GrowingVectors(room, own.n_rows + more.n_rows, self.n_terms)

    def stretch(self, begin: int) -> Vectors:
        """Return the rows from `begin` on; they share their arrays with these."""
        indptr, indices, data, n_terms = self.csr
        first = indptr[begin]
        return Vectors(Csr(indptr[begin:] - first, indices[first:], data[first:], n_terms))


class _Room:
    """Arrays with room behind the rows that they have."""

    def __init__(self, n_rows: int, size: int) -> None:
        self.indptr = np.zeros(n_rows + 1, np.int64)
        self.indices = np.empty(size, np.int32)
        self.data = np.empty(size, np.float32)
        self._n_rows = 0
        self._lock = Lock()

    def append(self, own: Csr, more: Csr) -> bool:
        """Write more rows behind one's own; return False if others are there already, or if there is no room."""
        rows = slice(own.n_rows + 1, own.n_rows + more.n_rows + 1)
        begin, end = len(own.data), len(own.data) + len(more.data)
        with self._lock:
            if own.n_rows != self._n_rows or rows.stop > len(self.indptr) or end > len(self.data):
                return False
            self.indptr[rows] = more.indptr[1:] + begin
            self.indices[begin:end] = more.indices
            self.data[begin:end] = more.data
            self._n_rows += more.n_rows
        return True


@dataclass(frozen=True, slots=True, eq=False)
class CombinedVectors:
    """The vectors of base and live as one.

    Attributes:
        base: Rows 0 to n - 1.
        live: The vectors of live articles, by slot.
        slots: int32 (m,), the slots of row n and on.
    """

    base: Vectors
    live: Vectors
    slots: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.base) + len(self.slots)

    def __getitem__(self, row: int) -> Vector:
        return self.base[row] if row < len(self.base) else self.live[int(self.slots[row - len(self.base)])]

    def similarities(self, rows: NDArray[np.int32], query: Vector) -> NDArray[np.float32]:
        """Return the cosine of a vector with each of some rows, float32 (n_rows,) in [0, 1]."""
        if not len(self.slots) or not (is_live := rows >= len(self.base)).any():
            return self.base.similarities(rows, query)
        cosines = np.empty(len(rows), np.float32)
        cosines[~is_live] = self.base.similarities(rows[~is_live], query)
        cosines[is_live] = self.live.similarities(self.slots[rows[is_live] - len(self.base)], query)
        return cosines
