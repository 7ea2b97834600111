"""Vectors and times → the story of each article: the whole corpus at once, at training."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.model import AnyVectors, Vectors, packed_of
from recommender.stories.neighbours import TimedPostings, heaviest_terms_of, in_time_order
from recommender.stories.numbers import NO_COLUMNS, columns_of
from recommender.stories.passes import GroupingInput, Membership, first_pass, look_back, measure_squares, sum_numbers
from recommender.stories.threshold import StoryThreshold

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


class Grouped(NamedTuple):
    """A corpus in stories.

    Attributes:
        stories: Which article is in which story; stories are numbered in the order of their first members.
        number_sums: The sum of the numbers of the compared members, a row a story.
        postings: The articles by their heaviest terms.
    """

    stories: Membership
    number_sums: Vectors
    postings: TimedPostings


def group(
    expanded_vectors: AnyVectors,
    own_vectors: AnyVectors,
    times: Longs,
    groups: Ints,
    threshold: StoryThreshold,
    *,
    number_columns: range = NO_COLUMNS,
) -> Grouped:
    """Group a corpus into stories.

    Articles are taken in time order, and each joins the best of the stories that were there, or founds one. Then each
    member looks back once, and moves to the story that fits it better now, or out of one that does not fit.

    Args:
        expanded_vectors: What is compared; rows in the order of article ids.
        own_vectors: The vectors of the articles' own words, in the same rows.
        times: int64 (n,), seconds since 1970 UTC, or `UNKNOWN_TIME`.
        groups: int32 (n,), the language of each.
        threshold: From which score on an article belongs to a story.
        number_columns: Which terms of the articles' own words are numbers.

    Raises:
        ValueError: A parameter is out of its range, or there is not one of each for each article.
    """
    threshold.check()
    articles = grouping_input(expanded_vectors, own_vectors, times, groups, number_columns)
    numbers, postings = first_pass(articles, threshold)
    numbers = look_back(articles, postings, members_of(articles, numbers), threshold)
    stories = members_of(articles, in_order_of_first_members(numbers, articles.order))
    return Grouped(stories, Vectors(sum_numbers(articles, stories).read_only()), postings)


def grouping_input(
    expanded_vectors: AnyVectors, own_vectors: AnyVectors, times: Longs, groups: Ints, number_columns: range
) -> GroupingInput:
    """Return articles as the compiled loops take them; arguments as in `group`."""
    n = len(expanded_vectors)
    if not len(own_vectors) == len(times) == len(groups) == n:
        lengths = [len(own_vectors), len(times), len(groups)]
        raise ValueError(f"expected vectors, times and groups of {n} articles, found {lengths}")
    expanded, n_terms = packed_of(expanded_vectors), own_vectors.n_terms
    return GroupingInput(
        expanded,
        heaviest_terms_of(expanded),
        columns_of(packed_of(own_vectors), number_columns.start, number_columns.stop, n_terms),
        in_time_order(times),
        times,
        n_terms_of(own_vectors),
        groups,
        expanded_vectors.n_terms,
    )


def n_terms_of(own_vectors: AnyVectors) -> Longs:
    """Return how many terms of its own each article has, at least 1; int64 (n,)."""
    return np.maximum(own_vectors.n_terms_of_rows(), 1)


def members_of(articles: GroupingInput, numbers: Ints) -> Membership:
    """Return stories by the numbers of each row's, which count from 0 without a gap."""
    members, indptr = by_story(numbers, articles.order)
    squares = measure_squares(articles, members, indptr)
    return Membership(numbers, members, indptr, squares, n_terms_of_stories(articles.n_terms, members, indptr))


def by_story(numbers: Ints, order: Longs) -> tuple[Ints, Longs]:
    """Return the rows by story, in time order within each, and where each story begins; see `Membership`."""
    members = order[np.argsort(numbers[order], kind="stable")].astype(np.int32)
    return members, np.searchsorted(numbers[members], np.arange(int(numbers.max(initial=-1)) + 2))


def in_order_of_first_members(numbers: Ints, order: Longs) -> Ints:
    """Return numbers that count the same stories from 0, in the order in which they first come in time."""
    _, first, inverse = np.unique(numbers[order], return_index=True, return_inverse=True)
    renumbered, rank = np.empty(len(numbers), np.int32), np.empty(len(first), np.int32)
    rank[np.argsort(first)] = np.arange(len(first))
    renumbered[order] = rank[inverse]
    return renumbered


def n_terms_of_stories(n_terms: Longs, members: Ints, indptr: Longs) -> Longs:
    """Return how many terms all members of each story have together, int64 (n_stories,)."""
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(n_terms[members])])
    return np.diff(before[indptr])
