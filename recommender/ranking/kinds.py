"""Kinds: opinion and advertising are shown only to those who request them."""

from __future__ import annotations

from dataclasses import dataclass

from recommender.index import Candidates
from recommender.ranking.query import Query


@dataclass(frozen=True, slots=True)
class OnRequestOnly:
    """Take out some kinds of article unless the request names them.

    Attributes:
        kinds: The kinds, of `recommender.article.Kind`.
    """

    kinds: tuple[str, ...] = ("opinion", "sponsored")

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        left_out = frozenset(self.kinds) - query.requested_kinds
        is_out = candidates.catalogue.are_labelled("kind", candidates.rows, left_out)
        return candidates.take(~is_out) if is_out.any() else candidates
