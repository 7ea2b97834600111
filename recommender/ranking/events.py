"""Events: does a candidate tell the seed's own event, or another one?

Evidence is similarity, and it must be the stronger the more days lie between: an event's reports come together, its
follow-ups later. With s the cosine and d the days between, two articles tell one event when

    s ≥ base · (1 + d) ** growth        (or s ≥ enough, whatever d is)

Read off counts of pairs on dated news: half of the pairs within a day tell one event at a cosine of about 0.35, half of
those a week apart at 0.5, and half of those a month apart at 0.6; below 0.2 hardly any pair does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.candidates import Candidates, Query


@dataclass(frozen=True, slots=True)
class OneEvent:
    """The line from which two articles tell one event.

    Attributes:
        base: The cosine asked for at the same moment, in (0, 1].
        growth: How fast it rises with the days between; 0 is not at all.
        enough: A cosine that is enough at any distance.
        unknown_days: The distance assumed where a time is not known.
    """

    base: float
    growth: float
    enough: float = 1.0
    unknown_days: float = 1.0

    def __call__(self, similarity: NDArray[np.float32], days: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return a flag for each pair, from its cosine and the days between (of either sign, NaN unknown)."""
        apart = np.where(np.isnan(days), self.unknown_days, np.abs(days))
        line: NDArray[np.float64] = np.minimum(self.base * (1 + apart) ** self.growth, self.enough)
        return similarity >= line


@dataclass(frozen=True, slots=True)
class SameEvent:
    """Keep what tells the seed's own event: of its story what is near enough, of other stories what is nearer still.

    Attributes:
        line: From where a member of the seed's story is kept.
        other_story: From where something else is: two stories may be one that was told in other words.
    """

    line: OneEvent = OneEvent(base=0.33, growth=0.25, unknown_days=3.0)
    other_story: OneEvent = OneEvent(base=0.38, growth=0.25, unknown_days=3.0)

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        days, in_story = candidates.days_from(query.seed), np.isin(candidates.rows, query.seed.story)
        near, nearer = (line(candidates.similarity, days) for line in (self.line, self.other_story))
        return candidates.take(np.where(in_story, near, nearer))


@dataclass(frozen=True, slots=True)
class AnotherEvent:
    """Take out what tells, or may tell, the seed's own event: its story, and what `SameEvent` keeps and more."""

    line: OneEvent = OneEvent(base=0.2, growth=0.5, enough=0.62, unknown_days=2.5)

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        same = self.line(candidates.similarity, candidates.days_from(query.seed))
        return candidates.take(~(same | np.isin(candidates.rows, query.seed.story)))
