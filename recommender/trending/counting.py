"""The compiled loop of counting: how often some keys are among the mentions of many rows.

Compiled code does not check positions; `Mentions` hands in arrays that fit together.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

TABLE_BITS = 20  # of a key: a table of them tells most keys that are not wanted at a glance


@njit(nogil=True, cache=True)
def count_keys(
    starts: NDArray[np.int64],
    keys: NDArray[np.uint64],
    written: NDArray[np.uint8],
    rows: NDArray[np.int64],
    flags: NDArray[np.bool_],
    wanted: NDArray[np.uint64],
) -> NDArray[np.int64]:
    """Return for each wanted key in how many rows it is, in how many flagged ones, and how it is written there.

    Args:
        starts: int64 (n_rows + 1,), where the mentions of each row begin.
        keys: uint64 (n,), what they are of; no key twice in a row.
        written: uint8 (n,), how each is written, 0 to 3.
        rows: int64 (m,), the rows to look at.
        flags: bool (m,), which of them are flagged.
        wanted: uint64 (k,), rising.

    Returns:
        int64 (k, 6): all rows, the flagged ones, and the rows by how the key is written in them.
    """
    counts = np.zeros((len(wanted), 6), np.int64)
    mask = np.uint64(2**TABLE_BITS - 1)
    table = np.zeros(2**TABLE_BITS, np.bool_)
    for key in wanted:
        table[key & mask] = True
    for at in range(len(rows)):
        for place in range(starts[rows[at]], starts[rows[at] + 1]):
            key = keys[place]
            if not table[key & mask]:
                continue
            found = np.searchsorted(wanted, key)
            if found < len(wanted) and wanted[found] == key:
                counts[found, 0] += 1
                counts[found, 1] += flags[at]
                counts[found, 2 + written[place]] += 1
    return counts
