"""Time as evidence: never a hard rule, always a factor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.candidates import Candidates, Query


@dataclass(frozen=True, slots=True)
class CloseInTime:
    """Multiply scores with ``1 / (1 + ln(1 + days / pace))``: minutes count for an hour-old story, years hardly differ.

    Attributes:
        pace_days: The days at which the factor has fallen to about 0.6.
        unknown: The factor where a time is not known; where the seed's is not, nothing changes.
    """

    pace_days: float = 3.0
    unknown: float = 0.5

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        if query.seed.article.published_at is None:
            return candidates
        days = candidates.days_from(query.seed)
        factor = np.where(np.isnan(days), self.unknown, 1 / (1 + np.log1p(np.abs(days) / self.pace_days)))
        return candidates.rescored(candidates.score * factor)


@dataclass(frozen=True, slots=True)
class OwnPace:
    """Prefer what is near the seed in time, at the pace of its own story.

    The pace is the median distance of the best candidates from the seed: hours for a breaking story, years for an
    evergreen. Scores are multiplied with ``0.5 ** (days / (half_lives * pace))``.

    Attributes:
        among: How many of the best candidates tell the pace.
        half_lives: How many paces halve a score.
        shortest_days: The pace is never taken to be shorter.
    """

    among: int = 20
    half_lives: float = 4.0
    shortest_days: float = 0.25

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        days = np.abs(candidates.days_from(query.seed))
        known = ~np.isnan(days)
        if not known[: self.among].any():
            return candidates
        pace = max(float(np.median(days[: self.among][known[: self.among]])), self.shortest_days)
        factor = 0.5 ** (np.where(known, days, pace) / (self.half_lives * pace))
        return candidates.rescored(candidates.score * factor)
