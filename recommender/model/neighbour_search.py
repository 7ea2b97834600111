"""The nearest rows of many rows of an index: as many searches, in one loop.

In: packed vectors and their postings. Out: of each of some rows the others of highest score. A search of a row takes as
long as the interpreter needs to begin it, so that it begins none here, and threads do not wait for one another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled
from recommender.model.codes import Codes
from recommender.model.forward import Ints
from recommender.model.packed import Packed, coded_row
from recommender.model.postings import BLOCK, EVERYTHING, NOTHING, Entries, Flags, Postings, Starts, best_keys
from recommender.model.sparse import read_only

_ROWS, _HALF = np.int64(2**32 - 1), np.int64(32)  # the lower half of a key, which says its row from the end
NO_ROW = -1


def nearest_of_each(
    postings: Postings,
    vectors: Packed,
    rows: Ints,
    depth: int,
    *,
    row_of_slot: Ints,
    window: tuple[int, int] | None = None,
    passing: Flags = EVERYTHING,
    hidden: Ints = NOTHING,
) -> tuple[Ints, Ints]:
    """Return for each of some rows the others of highest score with it, best first, equal ones by row.

    Args:
        postings: Those of the vectors.
        vectors: The vectors that are searched.
        rows: int32 (n,), the rows to search for.
        depth: How many others of each at most, 0 or more.
        row_of_slot, window, passing, hidden: As in `Postings.best`.

    Returns:
        The rows, int32 (n, depth), `NO_ROW` where there is none, and their scores, int32 (n, depth).
    """
    first, end = (0, postings.n_slots) if window is None else window
    if end <= first or not depth:
        return np.full((len(rows), depth), NO_ROW, np.int32), np.zeros((len(rows), depth), np.int32)
    rows, row_of_slot, passing, hidden = read_only(rows, row_of_slot, passing, hidden)
    nearest, scores = _nearest_of_each(*postings[:4], vectors, rows, first, end, row_of_slot, passing, hidden, depth)
    return nearest.reshape(-1, depth), scores.reshape(-1, depth)


@compiled
def _nearest_of_each(
    offsets: Starts,
    entries: Entries,
    frequent: Ints,
    columns: Codes,
    vectors: Packed,
    rows: Ints,
    first: int,
    end: int,
    row_of_slot: Ints,
    passing: Flags,
    hidden: Ints,
    depth: int,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return what `nearest_of_each` does, end to end; arguments as there and in `best_keys`."""
    scratch = np.zeros(BLOCK, np.int32)
    nearest, scores = np.full(len(rows) * depth, NO_ROW, np.int32), np.zeros(len(rows) * depth, np.int32)
    for i in range(len(rows)):
        terms, codes = coded_row(vectors, rows[i])
        # One more than are wanted, since the row itself is among them.
        keys = best_keys(
            offsets, entries, frequent, columns, terms, codes,
            first, end, row_of_slot, passing, hidden, scratch, depth + 1,
        )  # fmt: skip
        at, last = i * depth, (i + 1) * depth
        for key in np.sort(keys)[::-1]:
            row = _ROWS - (key & _ROWS)
            if row != rows[i] and at < last:
                nearest[at], scores[at] = row, key >> _HALF
                at += 1
    return nearest, scores
