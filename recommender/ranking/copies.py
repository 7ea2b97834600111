"""Copies: wire stories, corrected versions and syndicated texts are one story told once.

Two articles are copies when the cosine of their vectors is above a line far from any two independent reports: on the
sample corpus, wire copies with a paragraph cut and a new headline lie above 0.75, the most alike reports by two
desks below 0.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.article import Article
from recommender.candidates import Candidates, Query
from recommender.catalogue import version_time

COPY_SIMILARITY = 0.65
SEED = -1  # the seed's place among the folded, for a draft has no row


@dataclass(frozen=True, slots=True)
class NoCopiesOfTheSeed:
    """Take out near-duplicates of the seed: they count as the seed itself."""

    similarity: float = COPY_SIMILARITY

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        copies = candidates.vectors.similarities(candidates.rows, query.seed.plain) >= self.similarity
        folded = tuple(int(row) for row in candidates.rows[copies])
        return candidates.take(~copies).with_folded({SEED: folded} if folded else {})


@dataclass(frozen=True, slots=True)
class FoldCopies:
    """Show one card for all copies of a text: the best, or a newer version of it by the same publisher.

    Attributes:
        similarity: Cosine from which two articles are copies.
        spare: How many texts more than were asked for are looked at, for policies that come after this one.
    """

    similarity: float = COPY_SIMILARITY
    spare: int = 15

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        left = candidates
        picked: list[int] = []
        scores: list[float] = []
        folded: dict[int, tuple[int, ...]] = {}
        most = query.k + self.spare if query.k else 0
        while len(left) and len(picked) < most:
            is_copy = left.similarity_to(int(left.rows[0])) >= self.similarity
            is_copy[0] = True
            copies = left.rows[is_copy].tolist()
            shown = newest_version(copies, candidates)
            picked.append(shown)
            # A newer version takes the place of the one that was found, with its score.
            scores.append(float(left.score[0]))
            if len(copies) > 1:
                folded[shown] = tuple(row for row in copies if row != shown)
            left = left.take(~is_copy)
        return candidates.pick(picked).rescored(np.array(scores)).with_folded(folded)


def newest_version(rows: list[int], candidates: Candidates) -> int:
    """Return the first row, or its newest version by the same publisher among the others."""
    catalogue = candidates.catalogue
    publisher = catalogue.label("publisher", rows[0])
    versions = [row for row in rows if publisher and catalogue.label("publisher", row) == publisher]
    if len(versions) < 2:
        return rows[0]
    return max(versions, key=lambda row: version_time(Article.parse(catalogue.head(row) | {"text": "."})))
