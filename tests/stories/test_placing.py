"""Placing an arrival: near what, and into which story."""

from __future__ import annotations

from dataclasses import replace

from recommender import Recommender
from recommender.article import ArticleId
from recommender.index import Filter
from recommender.model.vectors import Vector
from recommender.stories import NewArticle, place
from recommender.stories.neighbours import NEAREST, WORTH
from recommender.stories.placing import best_story, nearest_rows


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
