"""The compiled loops of counting: which report of a text counts, and how often each name and phrase is used.

Compiled code does not check positions; `Tally` hands in arrays that fit together. A table has a power of two of places;
a key lies at the first free one from its low bits on. A key is a hash, and the one that is 0 marks a free place.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled

# What a report counts for: nothing, the window, the past, or also what is usual in the same hours of the week.
OUT, NOW, PAST, SAME = range(4)
# The columns of the counts: texts of the window, of the past, of the past's same hours; and those of window and past by
# how they write it, as `mentions` numbers that, where it is clear.
COLUMNS = 7
_FILLED = 0.6  # of a table, at most
_FREE = np.uint64(0)


@compiled
def roles_of(
    texts: NDArray[np.uint64], seconds: NDArray[np.int64], begin: int, same: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """Return what each report counts for: of one text, the first of the window and the first of the past; others not.

    Args:
        texts: uint64 (n,), equal for copies of one text.
        seconds: int64 (n,), when each was published; of one second the one that stands first is the first.
        begin: The last second before the window.
        same: bool (n,), which of them lie in the same hours of the week.
    """
    size = 2
    while size < 2 * len(texts):
        size *= 2
    mask = np.uint64(size - 1)
    table = np.full(size, -1, np.int64)
    for at in range(len(texts)):
        is_now = seconds[at] > begin
        place = (texts[at] + np.uint64(is_now)) & mask
        while True:
            known = table[place]
            if known < 0:
                table[place] = at
                break
            if texts[known] == texts[at] and (seconds[known] > begin) == is_now:
                if seconds[at] < seconds[known]:
                    table[place] = at
                break
            place = (place + np.uint64(1)) & mask
    roles = np.full(len(texts), OUT, np.uint8)
    for known in table:
        if known >= 0:
            roles[known] = NOW if seconds[known] > begin else SAME if same[known] else PAST
    return roles


@compiled
def place_of(table: NDArray[np.uint64], key: np.uint64) -> np.uint64:
    """Return where a key lies in a table, or the free place where it is to lie."""
    mask = np.uint64(len(table) - 1)
    place = key & mask
    while table[place] != key and table[place] != _FREE:
        place = (place + np.uint64(1)) & mask
    return place


@compiled
def count_rows(
    starts: NDArray[np.int64],
    keys: NDArray[np.uint64],
    written: NDArray[np.uint8],
    rows: NDArray[np.int64],
    roles: NDArray[np.uint8],
    begin: int,
    table: NDArray[np.uint64],
    counts: NDArray[np.int32],
    used: NDArray[np.int64],
) -> int:
    """Count the mentions of rows for other roles than before; return at which row the table was too full to go on.

    Args:
        starts, keys, written: As in `Mentions`.
        rows: int64 (m,), the rows to count.
        roles: uint8 (m, 2), what each counted for before, and what it counts for now.
        begin: At which of them to begin.
        table: uint64 (size,), the keys; changed.
        counts: int32 (size, COLUMNS), how often each key is used; changed.
        used: int64 (1,), how many places of the table are taken; changed.
    """
    for at in range(begin, len(rows)):
        first, last = starts[rows[at]], starts[rows[at] + 1]
        if used[0] + last - first > _FILLED * len(table):
            return at
        for mention in range(first, last):
            place = place_of(table, keys[mention])
            if table[place] == _FREE:
                table[place] = keys[mention]
                used[0] += 1
            for step in range(2):
                role, more = roles[at, step], 2 * step - 1
                if role == OUT:
                    continue
                counts[place, 0 if role == NOW else 1] += more
                if role == SAME:
                    counts[place, 2] += more
                if written[mention] > 0:
                    counts[place, 2 + written[mention]] += more
    return len(rows)


@compiled
def move_counts(
    table: NDArray[np.uint64], counts: NDArray[np.int32], larger: NDArray[np.uint64], moved: NDArray[np.int32]
) -> int:
    """Put what is counted at all into another, empty table; return how many keys that is."""
    n = 0
    for place in range(len(table)):
        if counts[place, 0] or counts[place, 1]:
            to = place_of(larger, table[place])
            larger[to] = table[place]
            moved[to] = counts[place]
            n += 1
    return n


@compiled
def counts_of(table: NDArray[np.uint64], counts: NDArray[np.int32], keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return the counts of some keys, int64 (len(keys), COLUMNS); those of a key that is not used are 0."""
    found = np.zeros((len(keys), COLUMNS), np.int64)
    for at in range(len(keys)):
        place = place_of(table, keys[at])
        if table[place] == keys[at]:
            found[at] = counts[place]
    return found


@compiled
def frequent_mentions(
    starts: NDArray[np.int64],
    keys: NDArray[np.uint64],
    rows: NDArray[np.int64],
    least: int,
    table: NDArray[np.uint64],
    counts: NDArray[np.int32],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return which mentions of some rows are of a key that so many texts of the window hold.

    Returns:
        The positions of the mentions, of the rows among `rows`, and of the keys in the table; int64, in the order of
        the rows.
    """
    most = 0
    for row in rows:
        most += starts[row + 1] - starts[row]
    mentions, of, places = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    n = 0
    for at in range(len(rows)):
        for mention in range(starts[rows[at]], starts[rows[at] + 1]):
            place = place_of(table, keys[mention])
            if table[place] == keys[mention] and counts[place, 0] >= least:
                mentions[n], of[n], places[n] = mention, at, place
                n += 1
    return mentions[:n], of[:n], places[:n]


@compiled
def number_keys(
    places: NDArray[np.int64], table: NDArray[np.uint64], numbers: NDArray[np.int32]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the keys at some places of a table, rising, each once, and for each place the position of its key.

    Args:
        places: int64 (n,), with repetitions.
        table: uint64 (size,), the keys.
        numbers: int32 (size,), all 0; used, and all 0 again afterwards.
    """
    first = np.empty(len(places), np.int64)
    n = 0
    for place in places:
        if numbers[place] == 0:
            first[n] = place
            n += 1
            numbers[place] = n
    order = np.argsort(table[first[:n]])
    for at in range(n):
        numbers[first[order[at]]] = at
    of = np.empty(len(places), np.int64)
    for at in range(len(places)):
        of[at] = numbers[places[at]]
    keys = np.empty(n, np.uint64)
    for at in range(n):
        keys[at] = table[first[order[at]]]
        numbers[first[order[at]]] = 0
    return keys, of
