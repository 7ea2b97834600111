"""The compiled loops of a search: scores of one query against all rows, the best rows, similarities of some rows.

Everything here works on plain arrays and knows nothing of articles. All loops are serial and release the GIL: a page
view is one thread's work, and many page views run side by side. A loop writes only into what it has made itself, so
that arrays may be read-only and memory-mapped. Compiled code does not check positions; whoever hands them in does.

A matrix is taken as its arrays one by one: numba needs 2 µs more to look at a tuple with names, and a page calls these
loops about a hundred times.

Scoring is term-at-a-time over postings (Turtle and Flood 1995, doi:10.1016/0306-4573(95)00020-H): a whole article as
query touches so many rows that skipping, made for queries of three words, costs more than it saves.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled, inlined
from recommender.model.top_k import ZERO, Floats, Ints, offer, sort_offered

Longs = NDArray[np.int64]
LOWER_HALF, NEXT, THREE, SEVEN = (np.uint32(number) for number in (0xFFFF, 1, 3, 7))


@compiled
def score_rows(indptr: Longs, indices: Ints, data: Floats, terms: Ints, weights: Floats, n_rows: int) -> Floats:
    """Return the dot product of a sparse query with every row.

    Args:
        indptr: int64 (n_terms + 1,), where the postings of each term begin.
        indices: int32 (n_postings,), the rows that hold the term.
        data: float32 (n_postings,), the weight of the term there.
        terms: int32 (n_query_terms,), the terms of the query.
        weights: float32 (n_query_terms,), their weights.
        n_rows: How many rows there are.

    Returns:
        float32 (n_rows,), summed in the order of the query's terms, so that the sum is the same on every machine.
    """
    scores = np.zeros(n_rows, np.float32)
    for i in range(len(terms)):
        begin, end, weight = indptr[terms[i]], indptr[terms[i] + 1], weights[i]
        rows, term_weights = indices[begin:end], data[begin:end]
        for posting in range(len(rows)):
            # Unsigned, a position needs no test for counting from the end, which takes a third of the time.
            scores[np.uint32(rows[posting])] += weight * term_weights[posting]
    return scores


@compiled
def best_rows_of(scores: Floats, depth: int) -> Ints:
    """Return the rows of highest score above 0, best first; equal scores by row. int32 (n,) with n <= depth."""
    best, best_scores = np.empty(depth, np.int32), np.empty(depth, np.float32)
    size = ZERO
    for row in range(len(scores) if depth > 0 else 0):
        if scores[row] > 0 and (size < depth or scores[row] > best_scores[0]):
            size = offer(best_scores, best, size, scores[row], row)
    sort_offered(best_scores, best, size)
    return best[:size].copy()


@compiled
def similarities(indptr: Longs, indices: Ints, data: Floats, rows: Ints, terms: Ints, weights: Floats) -> Floats:
    """Return the dot product of a sparse query with each of some rows, from the rows' own vectors.

    Args:
        indptr: int64 (n_rows + 1,), where the vector of each row begins.
        indices: int32 (n,), the terms of the vectors, rising within a row.
        data: float32 (n,), their weights.
        rows: int32 (n_compared,), the rows to compare.
        terms: int32 (n_query_terms,), the terms of the query, rising.
        weights: float32 (n_query_terms,), their weights.

    Returns:
        float32 (n_compared,).
    """
    products = np.zeros(len(rows), np.float32)
    if not len(terms):
        return products
    bits, table_terms, table_weights = query_table(terms, weights)
    size = 0
    for row in rows:
        size = max(size, indptr[row + 1] - indptr[row])
    passed = np.empty(size + 1, np.uint32)
    for i in range(len(rows)):
        begin, end = indptr[rows[i]], indptr[rows[i] + 1]
        row_terms, row_weights = indices[begin:end], data[begin:end]
        n = _pass_over(row_terms, terms, bits, passed)
        total = np.float32(0)
        for j in passed[:n]:
            term = row_terms[j]
            slot = slot_of(table_terms, term)
            if table_terms[slot] == term:
                total += row_weights[j] * table_weights[slot]
        products[i] = total
    return products


@inlined
def query_table(terms: Ints, weights: NDArray[Any]) -> tuple[NDArray[np.uint8], Ints, NDArray[Any]]:
    """Return a bit for each lower half that a term of a query has, and a hash table of the terms and their weights.

    A slot of the table is -1 while it is free, and at least three in four are.
    """
    bits, slots = np.zeros(1 << 13, np.uint8), 2
    while slots < 4 * len(terms):
        slots *= 2
    mask, table_terms, table_weights = (
        np.uint32(slots - 1),
        np.full(slots, -1, np.int32),
        np.empty(slots, weights.dtype),
    )
    for i in range(len(terms)):
        low = np.uint32(terms[i]) & LOWER_HALF
        bits[low >> THREE] |= np.uint8(1 << (low & SEVEN))
        slot = low & mask
        while table_terms[slot] >= 0:
            slot = (slot + NEXT) & mask
        table_terms[slot], table_weights[slot] = terms[i], weights[i]
    return bits, table_terms, table_weights


@inlined
def slot_of(table_terms: Ints, term: np.int32) -> np.uint32:
    """Return the slot of a term in the table of a query, or the free one that says that the query lacks it."""
    mask = np.uint32(len(table_terms) - 1)
    slot = np.uint32(term) & mask
    while table_terms[slot] != term and table_terms[slot] >= 0:
        slot = (slot + NEXT) & mask
    return slot


@inlined
def _pass_over(row_terms: Ints, terms: Ints, bits: NDArray[np.uint8], passed: NDArray[np.uint32]) -> int:
    """Write the positions of those terms of a row that a query may have, and return how many there are.

    Most are not in the query: they are passed over without a jump that a processor would have to guess.
    """
    n = 0
    for j in range(len(row_terms)):
        if row_terms[j] > terms[-1]:
            break
        low = np.uint32(row_terms[j]) & LOWER_HALF
        passed[np.uint32(n)] = j
        n += bits[low >> THREE] >> np.uint8(low & SEVEN) & 1
    return n


@compiled
def shared_terms(terms: Ints, weights: Floats, other_terms: Ints, other_weights: Floats) -> tuple[Ints, Floats]:
    """Return the terms that two sparse vectors share, and what each adds to their dot product.

    Both vectors list their terms in rising order.
    """
    size = min(len(terms), len(other_terms))
    shared, products = np.empty(size, np.int32), np.empty(size, np.float32)
    i = j = n = 0
    while i < len(terms) and j < len(other_terms):
        if terms[i] < other_terms[j]:
            i += 1
        elif terms[i] > other_terms[j]:
            j += 1
        else:
            shared[n], products[n] = terms[i], weights[i] * other_weights[j]
            n, i, j = n + 1, i + 1, j + 1
    return shared[:n], products[:n]
