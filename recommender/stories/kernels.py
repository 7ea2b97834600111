"""The compiled loops of grouping: one pass over all articles in the order of time, then one look back.

Articles are rows of sparse vectors. A growing inverted index of their heaviest terms, whose postings lie in the order
of time, gives each article its few nearest placed ones; their stories are compared with it by their founding and recent
members. No other loop looks at pairs, so the cost grows with the number of articles and not with its square.

Compiled code does not check positions; `recommender.stories.grouping` hands in arrays that fit together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from recommender.catalogue import UNKNOWN_TIME
from recommender.kernels import heaviest
from recommender.stories.line import Agreement, StoryLine, days_between, evidence

FOUNDING = 8  # members from a story's beginning that an article is compared with: a story cannot drift away from them
RECENT = 24  # and from its end
HEAD = 32  # nearest articles are looked for by so many of the heaviest terms of either
LOOKED_AT = 64  # in so many of a term's postings to either side of the article in time
NEAREST = 12  # and so many of them tell which stories to compare
WORTH = 0.5  # as long as they share this much of what the nearest one shares
SURE = 1.5  # a member with so much evidence for its story does not look for another
_UNKNOWN = int(UNKNOWN_TIME)

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


class Sparse(NamedTuple):
    """Sparse vectors in rows, in whatever order they lie in memory.

    Attributes:
        begins: int64 (n,), where the vector of each row begins.
        ends: int64 (n,), where it ends.
        terms: int32, the terms of the vectors.
        weights: float32, their weights.
        n_terms: How many terms there could be.
    """

    begins: Longs
    ends: Longs
    terms: Ints
    weights: Floats
    n_terms: int


class Rows(NamedTuple):
    """The articles to be grouped, in the order of time.

    Attributes:
        vectors: Their vectors; unit L2 or empty.
        heads: The heaviest terms of these.
        numbers: The numbers among their own words.
        times: int64 (n,), seconds since 1970, or `UNKNOWN_TIME`.
        sizes: int64 (n,), how many terms of its own each article has, 1 or more.
        groups: int32 (n,), the language; a story is in one language.
    """

    vectors: Sparse
    heads: Sparse
    numbers: Sparse
    times: Longs
    sizes: Longs
    groups: Ints


class Growing(NamedTuple):
    """Postings that grow in the order of time.

    Attributes:
        begins: int64 (n_terms,), where the postings of each term begin.
        ends: int64 (n_terms,), where they end so far.
        rows: int32, which rows hold the term.
        impacts: float32, the weight of the term there.
    """

    begins: Longs
    ends: Longs
    rows: Ints
    impacts: Floats


class Founded(NamedTuple):
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
def group_rows(rows: Rows, line: StoryLine) -> tuple[Longs, Growing]:
    """Put each article, in the order of time, into the best of the stories before it, or make it the first of its own.

    Args:
        rows: The n articles.
        line: What is asked of a member.

    Returns:
        int64 (n,), the story of each row, counted in the order in which they were founded; and the postings of all.
    """
    n = len(rows.times)
    postings, stories, order = make_postings(rows.heads), _make_founded(n), np.arange(n)
    codes = np.full(n, -1, np.int64)
    weights, sums = np.zeros(rows.vectors.n_terms, np.float32), np.zeros(rows.numbers.n_terms, np.float32)
    scores, barred = np.zeros(n, np.float32), np.zeros(n, np.bool_)
    n_stories = 0
    for row in range(n):
        near = nearest(*_of(rows.heads, row), row, rows.groups[row], postings, order, rows.groups, barred, scores)
        _spread(rows.vectors, row, weights)
        best, best_total, best_evidence = n_stories, 0.0, 1.0
        for story in _stories_of(near, codes):
            its = _compared_so_far(stories, story)
            total = _total(rows.vectors, its, weights)
            days = days_between(rows.times[row], stories.first[story], stories.last[story], line.unknown_days)
            agreed = agreement(rows.numbers, its, row, sums)
            length, n_terms = np.sqrt(stories.squares[story]), stories.sizes[story]
            found = evidence(total, len(its), length, rows.sizes[row], n_terms, days, agreed, line)
            if found >= best_evidence and (found > best_evidence or story < best):
                best, best_total, best_evidence = story, total, found
        _clear(rows.vectors, row, weights)
        _join(rows, stories, best, row, best_total, weights)
        codes[row] = best
        n_stories = max(n_stories, best + 1)
        _post(rows.heads, postings, row)
    return codes, postings


@njit(nogil=True, cache=True)
def look_back(
    rows: Rows,
    postings: Growing,
    members: Longs,
    begins: Longs,
    codes: Longs,
    squares: Doubles,
    sizes: Longs,
    line: StoryLine,
) -> Longs:
    """Let each member of a story of two or more move to a story that fits it better now, or out of one that does not.

    All are judged by the stories as they are handed in, so the order does not matter. Nobody moves into the story of a
    single article, nor out of it: that was decided when it came.

    Args:
        rows: The n articles.
        postings: All of them by their heaviest terms.
        members: int64 (n,), the rows by story, in the order of time.
        begins: int64 (n_stories + 1,), where the members of each story begin.
        codes: int64 (n,), the story of each row.
        squares: float64 (n_stories,), the squared length of the sum of the members that are compared.
        sizes: int64 (n_stories,), the number of terms of all members together.
        line: What is asked of a member.

    Returns:
        int64 (n,), the story of each row now; a number above all others for one that is alone.
    """
    n, moved = len(codes), codes.copy()
    weights, sums = np.zeros(rows.vectors.n_terms, np.float32), np.zeros(rows.numbers.n_terms, np.float32)
    scores, barred, order = np.zeros(n, np.float32), np.zeros(n, np.bool_), np.arange(n)
    for row in range(n):
        own = codes[row]
        if begins[own + 1] - begins[own] < 2:
            continue
        _spread(rows.vectors, row, weights)
        its = members[begins[own] : begins[own + 1]]
        own_evidence = evidence_of(rows, its, squares[own], sizes[own], row, weights, sums, line)
        best, best_evidence = own, max(1.0, own_evidence * line.better)
        barred[row] = True
        near = members[:0]
        if own_evidence < SURE:
            near = nearest(*_of(rows.heads, row), row, rows.groups[row], postings, order, rows.groups, barred, scores)
        barred[row] = False
        for story in _stories_of(near, codes):
            if story == own or begins[story + 1] - begins[story] < 2:
                continue
            its = members[begins[story] : begins[story + 1]]
            found = evidence_of(rows, its, squares[story], sizes[story], row, weights, sums, line)
            if found > best_evidence:
                best, best_evidence = story, found
        _clear(rows.vectors, row, weights)
        if best == own and own_evidence < 1:
            best = len(begins) + row
        moved[row] = best
    return moved


@njit(nogil=True, cache=True)
def squared_lengths(vectors: Sparse, members: Longs, begins: Longs) -> Doubles:
    """Return the squared length of the sum of each story's compared members, float64 (n_stories,)."""
    weights, squares = np.zeros(vectors.n_terms, np.float32), np.zeros(len(begins) - 1, np.float64)
    for story in range(len(begins) - 1):
        compared = compared_members(members[begins[story] : begins[story + 1]])
        for row in compared:
            terms, its_weights = _of(vectors, row)
            for at in range(len(terms)):
                weights[terms[at]] += its_weights[at]
        for row in compared:
            for term in _of(vectors, row)[0]:
                squares[story] += np.float64(weights[term]) ** 2
                weights[term] = 0
    return squares


@njit(nogil=True, cache=True)
def summed_numbers(numbers: Sparse, members: Longs, begins: Longs) -> tuple[Longs, Ints, Floats]:
    """Return the sum of the numbers of each story's compared members: where each begins, its terms, their weights."""
    sums, size = np.zeros(numbers.n_terms, np.float32), (numbers.ends - numbers.begins).sum()
    starts = np.zeros(len(begins), np.int64)
    terms, weights = np.empty(size, np.int32), np.empty(size, np.float32)
    end = 0
    for story in range(len(begins) - 1):
        for row in compared_members(members[begins[story] : begins[story + 1]]):
            its_terms, its_weights = _of(numbers, row)
            for at in range(len(its_terms)):
                if sums[its_terms[at]] == 0:
                    terms[end] = its_terms[at]
                    end += 1
                sums[its_terms[at]] += its_weights[at]
        terms[starts[story] : end].sort()
        for at in range(starts[story], end):
            weights[at] = sums[terms[at]]
            sums[terms[at]] = 0
        starts[story + 1] = end
    return starts, terms[:end].copy(), weights[:end].copy()


@njit(nogil=True, cache=True)
def compared_members(members: Longs) -> Longs:
    """Return the founding and the recent of a story's members, which are in the order of time."""
    if len(members) <= FOUNDING + RECENT:
        return members
    return np.concatenate((members[:FOUNDING], members[-RECENT:]))


@njit(nogil=True, cache=True)
def evidence_of(
    rows: Rows, members: Longs, square: float, size: int, row: int, weights: Floats, sums: Floats, line: StoryLine
) -> float:
    """Return the evidence for a row and a story, without the row itself where it is a member.

    Args:
        rows: The articles.
        members: The rows of the story, in the order of time.
        square: The squared length of the sum of those that are compared.
        size: The number of terms of all members together.
        row: The article.
        weights: float32 (n_terms,), its vector.
        sums: float32, a zero for each number; they are zeros again afterwards.
        line: What is asked of a member.
    """
    total, count, first, last = 0.0, 0, _UNKNOWN, _UNKNOWN
    for member in compared_members(members):
        if member == row:
            continue
        total += _dot(rows.vectors, member, weights)
        count += 1
        if rows.times[member] != _UNKNOWN:
            first = rows.times[member] if first == _UNKNOWN else first
            last = rows.times[member]
    is_member = (compared_members(members) == row).any()
    if is_member:
        square, size = square - 2 * total - 1, size - rows.sizes[row]
    days = days_between(rows.times[row], first, last, line.unknown_days)
    agreed = agreement(rows.numbers, compared_members(members), row, sums)
    return evidence(total, count, np.sqrt(max(square, 0.0)), rows.sizes[row], max(size, 1), days, agreed, line)


@njit(nogil=True, cache=True)
def agreement(numbers: Sparse, members: Longs, row: int, sums: Floats) -> Agreement:
    """Return how far a row's numbers agree with those of some others together.

    Args:
        numbers: The numbers of all articles.
        members: The others; the row itself is passed over.
        row: The article.
        sums: float32, a zero for each number; they are zeros again afterwards.
    """
    own, shared, square, count = 0.0, 0.0, 0.0, 0
    for member in members:
        if member != row:
            count += 1
            terms, weights = _of(numbers, member)
            for at in range(len(terms)):
                sums[terms[at]] += weights[at]
    terms, weights = _of(numbers, row)
    for at in range(len(terms)):
        own += weights[at] * weights[at]
        shared += weights[at] * sums[terms[at]]
    for member in members:
        for term in _of(numbers, member)[0]:
            square += np.float64(sums[term]) ** 2
            sums[term] = 0
    length, others = np.sqrt(own), np.sqrt(square)
    cosine = shared / (length * others) if length * others > 0 else 0.0
    return Agreement(cosine, min(length, others / max(count, 1)))


@njit(nogil=True, cache=True)
def heads_of(vectors: Sparse) -> Sparse:
    """Return the heaviest terms of each row, as vectors of their own."""
    n = len(vectors.begins)
    ends = np.cumsum(np.minimum(vectors.ends - vectors.begins, HEAD))
    begins = np.concatenate((np.zeros(1, np.int64), ends[:-1])) if n else ends
    size = ends[-1] if n else 0
    terms, weights = np.empty(size, np.int32), np.empty(size, np.float32)
    for row in range(n):
        own_terms, own_weights = _of(vectors, row)
        terms[begins[row] : ends[row]], weights[begins[row] : ends[row]] = heaviest(own_terms, own_weights, HEAD)
    return Sparse(begins, ends, terms, weights, vectors.n_terms)


@njit(nogil=True, cache=True)
def stretches_of(vectors: Sparse, first: int, last: int) -> Sparse:
    """Return the terms from a first up to a last one, not itself among them, as vectors of their own."""
    begins, ends = vectors.begins.copy(), vectors.ends.copy()
    for row in range(len(begins)):
        terms = _of(vectors, row)[0]
        begins[row] += np.searchsorted(terms, first)
        ends[row] = vectors.begins[row] + np.searchsorted(terms, last)
    return Sparse(begins, ends, vectors.terms, vectors.weights, last)


@njit(nogil=True, cache=True)
def make_postings(heads: Sparse) -> Growing:
    """Return empty postings with room for all rows."""
    starts = np.zeros(heads.n_terms + 1, np.int64)
    for term in heads.terms:
        starts[term + 1] += 1
    starts = np.cumsum(starts)
    begins, size = starts[:-1], len(heads.terms)
    return Growing(begins, begins.copy(), np.empty(size, np.int32), np.empty(size, np.float32))


@njit(nogil=True, cache=True)
def nearest(
    terms: Ints,
    weights: Floats,
    place: int,
    group: int,
    postings: Growing,
    order: Longs,
    groups: Ints,
    barred: NDArray[np.bool_],
    scores: Floats,
) -> Longs:
    """Return the rows that share most with an article by the heaviest terms of both; best first, ties by time.

    Args:
        terms: The heaviest terms of the article.
        weights: Their weights.
        place: How many articles come before it in the order of time.
        group: Its language.
        postings: Those that may be found, by their places in the order of time.
        order: int64 (n,), the row of each place.
        groups: int32 (n,), the language of each row.
        barred: bool (n,), rows that are not to be found.
        scores: float32 (n,), zeros; they are zeros again afterwards.
    """
    touched = np.empty(2 * LOOKED_AT * len(terms), np.int64)
    n = 0
    for i in range(len(terms)):
        begin = postings.begins[terms[i]]
        first, last = _around(postings.rows[begin : postings.ends[terms[i]]], place)
        for at in range(begin + first, begin + last):
            other = postings.rows[at]
            if scores[other] == 0:
                touched[n] = other
                n += 1
            scores[other] += weights[i] * postings.impacts[at]
    best, best_scores = np.empty(NEAREST, np.int64), np.zeros(NEAREST, np.float32)
    size = 0
    for other in touched[:n]:
        score = scores[other]
        scores[other] = 0
        # Most rows are worse than the worst of the best: they are passed over here, since a call costs more than this.
        if score >= best_scores[-1] and groups[order[other]] == group and not barred[order[other]]:
            size = _insert(best, best_scores, size, other, score)
    n_worth = 0
    while n_worth < size and best_scores[n_worth] >= WORTH * best_scores[0]:
        n_worth += 1
    return order[best[:n_worth]]


@njit(nogil=True, cache=True)
def _around(places: Ints, place: int) -> tuple[int, int]:
    """Return the stretch of rising places that are nearest to one."""
    if len(places) <= LOOKED_AT:
        return 0, len(places)
    at = int(np.searchsorted(places, place)) if places[-1] >= place else len(places)
    return max(0, at - LOOKED_AT), min(len(places), at + LOOKED_AT)


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
def _post(heads: Sparse, postings: Growing, row: int) -> None:
    """Put a row behind the others in the postings of its heaviest terms."""
    terms, weights = _of(heads, row)
    for at in range(len(terms)):
        end = postings.ends[terms[at]]
        postings.rows[end], postings.impacts[end] = row, weights[at]
        postings.ends[terms[at]] += 1


@njit(nogil=True, cache=True)
def _of(vectors: Sparse, row: int) -> tuple[Ints, Floats]:
    """Return the terms and the weights of a row."""
    return vectors.terms[vectors.begins[row] : vectors.ends[row]], vectors.weights[
        vectors.begins[row] : vectors.ends[row]
    ]


@njit(nogil=True, cache=True)
def _spread(vectors: Sparse, row: int, weights: Floats) -> None:
    """Write a row's vector into an array of all terms."""
    for at in range(vectors.begins[row], vectors.ends[row]):
        weights[vectors.terms[at]] = vectors.weights[at]


@njit(nogil=True, cache=True)
def _clear(vectors: Sparse, row: int, weights: Floats) -> None:
    """Put zeros where `_spread` wrote."""
    for term in _of(vectors, row)[0]:
        weights[term] = 0


@njit(nogil=True, cache=True)
def _dot(vectors: Sparse, row: int, weights: Floats) -> float:
    """Return the dot product of a row with a vector that is spread out."""
    total = np.float32(0)
    for at in range(vectors.begins[row], vectors.ends[row]):
        total += vectors.weights[at] * weights[np.uint32(vectors.terms[at])]
    return float(total)


@njit(nogil=True, cache=True)
def _make_founded(n: int) -> Founded:
    return Founded(
        np.empty((n, FOUNDING), np.int32),
        np.empty((n, RECENT), np.int32),
        np.zeros(n, np.int64),
        np.zeros(n, np.float64),
        np.zeros(n, np.int64),
        np.full(n, _UNKNOWN, np.int64),
        np.full(n, _UNKNOWN, np.int64),
    )


@njit(nogil=True, cache=True)
def _compared_so_far(stories: Founded, story: int) -> Longs:
    """Return the founding and the recent members of a story that grows."""
    count = stories.counts[story]
    founding = stories.founding[story, : min(count, FOUNDING)]
    recent = stories.recent[story, : max(min(count - FOUNDING, RECENT), 0)]
    return np.concatenate((founding, recent)).astype(np.int64)


@njit(nogil=True, cache=True)
def _total(vectors: Sparse, members: Longs, weights: Floats) -> float:
    """Return the sum of the dot products of a spread-out vector with some rows."""
    total = 0.0
    for member in members:
        total += _dot(vectors, member, weights)
    return total


@njit(nogil=True, cache=True)
def _join(rows: Rows, stories: Founded, story: int, row: int, total: float, weights: Floats) -> None:
    """Make a row a member of a story; `total` is the sum of its dot products with those that are compared."""
    count, time = stories.counts[story], rows.times[row]
    if count < FOUNDING:
        stories.founding[story, count] = row
    else:
        slot = (count - FOUNDING) % RECENT
        if count >= FOUNDING + RECENT:
            leaves = stories.recent[story, slot]
            _spread(rows.vectors, leaves, weights)
            total -= _dot(rows.vectors, row, weights)
            stories.squares[story] -= 2 * _total(rows.vectors, _compared_so_far(stories, story), weights) - 1
            _clear(rows.vectors, leaves, weights)
        stories.recent[story, slot] = row
    stories.squares[story] += 2 * total + 1
    stories.counts[story] += 1
    stories.sizes[story] += rows.sizes[row]
    if time != _UNKNOWN:
        stories.first[story] = time if stories.first[story] == _UNKNOWN else min(time, stories.first[story])
        stories.last[story] = max(time, stories.last[story])
