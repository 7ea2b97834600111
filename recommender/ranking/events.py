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

from recommender.index import Candidates, Query
from recommender.ranking.copies import COPY_SIMILARITY


@dataclass(frozen=True, slots=True)
class SameEventThreshold:
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
        line = np.minimum(self.base * (1 + apart) ** self.growth, self.enough)
        return similarity >= line.astype(np.float32)  # as cosines are, so that one that equals the line is on it


@dataclass(frozen=True, slots=True)
class KeepSameEvent:
    """Keep what tells the seed's own event: of its story what is near enough, of other stories what is nearer still.

    A copy of a report that is kept tells the event as well: it is kept also where it lies just below the line, since an
    editor has cut what it shared with the seed.

    Attributes:
        line: From where a member of the seed's story is kept.
        other_story: From where something else is: two stories may be one that was told in other words.
        copies_from: The share of what a line asks for that is asked of a copy.
        copy_similarity: Cosine from which two articles are copies.
    """

    line: SameEventThreshold = SameEventThreshold(base=0.33, growth=0.25, unknown_days=3.0)
    other_story: SameEventThreshold = SameEventThreshold(base=0.38, growth=0.25, unknown_days=3.0)
    copies_from: float = 0.9
    copy_similarity: float = COPY_SIMILARITY

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        days, in_story = candidates.days_from(query.seed), np.isin(candidates.rows, query.seed.story)

        def is_near(similarity: NDArray[np.float32]) -> NDArray[np.bool_]:
            return np.where(in_story, self.line(similarity, days), self.other_story(similarity, days))

        kept = is_near(candidates.similarity)
        reports = candidates.take(kept)
        for at in np.flatnonzero(is_near(candidates.similarity / self.copies_from) & ~kept) if len(reports) else ():
            kept[at] = reports.own_similarity_to(candidates.rows[at]).max() >= self.copy_similarity
        return candidates.take(kept)


@dataclass(frozen=True, slots=True)
class ExcludeSameEvent:
    """Take out what tells, or may tell, the seed's own event, and what surely tells one event with such a report.

    What may tell it is the seed's story, and what is near enough to the seed: what `KeepSameEvent` keeps and more.
    Reports that choose other words than the seed are nearer to other reports of its event than to itself; so those that
    surely tell it are asked as well. A chain goes no further: what such a report has taken out takes out nothing.

    Attributes:
        line: From where a candidate may tell the seed's event.
        sure: From where two articles surely tell one event.
        members: How many candidates that surely tell the seed's event are asked, the nearest to the seed.
        spare: How many candidates more than were asked for are compared with these, the nearest to the seed; the rest
            is taken out.
    """

    line: SameEventThreshold = SameEventThreshold(base=0.2, growth=0.5, enough=0.57, unknown_days=3.5)
    sure: SameEventThreshold = SameEventThreshold(base=0.37, growth=0.25, unknown_days=0.8)
    members: int = 10
    spare: int = 45

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        days = candidates.days_from(query.seed)
        may = self.line(candidates.similarity, days) | np.isin(candidates.rows, query.seed.story)
        surely = self.sure(candidates.similarity, days)
        left = candidates.take(np.flatnonzero(~(may | surely))[: query.k + self.spare])
        for row in candidates.rows[surely][: self.members].tolist():
            left = left.take(~self.sure(left.expanded_similarity_to(row), left.days_from_row(row)))
        return left
