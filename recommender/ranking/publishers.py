"""Publishers: how others report it, one card each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.index import Candidates
from recommender.ranking.query import Query


@dataclass(frozen=True, slots=True)
class OneCardPerPublisher:
    """Keep the best candidate of each publisher; articles of unknown publishers all stay.

    If all articles of the catalogue have one publisher, as on a site that shows its own alone, nothing is folded.
    """

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:  # noqa: ARG002
        if len(candidates) < 2 or not candidates.catalogue.has_several("publisher"):
            return candidates
        best: dict[str, int] = {}
        folded: dict[int, tuple[int, ...]] = {}
        kept = []
        rows = zip(candidates.rows.tolist(), candidates.facet("publisher"), strict=True)
        for at, (row, publisher) in enumerate(rows):
            if not publisher or publisher not in best:
                best[publisher] = row
                kept.append(at)
            else:
                folded[best[publisher]] = (*folded.get(best[publisher], ()), row)
        return candidates.take(kept).with_folded(folded)


@dataclass(frozen=True, slots=True)
class OtherPublishersFirst:
    """Put candidates of the seed's own publisher after all others, by scaling their scores.

    Attributes:
        below: The score of the own publisher's best candidate, as a share of the others' lowest. In (0, 1), a share;
            chosen by hand, since each gives the same order.
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
