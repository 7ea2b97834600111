"""Vectors that change: rows behind which others are put, and the rows of base and live as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.model import CosinesOf, Csr, Forward, PackedVectors, Vector, read_only


class GrowingForward:
    """Packed vectors behind which others can be put without copying those that are there.

    What has been handed out never changes: new rows go behind its end, into room that it does not show. Only one may go
    on writing there; putting other rows behind the same end copies first. Ten thousand live articles of 300 terms are
    12 MB, which would else be copied at each change. Safe to call from several threads.

    Attributes:
        forward: The vectors; read-only.
    """

    __slots__ = ("_room", "forward")

    def __init__(self, room: _Room, n_rows: int, n_terms: int) -> None:
        size = room.offsets[n_rows]
        offsets, gaps, own, expanded = (
            room.offsets[: n_rows + 1],
            room.gaps[:size],
            room.own[:size],
            room.expanded[:size],
        )
        offsets, gaps, own, expanded = read_only(offsets, gaps, own, expanded)
        self.forward = Forward(offsets, gaps, own, expanded, n_terms)
        self._room = room

    @classmethod
    def empty(cls, n_terms: int) -> Self:
        """Return no rows."""
        return cls(_Room(0, 0), 0, n_terms)

    def __len__(self) -> int:
        return self.forward.n_rows

    def with_more(self, own: Sequence[Vector], expanded: Sequence[Vector]) -> GrowingForward:
        """Return these rows and others behind them, each of its own words and expanded."""
        if not own:
            return self
        present, room, n_terms = self.forward, self._room, self.forward.n_terms
        more = Forward.stack(own, expanded, n_terms)
        if not room.append(present, more):
            # Twice what is needed, so that a row is copied about once however many come one by one.
            room = _Room(2 * (present.n_rows + more.n_rows), 2 * (len(present.gaps) + len(more.gaps)))
            room.append(GrowingForward.empty(n_terms).forward, present)
            room.append(present, more)
        return GrowingForward(room, present.n_rows + more.n_rows, n_terms)

    def stretch(self, begin: int) -> Forward:
        """Return the rows from `begin` on; they share their arrays with these."""
        [offsets] = read_only(self.forward.offsets[begin:])
        return self.forward._replace(offsets=offsets)


class _Room:
    """Arrays with room behind the rows that they have."""

    def __init__(self, n_rows: int, size: int) -> None:
        self.offsets = np.zeros(n_rows + 1, np.int64)
        self.gaps = np.empty(size, np.uint16)
        self.own = np.empty(size, np.uint8)
        self.expanded = np.empty(size, np.uint8)
        self._n_rows = 0
        self._lock = Lock()

    def append(self, present: Forward, more: Forward) -> bool:
        """Write more rows behind those present; return False if others are there already, or if there is no room."""
        rows = slice(present.n_rows + 1, present.n_rows + more.n_rows + 1)
        begin, end = len(present.gaps), len(present.gaps) + len(more.gaps)
        with self._lock:
            if present.n_rows != self._n_rows or rows.stop > len(self.offsets) or end > len(self.gaps):
                return False
            self.offsets[rows] = more.offsets[1:] + begin
            self.gaps[begin:end], self.own[begin:end], self.expanded[begin:end] = more.gaps, more.own, more.expanded
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

    base: PackedVectors
    live: PackedVectors
    slots: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.base) + len(self.slots)

    def __getitem__(self, row: int) -> Vector:
        return self.base[row] if row < len(self.base) else self.live[int(self.slots[row - len(self.base)])]

    def take(self, rows: NDArray[np.int32]) -> Csr:
        """Return the vectors of some rows as a matrix of their own."""
        if self._are_of_base(rows):
            return self.base.take(rows)
        return Csr.stack([self[row] for row in rows.tolist()], self.base.n_terms)

    def similarities_to(self, rows: NDArray[np.int32], row: int) -> NDArray[np.float32]:
        """Return the cosine of one row with each of some rows: that of its vector."""
        if self._are_of_base(rows) and row < len(self.base):
            return self.base.similarities_to(rows, row)
        return self.similarities(rows, self[row])

    def within(self, rows: NDArray[np.int32]) -> CosinesOf:
        """Return what gives the cosines of one of some rows with each of them, by its position; for several of them."""
        if self._are_of_base(rows):
            return self.base.within(rows)
        return lambda at: self.similarities_to(rows, int(rows[at]))

    def share_terms(self, rows: NDArray[np.int32], query: Vector) -> NDArray[np.bool_]:
        """Return which of some rows have a term in common with a vector, bool (n_rows,)."""
        return self.base.share_terms(rows, query) if self._are_of_base(rows) else self.similarities(rows, query) > 0

    def similarities(self, rows: NDArray[np.int32], query: Vector) -> NDArray[np.float32]:
        """Return the cosine of a vector with each of some rows, float32 (n_rows,) in [0, 1]."""
        if self._are_of_base(rows):
            return self.base.similarities(rows, query)
        is_live = rows >= len(self.base)
        cosines = np.empty(len(rows), np.float32)
        cosines[~is_live] = self.base.similarities(rows[~is_live], query)
        cosines[is_live] = self.live.similarities(self.slots[rows[is_live] - len(self.base)], query)
        return cosines

    def _are_of_base(self, rows: NDArray[np.int32]) -> bool:
        return not len(self.slots) or not (rows >= len(self.base)).any()
