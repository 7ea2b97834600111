"""Articles by row, over one part or two: each answer is that of all articles looked at one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import Article
from recommender.article.times import UNKNOWN_TIME, to_seconds
from recommender.index.articles import FACETS, Articles, facet_value
from recommender.index.live_catalogue import CombinedCatalogue, LiveCatalogue
from tests.support.builders import article, catalogue, law

# In their order as texts these lie before, between and behind each other.
IDS = ("0", "A", "a", "aa", "ab", "b", "b0", "ba", "c", "ß", "猫", "\U0001f408")


@st.composite
def served(draw: st.DrawFn) -> tuple[Articles, dict[str, Article]]:
    """Draw articles in one part or two, some of the first deleted, and what is served, by id."""
    made = st.builds(
        lambda name, publisher, day, language: article(
            article_id=name, publisher=publisher, published_at=day and f"2026-03-0{day}", language=language
        ),
        st.sampled_from(IDS),
        st.sampled_from((None, "Herald", "Post")),
        st.sampled_from((None, 1, 2)),
        st.sampled_from((None, "en-GB", "de")),
    )
    unique = st.lists(made, max_size=6, unique_by=lambda one: one.article_id)
    first, later = draw(unique), sorted(draw(unique), key=lambda one: one.article_id)
    base = catalogue(*first)
    down = draw(st.sets(st.sampled_from(IDS), max_size=3))
    out: set[str] = down.union(one.article_id for one in later)
    deleted = np.array([row for row, name in enumerate(base.ids) if name in out], np.int64)
    live = LiveCatalogue.empty()
    live = live.with_splice(live.splice((), later), later)
    expected: dict[str, Article] = {one.article_id: one for one in first if one.article_id not in out}
    return CombinedCatalogue(base, deleted, live), expected | {str(one.article_id): one for one in later}


@law
@given(served())
def test_all_that_is_read_of_an_article_is_what_it_says(case: tuple[Articles, dict[str, Article]]) -> None:
    articles, expected = case
    assert len(articles) == len(expected)
    assert list(articles.article_ids()) == sorted(expected)
    assert list(articles) == [expected[each] for each in sorted(expected)]
    rows = np.array([articles.row_of(each) for each in expected], np.int64)
    assert [articles.id_of(row) for row in rows.tolist()] == list(expected)
    assert articles.times_of(rows).tolist() == [to_seconds(one.published_at) for one in expected.values()]
    assert articles.times_of(rows).tolist() == [articles.time_of(row) for row in rows.tolist()]
    for facet in FACETS:
        assert articles.labels_of(facet, rows) == [facet_value(one, facet) for one in expected.values()]
        assert articles.labels_of(facet, rows) == [articles.label(facet, row) for row in rows.tolist()]
        for labels in ((), ("en", "Post"), ("", "Herald")):
            expected_flags = [facet_value(one, facet) in labels for one in expected.values()]
            assert articles.are_labelled(facet, rows, labels).tolist() == expected_flags
        known = {facet_value(one, facet) for one in expected.values()} - {""}
        assert articles.has_several(facet) == (len(known) > 1)
    for name in IDS:
        assert (name in articles) == (name in expected)
        assert (articles.find(name) is None) == (name not in expected)
    with pytest.raises(IndexError):
        articles.id_of(-1)


@law
@given(served(), st.data())
def test_the_best_come_first_and_equal_ones_by_id(
    case: tuple[Articles, dict[str, Article]], data: st.DataObject
) -> None:
    articles, expected = case
    names = data.draw(st.permutations(sorted(expected)))
    scores = data.draw(st.lists(st.sampled_from([0.25, 0.5]), min_size=len(names), max_size=len(names)))
    rows = np.array([articles.row_of(name) for name in names], np.int32)
    order = articles.best_first(rows, np.array(scores, np.float32)).tolist()
    assert order == sorted(range(len(names)), key=lambda at: (-scores[at], names[at]))


@law
@given(served(), st.integers(0, 3), st.integers(0, 8))
def test_the_newest_come_first_and_equal_ones_by_id(
    case: tuple[Articles, dict[str, Article]], day: int, most: int
) -> None:
    articles, expected = case
    until = to_seconds(article(published_at=f"2026-03-0{day + 1}").published_at) - 86_400
    times = {name: to_seconds(one.published_at) for name, one in expected.items()}
    names = sorted(
        (each for each in expected if UNKNOWN_TIME != times[each] <= until), key=lambda each: (-times[each], each)
    )
    assert [articles.id_of(row) for row in articles.newest_rows(until, most).tolist()] == names[:most]
