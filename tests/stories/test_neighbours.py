"""Finding the stories that an arrival could belong to: the nearest articles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender import Recommender
from recommender.article import ArticleId
from recommender.article.times import UNKNOWN_TIME
from recommender.index import Filter
from recommender.model.sparse import Vector, Vectors
from recommender.stories import NewArticle, place
from recommender.stories.grouping import group
from recommender.stories.neighbours import HEAVIEST, NEAREST, READ_AROUND, WORTH, Neighbours, in_time_order
from recommender.stories.placing import best_story, nearest_rows
from recommender.stories.threshold import StoryThreshold
from tests.support.builders import law, unit_rows


def heaviest(vectors: Vectors) -> NDArray[np.float32]:
    """Return the heaviest terms of each row, and zeros for the others."""
    dense: NDArray[np.float32] = vectors.matrix().toarray()
    for row in dense:
        row[np.argsort(-row, kind="stable")[HEAVIEST:]] = 0
    return dense


@law
@given(seed=st.integers(0, 10_000), n=st.integers(2, READ_AROUND), wide=st.booleans())
def test_the_nearest_are_those_that_brute_force_finds(seed: int, n: int, wide: bool) -> None:
    vectors = Vectors.of(unit_rows(n, 90 if wide else 9, seed=seed, density=0.7))
    random = np.random.default_rng(seed)
    times = random.integers(0, 9, n)
    times[random.random(n) < 0.2] = UNKNOWN_TIME
    groups, excluded = random.integers(0, 2, n).astype(np.int32), random.random(n) < 0.2
    grouped = group(vectors, vectors, times, groups, StoryThreshold())
    near = Neighbours.of(grouped.postings, times)
    for row in range(n):
        excluded_too = excluded | (np.arange(n) == row)
        rows = near.nearest(vectors[row], int(times[row]), group=int(groups[row]), groups=groups, excluded=excluded_too)
        scores = heaviest(vectors) @ heaviest(vectors)[row] * (groups == groups[row]) * ~excluded_too
        place = np.empty(n, np.int64)
        place[in_time_order(times)] = np.arange(n)
        best = [at for at in np.lexsort((place, -scores)).tolist() if scores[at] > 0][:NEAREST]
        worth = [at for at in best if scores[at] >= WORTH * scores[best[0]]]
        assert np.sort(scores[rows]) == pytest.approx(np.sort(scores[worth]), abs=1e-6)


def test_of_a_common_term_the_articles_of_a_time_near_by_are_found() -> None:
    n = 6 * READ_AROUND
    vectors, times = Vectors.of(unit_rows(n, 1, density=1, empty=0)), np.arange(n) * 1_000
    groups = np.zeros(n, np.int32)
    near = Neighbours.of(group(vectors, vectors, times, groups, StoryThreshold()).postings, times)
    for time in (0, 1_000 * n // 2, 1_000 * n):
        rows = near.nearest(vectors[0], time, group=0, groups=groups, excluded=np.zeros(n, np.bool_))
        assert len(rows) == NEAREST
        assert (np.abs(times[rows] - time) <= 1_000 * READ_AROUND).all()


def test_an_arrival_joins_the_story_that_an_exact_search_finds(sample: Recommender) -> None:
    """All of the corpus arrive once more, under other ids, beside half of them that have arrived already."""
    articles = [replace(each, article_id=ArticleId(f"new-{each.article_id}")) for each in sample.catalogue]
    live = sample.with_changes({each.article_id: each for each in articles[::2]})
    searcher = live.index
    for entry in live.vectorize(articles):
        new = NewArticle.of(entry, live.model)
        filters, itself = Filter(language=frozenset({new.language})), searcher.rows_of([new.article_id])
        exact = searcher.search(new.expanded_vector, depth=NEAREST, filters=filters, exclude=itself)
        worth = exact.rows[exact.score >= WORTH * exact.score.max(initial=0)]
        assert place(new, live.stories, searcher) == best_story(new, worth, live.stories, searcher)


def near(recommender: Recommender, article: NewArticle) -> list[int]:
    rows: list[int] = nearest_rows(article, recommender.stories.base.neighbours, recommender.index).tolist()
    return rows


def test_what_has_been_deleted_is_not_near(sample: Recommender) -> None:
    article = next(iter(sample.catalogue))
    row = sample.catalogue.row_of(article.article_id)
    again = NewArticle.of(sample.vectorize([replace(article, article_id=ArticleId("again"))])[0], sample.model)
    assert row in near(sample, again)
    assert row not in near(sample, again._replace(article_id=article.article_id))
    assert row not in near(sample.with_changes({article.article_id: None}), again)
    assert near(sample, again._replace(language="tlh")) == []
    empty = Vector(again.expanded_vector.terms[:0], again.expanded_vector.weights[:0])
    assert near(sample, again._replace(expanded_vector=empty)) == []


def test_what_has_arrived_is_near(sample: Recommender) -> None:
    article = replace(next(iter(sample.catalogue)), article_id=ArticleId("arrived"))
    live = sample.with_changes({"arrived": article})
    again = NewArticle.of(live.vectorize([replace(article, article_id=ArticleId("again"))])[0], live.model)
    row = live.catalogue.row_of("arrived")
    assert row in near(live, again)
    assert row not in near(live, again._replace(article_id="arrived"))
    assert row not in near(live, again._replace(language="tlh"))


def test_a_copy_is_told_by_the_story_of_what_it_copies(sample: Recommender) -> None:
    """Whatever has come to be nearer to it since, and also under the id of what it copies."""
    catalogue = sample.catalogue
    for article in list(catalogue)[::5]:
        story = sample.stories.id_of(catalogue.row_of(article.article_id), catalogue)
        for article_id in (ArticleId("draft"), article.article_id):
            draft = sample.draft(replace(article, article_id=article_id))
            assert draft.story.tolist() == sample.stories.rows_of(story, catalogue).tolist()
