"""The inverted index: for each term the articles that hold it, packed, and the search for those of highest score.

In: packed vectors, and the order of their slots. Out: postings of four bytes, columns of one byte for the terms that
many articles hold; and for a query the best slots that pass a filter, exactly. Slots number the articles in order of
time, so that a window of time is a range of each column, and of each term's postings, found by bisection.

Scoring is term-at-a-time (Turtle and Flood 1995, doi:10.1016/0306-4573(95)00020-H), in blocks of slots whose scores
stay in the processor's cache: a whole article as query touches so many articles that skipping, made for queries of
three words, costs more than it saves. Two in three of the articles that a query touches it touches by terms that more
than one in eight holds. Of these there is a code for each slot, mostly 0: sixteen slots are scored by one instruction,
in less time than two postings take. A score is compared with the worst of the best so far, and most go no further.
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import local
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled, inlined
from recommender.errors import SnapshotError
from recommender.model.codes import MANTISSA, OFFSET, VALUES, Codes, encode
from recommender.model.forward import Forward, Gaps, Ints, Longs
from recommender.model.prefetch import prefetch
from recommender.model.sparse import read_only
from recommender.model.top_k import ZERO
from recommender.model.vectors import Vector
from recommender.snapshots import array_of, check_offsets, check_positions

Entries = NDArray[np.uint32]
Starts = NDArray[np.uint32]
Flags = NDArray[np.uint8]

# How many slots there can be. In [1, 16777215], articles; what the three bytes hold that a posting has for its slot.
MOST_SLOTS = (1 << 24) - 1
# How many postings there can be. In [1, 4294967295], postings; what four bytes hold: most terms have few, and where
# those begin takes room too.
MOST_POSTINGS = (1 << 32) - 1
# The share of articles from which on a term has a column in place of postings. In (0, 1], a share; chosen for the time
# of a search. Columns of terms that one in four holds take as much room as postings, those of rarer ones more.
COLUMN_FROM = 1 / 8
# How many slots are scored together, from a multiple of it on. At least 64, slots, a power of two; chosen for the time
# of a search in 1,000,000 articles: their scores stay in the second cache of a core.
BLOCK = 1 << 16
# How many scores are looked at together, since mostly none of them is among the best. At least 1,
# slots, a power of two; likewise.
STRETCH = 64
# How many more rows than are asked for are kept at least until the best of them are picked out. At least 1, rows;
# likewise.
SPARE = 256
# How many terms before its turn the postings of a term are asked for. At least 1, terms; likewise.
AHEAD = 16
# How many postings of a term are asked for at most: a processor foresees the others itself. At least 1, postings;
# likewise.
MOST_AHEAD = 1024
# How many postings come from the memory together. In [1, 32], postings; what 64 bytes hold, as most processors have it.
LINE = 16
# How many columns are added up at a time, so that a score is read and written once for all of them. In [4, 4],
# columns; what the loop has written out, chosen likewise.
AT_A_TIME = 4
_ROWS = np.int64(2**32 - 1)  # the lower half of a key
_8, _CODE, _SLOTS = np.uint32(8), np.uint32(255), np.uint32(BLOCK - 1)
_SHIFT, _MANTISSA, _OFFSET = np.uint32(MANTISSA), np.uint32(OFFSET - 1), np.uint32(OFFSET)
EVERYTHING = read_only(np.empty(0, np.uint8))[0]
NOTHING = read_only(np.empty(0, np.int32))[0]


class Postings(NamedTuple):
    """An inverted index of n articles; arrays are read-only.

    Attributes:
        offsets: uint32 (n_terms + 1,), where the postings of each term begin; frequent terms have none.
        entries: uint32, ``slot << 8 | code``, rising within a term.
        frequent: int32 (n_frequent,), rising: the terms that have a column.
        columns: uint8 (n_frequent * n_slots,), their columns end to end: the code of the term in each slot.
        n_slots: How many articles there are.
    """

    offsets: Starts
    entries: Entries
    frequent: Ints
    columns: Codes
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
        most = int(forward.n_rows * COLUMN_FROM)
        starts, entries, frequent, columns = read_only(*invert(offsets, gaps, expanded, row_of_slot, n_terms, most))
        return cls(starts, entries, frequent, columns, forward.n_rows)

    @property
    def n_terms(self) -> int:
        """Return how many terms there are."""
        return len(self.offsets) - 1

    @property
    def n_entries(self) -> int:
        """Return how many pairs of an article and a term there are."""
        return len(self.entries) + int(np.count_nonzero(self.columns))

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
        codes, scores = encode(query.weights), _scratch()
        keys = best_keys(*self[:4], query.terms, codes, first, end, row_of_slot, passing, hidden, scores, depth)
        keys = np.sort(keys)[::-1]
        return (_ROWS - (keys & _ROWS)).astype(np.int32), (keys >> 32).astype(np.int32)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays under the names from which `from_arrays` takes them."""
        return {f"posting_{name}": getattr(self, name) for name in self._fields[:4]}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], *, n_slots: int) -> Self:
        """Take ``posting_offsets``, ``_entries``, ``_frequent`` and ``_columns`` over as they are.

        Raises:
            SnapshotError: They are missing, do not fit together, or are of more articles.
        """
        entries = array_of(arrays, "posting_entries", np.uint32)
        offsets = array_of(arrays, "posting_offsets", np.uint32)
        frequent = array_of(arrays, "posting_frequent", np.int32)
        columns = array_of(arrays, "posting_columns", np.uint8)
        check_offsets("posting_offsets", offsets, len(entries))
        check_positions("posting_frequent", frequent, len(offsets) - 1)
        if len(columns) != len(frequent) * n_slots:
            raise SnapshotError("posting_columns", f"{len(frequent)} columns of {n_slots}", len(columns))
        last = int(entries.max(initial=0)) >> 8
        if len(entries) and last >= n_slots:
            raise SnapshotError("posting_entries", f"slots below {n_slots}", last)
        offsets, entries, frequent, columns = read_only(offsets, entries, frequent, columns)
        return cls(offsets, entries, frequent, columns, n_slots)


_SCRATCH = local()


def _scratch() -> Ints:
    """Return the scores of a block of slots, one array a thread: all 0 between two searches."""
    scores: Ints | None = getattr(_SCRATCH, "scores", None)
    if scores is None:
        scores = _SCRATCH.scores = np.zeros(BLOCK, np.int32)
    return scores


@compiled
def invert(
    offsets: Longs, gaps: Gaps, codes: Codes, row_of_slot: Ints, n_terms: int, most: int
) -> tuple[Starts, Entries, Ints, Codes]:
    """Return the arrays of `Postings` of packed vectors; terms in more than `most` of them have columns."""
    counts = np.zeros(n_terms, np.int64)
    for row in row_of_slot:
        term = 0
        for at in range(offsets[row], offsets[row + 1]):
            term += gaps[at]
            counts[term] += codes[at] > 0
    frequent, n_slots = np.flatnonzero(counts > most).astype(np.int32), len(row_of_slot)
    counts[frequent] = 0
    starts = np.zeros(n_terms + 1, np.uint32)
    starts[1:] = np.cumsum(counts)
    entries, columns = np.empty(starts[-1], np.uint32), np.zeros(len(frequent) * n_slots, np.uint8)
    # Where the next posting of a term goes; of a frequent term, where its column begins, and negative.
    ends = starts[:-1].astype(np.int64)
    for i in range(len(frequent)):
        ends[frequent[i]] = -1 - i * n_slots
    for slot in range(n_slots):
        row = row_of_slot[slot]
        term = 0
        for at in range(offsets[row], offsets[row + 1]):
            term += gaps[at]
            if ends[term] < 0:
                columns[slot - 1 - ends[term]] |= codes[at]
            elif codes[at]:
                entries[ends[term]] = np.uint32(slot) << _8 | np.uint32(codes[at])
                ends[term] += 1
    return starts, entries, frequent, columns


@compiled
def best_keys(
    offsets: Starts,
    entries: Entries,
    frequent: Ints,
    columns: Codes,
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
        offsets, entries, frequent, columns: As in `Postings`.
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
    n_slots = len(row_of_slot)
    cursors, ends = postings_between(offsets, entries, terms, first, end, n_slots)
    places, factors = columns_of(frequent, terms, query, cursors, ends)
    best = np.empty(min(end - first, 2 * depth + SPARE), np.int64)
    size, worst = 0, ZERO
    for block in range(first - first % BLOCK, end, BLOCK):
        begin, n = max(first - block, 0), min(BLOCK, end - block)
        add_postings(entries, query, cursors, ends, block + n, scores)
        add_columns(columns, places * n_slots + block + begin, factors, scores[begin:n])
        if len(passing):
            clear_others(scores[begin - begin % 8 :], passing[block + begin >> 3 : block + n + 7 >> 3])
        size, worst = keep_best(scores[begin:n], block + begin, row_of_slot, hidden, depth, best, size, worst)
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
        if first:  # where it lies if slots are spread evenly, as they mostly are
            prefetch(entries, begins[i] + (ends[i] - begins[i]) * first // n_slots)
    for i in range(len(terms)):
        if first:
            begins[i] = first_from(entries, begins[i], ends[i], first)
        if end < n_slots:
            ends[i] = next_from(entries, begins[i], ends[i], end)
    return begins, ends


@compiled
def clear_others(scores: Ints, passing: Flags) -> None:
    """Set the scores of those slots to 0 that do not pass, eight by eight.

    Args:
        scores: int32 (n,), the scores.
        passing: uint8 (n / 8,), a bit for each slot.
    """
    for number in range(len(passing)):
        bits, eight = np.int32(passing[number]), scores[8 * number : 8 * number + 8]
        if bits == 0:
            for at in range(8):
                eight[at] = 0
        elif bits < 255:
            for at in range(8):
                eight[at] &= -(bits >> at & 1)


@compiled
def keep_best(
    scores: Ints, first: int, row_of_slot: Ints, hidden: Ints, depth: int, best: Longs, size: int, worst: int
) -> tuple[int, int]:
    """Put the rows of some slots that may be among the best to the best so far, as `best_keys` has them.

    Args:
        scores: int32, the scores of the slots.
        first: The first slot.
        row_of_slot: As in `best_keys`, likewise `hidden` and `depth`.
        hidden: As there.
        depth: As there.
        best: int64, the keys so far; when there is no room left, all but the `depth` best make way.
        size: How many there are.
        worst: A key that the last of the best will not be below.

    Returns:
        The new `size` and `worst`.
    """
    stretches = stretches_above(scores, worst >> 32)
    n, enough = len(stretches), depth + len(hidden)
    if n >= enough:
        # So many scores are at least that of the last of these stretches, and enough of them are not hidden.
        pick_best(stretches, n, enough)
        worst = max(worst, (stretches[:enough].min() >> 32 << 32) - 1)
    for i in range(n):
        if stretches[i] < worst >> 32 << 32:
            continue
        begin = (stretches[i] & _ROWS) * STRETCH
        for at in range(begin, min(begin + STRETCH, len(scores))):
            score = np.int64(scores[at])
            if score == 0 or score < worst >> 32:
                continue
            row = row_of_slot[first + at]
            key = score << 32 | (_ROWS - row)
            if key > worst and place_in(hidden, row) < 0:
                best[size] = key
                size += 1
                if size == len(best) and size > depth:
                    pick_best(best, size, depth)
                    size, worst = depth, best[:depth].min()
    return size, worst


@compiled
def stretches_above(scores: Ints, least: int) -> Longs:
    """Return the stretches that have a score above 0 and not below one, each with its highest score in one number.

    Returns:
        int64 (n,), ``highest << 32 | number``, numbers rising.
    """
    keys = np.empty(-(-len(scores) // STRETCH), np.int64)
    n = 0
    for number in range(len(keys)):
        highest = np.int64(highest_of(scores[number * STRETCH : (number + 1) * STRETCH]))
        keys[n] = highest << 32 | number
        n += int(highest > 0 and highest >= least)
    return keys[:n]


@compiled
def columns_of(frequent: Ints, terms: Ints, query: Codes, begins: Longs, ends: Longs) -> tuple[Longs, Entries]:
    """Return which columns are those of a query, and its weights there; up to a multiple of `AT_A_TIME` with weight 0.

    Args:
        frequent: int32 (n_frequent,), the terms that have columns.
        terms: int32 (n_query_terms,), the terms of the query.
        query: uint8 (n_query_terms,), the codes of their weights.
        begins: int64 (n_query_terms,), where the postings of each begin.
        ends: int64 (n_query_terms,), where they end: terms with postings have no columns.
    """
    room = len(terms) + AT_A_TIME
    places, factors = np.zeros(room, np.int64), np.zeros(room, np.uint32)
    n = 0
    for i in range(len(terms)):
        place = place_in(frequent, terms[i]) if begins[i] == ends[i] else -1
        if place >= 0:
            places[n], factors[n] = place, VALUES[query[i]]
            n += 1
    n += -n % AT_A_TIME
    return places[:n], factors[:n]


@compiled
def add_postings(entries: Entries, query: Codes, cursors: Longs, ends: Longs, end: int, scores: Ints) -> None:
    """Add what postings of the slots of a block that are below `end` count, and move the cursors behind them."""
    for i in range(len(cursors)):
        if i + AHEAD < len(cursors):
            ahead = cursors[i + AHEAD]
            for at in range(ahead, min(ahead + MOST_AHEAD, ends[i + AHEAD]), LINE):
                prefetch(entries, at)
        stop = ends[i]
        if stop > cursors[i] and np.int64(entries[stop - 1] >> _8) >= end:
            stop = next_from(entries, cursors[i], stop, end)
        some, weight = entries[cursors[i] : stop], np.int64(VALUES[query[i]])
        for at in range(len(some)):
            # Unsigned, a position needs no test for counting from the end; none is outside of the block, whatever a
            # damaged snapshot says.
            scores[some[at] >> _8 & _SLOTS] += weight * np.int64(VALUES[some[at] & _CODE])
        cursors[i] = stop


@compiled
def add_columns(columns: Codes, begins: Longs, factors: Entries, scores: Ints) -> None:
    """Add what some stretches of columns count, as long as the scores, each times a factor; `AT_A_TIME` in one go."""
    n = len(scores)
    for i in range(0, len(begins), AT_A_TIME):
        a, b = columns[begins[i] : begins[i] + n], columns[begins[i + 1] : begins[i + 1] + n]
        c, d = columns[begins[i + 2] : begins[i + 2] + n], columns[begins[i + 3] : begins[i + 3] + n]
        by_a, by_b, by_c, by_d = factors[i], factors[i + 1], factors[i + 2], factors[i + 3]
        less = _OFFSET * (by_a + by_b + by_c + by_d)
        for at in range(n):
            of_a, of_b = by_a * with_offset(a[at]), by_b * with_offset(b[at])
            of_c, of_d = by_c * with_offset(c[at]), by_d * with_offset(d[at])
            scores[at] += np.int32(of_a + of_b + of_c + of_d - less)


@inlined
def with_offset(code: np.uint8) -> np.uint32:
    """Return the number that a code stands for, as `VALUES` has it, plus `OFFSET`."""
    wide = np.uint32(code)
    return np.uint32((wide & _MANTISSA | _OFFSET) << (wide >> _SHIFT))


@inlined
def highest_of(scores: Ints) -> np.int32:
    """Return the highest of some scores, 0 if there is none above."""
    highest = np.int32(0)
    for at in range(len(scores)):
        highest = max(highest, scores[at])
    return highest


@compiled
def first_from(entries: Entries, begin: int, end: int, slot: int) -> int:
    """Return the first of some postings that rise whose slot is not below one."""
    bound = np.uint32(slot << 8)
    # Halved without a jump, which a processor would guess wrong every other time.
    while begin < end:
        half = (end - begin + 1) >> 1
        is_below = entries[begin + half - 1] < bound
        begin += half * is_below
        end -= half * (1 - is_below)
    return begin


@compiled
def next_from(entries: Entries, begin: int, end: int, slot: int) -> int:
    """Return what `first_from` does, sooner where that is near the beginning."""
    step = 8
    while begin + step < end and entries[begin + step - 1] < np.uint32(slot << 8):
        begin, step = begin + step, 2 * step
    return first_from(entries, begin, min(begin + step, end), slot)


@compiled
def place_in(numbers: Ints, one: int) -> int:
    """Return the place of a number among some that rise, -1 if it is none of them."""
    begin, end = 0, len(numbers)
    while begin < end:
        middle = (begin + end) >> 1
        if numbers[middle] < one:
            begin = middle + 1
        else:
            end = middle
    return begin if begin < len(numbers) and numbers[begin] == one else -1


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
