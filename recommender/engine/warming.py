"""What is done before a recommender answers its first reader."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from recommender.engine.recommender import Recommender


def warm_up_reading(recommender: Recommender) -> None:
    """Fill a page of a published article: what most readers need, and the compiled loops of it alone."""
    for article in islice(recommender.catalogue, 1):
        recommender.page(recommender.seed(article.article_id))


def warm_up(recommender: Recommender) -> None:
    """Fill pages of a published, an edited and an unpublished article, so that no reader waits for what they need.

    These are the compiled loops for each of them, and the detection of languages.
    """
    for article in islice(recommender.catalogue, 1):
        edited = recommender.with_changes({article.article_id: replace(article, title=f"{article.title}.")})
        for each in (recommender, edited):
            each.page(each.seed(article.article_id))
            each.page(each.draft(replace(article, language=None)))
