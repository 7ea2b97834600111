"""Diversity: nothing twice, and something new on every card.

Maximal marginal relevance: Carbonell and Goldstein 1998, doi:10.1145/290941.291025.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.index import Candidates
from recommender.ranking.copies import text_of
from recommender.ranking.events import SAME_EVENT, SameEventThreshold
from recommender.ranking.query import Query
from recommender.ranking.same_text import SAME_TEXT, SameText


@dataclass(frozen=True, slots=True)
class NotFiller:
    """Take out candidates that are hardly similar to the seed, or far less similar than the best candidate is.

    Attributes:
        similarity: The least cosine with the seed. In [0, 1], a cosine of expanded vectors; chosen on dated news.
        share: The least share of the best candidate's cosine. In [0, 1], a share; chosen on dated news.
        spare: Candidates to keep beyond the k requested, for the policies that come after this one. At least 0; chosen
            by hand, larger than what they take out of a box in practice, to bound the work.
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
    """Take out candidates that share no term of their own with the seed, even if expansion has made the two similar.

    Such a card would have no reason: reasons are made of the terms that both articles contain.
    """

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        shares = candidates.own_vectors.share_terms(candidates.rows, query.seed.unmuted_vector)
        return candidates if shares.all() else candidates.take(shares)


@dataclass(frozen=True, slots=True)
class NotInAnotherBox:
    """Take out candidates on the same event as an article of another box of the page, and copies of such an article.

    Attributes:
        threshold: From where two cards are on the same event, by own vectors.
        same_text: Decides which articles are copies.
    """

    threshold: SameEventThreshold = SAME_EVENT
    same_text: SameText = SAME_TEXT

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        if not query.on_page or not len(candidates):
            return candidates
        rows, vectors = np.array(query.on_page), candidates.own_vectors
        is_same_event = self.threshold.of_rows(rows, candidates, vectors, unknown=query.seed)
        left_out = is_same_event | self.same_text.copies_of_rows(query.on_page, candidates)
        return candidates.take(~left_out) if left_out.any() else candidates


@dataclass(frozen=True, slots=True)
class Mmr:
    """Choose cards one by one, each relevant and unlike those before it, one card an event.

    The next card is the one of highest ``score · (1 − (1 − mmr_lambda) · greatest cosine with a chosen card)``: the
    paper's trade-off as a factor rather than a difference, so that it does not depend on the scale of the scores. This
    product is the card's new score; it only falls from card to card.

    Candidates on the event of a chosen card are folded into it, copies of its text first; a newer version of the text
    by the same publisher takes the card's place. One that came without a time, which may be on several events,
    gives its place to the best of them that has a time.

    Attributes:
        mmr_lambda: How much relevance counts beside novelty; 1 is relevance alone. In [0, 1], a share; chosen by hand,
            the larger of the two values that the paper names.
        threshold: From where two cards are on the same event, by own vectors.
        same_text: Decides which articles are copies.
    """

    mmr_lambda: float = 0.7
    threshold: SameEventThreshold = SAME_EVENT
    same_text: SameText = SAME_TEXT

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        is_left, redundancy = np.ones(len(candidates), np.bool_), np.zeros(len(candidates), np.float32)
        has_time, came_without = candidates.have_times(), candidates.are_by_arrival()
        least = self.threshold.least(candidates.days_from_rows(candidates.rows))
        cosines_of = candidates.own_cosines()
        picked: list[int] = []
        gains: list[float] = []
        folded: dict[int, tuple[int, ...]] = {}
        while len(picked) < query.k and is_left.any():
            gain = candidates.score * (1 - (1 - self.mmr_lambda) * redundancy)
            at = candidates.best(gain, is_left)
            if came_without[at]:
                # The best on its event that has a time, if there is one.
                is_event = (cosines_of(at) >= least[at]) & is_left & has_time
                at = candidates.best(gain, is_event) if is_event.any() else at
            text = text_of(candidates, at, self.same_text, is_left, cosines_of)
            picked.append(text.row)
            gains.append(float(gain[at]))
            is_left &= ~text.is_copy
            is_same_event = (text.similarity >= least[text.at]) & is_left
            folded[text.row] = (*text.copies, *candidates.rows[is_same_event].tolist())
            redundancy = np.maximum(redundancy, text.similarity)
            is_left &= ~is_same_event
        return candidates.pick(picked).with_scores(np.array(gains)).with_folded(folded)


@dataclass(frozen=True, slots=True)
class Cut:
    """Keep at most the k candidates requested."""

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        return candidates.take(np.arange(min(query.k, len(candidates))))
