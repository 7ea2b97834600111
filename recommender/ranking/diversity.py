"""Diversity: nothing twice, and something new on every card.

Maximal marginal relevance: Carbonell and Goldstein 1998, doi:10.1145/290941.291025.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.index import Candidates, Query
from recommender.ranking.copies import COPY_SIMILARITY, fold
from recommender.ranking.events import SameEventThreshold


@dataclass(frozen=True, slots=True)
class NotFiller:
    """Take out what is hardly like the seed at all, or far less like it than the best candidate is.

    Attributes:
        similarity: The least cosine with the seed.
        share: The least share of the best candidate's cosine.
        spare: How many more than were asked for are left, for policies that come after this one.
    """

    similarity: float = 0.1
    share: float = 0.4
    spare: int = 45

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        if not len(candidates):
            return candidates
        least = max(self.similarity, self.share * float(candidates.similarity.max()))
        return candidates.take(np.flatnonzero(candidates.similarity >= least)[: query.k + self.spare])


@dataclass(frozen=True, slots=True)
class SharesWords:
    """Take out what shares no word of its own with the seed, however near neighbours have brought the two.

    Nothing could be said for such a card: reasons are told by what both articles say.
    """

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        return candidates.take(candidates.own_vectors.similarities(candidates.rows, query.seed.unmuted_vector) > 0)


@dataclass(frozen=True, slots=True)
class NotInAnotherBox:
    """Take out what tells again the event of an article that another box of the page shows, or copies its text.

    Attributes:
        line: From where two cards tell one event.
        copy_similarity: From where they are copies of one text.
    """

    line: SameEventThreshold = SameEventThreshold(base=0.08, growth=1.0)
    copy_similarity: float = COPY_SIMILARITY

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        for row in query.shown:
            alike = candidates.own_similarity_to(row)
            again = (alike >= self.copy_similarity) | self.line(alike, candidates.days_from_row(row))
            candidates = candidates.take(~again)
        return candidates


@dataclass(frozen=True, slots=True)
class Mmr:
    """Choose cards one by one, each relevant and unlike those before it; one card an event.

    The next card is the one of highest ``score · (1 − (1 − mmr_lambda) · greatest cosine with a chosen card)``: the
    paper's trade, as a factor rather than a difference, so that it does not depend on the scale of the scores. This
    product is the card's new score; it only falls from card to card.

    What tells a chosen card's event again is folded into it: first copies of its text, of which a newer version by the
    same publisher takes its place.

    Attributes:
        mmr_lambda: In [0, 1]; 1 is relevance alone.
        line: From where two cards tell one event.
        copy_similarity: From where they are copies of one text.
    """

    mmr_lambda: float = 0.7
    line: SameEventThreshold = SameEventThreshold(base=0.08, growth=1.0)
    copy_similarity: float = COPY_SIMILARITY

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        left = candidates
        order, redundancy = left.order(), np.zeros(len(left), np.float32)
        picked: list[int] = []
        gains: list[float] = []
        folded: dict[int, tuple[int, ...]] = {}
        while len(left) and len(picked) < query.k:
            gain = left.score * (1 - (1 - self.mmr_lambda) * redundancy)
            at = int(np.lexsort((order, -gain))[0])
            text = fold(left, at, self.copy_similarity)
            picked.append(text.shown)
            gains.append(float(gain[at]))
            again = text.is_copy | self.line(text.alike, left.days_from_row(text.shown))
            folded[text.shown] = (*text.copies, *left.rows[again & ~text.is_copy].tolist())
            new = ~again
            left, order, redundancy = left.take(new), order[new], np.maximum(redundancy, text.alike)[new]
        return candidates.pick(picked).with_scores(np.array(gains)).with_folded(folded)


@dataclass(frozen=True, slots=True)
class Cut:
    """Keep as many as were asked for."""

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        return candidates.take(np.arange(min(query.k, len(candidates))))
