"""Words → articles: how an editor finds an article.

In: an id, or a few words as the editor remembers them. Out: articles, the most similar first.
"""

from __future__ import annotations

from datetime import datetime

from recommender.article import MAX_TITLE_LENGTH, UNKNOWN_LANGUAGE, Article, ArticleId, clean
from recommender.engine import Recommender
from recommender.index import Filter
from recommender.model import Vectors

# The similarity of the article whose id was given, to come first. Above 1; larger than every cosine.
ABOVE_ALL = 2.0


def find_articles(recommender: Recommender, words: str, *, most: int, as_of: datetime | None = None) -> list[Article]:
    """Return the articles that match some words, the most similar first, ties by id.

    A few words are too short to detect their language, so they are searched in each language of the corpus.

    Args:
        recommender: The recommender that is served.
        words: The id of an article, which then comes first, or words of its title or text.
        most: How many articles at most.
        as_of: Articles published later are left out; None for no such limit.
    """
    catalogue, words = recommender.catalogue, " ".join(clean(words).split())[:MAX_TITLE_LENGTH]
    named = catalogue.find(words)
    similarities: dict[int, float] = {} if named is None else {named: ABOVE_ALL}
    for language in recommender.index.base.catalogue.labels["language"]:
        query = Article(article_id=ArticleId("query"), title=words, language=language or UNKNOWN_LANGUAGE)
        vector = Vectors.of(recommender.model.transform([query]))[0]
        filters = Filter(language=frozenset({language}), as_of=as_of)
        candidates = recommender.index.search(vector, depth=most, filters=filters)
        for row, similarity in zip(candidates.rows.tolist(), candidates.similarity.tolist(), strict=True):
            similarities.setdefault(row, similarity)
    best = sorted(similarities, key=lambda row: (-similarities[row], catalogue.id_of(row)))
    return [catalogue.article(row) for row in best[:most]]
