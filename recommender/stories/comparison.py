"""An article beside a story: the comparison that grouping at training and placing an arrival share.

In: the sum of an article's cosines with the compared members of a story, and the times and numbers of both. Out: the
score of the article with the story.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled
from recommender.article import SECONDS_A_DAY, UNKNOWN_TIME
from recommender.model import Vector, shared_terms
from recommender.stories.numbers import square_of
from recommender.stories.threshold import Agreement, Comparison, StorySize, StoryThreshold, story_score

Longs = NDArray[np.int64]
_UNKNOWN = int(UNKNOWN_TIME)


class ArticleFacts(NamedTuple):
    """What counts of an article beside its vector.

    Attributes:
        time: When it was published, seconds since 1970 UTC, or `UNKNOWN_TIME`.
        n_terms: How many terms it has, 1 or more.
        numbers: The numbers among its words.
    """

    time: int
    n_terms: int
    numbers: Vector


@compiled
def score_with_story(
    article: ArticleFacts, total: float, times: Longs, number_sum: Vector, size: StorySize, threshold: StoryThreshold
) -> float:
    """Return the score of an article with a story: it may belong from 1 on.

    Args:
        article: The article, which is none of the members.
        total: The sum of its cosines with the compared members.
        times: int64 (n_compared,), the times of the compared members, of which there are 1 or more.
        number_sum: The sum of their numbers.
        size: The size of the story.
        threshold: What is required.
    """
    agreement = agreement_of(article.numbers, number_sum, len(times))
    days = days_between(article.time, times, threshold.unknown_days)
    return story_score(Comparison(total, len(times), article.n_terms, days, agreement), size, threshold)


@compiled
def agreement_of(numbers: Vector, total: Vector, count: int) -> Agreement:
    """Return how far the numbers of an article agree with those of a story.

    Args:
        numbers: The numbers of the article.
        total: The sum of those of the story's compared members.
        count: How many members these are, 1 or more.
    """
    length, others = np.sqrt(square_of(numbers)), np.sqrt(square_of(total))
    if length * others == 0:
        return Agreement(0.0, 0.0)
    shared = 0.0
    for product in shared_terms(numbers.terms, numbers.weights, total.terms, total.weights)[1]:
        shared += product
    return Agreement(shared / (length * others), min(length, others / count))


@compiled
def days_between(time: int, times: NDArray[np.int64], unknown_days: float) -> float:
    """Return the days from an article to the middle of a story.

    Args:
        time: When the article was published, seconds since 1970 UTC, or `UNKNOWN_TIME`.
        times: int64 (n,), likewise of the members.
        unknown_days: What to return where the article or all of the members have no known time.
    """
    first, last = _UNKNOWN, _UNKNOWN
    for each in times:
        if each != _UNKNOWN:
            first = each if first == _UNKNOWN else min(first, each)
            last = max(last, each)
    if time == _UNKNOWN or first == _UNKNOWN:
        return unknown_days
    return abs(time - (first + last) / 2) / SECONDS_A_DAY
