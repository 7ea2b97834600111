"""The inverted index: for each term the articles that hold it, packed, and the search for those of highest score.

In: packed vectors, and the order of their slots. Out: postings of four bytes; and for a query the best slots that pass
a filter, exactly. Slots number the articles in order of time, so that a window of time is a range of each term's
postings, found by bisection.

Scoring is term-at-a-time (Turtle and Flood 1995, doi:10.1016/0306-4573(95)00020-H), in blocks of slots whose scores
stay in the processor's cache: a whole article as query touches so many articles that skipping, made for queries of
three words, costs more than it saves. A score is compared with the worst of the best so far, and most go no further.
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import local
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled
from recommender.errors import SnapshotError
from recommender.model.codes import SHIFT, VALUES, Codes, encode
from recommender.model.forward import Forward, Gaps, Ints, Longs
from recommender.model.sparse import read_only
from recommender.model.top_k import ZERO
from recommender.model.vectors import Vector
from recommender.snapshots import array_of, check_offsets

Entries = NDArray[np.uint32]
Starts = NDArray[np.uint32]
Flags = NDArray[np.uint8]

# How many slots there can be. In [1, 16777215], articles; what the three bytes hold that a posting has for its slot.
MOST_SLOTS = (1 << 24) - 1
# How many postings there can be. In [1, 4294967295], postings; what four bytes hold: most terms have few, and where
# those begin takes room too.
MOST_POSTINGS = (1 << 32) - 1
# How many slots are scored together, from a multiple of it on. At least 64, slots, a power of two; chosen for the time
# of a search in 1,000,000 articles: their scores stay in the second cache of a core.
BLOCK = 1 << 16
# How many scores are looked at together, since mostly none of them is among the best. At least 1,
# slots, a power of two; likewise.
STRETCH = 64
# How many more rows than are asked for are kept at least until the best of them are picked out. At least 1, rows;
# likewise.
SPARE = 256
# From how many postings of a term on its products with each code are made first. At least 1, postings; likewise.
TABLE_FROM = 256
_ROWS = np.int64(2**32 - 1)  # the lower half of a key
_8, _CODE, _SLOTS = np.uint32(8), np.uint32(255), np.uint32(BLOCK - 1)
EVERYTHING = read_only(np.empty(0, np.uint8))[0]
NOTHING = read_only(np.empty(0, np.int32))[0]


class Postings(NamedTuple):
    """An inverted index of n articles; arrays are read-only.

    Attributes:
        offsets: uint32 (n_terms + 1,), where the postings of each term begin.
        entries: uint32, ``slot << 8 | code``, rising within a term.
        n_slots: How many articles there are.
    """

    offsets: Starts
    entries: Entries
    n_slots: int

    @classmethod
    def of(cls, forward: Forward, row_of_slot: Ints) -> Self:
        """Return the postings of expanded vectors.

        Raises:
            ValueError: There are more articles than slots, or more postings than `MOST_POSTINGS`.
        """
        if forward.n_rows > MOST_SLOTS:
            raise ValueError(f"expected at most {MOST_SLOTS} articles, found {forward.n_rows}")
        offsets, gaps, _, expanded, n_terms = forward
        if len(expanded) > MOST_POSTINGS and (n := np.count_nonzero(expanded)) > MOST_POSTINGS:
            raise ValueError(f"expected at most {MOST_POSTINGS} postings, found {n}")
        [row_of_slot] = read_only(row_of_slot)
        starts, entries = read_only(*invert(offsets, gaps, expanded, row_of_slot, n_terms))
        return cls(starts, entries, forward.n_rows)

    @property
    def n_terms(self) -> int:
        """Return how many terms there are."""
        return len(self.offsets) - 1

    def best(
        self,
        query: Vector,
        depth: int,
        *,
        row_of_slot: Ints,
        window: tuple[int, int] | None = None,
        passing: Flags = EVERYTHING,
        hidden: Ints = NOTHING,
    ) -> tuple[Ints, Ints]:
        """Return the rows of highest score with a query, best first, equal ones by row, and their scores.

        Args:
            query: A vector over these terms.
            depth: How many rows at most, 0 or more.
            row_of_slot: int32 (n_slots,), the row of each slot.
            window: The first slot that may be found, and the one behind the last; None for all.
            passing: uint8, a bit for each slot, the lowest first, that says whether it may be found; none for all.
            hidden: int32 (n_hidden,), rising: rows that are not to be found.

        Returns:
            int32 (n,) and int32 (n,), with n <= depth; only scores above 0.
        """
        first, end = (0, self.n_slots) if window is None else window
        depth = min(depth, end - first)
        if depth <= 0 or not len(query.terms):
            return np.empty(0, np.int32), np.empty(0, np.int32)
        row_of_slot, passing, hidden, terms = read_only(row_of_slot, passing, hidden, query.terms)
        keys = best_keys(
            *self[:2], terms, encode(query.weights), first, end, row_of_slot, passing, hidden, _scratch(), depth
        )
        keys = np.sort(keys)[::-1]
        return (_ROWS - (keys & _ROWS)).astype(np.int32), (keys >> 32).astype(np.int32)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays under the names from which `from_arrays` takes them."""
        return {"posting_offsets": self.offsets, "posting_entries": self.entries}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], *, n_slots: int) -> Self:
        """Take ``posting_offsets`` and ``posting_entries`` over as they are.

        Raises:
            SnapshotError: They are missing, do not fit together, or are of more articles.
        """
        entries = array_of(arrays, "posting_entries", np.uint32)
        offsets = array_of(arrays, "posting_offsets", np.uint32)
        check_offsets("posting_offsets", offsets, len(entries))
        last = int(entries.max(initial=0)) >> 8
        if len(entries) and last >= n_slots:
            raise SnapshotError("posting_entries", f"slots below {n_slots}", last)
        offsets, entries = read_only(offsets, entries)
        return cls(offsets, entries, n_slots)


_SCRATCH = local()


def _scratch() -> Ints:
    """Return the scores of a block of slots, one array a thread: all 0 between two searches."""
    scores: Ints | None = getattr(_SCRATCH, "scores", None)
    if scores is None:
        scores = _SCRATCH.scores = np.zeros(BLOCK, np.int32)
    return scores


@compiled
def invert(offsets: Longs, gaps: Gaps, codes: Codes, row_of_slot: Ints, n_terms: int) -> tuple[Starts, Entries]:
    """Return the postings of packed vectors: their offsets, and their entries."""
    ends = np.zeros(n_terms + 1, np.int64)
    entries = np.empty(0, np.uint32)
    for is_counted in (False, True):
        for slot in range(len(row_of_slot)):
            row = row_of_slot[slot]
            term = 0
            for at in range(offsets[row], offsets[row + 1]):
                term += gaps[at]
                if not codes[at]:
                    continue
                if is_counted:
                    entries[ends[term]] = np.uint32(slot) << np.uint32(8) | np.uint32(codes[at])
                    ends[term] += 1
                else:
                    ends[term + 1] += 1
        if not is_counted:
            ends = np.cumsum(ends)
            entries = np.empty(ends[-1], np.uint32)
    starts = np.zeros(n_terms + 1, np.uint32)
    starts[1:] = ends[:-1]
    return starts, entries


@compiled
def best_keys(
    offsets: Starts,
    entries: Entries,
    terms: Ints,
    query: Codes,
    first: int,
    end: int,
    row_of_slot: Ints,
    passing: Flags,
    hidden: Ints,
    scores: Ints,
    depth: int,
) -> Longs:
    """Return the best rows of a search, in no order: ``score << 32 | (2**32 - 1 - row)`` of each.

    Args:
        offsets: uint32 (n_terms + 1,), where the postings of each term begin.
        entries: uint32, the postings.
        terms: int32 (n_query_terms,), the terms of the query.
        query: uint8 (n_query_terms,), the codes of their weights.
        first: The first slot that may be found.
        end: The one behind the last, greater than `first`.
        row_of_slot: int32 (n_slots,), the row of each slot.
        passing: uint8, a bit for each slot that may be found; none for all.
        hidden: int32 (n_hidden,), rising: rows that are not to be found.
        scores: int32 (BLOCK,), a scratch buffer: all zero on entry and on return.
        depth: How many rows at most, 1 or more.
    """
    cursors, ends = postings_between(offsets, entries, terms, first, end, len(row_of_slot))
    best = np.empty(min(end - first, 2 * depth + SPARE), np.int64)
    size, worst = 0, ZERO
    for block in range(first - first % BLOCK, end, BLOCK):
        begin, n = max(first - block, 0), min(BLOCK, end - block)
        score_block(entries, query, cursors, ends, block + n, scores)
        for stretch in range(begin, n, STRETCH):
            last = min(stretch + STRETCH, n)
            highest = np.int32(0)
            for at in range(stretch, last):
                highest = max(highest, scores[at])
            if highest > 0 and highest >= worst >> 32:
                some = scores[stretch:last]
                size, worst = keep_best(some, block + stretch, row_of_slot, passing, hidden, depth, best, size, worst)
        scores[begin:n] = 0
    pick_best(best, size, depth)
    return best[: min(size, depth)]


@compiled
def postings_between(
    offsets: Starts, entries: Entries, terms: Ints, first: int, end: int, n_slots: int
) -> tuple[Longs, Longs]:
    """Return where the postings of each of some terms begin and end that are of the slots `first` to ``end - 1``."""
    begins, ends = np.empty(len(terms), np.int64), np.empty(len(terms), np.int64)
    for i in range(len(terms)):
        begins[i], ends[i] = offsets[terms[i]], offsets[terms[i] + 1]
        if first:
            begins[i] = first_from(entries, begins[i], ends[i], first)
        if end < n_slots:
            ends[i] = first_from(entries, begins[i], ends[i], end)
    return begins, ends


@compiled
def keep_best(
    scores: Ints,
    first: int,
    row_of_slot: Ints,
    passing: Flags,
    hidden: Ints,
    depth: int,
    best: Longs,
    size: int,
    worst: int,
) -> tuple[int, int]:
    """Put the rows of a stretch of slots that may be among the best to the best so far, as `best_keys` has them.

    Args:
        scores: int32, the scores of the stretch.
        first: Its first slot.
        row_of_slot: As in `best_keys`, likewise `passing`, `hidden` and `depth`.
        passing: As there.
        hidden: As there.
        depth: As there.
        best: int64, the keys so far; when there is no room left, all but the `depth` best make way.
        size: How many there are.
        worst: A key that the last of the best will not be below; 0 until `depth` have been picked out.

    Returns:
        The new `size` and `worst`.
    """
    for at in range(len(scores)):
        score, slot = np.int64(scores[at]), first + at
        if score == 0 or score < worst >> 32:
            continue
        if len(passing) and not (passing[slot >> 3] >> np.uint8(slot & 7)) & 1:
            continue
        row = row_of_slot[slot]
        key = score << 32 | (_ROWS - row)
        if key > worst and not is_in(hidden, row):
            best[size] = key
            size += 1
            if size == len(best) and size > depth:
                pick_best(best, size, depth)
                size, worst = depth, best[:depth].min()
    return size, worst


@compiled
def score_block(entries: Entries, query: Codes, cursors: Longs, ends: Longs, end: int, scores: Ints) -> None:
    """Add up the scores of the slots of a block that are below `end`, and move the cursors behind their postings."""
    bound = np.uint32(end << 8)
    table = np.empty(256, np.int32)
    for i in range(len(cursors)):
        weight = np.int64(VALUES[query[i]])
        some = entries[cursors[i] : ends[i]]
        at = 0
        if len(some) >= TABLE_FROM:
            for code in range(256):
                table[code] = weight * np.int64(VALUES[code]) >> SHIFT
            # Four at a time, since an addition waits for the one before it. Unsigned, a position needs no test for
            # counting from the end; none is outside of the block, whatever a damaged snapshot says.
            while at + 4 <= len(some) and some[at + 3] < bound:
                a, b, c, d = some[at], some[at + 1], some[at + 2], some[at + 3]
                slot_a, slot_b, slot_c, slot_d = a >> _8 & _SLOTS, b >> _8 & _SLOTS, c >> _8 & _SLOTS, d >> _8 & _SLOTS
                score_a, score_b = scores[slot_a] + table[a & _CODE], scores[slot_b] + table[b & _CODE]
                score_c, score_d = scores[slot_c] + table[c & _CODE], scores[slot_d] + table[d & _CODE]
                scores[slot_a], scores[slot_b] = score_a, score_b
                scores[slot_c], scores[slot_d] = score_c, score_d
                at += 4
        while at < len(some) and some[at] < bound:
            entry = some[at]
            scores[entry >> _8 & _SLOTS] += weight * np.int64(VALUES[entry & _CODE]) >> SHIFT
            at += 1
        cursors[i] += at


@compiled
def first_from(entries: Entries, begin: int, end: int, slot: int) -> int:
    """Return the first of some postings that rise whose slot is not below one."""
    while begin < end:
        middle = (begin + end) >> 1
        if np.int64(entries[middle]) >> 8 < slot:
            begin = middle + 1
        else:
            end = middle
    return begin


@compiled
def is_in(rows: Ints, row: int) -> bool:
    """Return whether a row is one of some that rise."""
    begin, end = 0, len(rows)
    while begin < end:
        middle = (begin + end) >> 1
        if rows[middle] < row:
            begin = middle + 1
        else:
            end = middle
    return begin < len(rows) and rows[begin] == row


@compiled
def pick_best(keys: Longs, size: int, depth: int) -> None:
    """Put the `depth` greatest of the first `size` keys, of which no two are the same, to the front (Hoare's find)."""
    low, high = 0, size - 1
    while low < high:
        pivot = keys[(low + high) >> 1]
        i, j = low, high
        while i <= j:
            while keys[i] > pivot:
                i += 1
            while keys[j] < pivot:
                j -= 1
            if i <= j:
                keys[i], keys[j] = keys[j], keys[i]
                i, j = i + 1, j - 1
        if depth - 1 <= j:
            high = j
        elif depth - 1 >= i:
            low = i
        else:
            return
