"""The compiled loops of grouping: one pass over all articles in the order of time, then one look back.

Articles are rows of sparse vectors. A growing inverted index of their heaviest terms, whose postings lie in the order
of time, gives each article its few nearest placed ones; their stories are compared with it by their founding and recent
members. No other loop looks at pairs, so the cost grows with the number of articles and not with its square.

Compiled code does not check positions; `recommender.stories.grouping` hands in arrays that fit together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled
from recommender.article import UNKNOWN_TIME
from recommender.stories.nearest import Growing, make_postings, nearest, post
from recommender.stories.sparse import Floats, Ints, Longs, Sparse, clear, dot, row_of, spread
from recommender.stories.threshold import Agreement, StoryThreshold, days_between, evidence

FOUNDING = 8  # members from a story's beginning that an article is compared with: a story cannot drift away from them
RECENT = 24  # and from its end
SURE = 1.5  # a member with so much evidence for its story does not look for another
_UNKNOWN = int(UNKNOWN_TIME)

Doubles = NDArray[np.float64]


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


@compiled
def group_rows(rows: Rows, line: StoryThreshold) -> tuple[Longs, Growing]:
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
        near = nearest(*row_of(rows.heads, row), row, rows.groups[row], postings, order, rows.groups, barred, scores)
        spread(rows.vectors, row, weights)
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
        clear(rows.vectors, row, weights)
        _join(rows, stories, best, row, best_total, weights)
        codes[row] = best
        n_stories = max(n_stories, best + 1)
        post(rows.heads, postings, row)
    return codes, postings


@compiled
def look_back(
    rows: Rows,
    postings: Growing,
    members: Longs,
    begins: Longs,
    codes: Longs,
    squares: Doubles,
    sizes: Longs,
    line: StoryThreshold,
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
        spread(rows.vectors, row, weights)
        its = members[begins[own] : begins[own + 1]]
        own_evidence = evidence_of(rows, its, squares[own], sizes[own], row, weights, sums, line)
        best, best_evidence = own, max(1.0, own_evidence * line.better)
        barred[row] = True
        near = members[:0]
        if own_evidence < SURE:
            near = nearest(
                *row_of(rows.heads, row), row, rows.groups[row], postings, order, rows.groups, barred, scores
            )
        barred[row] = False
        for story in _stories_of(near, codes):
            if story == own or begins[story + 1] - begins[story] < 2:
                continue
            its = members[begins[story] : begins[story + 1]]
            found = evidence_of(rows, its, squares[story], sizes[story], row, weights, sums, line)
            if found > best_evidence:
                best, best_evidence = story, found
        clear(rows.vectors, row, weights)
        if best == own and own_evidence < 1:
            best = len(begins) + row
        moved[row] = best
    return moved


@compiled
def squared_lengths(vectors: Sparse, members: Longs, begins: Longs) -> Doubles:
    """Return the squared length of the sum of each story's compared members, float64 (n_stories,)."""
    weights, squares = np.zeros(vectors.n_terms, np.float32), np.zeros(len(begins) - 1, np.float64)
    for story in range(len(begins) - 1):
        compared = compared_members(members[begins[story] : begins[story + 1]])
        for row in compared:
            terms, its_weights = row_of(vectors, row)
            for at in range(len(terms)):
                weights[terms[at]] += its_weights[at]
        for row in compared:
            for term in row_of(vectors, row)[0]:
                squares[story] += np.float64(weights[term]) ** 2
                weights[term] = 0
    return squares


@compiled
def summed_numbers(numbers: Sparse, members: Longs, begins: Longs) -> tuple[Longs, Ints, Floats]:
    """Return the sum of the numbers of each story's compared members: where each begins, its terms, their weights."""
    sums, size = np.zeros(numbers.n_terms, np.float32), (numbers.ends - numbers.begins).sum()
    starts = np.zeros(len(begins), np.int64)
    terms, weights = np.empty(size, np.int32), np.empty(size, np.float32)
    end = 0
    for story in range(len(begins) - 1):
        for row in compared_members(members[begins[story] : begins[story + 1]]):
            its_terms, its_weights = row_of(numbers, row)
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


@compiled
def compared_members(members: Longs) -> Longs:
    """Return the founding and the recent of a story's members, which are in the order of time."""
    if len(members) <= FOUNDING + RECENT:
        return members
    return np.concatenate((members[:FOUNDING], members[-RECENT:]))


@compiled
def evidence_of(
    rows: Rows, members: Longs, square: float, size: int, row: int, weights: Floats, sums: Floats, line: StoryThreshold
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
        total += dot(rows.vectors, member, weights)
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


@compiled
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
            terms, weights = row_of(numbers, member)
            for at in range(len(terms)):
                sums[terms[at]] += weights[at]
    terms, weights = row_of(numbers, row)
    for at in range(len(terms)):
        own += weights[at] * weights[at]
        shared += weights[at] * sums[terms[at]]
    for member in members:
        for term in row_of(numbers, member)[0]:
            square += np.float64(sums[term]) ** 2
            sums[term] = 0
    length, others = np.sqrt(own), np.sqrt(square)
    cosine = shared / (length * others) if length * others > 0 else 0.0
    return Agreement(cosine, min(length, others / max(count, 1)))


@compiled
def _stories_of(near: Longs, codes: Longs) -> Longs:
    """Return the stories of a few rows, each once, in the order in which they come."""
    found = np.empty(len(near), np.int64)
    n = 0
    for row in near:
        if not (found[:n] == codes[row]).any():
            found[n] = codes[row]
            n += 1
    return found[:n]


@compiled
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


@compiled
def _compared_so_far(stories: Founded, story: int) -> Longs:
    """Return the founding and the recent members of a story that grows."""
    count = stories.counts[story]
    founding = stories.founding[story, : min(count, FOUNDING)]
    recent = stories.recent[story, : max(min(count - FOUNDING, RECENT), 0)]
    return np.concatenate((founding, recent)).astype(np.int64)


@compiled
def _total(vectors: Sparse, members: Longs, weights: Floats) -> float:
    """Return the sum of the dot products of a spread-out vector with some rows."""
    total = 0.0
    for member in members:
        total += dot(vectors, member, weights)
    return total


@compiled
def _join(rows: Rows, stories: Founded, story: int, row: int, total: float, weights: Floats) -> None:
    """Make a row a member of a story; `total` is the sum of its dot products with those that are compared."""
    count, time = stories.counts[story], rows.times[row]
    if count < FOUNDING:
        stories.founding[story, count] = row
    else:
        slot = (count - FOUNDING) % RECENT
        if count >= FOUNDING + RECENT:
            leaves = stories.recent[story, slot]
            spread(rows.vectors, leaves, weights)
            total -= dot(rows.vectors, row, weights)
            stories.squares[story] -= 2 * _total(rows.vectors, _compared_so_far(stories, story), weights) - 1
            clear(rows.vectors, leaves, weights)
        stories.recent[story, slot] = row
    stories.squares[story] += 2 * total + 1
    stories.counts[story] += 1
    stories.sizes[story] += rows.sizes[row]
    if time != _UNKNOWN:
        stories.first[story] = time if stories.first[story] == _UNKNOWN else min(time, stories.first[story])
        stories.last[story] = max(time, stories.last[story])
