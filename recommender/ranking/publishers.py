"""Publishers: how others tell it, one card each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.index import Candidates, Query


@dataclass(frozen=True, slots=True)
class OneCardPerPublisher:
    """Keep the best card of each publisher; articles of unknown publishers all stay.

    Where all articles are of one publisher, as on a site that shows its own alone, nothing is folded.
    """

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:  # noqa: ARG002
        if not candidates.catalogue.has_several("publisher"):
            return candidates
        shown: dict[str, int] = {}
        folded: dict[int, tuple[int, ...]] = {}
        kept = []
        for at, (row, publisher) in enumerate(
            zip(candidates.rows.tolist(), candidates.facet("publisher"), strict=True)
        ):
            if not publisher or publisher not in shown:
                shown[publisher] = row
                kept.append(at)
            else:
                folded[shown[publisher]] = (*folded.get(shown[publisher], ()), row)
        return candidates.take(kept).with_folded(folded)


@dataclass(frozen=True, slots=True)
class OtherPublishersFirst:
    """Put cards of the seed's own publisher after all others: their scores are scaled to below the last of those.

    Attributes:
        below: The share of the others' lowest score that the own publisher's best card is given.
    """

    below: float = 0.99

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        own = query.seed.article.publisher
        is_own = np.array([publisher == own for publisher in candidates.facet("publisher")], np.bool_)
        if not is_own.any() or is_own.all():
            return candidates
        lowest, highest = float(candidates.score[~is_own].min()), float(candidates.score[is_own].max())
        factor = min(1.0, self.below * lowest / highest) if highest > 0 else 1.0
        return candidates.with_scores(np.where(is_own, candidates.score * factor, candidates.score))
