"""From which score on an article belongs to a story: the parameters, and the formulas, compiled.

With s̄ the mean cosine of an article with the compared members of a story, and c its cosine with their sum, the article
resembles the story by ``mean_weight · s̄ + (1 - mean_weight) · c``. What is required of it is

    min(base · (1 + days) ** growth, enough) · min(1, shorter / short) / min(1, longer / short) · (1 + clash) ** against

where days lie between the article and the middle of the story, and shorter and longer are the numbers of terms of the
two. The score is the ratio: from 1 on, the article may belong.

Cosine with the sum is what Miranda et al. 2018 ("Multilingual Clustering of Streaming News", EMNLP, aclanthology
D18-1483) group by; the mean keeps a large story from attracting whatever touches it. Time raises what is required and
never decides alone. A headline shares few words with anything, and so needs to share fewer with a long text. Numbers
count against the same event by ``against = 1 - agreement / usual``, the more so the more of the texts are numbers, and
for it, half as much, where they agree: two shootings are reported in the same words, but not with the same ages and
hours.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from recommender.analysis import compiled

# How much agreeing numbers can count for one event, beside what a clash can count against it. In [0, 1], a share;
# chosen by BCubed F1 on gun_violence, ecbplus and uci_aggregator.
MOST_FAVOUR = 0.5
# A sum of vectors is not taken for shorter, so that nothing is divided by 0. Above 0, a length; far below that of any
# vector.
SHORTEST = 1e-6


class StoryThreshold(NamedTuple):
    """The parameters of the threshold of a story; the same for every corpus.

    Attributes:
        base: The resemblance required at the same moment. In (0, 1], a cosine; chosen, with the others, by BCubed F1 on
            gun_violence, ecbplus and uci_aggregator (`benchmarks/stories.py`).
        growth: How fast that rises with the days between; 0 is not at all. At least 0, a power of the days; chosen
            likewise.
        enough: A resemblance that is enough at any distance in time. In (0, 1], a cosine; chosen likewise.
        unknown_days: The distance assumed where a time is not known. At least 0, days; chosen likewise.
        mean_weight: The part of the mean cosine in the resemblance; the rest is the cosine with the sum. In [0, 1], a
            share; chosen likewise.
        short: A text of fewer terms is short: beside a longer one, it needs to share less. At least 1, terms; chosen
            likewise.
        better: How many times the score with its own story another must reach for a member to move there. At least 1,
            a ratio; chosen likewise.
        clash: How much more is required of two texts that share none of their numbers. At least 0, a share; chosen
            likewise.
        usual: The agreement of numbers that says nothing either way; beyond it, less is required. Above 0, a cosine;
            chosen likewise.
        rich: Where more of both texts are numbers than this, a clash of them weighs more. Above 0, a share; chosen
            likewise.
    """

    base: float = 0.31
    growth: float = 0.3
    enough: float = 0.7
    unknown_days: float = 3.0
    mean_weight: float = 0.35
    short: float = 25.0
    better: float = 1.1
    clash: float = 0.3
    usual: float = 0.3
    rich: float = 0.2

    def check(self) -> None:
        """Make sure that every parameter is in its range.

        Raises:
            ValueError: One is not.
        """
        in_range = 0 < self.base <= 1 and 0 < self.enough <= 1 and 0 <= self.mean_weight <= 1
        at_least = self.growth >= 0 and self.unknown_days >= 0 and self.short >= 1 and self.better >= 1
        of_numbers = self.clash >= 0 and self.usual > 0 and self.rich > 0
        if not (in_range and at_least and of_numbers):
            raise ValueError(f"threshold of a story: expected parameters in their ranges, found {self}")


class Agreement(NamedTuple):
    """How far the numbers of an article and of a story agree.

    Attributes:
        cosine: The cosine of the article's numbers with the sum of the story's, in [0, 1].
        share: How much of both texts are numbers, in [0, 1]: the lesser of the lengths of their numbers, as part of
            vectors of unit length; of the story, the mean of its members. 0 where one of the two has no numbers.
    """

    cosine: float
    share: float


class Comparison(NamedTuple):
    """An article beside the compared members of a story.

    Attributes:
        total: The sum of the article's cosines with these members.
        n_members: How many these are, 1 or more.
        n_terms: How many terms the article has, 1 or more.
        days: The days between the article and the story.
        agreement: How far their numbers agree.
    """

    total: float
    n_members: int
    n_terms: int
    days: float
    agreement: Agreement


class StorySize(NamedTuple):
    """How large a story is.

    Attributes:
        square: The squared L2 length of the sum of its compared members' vectors.
        n_terms: How many terms all members have together, 1 or more.
    """

    square: float
    n_terms: int


@compiled
def story_score(comparison: Comparison, size: StorySize, threshold: StoryThreshold) -> float:
    """Return how far an article resembles a story, in units of what is required: it may belong from 1 on."""
    total, length, share = comparison.total, np.sqrt(max(size.square, 0.0)), threshold.mean_weight
    resemblance = share * total / comparison.n_members + (1 - share) * total / max(length, SHORTEST)
    required = min(threshold.base * (1 + comparison.days) ** threshold.growth, threshold.enough)
    shorter, longer = min(comparison.n_terms, size.n_terms), max(comparison.n_terms, size.n_terms)
    required *= (1 + threshold.clash) ** number_clash(comparison.agreement, shorter, threshold)
    ratio: float = resemblance / (required * min(1.0, shorter / threshold.short) / min(1.0, longer / threshold.short))
    return ratio


@compiled
def number_clash(agreement: Agreement, shorter: int, threshold: StoryThreshold) -> float:
    """Return how far numbers speak against one event; below 0 they speak for it.

    Args:
        agreement: How far they agree.
        shorter: The number of terms of the shorter of the two texts; in a short one a number more or less says little.
        threshold: The parameters.
    """
    if agreement.share == 0:
        return 0.0
    clash = 1 - agreement.cosine / threshold.usual
    weight = max(1.0, agreement.share / threshold.rich) if clash > 0 else 1.0
    return min(1.0, shorter / threshold.short) ** 2 * max(clash * weight, -MOST_FAVOUR)
