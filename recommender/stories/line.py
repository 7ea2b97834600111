"""The line from which an article belongs to a story: its parameters, and the two formulas, compiled.

With s̄ the mean cosine of an article with a story's members and c its cosine with their sum, the article resembles the
story by ``mean · s̄ + (1 - mean) · c``, and what is asked of it is

    min(base · (1 + days) ** growth, enough) · min(1, shorter / short) / min(1, longer / short)

where days lie between the article and the story's nearest end, and shorter and longer are the numbers of terms of the
two. The evidence is the ratio; from 1 on, the article may belong. Cosine with the sum is what Miranda et al. 2018
("Multilingual Clustering of Streaming News", EMNLP, aclanthology D18-1483) group by; the mean keeps a large story from
attracting whatever touches it. Time raises what is asked for and never decides alone. A headline shares few words with
anything, and so must share fewer with a rich story.
"""

from __future__ import annotations

from typing import NamedTuple

from numba import njit

from recommender.catalogue import UNKNOWN_TIME

SECONDS_A_DAY = 86_400.0
_UNKNOWN = int(UNKNOWN_TIME)


class StoryLine(NamedTuple):
    """The parameters of a story's line; the same for every corpus.

    Attributes:
        base: The resemblance asked for at the same moment, in (0, 1].
        growth: How fast it rises with the days between, 0 or more; 0 is not at all.
        enough: A resemblance that is enough at any distance in time, in (0, 1].
        unknown_days: The distance assumed where a time is not known, 0 or more.
        mean: The share of the mean cosine in the resemblance, in [0, 1]; the rest is the cosine with the sum.
        short: A text of so many terms is asked in full, 1 or more; a shorter one beside a longer one for less.
        better: A member moves to another story only for so many times the evidence, 1 or more.
    """

    base: float = 0.32
    growth: float = 0.3
    enough: float = 0.7
    unknown_days: float = 3.0
    mean: float = 0.35
    short: float = 25.0
    better: float = 1.1

    def check(self) -> None:
        """Make sure that every parameter is in its range.

        Raises:
            ValueError: One is not.
        """
        in_range = 0 < self.base <= 1 and 0 < self.enough <= 1 and 0 <= self.mean <= 1
        at_least = self.growth >= 0 and self.unknown_days >= 0 and self.short >= 1 and self.better >= 1
        if not (in_range and at_least):
            raise ValueError(f"line of a story: expected parameters in their ranges, found {self}")


@njit(nogil=True, cache=True)
def days_between(time: int, first: int, last: int, unknown_days: float) -> float:
    """Return the days from a time to the nearest end of a stretch, 0 within it; seconds since 1970."""
    if time == _UNKNOWN or first == _UNKNOWN:
        return unknown_days
    return abs(time - (first + last) / 2) / SECONDS_A_DAY


@njit(nogil=True, cache=True)
def evidence(
    total: float, count: int, length: float, n_terms: int, n_story_terms: int, days: float, line: StoryLine
) -> float:
    """Return how far an article resembles a story, in units of what is asked for: it may belong from 1 on.

    Args:
        total: The sum of its cosines with the members that are compared.
        count: How many these are, 1 or more.
        length: The L2 length of their sum.
        n_terms: How many terms the article has, 1 or more.
        n_story_terms: How many all members of the story have together, 1 or more.
        days: The days between article and story.
        line: The parameters.
    """
    resemblance = line.mean * total / count + (1 - line.mean) * total / max(length, 1e-6)
    asked = min(line.base * (1 + days) ** line.growth, line.enough)
    shorter, longer = min(n_terms, n_story_terms), max(n_terms, n_story_terms)
    ratio: float = resemblance / (asked * min(1.0, shorter / line.short) / min(1.0, longer / line.short))
    return ratio
