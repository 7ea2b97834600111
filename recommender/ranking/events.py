"""Events: is a candidate on the same event as the seed, or on another one?

The evidence is similarity, and more of it is needed the more days lie between two articles: an event's reports come
together, its follow-ups later. With s the cosine and d the days between, two articles are on the same event if

    s ≥ base · (1 + d) ** growth        (or s ≥ enough, whatever d is)

Read off counts of pairs on dated news, by expanded vectors: half of the pairs within a day are on the same event at a
cosine of about 0.35, half of those a week apart at 0.5, half of those a month apart at 0.6; below 0.2 hardly any is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.index import Candidates, Rows, Seed
from recommender.model import VectorRows
from recommender.ranking.query import Query
from recommender.ranking.same_text import SAME_TEXT, SameText


@dataclass(frozen=True, slots=True)
class SameEventThreshold:
    """The similarity from which two articles are on the same event, rising with the days between them.

    Attributes:
        base: The cosine needed at the same moment, in (0, 1].
        growth: How fast it rises with the days between, at least 0; 0 is not at all.
        enough: A cosine that is enough however far apart two articles are. In (0, 1], a cosine; infinite if none is.
        unknown_days: The days assumed to lie between if a time is not known. At least 0, days; chosen by hand.
    """

    base: float
    growth: float
    enough: float = 1.0
    unknown_days: float = 1.0

    def __call__(self, similarity: NDArray[np.float32], days: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return a flag for each pair, from its cosine and the days between (of either sign, NaN if not known)."""
        return similarity >= self.least(days)

    @property
    def lowest(self) -> float:
        """Return the cosine needed at the same moment: never is less needed."""
        return min(self.base, self.enough)

    def least(self, days: NDArray[np.float64]) -> NDArray[np.float32]:
        """Return the least cosine for each pair: as cosines are, so that one that equals it passes."""
        least = np.abs(days)
        least[np.isnan(least)] = self.unknown_days
        least += 1
        if self.growth != 1:
            least **= self.growth
        least *= self.base
        return np.minimum(least, self.enough, out=least).astype(np.float32)

    def of_row(self, row: int, candidates: Candidates, vectors: VectorRows) -> NDArray[np.bool_]:
        """Return which candidates are on the event of a row; time alone decides of most, and few are compared.

        Args:
            row: A row of the catalogue.
            candidates: The candidates.
            vectors: Those of the candidates by which cosines are computed.

        Returns:
            bool (n_candidates,).
        """
        return self.of_rows(np.array([row]), candidates, vectors)

    def of_rows(
        self, rows: Rows, candidates: Candidates, vectors: VectorRows, unknown: Seed | None = None
    ) -> NDArray[np.bool_]:
        """Return which candidates are on the event of any of some rows; as `of_row`.

        With a seed, rows without a time are taken to be of its time, as reports of its event are: not having a time,
        they must not be near to all times.
        """
        flags = np.zeros(len(candidates), np.bool_)
        least = self.least(candidates.days_from_rows(rows, unknown))
        near = least <= 1
        for at in np.flatnonzero(near.any(axis=1)).tolist():
            some = (near[at] & ~flags).nonzero()[0]
            flags[some] = vectors.similarities_to(candidates.rows[some], int(rows[at])) >= least[at, some]
        return flags


# From where two cards of a page are on the same event. In (0, 1], a cosine of own vectors; chosen so that few related
# cards of the sample corpus repeat the event of a card above them: 1.4 % do, and 9 % did without it. Those more than
# eleven days apart are not.
SAME_EVENT = SameEventThreshold(base=0.08, growth=1.0, enough=math.inf)


@dataclass(frozen=True, slots=True)
class KeepSameEvent:
    """Keep candidates on the seed's own event: those of its story that are similar enough, and others more similar.

    A copy of a report that is kept is on the event as well: it is kept even if it lies just below the threshold because
    an editor has cut what it shared with the seed.

    Attributes:
        threshold: From where an article of the seed's story is kept. In (0, 1], a cosine of expanded vectors; read off
            counts of pairs on dated news.
        other_story: From where another article is kept, since two stories may be one that was reported in other words.
            In (0, 1], a cosine of expanded vectors; read off counts of pairs on dated news.
        copies_from: The share of the threshold that a copy must reach. In (0, 1], a share; chosen on the sample corpus,
            where copies are cut.
        same_text: Decides which articles are copies.
    """

    threshold: SameEventThreshold = SameEventThreshold(base=0.33, growth=0.25, unknown_days=3.0)
    other_story: SameEventThreshold = SameEventThreshold(base=0.38, growth=0.25, unknown_days=3.0)
    copies_from: float = 0.9
    same_text: SameText = SAME_TEXT

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        # What is less similar than a report of the same moment must be is no report, whatever its time.
        lowest = np.float32(min(self.threshold.lowest, self.other_story.lowest))
        candidates = candidates.take(candidates.similarity / self.copies_from >= lowest)
        days, in_story = candidates.days_from(query.seed), candidates.are_among(query.seed.story)
        threshold = np.where(in_story, self.threshold.least(days), self.other_story.least(days))
        kept = candidates.similarity >= threshold
        just_below = (candidates.similarity / self.copies_from >= threshold) & ~kept
        if just_below.any():
            reports = candidates.take(kept)
            for at in just_below.nonzero()[0].tolist():
                kept[at] = self.same_text.copies_of_row(int(candidates.rows[at]), reports).any()
        return candidates.take(kept)


@dataclass(frozen=True, slots=True)
class ExcludeSameEvent:
    """Take out candidates that are or may be on the seed's own event, and those surely on that of such a report.

    The seed's story may be on its event, and so may what is similar enough to the seed: what `KeepSameEvent` keeps and
    more. Reports in other words than the seed's are more similar to other reports of its event than to the seed itself;
    so candidates are also compared with those surely on the event. A chain goes no further: what such a report takes
    out takes out nothing itself, and one that came without a time, which is near to all times, nothing that has one.

    Attributes:
        threshold: From where a candidate may be on the seed's event. In (0, 1], a cosine of expanded vectors; chosen on
            dated news.
        sure: From where two articles are surely on the same event. In (0, 1], a cosine of expanded vectors; chosen on
            dated news.
        members: How many candidates that are surely on the seed's event are compared with the others, the most similar
            to the seed first. At least 0; chosen by hand, to bound the work.
        spare: Candidates to keep beyond the k requested, the most similar to the seed, before they are compared with
            the members; the rest is taken out. At least 0; chosen by hand, to bound the work.
    """

    threshold: SameEventThreshold = SameEventThreshold(base=0.2, growth=0.5, enough=0.57, unknown_days=3.5)
    sure: SameEventThreshold = SameEventThreshold(base=0.37, growth=0.25, unknown_days=0.8)
    members: int = 10
    spare: int = 45

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        days = candidates.days_from(query.seed)
        possibly = self.threshold(candidates.similarity, days) | candidates.are_among(query.seed.story)
        surely = self.sure(candidates.similarity, days)
        left = candidates.take((~(possibly | surely)).nonzero()[0][: query.k + self.spare])
        members = candidates.rows[surely][: self.members]
        if not len(members):
            return left
        is_out = self.sure.of_rows(members, left, left.expanded_vectors)
        if is_out.any() and (came_without := left.catalogue.are_by_arrival(members)).any():
            is_out &= ~left.have_times() | self.sure.of_rows(members[~came_without], left, left.expanded_vectors)
        return left.take(~is_out)
