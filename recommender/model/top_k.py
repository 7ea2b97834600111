"""The compiled loops that keep the best k of many: a binary heap with the worst of them at its top.

Entries are a score and a row (or a term). The better one has the higher score, of equal scores the lower row. Until
there are as many entries as may be kept they are in no order; from then on they are a heap.
"""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Rows = NDArray[np.integer]

# A plain 0 has a type of its own, for which everything that counts from it would be compiled once more.
ZERO = cast("int", np.int64(0))


@compiled
def is_worse(score: float, row: int, other_score: float, other_row: int) -> bool:
    """Return whether an entry ranks below another: lower score, or the same score and a higher row."""
    return score < other_score or (score == other_score and row > other_row)


@compiled
def offer(scores: Floats, rows: Rows, size: int, score: float, row: int) -> int:
    """Put an entry among the best so far, for the worst of them when there are k, and return how many there are now.

    Whether it is one of the best is for the caller to see, ``size < k or is_worse(scores[0], rows[0], score, row)``:
    most entries are not, and handing arrays on takes longer than to compare two entries.

    Args:
        scores: float32 (k,), the scores of the best so far.
        rows: (k,), their rows.
        size: How many there are.
        score: The score of the new entry.
        row: Its row.
    """
    if size == len(rows):
        scores[0], rows[0] = score, row
        _sink(scores, rows, size, ZERO)
        return size
    scores[size], rows[size] = score, row
    if size + 1 == len(rows):
        _make_heap(scores, rows, len(rows))
    return size + 1


@compiled
def sort_offered(scores: Floats, rows: Rows, size: int) -> None:
    """Sort what `offer` has gathered, best first."""
    if size < len(rows):
        _make_heap(scores, rows, size)
    # The worst entry goes to the end, then the worst of the rest before it, and so on.
    for last in range(size - 1, 0, -1):
        scores[0], scores[last] = scores[last], scores[0]
        rows[0], rows[last] = rows[last], rows[0]
        _sink(scores, rows, last, ZERO)


@compiled
def heaviest(terms: Ints, weights: Floats, most: int) -> tuple[Ints, Floats]:
    """Return the terms of highest weight, in rising order, and their weights; of equal weights the first terms.

    Args:
        terms: int32 (n,), in any order.
        weights: float32 (n,), their weights.
        most: How many at most, 1 or more.
    """
    best, best_weights = np.empty(min(most, len(terms)), np.int32), np.empty(min(most, len(terms)), np.float32)
    size = ZERO
    for at in range(len(terms)):
        if size < len(best) or is_worse(best_weights[0], best[0], weights[at], terms[at]):
            size = offer(best_weights, best, size, weights[at], terms[at])
    order = np.argsort(best)
    return best[order], best_weights[order]


@compiled
def _sink(scores: Floats, rows: Rows, size: int, at: int) -> None:
    """Restore the heap after the entry `at` has changed."""
    while True:
        worst = at
        for child in range(2 * at + 1, min(2 * at + 3, size)):
            if is_worse(scores[child], rows[child], scores[worst], rows[worst]):
                worst = child
        if worst == at:
            return
        scores[at], scores[worst] = scores[worst], scores[at]
        rows[at], rows[worst] = rows[worst], rows[at]
        at = worst


@compiled
def _make_heap(scores: Floats, rows: Rows, size: int) -> None:
    """Put entries in any order into a heap."""
    for at in range(size // 2 - 1, -1, -1):
        _sink(scores, rows, size, at)
