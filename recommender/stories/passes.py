"""The compiled loops of grouping: one pass over all articles in time order, then one look back.

An inverted index of the heaviest terms, which grows in time order, gives each article its few nearest earlier ones;
their stories are compared with it, by their compared members. No other loop looks at pairs of articles, so the cost
grows with their number and not with its square.

Compiled code does not check positions; `recommender.stories.grouping` hands in arrays that fit together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled
from recommender.model import ONE, WEIGHTS, Csr, Packed, Vector, coded_row, row_of, score_some
from recommender.stories.comparison import ArticleFacts, score_with_story
from recommender.stories.members import FOUNDING, RECENT, compared_positions, position_of_next
from recommender.stories.neighbours import HeaviestTerms, TimedPostings, heaviest_of, make_postings, nearest, post
from recommender.stories.numbers import sum_of_rows
from recommender.stories.threshold import MOST_FAVOUR, StorySize, StoryThreshold

# A member that reaches this score with its own story does not look for another. At least 1, a score; chosen for the
# time that it saves, since hardly any such member would move.
SURE = 1.5
_NONE = -1  # in the place of a story's number

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


class GroupingInput(NamedTuple):
    """The n articles to be grouped, one a row.

    Attributes:
        vectors: Their expanded vectors; unit L2 but for rounding, or empty.
        heaviest_terms: The heaviest terms of these.
        numbers: The numbers among the articles' own words.
        order: int64 (n,), the rows in time order.
        times: int64 (n,), seconds since 1970 UTC, or `UNKNOWN_TIME`.
        n_terms: int64 (n,), how many terms of its own each article has, 1 or more.
        groups: int32 (n,), the language; a story is in one language.
        n_columns: How many terms there are.
    """

    vectors: Packed
    heaviest_terms: HeaviestTerms
    numbers: Csr
    order: Longs
    times: Longs
    n_terms: Longs
    groups: Ints
    n_columns: int


class Membership(NamedTuple):
    """Which articles are in which story, and what is measured of each story.

    Attributes:
        numbers: int32 (n,), the number of each row's story; they count from 0 without a gap.
        members: int32 (n,), the rows by story, in time order within each.
        indptr: int64 (n_stories + 1,), where the members of each story begin.
        squares: float64 (n_stories,), the squared L2 length of the sum of the compared members' vectors.
        n_terms: int64 (n_stories,), how many terms all members have together.
    """

    numbers: Ints
    members: Ints
    indptr: Longs
    squares: Doubles
    n_terms: Longs


class GrowingStories(NamedTuple):
    """Stories while they grow, one a row; there is room for as many as there are articles.

    Attributes:
        compared: int32 (n, FOUNDING + RECENT), the compared members, as `position_of_next` places them.
        counts: int64 (n,), how many members there are.
        squares: float64 (n,), the squared L2 length of the sum of the compared members' vectors.
        n_terms: int64 (n,), how many terms all members have together.
    """

    compared: Ints
    counts: Longs
    squares: Doubles
    n_terms: Longs


class Scratch(NamedTuple):
    """Buffers that are reused: all zero whenever no article is being compared.

    Attributes:
        scores: int32 (n,), the scores of those near it.
        excluded: bool (n,), rows that are not to be found.
    """

    scores: Ints
    excluded: NDArray[np.bool_]


@compiled
def first_pass(articles: GroupingInput, threshold: StoryThreshold) -> tuple[Ints, TimedPostings]:
    """Put each article, in time order, into the best of the stories before it, or make it the first of its own.

    Args:
        articles: The n articles.
        threshold: From which score on an article belongs to a story.

    Returns:
        int32 (n,), the number of the story of each row, in the order in which they were founded; and the postings of
        all articles.
    """
    n = len(articles.order)
    postings = make_postings(articles.heaviest_terms, articles.order, articles.groups, articles.n_columns)
    stories, scratch, numbers = _make_growing(n), _make_scratch(articles), np.full(n, _NONE, np.int32)
    n_stories = 0
    for place in range(n):
        row = articles.order[place]
        near = _nearest(articles, place, postings, scratch)
        best, total = _best_growing(articles, row, _stories_of(near, numbers), stories, threshold)
        if best == _NONE:
            best, n_stories = n_stories, n_stories + 1
        _join(articles, stories, best, row, total)
        numbers[row] = best
        post(heaviest_of(articles.heaviest_terms, row), place, postings)
    return numbers, postings


@compiled
def look_back(articles: GroupingInput, postings: TimedPostings, stories: Membership, threshold: StoryThreshold) -> Ints:
    """Let each member of a story of two or more move to a story that fits it better now, or out of one that does not.

    All are judged by the stories as they are handed in, so the order does not matter. No article moves into the story
    of a single one, nor out of it: that was decided when it came.

    Args:
        articles: The n articles.
        postings: All of them.
        stories: Their stories after the first pass.
        threshold: From which score on an article belongs to a story.

    Returns:
        int32 (n,), the number of the story of each row now; one above all others for an article that is alone.
    """
    moved, scratch = stories.numbers.copy(), _make_scratch(articles)
    for place in range(len(articles.order)):
        row = articles.order[place]
        if _size_of(stories, stories.numbers[row]) > 1:
            moved[row] = _best_now(articles, place, postings, stories, scratch, threshold)
    return moved


@compiled
def measure_squares(articles: GroupingInput, members: Ints, indptr: Longs) -> Doubles:
    """Return the squared L2 length of the sum of each story's compared members, float64 (n_stories,)."""
    squares, total = np.zeros(len(indptr) - 1, np.float64), np.zeros(articles.n_columns, np.float32)
    for story in range(len(squares)):
        compared = _compared_of(members, indptr, story)
        for row in compared:
            terms, codes = coded_row(articles.vectors, row)
            for at in range(len(terms)):
                total[terms[at]] += WEIGHTS[codes[at]]
        for row in compared:
            for term in coded_row(articles.vectors, row).terms:
                squares[story] += np.float64(total[term]) ** 2
                total[term] = 0
    return squares


@compiled
def sum_numbers(articles: GroupingInput, stories: Membership) -> Csr:
    """Return the sum of the numbers of each story's compared members, one a row."""
    size = len(articles.numbers.indices)
    indptr = np.zeros(len(stories.indptr), np.int64)
    indices, data = np.empty(size, np.int32), np.empty(size, np.float32)
    for story in range(len(indptr) - 1):
        terms, weights = sum_of_rows(articles.numbers, _compared_of(stories.members, stories.indptr, story))
        begin, end = indptr[story], indptr[story] + len(terms)
        indices[begin:end], data[begin:end] = terms, weights
        indptr[story + 1] = end
    return Csr(indptr, indices[: indptr[-1]].copy(), data[: indptr[-1]].copy(), articles.numbers.n_columns)


@compiled
def _best_growing(
    articles: GroupingInput,
    row: int,
    candidates: Ints,
    stories: GrowingStories,
    threshold: StoryThreshold,
) -> tuple[int, float]:
    """Return the best of some stories for an article, of equals the oldest, and its total; `_NONE` when none fits."""
    best, best_total, best_score = _NONE, 0.0, 1.0
    rows, ends = _compared_of_each(stories, candidates)
    cosines = _cosines(articles, row, rows)
    end = 0
    for i in range(len(candidates)):
        story, begin, end = candidates[i], end, ends[i]
        members, total = rows[begin:end], cosines[begin:end].sum()
        size = StorySize(stories.squares[story], stories.n_terms[story])
        score = _score(articles, row, members, total, size, threshold, best_score)
        if score > best_score or (score == best_score and (best == _NONE or story < best)):
            best, best_total, best_score = story, total, score
    return best, best_total


@compiled
def _best_now(
    articles: GroupingInput,
    place: int,
    postings: TimedPostings,
    stories: Membership,
    scratch: Scratch,
    threshold: StoryThreshold,
) -> int:
    """Return the number of the story that fits a member of one best, one above all others when none fits it."""
    row = articles.order[place]
    own = stories.numbers[row]
    own_score = _score_now(articles, row, stories, own, threshold, 0.0)
    best, best_score = own, max(1.0, own_score * threshold.better)
    if own_score < SURE:
        scratch.excluded[row] = True
        near = _nearest(articles, place, postings, scratch)
        scratch.excluded[row] = False
        for story in _stories_of(near, stories.numbers):
            if story != own and _size_of(stories, story) > 1:
                score = _score_now(articles, row, stories, story, threshold, best_score)
                if score > best_score:
                    best, best_score = story, score
    alone: int = len(stories.squares) + row
    return best if best != own or own_score >= 1 else alone


@compiled
def _score_now(
    articles: GroupingInput, row: int, stories: Membership, story: int, threshold: StoryThreshold, least: float
) -> float:
    """Return the score of an article with a story, without the article itself where it is a member; see `_score`."""
    members = _compared_of(stories.members, stories.indptr, story)
    others = members[members != row]
    total = _cosines(articles, row, others).sum()
    size = StorySize(stories.squares[story], stories.n_terms[story])
    if len(others) < len(members):
        size = StorySize(size.square - 2 * total - 1, size.n_terms - articles.n_terms[row])
    return _score(articles, row, others, total, size, threshold, least)


@compiled
def _score(
    articles: GroupingInput,
    row: int,
    members: Ints,
    total: float,
    size: StorySize,
    threshold: StoryThreshold,
    least: float,
) -> float:
    """Return the score of an article with a story.

    Args:
        articles: The n articles.
        row: The article.
        members: int32, the rows of the story's compared members, 1 or more and none of them the article.
        total: The sum of its cosines with them.
        size: The size of the story, without the article.
        threshold: What is required.
        least: The score from which on it matters how high it is. Numbers are left out of one that stays below this
            even if they speak for the story: to add up those of all members takes longer than all else.
    """
    numbers, times = row_of(articles.numbers, row), articles.times[members]
    facts = ArticleFacts(articles.times[row], articles.n_terms[row], numbers)
    nothing = Vector(numbers.terms[:0], numbers.weights[:0])
    score = score_with_story(facts, total, times, nothing, size, threshold)
    if not len(numbers.terms) or score * (1 + threshold.clash) ** MOST_FAVOUR < least:
        return score
    return score_with_story(facts, total, times, sum_of_rows(articles.numbers, members), size, threshold)


@compiled
def _nearest(articles: GroupingInput, place: int, postings: TimedPostings, scratch: Scratch) -> Longs:
    row = articles.order[place]
    heaviest_terms = heaviest_of(articles.heaviest_terms, row)
    return nearest(heaviest_terms, place, articles.groups[row], postings, scratch.excluded, scratch.scores)


@compiled
def _stories_of(rows: Longs, numbers: Ints) -> Ints:
    """Return the numbers of the stories of a few rows, each once, in the order in which they come."""
    distinct = np.empty(len(rows), np.int32)
    n = 0
    for row in rows:
        if not (distinct[:n] == numbers[row]).any():
            distinct[n] = numbers[row]
            n += 1
    return distinct[:n]


@compiled
def _size_of(stories: Membership, story: int) -> int:
    """Return how many members a story has."""
    size: int = stories.indptr[story + 1] - stories.indptr[story]
    return size


@compiled
def _compared_of(members: Ints, indptr: Longs, story: int) -> Ints:
    """Return the rows of a story's compared members."""
    own = members[indptr[story] : indptr[story + 1]]
    return own[compared_positions(len(own))]


@compiled
def _make_growing(n: int) -> GrowingStories:
    return GrowingStories(
        np.empty((n, FOUNDING + RECENT), np.int32),
        np.zeros(n, np.int64),
        np.zeros(n, np.float64),
        np.zeros(n, np.int64),
    )


@compiled
def _make_scratch(articles: GroupingInput) -> Scratch:
    n = len(articles.order)
    return Scratch(np.zeros(n, np.int32), np.zeros(n, np.bool_))


@compiled
def _compared_so_far(stories: GrowingStories, story: int) -> Ints:
    """Return the rows of the compared members of a story that grows; in time order save for the ring of recent ones."""
    return stories.compared[story, : min(stories.counts[story], FOUNDING + RECENT)]


@compiled
def _compared_of_each(stories: GrowingStories, some: Ints) -> tuple[Ints, Longs]:
    """Return the rows of the compared members of some stories that grow, end to end, and where those of each end."""
    rows, ends, end = np.empty(len(some) * (FOUNDING + RECENT), np.int32), np.empty(len(some), np.int64), 0
    for i in range(len(some)):
        members = _compared_so_far(stories, some[i])
        begin, end = end, end + len(members)
        rows[begin:end], ends[i] = members, end
    return rows[:end], ends


@compiled
def _join(articles: GroupingInput, stories: GrowingStories, story: int, row: int, total: float) -> None:
    """Make an article a member of a story.

    Args:
        articles: The n articles.
        stories: The stories so far.
        story: The story that it joins, or the number of a new one.
        row: The article.
        total: The sum of its cosines with the compared members so far.
    """
    count = stories.counts[story]
    position = position_of_next(count)
    if count >= FOUNDING + RECENT:
        leaving, compared = stories.compared[story, position], _compared_so_far(stories, story)
        total -= _cosines(articles, row, compared[position : position + 1])[0]
        stories.squares[story] -= 2 * _cosines(articles, leaving, compared).sum() - 1
    stories.compared[story, position] = row
    stories.squares[story] += 2 * total + 1
    stories.counts[story] += 1
    stories.n_terms[story] += articles.n_terms[row]


@compiled
def _cosines(articles: GroupingInput, row: int, others: Ints) -> Doubles:
    """Return the cosine of an article with each of some others, float64 (n_others,)."""
    offsets, gaps, codes = articles.vectors
    vector = coded_row(articles.vectors, row)
    return score_some(offsets, gaps, codes, others, vector.terms, vector.codes) / ONE
