"""Time as evidence: never a hard rule, always a factor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.index import Candidates
from recommender.ranking.query import Query


@dataclass(frozen=True, slots=True)
class CloseInTime:
    """Multiply scores by ``(1 + days) ** -growth``: most reports of an event appear within days.

    This is `SameEventThreshold` as a factor, a little milder: an article further away in time must be more similar to
    rank the same. One of a year ago keeps three tenths of its score, so that time alone takes nothing out.

    Attributes:
        growth: How fast the factor falls; 0 is not at all. At least 0; chosen by nDCG@5 and P@10 on dated sets with
            judgements, where it ranks as well as a factor with two parameters, or better.
        unknown_days: The days assumed to lie between if a candidate's time is not known; if the seed's is not, nothing
            changes. At least 0, days; chosen by hand.
    """

    growth: float = 0.2
    unknown_days: float = 7.0

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        if query.seed.article.known_time is None:
            return candidates
        days = candidates.days_from(query.seed)
        apart = np.where(np.isnan(days), self.unknown_days, np.abs(days))
        return candidates.with_scores(candidates.score * (1 + apart) ** -self.growth)


@dataclass(frozen=True, slots=True)
class OwnPace:
    """Prefer candidates near the seed in time, at the pace of its own story.

    The pace is the median distance of the best candidates from the seed in days: hours for a breaking story, years for
    an evergreen. Scores are multiplied by ``0.5 ** (days / (half_lives * pace))``, where a candidate without a time
    is at that pace. One that came without a time is taken to be as far away as the farthest of the k best that have
    one, so that it is before none of these for being undated.

    Attributes:
        among: How many of the best candidates the pace is measured on. At least 1; chosen by hand.
        half_lives: After how many paces a score is halved. Above 0, paces; chosen by hand.
        shortest_days: The shortest pace. Above 0, days; chosen by hand.
    """

    among: int = 20
    half_lives: float = 4.0
    shortest_days: float = 0.25

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        days = np.abs(candidates.days_from(query.seed))
        known = ~np.isnan(days)
        if not known[: self.among].any():
            return candidates
        nearest = np.sort(days[: self.among][known[: self.among]])
        median = (nearest[(len(nearest) - 1) // 2] + nearest[len(nearest) // 2]) / 2
        pace = max(float(median), self.shortest_days)
        factor = 0.5 ** (np.where(known, days, pace) / (self.half_lives * pace))
        if not known.all() and (came_without := candidates.are_by_arrival()).any():
            best = known.nonzero()[0]
            best = best[candidates.take(known).best_first((candidates.score * factor)[known])[: query.k]]
            factor[came_without] = factor[best].min(initial=0.5 ** (1 / self.half_lives))
        return candidates.with_scores(candidates.score * factor)
