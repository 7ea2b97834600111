"""Vectors and times → the story of each article: the whole corpus at once, at training."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.article import END_OF_TIME, UNKNOWN_TIME
from recommender.model import Postings, Vectors
from recommender.stories import kernels
from recommender.stories.kernels import Rows
from recommender.stories.nearest import heads_of
from recommender.stories.sparse import Sparse, stretches_of
from recommender.stories.threshold import StoryThreshold

NO_NUMBERS = range(0)
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


def rows_of(vectors: Vectors, plain: Vectors, times: Longs, groups: Ints, numbers: range) -> Rows:
    """Return articles as the compiled loops take them; arguments as in `group`."""
    n = len(vectors)
    if not len(plain) == len(times) == len(groups) == n:
        found = [len(plain), len(times), len(groups)]
        raise ValueError(f"expected vectors, times and groups of {n} articles, found {found}")
    order = in_time(times)
    compared, words = sparse(vectors, order), sparse(plain, order)
    held = stretches_of(words, numbers.start, numbers.stop)
    sizes = sizes_of(plain)[order]
    return Rows(compared, heads_of(compared), held, times[order], sizes, groups[order])


def sparse(vectors: Vectors, order: Longs) -> Sparse:
    """Return vectors in an order of their rows as the compiled loops take them, without copying them."""
    return Sparse(vectors.starts[order], vectors.starts[order + 1], vectors.terms, vectors.weights, vectors.shape[1])


def in_time(times: Longs) -> Longs:
    """Return the rows in the order of time; equal times by row, unknown ones last."""
    known = np.where(times == UNKNOWN_TIME, END_OF_TIME, times)
    return np.lexsort((np.arange(len(times)), known))


def sizes_of(plain: Vectors) -> Longs:
    """Return how many terms of its own each article has, at least 1; int64 (n,)."""
    return np.maximum(np.diff(plain.starts), 1)


class Grouped(NamedTuple):
    """A corpus in stories, counted from 0 in the order of their first members.

    Attributes:
        codes: int64 (n,), the story of each row.
        members: int64 (n,), the rows by story, in the order of time within each.
        begins: int64 (n_stories + 1,), where the members of each story begin.
        squares: float64 (n_stories,), the squared length of the sum of the members that articles are compared with.
        sums: The sum of the numbers of these members, a row a story.
        heads: The articles by their heaviest terms, each by its place in the order of time.
    """

    codes: Longs
    members: Longs
    begins: Longs
    squares: NDArray[np.float64]
    sums: Vectors
    heads: Postings


def group(
    vectors: Vectors, plain: Vectors, times: Longs, groups: Ints, line: StoryThreshold, *, numbers: range = NO_NUMBERS
) -> Grouped:
    """Group a corpus into stories.

    Articles are taken in the order of time, and each joins the best of the stories that were there, or founds one. Then
    each member looks back once, and moves to the story that fits it better now, or out of one that does not fit.

    Args:
        vectors: The vectors that are compared, expanded ones; rows in the order of article ids.
        plain: The vectors of the articles' own words, in the same rows.
        times: int64 (n,), seconds since 1970, or `UNKNOWN_TIME`.
        groups: int32 (n,), the language of each.
        line: What is asked of a member.
        numbers: Which terms of the articles' own words are numbers.

    Raises:
        ValueError: A parameter is out of its range, or there is not one of each for each article.
    """
    line.check()
    rows = rows_of(vectors, plain, times, groups, numbers)
    codes, postings = kernels.group_rows(rows, line)
    members, begins = by_story(codes)
    squares = kernels.squared_lengths(rows.vectors, members, begins)
    sizes = np.bincount(codes, rows.sizes, minlength=len(begins) - 1).astype(np.int64)
    codes = renumbered(kernels.look_back(rows, postings, members, begins, codes, squares, sizes, line))
    members, begins = by_story(codes)
    squares = kernels.squared_lengths(rows.vectors, members, begins)
    order, by_row = in_time(times), np.empty(len(vectors), np.int64)
    by_row[order] = codes
    starts = np.append(postings.begins, len(postings.rows))
    heads = Postings(starts, postings.rows, postings.impacts, len(vectors))
    sums = Vectors(*kernels.summed_numbers(rows.numbers, members, begins), plain.shape[1])
    return Grouped(by_row, order[members], begins, squares, sums, heads)


def by_story(codes: Longs) -> tuple[Longs, Longs]:
    """Return the positions by story, rising within each, and where each story begins; codes count without a gap."""
    members = np.argsort(codes, kind="stable")
    return members, np.searchsorted(codes[members], np.arange(int(codes.max(initial=-1)) + 2))


def renumbered(codes: Longs) -> Longs:
    """Return codes that count from 0 in the order in which they first come."""
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    renamed: Longs = rank[inverse]
    return renamed


def sizes_of_stories(sizes: Longs, members: Longs | Ints, begins: Longs) -> Longs:
    """Return the number of terms of all members of each story together, int64 (n_stories,)."""
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes[members])])
    return np.diff(before[begins])
