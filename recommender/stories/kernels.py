"""The compiled loops of grouping: one pass over all articles in the order of time, then one look back.

Articles are rows of sparse vectors. A growing inverted index, whose postings lie in the order of time, gives each
article its few nearest placed ones; their stories are compared with it by their founding and recent members. No other
loop looks at pairs, so the cost grows with the number of articles and not with its square.

Compiled code does not check positions; `recommender.stories.grouping` hands in arrays that fit together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from recommender.catalogue import UNKNOWN_TIME
from recommender.stories.line import StoryLine, days_between, evidence

FOUNDING = 8  # members from a story's beginning that an article is compared with: a story cannot drift away from them
RECENT = 24  # and from its end
ASKED_TERMS = 32  # nearest articles are looked for by so many of the heaviest terms
LOOKED_AT = 64  # in so many of a term's postings to either side of the article in time
NEAREST = 12  # and so many of them tell which stories to compare
WORTH = 0.5  # as long as they share this much of what the nearest one shares
SURE = 1.5  # a member with so much evidence for its story does not look for another
_UNKNOWN = int(UNKNOWN_TIME)

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


class Rows(NamedTuple):
    """The articles to be grouped, in the order of time.

    Attributes:
        starts: int64 (n + 1,), where the vector of each row begins.
        terms: int32, the terms of the vectors.
        weights: float32, their weights; rows unit L2 or empty.
        times: int64 (n,), seconds since 1970, or `UNKNOWN_TIME`.
        sizes: int64 (n,), how many terms of its own each article has, 1 or more.
        groups: int32 (n,), the language; a story is in one language.
    """

    starts: Longs
    terms: Ints
    weights: Floats
    times: Longs
    sizes: Longs
    groups: Ints


class Postings(NamedTuple):
    """Postings that grow in the order of time.

    Attributes:
        starts: int64 (n_terms + 1,), where the room of each term begins.
        filled: int64 (n_terms,), how many postings it has.
        rows: int32, which rows hold the term.
        impacts: float32, the weight of the term there.
    """

    starts: Longs
    filled: Longs
    rows: Ints
    impacts: Floats


class Growing(NamedTuple):
    """Stories while they grow, one a row; there is room for as many as there are articles.

    Attributes:
        founding: int32 (n, FOUNDING), the first members.
        recent: int32 (n, RECENT), the last of the others, in a ring.
        counts: int64 (n,), how many members there are.
        squares: float64 (n,), the squared length of the sum of those that are kept.
        sizes: int64 (n,), the number of terms of all members together.
        first: int64 (n,), the earliest known time.
        last: int64 (n,), the latest.
    """

    founding: Ints
    recent: Ints
    counts: Longs
    squares: Doubles
    sizes: Longs
    first: Longs
    last: Longs


@njit(nogil=True, cache=True)
def group_rows(rows: Rows, n_terms: int, line: StoryLine) -> Longs:
    """Put each article, in the order of time, into the best of the stories before it, or make it the first of its own.

    Args:
        rows: The n articles.
        n_terms: How many terms there could be.
        line: What is asked of a member.

    Returns:
        int64 (n,), the story of each row, counted in the order in which they were founded.
    """
    n = len(rows.times)
    postings, stories = make_postings(rows, n_terms), _make_growing(n)
    codes = np.full(n, -1, np.int64)
    weights, scores = np.zeros(n_terms, np.float32), np.zeros(n, np.float32)
    n_stories = 0
    for row in range(n):
        near = nearest_rows(rows, postings, row, scores)
        _spread(rows, row, weights)
        best, best_total, best_evidence = n_stories, 0.0, 1.0
        for story in _stories_of(near, codes):
            total = _total_growing(rows, stories, story, weights)
            count = min(stories.counts[story], FOUNDING + RECENT)
            days = days_between(rows.times[row], stories.first[story], stories.last[story], line.unknown_days)
            found = evidence(
                total, count, np.sqrt(stories.squares[story]), rows.sizes[row], stories.sizes[story], days, line
            )
            if found >= best_evidence and (found > best_evidence or story < best):
                best, best_total, best_evidence = story, total, found
        _clear(rows, row, weights)
        _join(rows, stories, best, row, best_total, weights)
        codes[row] = best
        n_stories = max(n_stories, best + 1)
        _post(rows, postings, row)
    return codes


@njit(nogil=True, cache=True)
def look_back(
    rows: Rows,
    members: Longs,
    begins: Longs,
    codes: Longs,
    squares: Doubles,
    sizes: Longs,
    n_terms: int,
    line: StoryLine,
) -> Longs:
    """Let each member of a story of two or more move to a story that fits it better now, or out of one that does not.

    All are judged by the stories as they are handed in, so the order does not matter. Nobody moves into the story of a
    single article, nor out of it: that was decided when it came.

    Args:
        rows: The n articles.
        members: int64 (n,), the rows by story, in the order of time.
        begins: int64 (n_stories + 1,), where the members of each story begin.
        codes: int64 (n,), the story of each row.
        squares: float64 (n_stories,), the squared length of the sum of the members that are compared.
        sizes: int64 (n_stories,), the number of terms of all members together.
        n_terms: How many terms there could be.
        line: What is asked of a member.

    Returns:
        int64 (n,), the story of each row now; a number above all others for one that is alone.
    """
    postings, moved = make_postings(rows, n_terms), codes.copy()
    for row in range(len(codes)):
        _post(rows, postings, row)
    weights, scores = np.zeros(n_terms, np.float32), np.zeros(len(codes), np.float32)
    for row in range(len(codes)):
        own = codes[row]
        if begins[own + 1] - begins[own] < 2:
            continue
        _spread(rows, row, weights)
        its = members[begins[own] : begins[own + 1]]
        own_evidence = evidence_of(rows, its, squares[own], sizes[own], row, weights, line)
        best, best_evidence = own, max(1.0, own_evidence * line.better)
        near = nearest_rows(rows, postings, row, scores) if own_evidence < SURE else members[:0]
        for story in _stories_of(near, codes):
            if story == own or begins[story + 1] - begins[story] < 2:
                continue
            its = members[begins[story] : begins[story + 1]]
            found = evidence_of(rows, its, squares[story], sizes[story], row, weights, line)
            if found > best_evidence:
                best, best_evidence = story, found
        _clear(rows, row, weights)
        if best == own and own_evidence < 1:
            best = len(begins) + row
        moved[row] = best
    return moved


@njit(nogil=True, cache=True)
def squared_lengths(rows: Rows, members: Longs, begins: Longs, n_terms: int) -> Doubles:
    """Return the squared length of the sum of each story's compared members, float64 (n_stories,)."""
    weights, squares = np.zeros(n_terms, np.float32), np.zeros(len(begins) - 1, np.float64)
    for story in range(len(begins) - 1):
        compared = compared_members(members[begins[story] : begins[story + 1]])
        for row in compared:
            for at in range(rows.starts[row], rows.starts[row + 1]):
                weights[rows.terms[at]] += rows.weights[at]
        for row in compared:
            for at in range(rows.starts[row], rows.starts[row + 1]):
                squares[story] += np.float64(weights[rows.terms[at]]) ** 2
                weights[rows.terms[at]] = 0
    return squares


@njit(nogil=True, cache=True)
def compared_members(members: Longs) -> Longs:
    """Return the founding and the recent of a story's members, which are in the order of time."""
    if len(members) <= FOUNDING + RECENT:
        return members
    return np.concatenate((members[:FOUNDING], members[-RECENT:]))


@njit(nogil=True, cache=True)
def evidence_of(
    rows: Rows, members: Longs, square: float, size: int, row: int, weights: Floats, line: StoryLine
) -> float:
    """Return the evidence for a row and a story, without the row itself where it is a member.

    Args:
        rows: The articles.
        members: The rows of the story, in the order of time.
        square: The squared length of the sum of those that are compared.
        size: The number of terms of all members together.
        row: The article.
        weights: float32 (n_terms,), its vector.
        line: What is asked of a member.
    """
    total, count, first, last = 0.0, 0, _UNKNOWN, _UNKNOWN
    for member in compared_members(members):
        if member == row:
            continue
        total += _dot(rows, member, weights)
        count += 1
        if rows.times[member] != _UNKNOWN:
            first = rows.times[member] if first == _UNKNOWN else first
            last = rows.times[member]
    is_member = (compared_members(members) == row).any()
    if is_member:
        square, size = square - 2 * total - 1, size - rows.sizes[row]
    days = days_between(rows.times[row], first, last, line.unknown_days)
    return evidence(total, count, np.sqrt(max(square, 0.0)), rows.sizes[row], max(size, 1), days, line)


@njit(nogil=True, cache=True)
def make_postings(rows: Rows, n_terms: int) -> Postings:
    """Return empty postings with room for all rows."""
    starts = np.zeros(n_terms + 1, np.int64)
    for term in rows.terms:
        starts[term + 1] += 1
    starts = np.cumsum(starts)
    size = len(rows.terms)
    return Postings(starts, np.zeros(n_terms, np.int64), np.empty(size, np.int32), np.empty(size, np.float32))


@njit(nogil=True, cache=True)
def nearest_rows(rows: Rows, postings: Postings, row: int, scores: Floats) -> Longs:
    """Return the posted rows that share most with a row by its heaviest terms, not itself; best first, ties by row.

    Args:
        rows: The articles.
        postings: Those that may be found.
        row: The article.
        scores: float32 (n,), zeros; they are zeros again afterwards.
    """
    begin, end = rows.starts[row], rows.starts[row + 1]
    asked = heaviest(rows.weights[begin:end], ASKED_TERMS)
    touched = np.empty(2 * LOOKED_AT * len(asked), np.int64)
    n = 0
    for i in asked:
        term, weight = rows.terms[begin + i], rows.weights[begin + i]
        first, last = _around(postings, term, row)
        for at in range(first, last):
            other = postings.rows[at]
            if scores[other] == 0:
                touched[n] = other
                n += 1
            scores[other] += weight * postings.impacts[at]
    best, best_scores = np.empty(NEAREST, np.int64), np.zeros(NEAREST, np.float32)
    size = 0
    for other in touched[:n]:
        score = scores[other]
        scores[other] = 0
        # Most rows are worse than the worst of the best: they are passed over here, since a call costs more than this.
        if score >= best_scores[-1] and other != row and rows.groups[other] == rows.groups[row]:
            size = _insert(best, best_scores, size, other, score)
    n_worth = 0
    while n_worth < size and best_scores[n_worth] >= WORTH * best_scores[0]:
        n_worth += 1
    return best[:n_worth]


@njit(nogil=True, cache=True)
def heaviest(weights: Floats, most: int) -> Longs:
    """Return the positions of the highest weights, in rising order; of equal ones the first."""
    if len(weights) <= most:
        return np.arange(len(weights))
    least = np.partition(weights, len(weights) - most)[-most]
    above, equal = np.flatnonzero(weights > least), np.flatnonzero(weights == least)
    return np.sort(np.concatenate((above, equal[: most - len(above)])))


@njit(nogil=True, cache=True)
def _around(postings: Postings, term: int, row: int) -> tuple[int, int]:
    """Return the stretch of a term's postings that are nearest in time to a row."""
    begin, end = postings.starts[term], postings.starts[term] + postings.filled[term]
    if end - begin <= LOOKED_AT:
        return begin, end
    low, high = begin if postings.rows[end - 1] >= row else end, end
    while low < high:
        middle = (low + high) // 2
        if postings.rows[middle] < row:
            low = middle + 1
        else:
            high = middle
    return max(begin, low - LOOKED_AT), min(end, low + LOOKED_AT)


@njit(nogil=True, cache=True)
def _insert(best: Longs, scores: Floats, size: int, row: int, score: float) -> int:
    """Put a row among the best so far, which are sorted; return how many there are."""
    at = size
    while at > 0 and (scores[at - 1] < score or (scores[at - 1] == score and best[at - 1] > row)):
        at -= 1
    if at == len(best):
        return size
    size = min(size + 1, len(best))
    for i in range(size - 1, at, -1):
        best[i], scores[i] = best[i - 1], scores[i - 1]
    best[at], scores[at] = row, score
    return size


@njit(nogil=True, cache=True)
def _stories_of(near: Longs, codes: Longs) -> Longs:
    """Return the stories of a few rows, each once, in the order in which they come."""
    found = np.empty(len(near), np.int64)
    n = 0
    for row in near:
        if not (found[:n] == codes[row]).any():
            found[n] = codes[row]
            n += 1
    return found[:n]


@njit(nogil=True, cache=True)
def _post(rows: Rows, postings: Postings, row: int) -> None:
    """Put a row behind the others in the postings of its terms."""
    for at in range(rows.starts[row], rows.starts[row + 1]):
        term = rows.terms[at]
        end = postings.starts[term] + postings.filled[term]
        postings.rows[end], postings.impacts[end] = row, rows.weights[at]
        postings.filled[term] += 1


@njit(nogil=True, cache=True)
def _spread(rows: Rows, row: int, weights: Floats) -> None:
    """Write a row's vector into an array of all terms."""
    for at in range(rows.starts[row], rows.starts[row + 1]):
        weights[rows.terms[at]] = rows.weights[at]


@njit(nogil=True, cache=True)
def _clear(rows: Rows, row: int, weights: Floats) -> None:
    """Put zeros where `_spread` wrote."""
    for at in range(rows.starts[row], rows.starts[row + 1]):
        weights[rows.terms[at]] = 0


@njit(nogil=True, cache=True)
def _dot(rows: Rows, row: int, weights: Floats) -> float:
    """Return the dot product of a row with a vector that is spread out."""
    total = np.float32(0)
    for at in range(rows.starts[row], rows.starts[row + 1]):
        total += rows.weights[at] * weights[np.uint32(rows.terms[at])]
    return float(total)


@njit(nogil=True, cache=True)
def _make_growing(n: int) -> Growing:
    return Growing(
        np.empty((n, FOUNDING), np.int32),
        np.empty((n, RECENT), np.int32),
        np.zeros(n, np.int64),
        np.zeros(n, np.float64),
        np.zeros(n, np.int64),
        np.full(n, _UNKNOWN, np.int64),
        np.full(n, _UNKNOWN, np.int64),
    )


@njit(nogil=True, cache=True)
def _total_growing(rows: Rows, stories: Growing, story: int, weights: Floats) -> float:
    """Return the sum of the dot products of a spread-out vector with a story's founding and recent members."""
    total, count = 0.0, stories.counts[story]
    for i in range(min(count, FOUNDING)):
        total += _dot(rows, stories.founding[story, i], weights)
    for i in range(min(count - FOUNDING, RECENT)):
        total += _dot(rows, stories.recent[story, i], weights)
    return total


@njit(nogil=True, cache=True)
def _join(rows: Rows, stories: Growing, story: int, row: int, total: float, weights: Floats) -> None:
    """Make a row a member of a story; `total` is the sum of its dot products with those that are compared."""
    count, time = stories.counts[story], rows.times[row]
    if count < FOUNDING:
        stories.founding[story, count] = row
    else:
        slot = (count - FOUNDING) % RECENT
        if count >= FOUNDING + RECENT:
            leaves = stories.recent[story, slot]
            _spread(rows, leaves, weights)
            total -= _dot(rows, row, weights)
            stories.squares[story] -= 2 * _total_growing(rows, stories, story, weights) - 1
            _clear(rows, leaves, weights)
        stories.recent[story, slot] = row
    stories.squares[story] += 2 * total + 1
    stories.counts[story] += 1
    stories.sizes[story] += rows.sizes[row]
    if time != _UNKNOWN:
        stories.first[story] = time if stories.first[story] == _UNKNOWN else min(time, stories.first[story])
        stories.last[story] = max(time, stories.last[story])
