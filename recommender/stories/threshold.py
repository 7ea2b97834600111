"""The line from which an article belongs to a story: its parameters, and the two formulas, compiled.

With s̄ the mean cosine of an article with a story's members and c its cosine with their sum, the article resembles the
story by ``mean · s̄ + (1 - mean) · c``, and what is asked of it is

    min(base · (1 + days) ** growth, enough) · min(1, shorter / short) / min(1, longer / short) · (1 + clash) ** against

where days lie between the article and the middle of the story, and shorter and longer are the numbers of terms of the
two. Numbers speak against one event by ``against = 1 - agreed / usual``, the more so the more of the texts are numbers,
and for it, half as loud, where they agree: two shootings are told in the same words, but not with the same ages and
hours. The evidence is the ratio; from 1 on, the article may belong. Cosine with the sum is what Miranda et al. 2018
("Multilingual Clustering of Streaming News", EMNLP, aclanthology D18-1483) group by; the mean keeps a large story from
attracting whatever touches it. Time raises what is asked for and never decides alone. A headline shares few words with
anything, and so must share fewer with a rich story.
"""

from __future__ import annotations

from typing import NamedTuple

from recommender.analysis import compiled
from recommender.article import SECONDS_A_DAY, UNKNOWN_TIME

MOST_FAVOUR = 0.5  # numbers that agree speak half as loud, at most, as those that clash
_UNKNOWN = int(UNKNOWN_TIME)


class Agreement(NamedTuple):
    """How far the numbers of an article and of a story agree.

    Attributes:
        cosine: Of its numbers with the sum of the story's, in [0, 1].
        share: How much of both texts are numbers: the lesser length of them in a vector of unit length, the story's as
            a mean of its members, in [0, 1]; 0 where one of them has none.
    """

    cosine: float
    share: float


class StoryThreshold(NamedTuple):
    """The parameters of a story's line; the same for every corpus.

    Attributes:
        base: The resemblance asked for at the same moment, in (0, 1].
        growth: How fast it rises with the days between, 0 or more; 0 is not at all.
        enough: A resemblance that is enough at any distance in time, in (0, 1].
        unknown_days: The distance assumed where a time is not known, 0 or more.
        mean: The share of the mean cosine in the resemblance, in [0, 1]; the rest is the cosine with the sum.
        short: A text of so many terms is asked in full, 1 or more; a shorter one beside a longer one for less.
        better: A member moves to another story only for so many times the evidence, 1 or more.
        clash: How much more is asked where two texts share none of their numbers, 0 or more.
        usual: The agreement of numbers, above 0, that tells nothing; beyond it, less is asked.
        much: Where numbers are more of both texts than this share, above 0, a clash of them weighs more.
    """

    base: float = 0.31
    growth: float = 0.3
    enough: float = 0.7
    unknown_days: float = 3.0
    mean: float = 0.35
    short: float = 25.0
    better: float = 1.1
    clash: float = 0.3
    usual: float = 0.3
    much: float = 0.2

    def check(self) -> None:
        """Make sure that every parameter is in its range.

        Raises:
            ValueError: One is not.
        """
        in_range = 0 < self.base <= 1 and 0 < self.enough <= 1 and 0 <= self.mean <= 1
        at_least = self.growth >= 0 and self.unknown_days >= 0 and self.short >= 1 and self.better >= 1
        of_numbers = self.clash >= 0 and self.usual > 0 and self.much > 0
        if not (in_range and at_least and of_numbers):
            raise ValueError(f"line of a story: expected parameters in their ranges, found {self}")


@compiled
def days_between(time: int, first: int, last: int, unknown_days: float) -> float:
    """Return the days from a time to the middle of a stretch; seconds since 1970."""
    if time == _UNKNOWN or first == _UNKNOWN:
        return unknown_days
    return abs(time - (first + last) / 2) / SECONDS_A_DAY


@compiled
def clash_of(agreed: Agreement, shorter: int, line: StoryThreshold) -> float:
    """Return how far numbers speak against one event, below 0 for it.

    Args:
        agreed: How far they agree.
        shorter: How many terms the shorter of the two texts has: in a short one a number more or less says little.
        line: The parameters.
    """
    if agreed.share == 0:
        return 0.0
    clash = 1 - agreed.cosine / line.usual
    loud = max(1.0, agreed.share / line.much) if clash > 0 else 1.0
    return min(1.0, shorter / line.short) ** 2 * max(clash * loud, -MOST_FAVOUR)


@compiled
def evidence(
    total: float,
    count: int,
    length: float,
    n_terms: int,
    n_story_terms: int,
    days: float,
    agreed: Agreement,
    line: StoryThreshold,
) -> float:
    """Return how far an article resembles a story, in units of what is asked for: it may belong from 1 on.

    Args:
        total: The sum of its cosines with the members that are compared.
        count: How many these are, 1 or more.
        length: The L2 length of their sum.
        n_terms: How many terms the article has, 1 or more.
        n_story_terms: How many all members of the story have together, 1 or more.
        days: The days between article and story.
        agreed: How far their numbers agree.
        line: The parameters.
    """
    resemblance = line.mean * total / count + (1 - line.mean) * total / max(length, 1e-6)
    asked = min(line.base * (1 + days) ** line.growth, line.enough)
    shorter, longer = min(n_terms, n_story_terms), max(n_terms, n_story_terms)
    asked *= (1 + line.clash) ** clash_of(agreed, shorter, line)
    ratio: float = resemblance / (asked * min(1.0, shorter / line.short) / min(1.0, longer / line.short))
    return ratio
