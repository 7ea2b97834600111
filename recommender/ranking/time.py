"""Time as evidence: never a hard rule, always a factor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.index import Candidates, Query


@dataclass(frozen=True, slots=True)
class CloseInTime:
    """Multiply scores with ``(1 + days) ** -growth``: an event is told within days, mostly.

    This is the line of `SameEventThreshold` as a factor, a little milder: what lies further away must be more alike to
    rank the same. An article of a year ago keeps three tenths of its score, so that time alone takes nothing out.

    Attributes:
        growth: How fast the factor falls; 0 is not at all.
        unknown_days: The distance assumed where a time is not known; where the seed's is not, nothing changes.
    """

    growth: float = 0.2
    unknown_days: float = 7.0

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        if query.seed.article.published_at is None:
            return candidates
        days = candidates.days_from(query.seed)
        apart = np.where(np.isnan(days), self.unknown_days, np.abs(days))
        return candidates.with_scores(candidates.score * (1 + apart) ** -self.growth)


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
        return candidates.with_scores(candidates.score * factor)
