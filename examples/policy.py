"""A policy of one's own: related stories of the seed's own section come first.

    python examples/policy.py [ARTICLE-ID]

A box is a tuple of policies, applied left to right. A policy is a frozen dataclass that takes candidates, ordered best
first, and returns some of them in their new order. Its fields are its settings, and its repr is what `why` shows.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from recommender import Recommender, read_articles
from recommender.index import Candidates
from recommender.ranking import POLICIES, Mmr, Query

ARTICLES = Path(__file__).parents[1] / "data" / "articles.jsonl"


@dataclass(frozen=True, slots=True)
class OwnSectionFirst:
    """Raise the score of what is in the seed's section.

    Attributes:
        boost: What a score is multiplied with, 1 or more; 1 changes nothing.
    """

    boost: float = 1.5

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        """Return all candidates, ordered by their new scores."""
        own = [section == query.seed.article.section for section in candidates.facet("section")]
        return candidates.with_scores(candidates.score * np.where(own, np.float32(self.boost), np.float32(1)))


def main(article_id: str = "cpr-0305-lowmoor-closure-paper") -> None:
    """Print the box without the policy and with it."""
    usual = Recommender.fit(read_articles(ARTICLES))
    policies = POLICIES["related"]
    # A boost comes before what diversifies.
    at = next(at for at, policy in enumerate(policies) if isinstance(policy, Mmr))
    policies = (*policies[:at], OwnSectionFirst(), *policies[at:])
    ours = replace(usual, policies={**POLICIES, "related": policies})
    for name, recommender in (("as it is", usual), ("own section first", ours)):
        print(f"\n{name}")
        for card in recommender.related(article_id).cards:
            print(f"  {card.metadata['section']}: {card.title}")


if __name__ == "__main__":
    main(*sys.argv[1:])
