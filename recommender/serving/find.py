"""Words → articles: how an editor finds an article.

In: an id, or a few words as the editor remembers them. Out: articles, the most similar first. While a title is being
typed, its last word is the beginning of one: the terms that begin with it are side by side in the vocabulary.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import split_text
from recommender.article import (
    END_OF_TIME,
    MAX_ID_LENGTH,
    MAX_TITLE_LENGTH,
    UNKNOWN_LANGUAGE,
    Article,
    ArticleId,
    clean,
    to_seconds,
)
from recommender.engine import Recommender
from recommender.index import Filter
from recommender.model import Vector, Vectors

# The similarity of the article whose id was given, to come first. Above 1; larger than every cosine.
ABOVE_ALL = 2.0
# Terms that the beginning of a word may stand for, at most. At least 1; chosen by hand, to bound the time of a search.
MAX_COMPLETIONS = 64
# Letters of the last word that are looked for at least; a shorter one as it is. At least 1; chosen by hand.
SHORTEST = 3
# Articles among which those are looked for whose titles hold the words. At least 1; by hand, to bound the time.
TITLE_DEPTH = 200
# How alike two ids are at least of which one may be meant for the other. In (0, 1], the ratio of `difflib`; by hand.
ALIKE = 0.6
NEAR_IDS = 20  # Ids before and after the place of an unknown one that are compared with it. At least 1; by hand.


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


def complete_title(
    recommender: Recommender, typed: str, *, most: int, as_of: datetime | None = None
) -> list[dict[str, Any]]:
    """Return the records of articles, without their texts, that a title being typed may be of.

    Args:
        recommender: The recommender that is served.
        typed: Words in any order, the last of which need not be whole; or an id.
        most: How many articles at most.
        as_of: Articles published later are left out; None for no such limit.

    Returns:
        First the article of that id, then those whose titles hold words that begin with all that is typed, then others
        about these words; each by similarity, ties by id.
    """
    catalogue, typed = recommender.catalogue, " ".join(clean(typed).split())[:MAX_TITLE_LENGTH]
    columns = _columns_begun(recommender, typed)
    weight = np.float32(1 / np.sqrt(max(len(columns), 1)))
    query = Vector(columns, np.full(len(columns), weight, np.float32))
    candidates = recommender.index.search(query, depth=TITLE_DEPTH, filters=Filter(as_of=as_of))
    records = [catalogue.metadata(row) for row in candidates.rows.tolist()]
    named = catalogue.find(typed[:MAX_ID_LENGTH])
    best = [] if named is None else [catalogue.metadata(named)]
    wanted = typed.casefold().split()
    best += sorted(records, key=lambda record: not _begins_all(str(record.get("title", "")), wanted))
    return list({record["article_id"]: record for record in best}.values())[:most]


def nearest_article(recommender: Recommender, article_id: str, *, as_of: datetime | None = None) -> Article | None:
    """Return the article that was most likely meant by an id that no article has; None if none is near.

    Ids are compared with those beside it in their order, and with those of articles that its words find.

    Args:
        recommender: The recommender that is served.
        article_id: An id with a slip of the pen, or words of a title.
        as_of: Articles published later are left out; None for no such limit.
    """
    words = " ".join(split_text(article_id[:MAX_ID_LENGTH]))
    by_words = find_articles(recommender, words, most=5, as_of=as_of)
    beside = {each for part in recommender.catalogue.parts() for each in _ids_beside(part.columns.ids, article_id)}
    rows = recommender.index.rows_of(beside)
    until = END_OF_TIME if as_of is None else to_seconds(as_of)
    near = [recommender.catalogue.id_of(row) for row in rows if recommender.catalogue.time_of(row) <= until]
    candidates = sorted({*near, *(article.article_id for article in by_words)})
    likeness = {each: SequenceMatcher(None, article_id.casefold(), each.casefold()).ratio() for each in candidates}
    best = max(candidates, key=lambda each: likeness[each], default="")
    if likeness.get(best, 0.0) >= ALIKE:
        return recommender.catalogue.article(recommender.catalogue.row_of(best))
    return next(iter(by_words), None)


def _columns_begun(recommender: Recommender, typed: str) -> NDArray[np.int32]:
    """Return the columns of some words, and of the words that begin as the last of them does; int32, rising."""
    columns: set[int] = set()
    for language in recommender.index.base.catalogue.labels["language"]:
        words = split_text(typed, language)
        columns.update(map(recommender.model.columns_of(language), words))
        for word in words[-1:]:
            columns.update(_beginning_with(word, recommender))
    return np.array(sorted(column for column in columns if column >= 0), np.int32)


def _beginning_with(word: str, recommender: Recommender) -> list[int]:
    """Return the columns of the most frequent terms that begin as a word does.

    Terms are stems: of "inspecti" the longest beginning with which a term begins, "inspect", is taken.
    """
    terms = recommender.model.terms_
    for length in range(len(word), min(len(word), SHORTEST) - 1, -1):
        begin = bisect_left(terms, word[:length])
        end = bisect_left(terms, word[:length] + "\U0010ffff")
        if begin < end:
            idf = recommender.model.word_weights()[begin:end]
            return [begin + at for at in np.argsort(idf, kind="stable")[:MAX_COMPLETIONS].tolist()]
    return []


def _begins_all(title: str, wanted: Iterable[str]) -> bool:
    """Return whether each of some words is the beginning of one in a title, or in it where words are not set apart."""
    title = title.casefold()
    return all(
        re.search(rf"(?<!\w){re.escape(word)}", title) or (not word.isascii() and word in title) for word in wanted
    )


def _ids_beside(article_ids: Sequence[str], article_id: str) -> list[str]:
    """Return the ids before and after the place at which another would stand among sorted ids."""
    at = bisect_left(article_ids, article_id)
    return [article_ids[each] for each in range(max(0, at - NEAR_IDS), min(len(article_ids), at + NEAR_IDS))]
