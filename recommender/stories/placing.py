"""Which story an article that arrives belongs to: the one that training would put it in, as far as can be known now.

The nearest articles give the stories that it could belong to; those with which it shares words that the model does not
know, too. Each is compared with it as at training, by its compared members, the days between and the numbers, save that
here the article is seen with its out-of-vocabulary words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.article import primary_subtag, to_seconds
from recommender.index import LANGUAGE, Entry, Filter, Rows, Searcher
from recommender.model import FieldedTfidf, Vector
from recommender.stories.comparison import ArticleFacts, score_with_story
from recommender.stories.neighbours import NEAREST, WORTH, Neighbours
from recommender.stories.oov import NO_OOV, Oov, read_oov
from recommender.stories.state import LiveStories
from recommender.stories.story_ids import StoryId

COPY = 0.999  # The cosine from which on two articles are copies. In (0, 1], a cosine; 1 but for rounding.
# How many of an article's heaviest OOV words live articles are looked for by. At least 1, words; chosen by BCubed F1 of
# live stories on gun_violence, ecbplus and uci_aggregator.
OOV_LOOKED_UP = 12


class NewArticle(NamedTuple):
    """An article that is to be placed.

    Attributes:
        article_id: Its id.
        time: When it was published, seconds since 1970 UTC, or `UNKNOWN_TIME`.
        language: Its language; a story is in one.
        n_terms: How many terms of its own it has, 1 or more.
        expanded_vector: What it is compared by.
        own_vector: The vector of its own words.
        oov: Those of its words that the model does not know.
    """

    article_id: str
    time: int
    language: str
    n_terms: int
    expanded_vector: Vector
    own_vector: Vector
    oov: Oov = NO_OOV

    @classmethod
    def of(cls, entry: Entry, model: FieldedTfidf) -> Self:
        """Return an article as it is placed; `model` is what its vectors were made by."""
        article = entry.article
        oov = read_oov(article, model) if entry.n_oov else NO_OOV
        return cls(
            article.article_id,
            to_seconds(article.known_time),
            primary_subtag(article.language),
            max(len(entry.own_vector.terms) + len(oov.vector.terms), 1),
            entry.expanded_vector,
            entry.own_vector,
            oov,
        )


def place(article: NewArticle, stories: LiveStories, searcher: Searcher) -> StoryId | None:
    """Return the story that an article belongs to, None when it would found one of its own.

    Args:
        article: The article; what is served under its id is passed over.
        stories: The stories now.
        searcher: The articles that are served.
    """
    return best_story(article, nearest_rows(article, stories.base.neighbours, searcher), stories, searcher)


def nearest_rows(article: NewArticle, neighbours: Neighbours, searcher: Searcher) -> Rows:
    """Return the rows of the few served articles nearest to one, in its language and without itself, best first.

    Those of the base are found around its time; of the live ones, of which there are few, all are looked at.
    """
    n_base = len(searcher.base)
    itself = np.array(searcher.rows_of([article.article_id]), np.int64)
    excluded = np.concatenate([searcher.deleted, itself[itself < n_base]])
    filters = Filter(language=frozenset({article.language}))
    live, _ = searcher.live.best(article.expanded_vector, NEAREST, filters, itself[itself >= n_base] - n_base)
    rows = np.concatenate([_nearest_in_base(article, neighbours, searcher, excluded), live + np.int32(n_base)])
    cosines = searcher.expanded_vectors.similarities(rows, article.expanded_vector)
    order = np.lexsort((rows, -cosines))[:NEAREST]
    worth: Rows = rows[order[cosines[order] >= WORTH * cosines.max(initial=0)]]
    return worth


def _nearest_in_base(
    article: NewArticle, neighbours: Neighbours, searcher: Searcher, excluded: NDArray[np.int64]
) -> NDArray[np.int32]:
    base = searcher.base.catalogue
    languages = base.labels["language"]
    if article.language not in languages:
        return np.empty(0, np.int32)
    is_excluded, group = np.zeros(len(base), np.bool_), languages.index(article.language)
    is_excluded[excluded] = True
    vector, groups = article.expanded_vector, base.codes[LANGUAGE]
    rows = neighbours.nearest(vector, article.time, group=group, groups=groups, excluded=is_excluded)
    return rows.astype(np.int32)


def best_story(article: NewArticle, nearest: Rows, stories: LiveStories, searcher: Searcher) -> StoryId | None:
    """Return the story that an article belongs to, None when it would found one; `nearest` are the rows near it."""
    catalogue = searcher.catalogue
    candidates = [story_id for row in nearest.tolist() if (story_id := stories.find(row, catalogue))]
    if candidates and _is_copy(article, int(nearest[0]), stories, searcher):
        return candidates[0]  # whatever has come to be more like it since
    candidates += _stories_sharing_oov(article, stories)
    numbers = article.oov.with_numbers_of(article.own_vector, stories.base.number_columns)
    facts = ArticleFacts(article.time, article.n_terms, numbers)
    scores = dict(_scores(article, facts, dict.fromkeys(candidates), stories, searcher))
    best = max(scores.values(), default=0.0)
    # Of equals the smaller id.
    return min(story_id for story_id, score in scores.items() if score == best) if best >= 1 else None


def _is_copy(article: NewArticle, row: int, stories: LiveStories, searcher: Searcher) -> bool:
    other = stories.oov_of(row, searcher.catalogue)
    cosine = article.expanded_vector.cosine(searcher.expanded_vectors[row])
    known = article.oov.known_length * other.known_length * cosine
    return known + article.oov.vector.dot(other.vector) >= COPY


def _stories_sharing_oov(article: NewArticle, stories: LiveStories) -> list[StoryId]:
    """Return the stories of the few live articles that share most OOV words with one, most first."""
    postings = (stories.oov_postings.get(term, ()) for term in heaviest_oov(article.oov))
    shared = Counter(article_id for posting in postings for article_id in posting)
    shared.pop(article.article_id, None)
    least = WORTH * max(shared.values(), default=0)
    nearest = sorted(shared, key=lambda article_id: (-shared[article_id], article_id))[:NEAREST]
    assignments = (stories.assignments.get(article_id) for article_id in nearest if shared[article_id] >= least)
    return [assignment.story_id for assignment in assignments if assignment]


def heaviest_oov(oov: Oov) -> list[int]:
    """Return the few heaviest OOV words of an article: by them live articles are found."""
    order = np.argsort(-oov.vector.weights, kind="stable")[:OOV_LOOKED_UP]
    terms: list[int] = oov.vector.terms[order].tolist()
    return terms


def _scores(
    article: NewArticle, facts: ArticleFacts, story_ids: Iterable[StoryId], stories: LiveStories, searcher: Searcher
) -> Iterator[tuple[StoryId, float]]:
    """Yield the score of an article, of which the facts are given, with each of some stories that have members."""
    rows_of = {each: rows for each in story_ids if len(rows := stories.compared_rows(each, searcher.catalogue))}
    if not rows_of:
        return
    # Of the members of all stories at once: it is the calls that cost.
    rows = np.concatenate([*rows_of.values()])
    cosines = searcher.expanded_vectors.similarities(rows, article.expanded_vector)
    times, oov, begin = searcher.catalogue.times_of(rows), article.oov, 0
    for story_id, members in rows_of.items():
        inside, profile = slice(begin, begin + len(members)), stories.profile_of(story_id)
        total = oov.known_length * float(cosines[inside] @ profile.known_lengths) + oov.vector.dot(profile.oov)
        threshold = stories.base.threshold
        yield story_id, score_with_story(facts, total, times[inside], profile.numbers, profile.size, threshold)
        begin += len(members)
