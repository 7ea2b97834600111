"""Words → articles: how an editor finds the article that is meant.

In: an id, or a few words as someone remembers them. Out: articles, the likeliest first.
"""

from __future__ import annotations

from datetime import datetime

from recommender.article import MAX_TITLE_LENGTH, UNKNOWN_LANGUAGE, Article, ArticleId, clean
from recommender.engine import Recommender
from recommender.index import Filter
from recommender.model import Vectors


def find_articles(recommender: Recommender, words: str, *, most: int, as_of: datetime | None = None) -> list[Article]:
    """Return the articles that some words find.

    A few words tell too little of their language, so they are asked for in each that the corpus has.

    Args:
        recommender: What is served.
        words: An article's id, which then comes first, or words of its title or text.
        most: How many articles at most.
        as_of: Nothing published later is found; by default all is.
    """
    catalogue, words = recommender.catalogue, " ".join(clean(words).split())[:MAX_TITLE_LENGTH]
    given = catalogue.find(words)
    found: dict[int, float] = {} if given is None else {given: 2.0}
    for language in recommender.index.base.catalogue.labels["language"]:
        asked = Article(article_id=ArticleId("asked"), title=words, language=language or UNKNOWN_LANGUAGE)
        vector = Vectors.of(recommender.model.transform([asked]))[0]
        filters = Filter(language=frozenset({language}), as_of=as_of)
        candidates = recommender.index.search(vector, depth=most, filters=filters)
        for row, similarity in zip(candidates.rows.tolist(), candidates.similarity.tolist(), strict=True):
            found.setdefault(row, similarity)
    best = sorted(found, key=lambda row: (-found[row], catalogue.id_of(row)))
    return [catalogue.article(row) for row in best[:most]]
