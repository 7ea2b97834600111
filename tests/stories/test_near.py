"""Finding the stories that an arrival could belong to: the nearest articles, and a mapping that changes often."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender import Recommender
from recommender.article import ArticleId
from recommender.article.times import UNKNOWN_TIME
from recommender.boxes.timeline import arrival_of, served_by
from recommender.index.articles import Rows
from recommender.index.filters import Filter
from recommender.model.sparse import Vector, Vectors
from recommender.stories import NEAREST, WORTH, Arrival, Served
from recommender.stories.grouping import group, in_time
from recommender.stories.layers import RATIO, Layers
from recommender.stories.near import Near
from recommender.stories.nearest import HEAD, LOOKED_AT
from recommender.stories.threshold import StoryThreshold
from tests.support.builders import law, unit_rows


def heads(vectors: Vectors) -> NDArray[np.float32]:
    """Return the heaviest terms of each row, and zeros for the others."""
    dense: NDArray[np.float32] = vectors.matrix().toarray()
    for row in dense:
        row[np.argsort(-row, kind="stable")[HEAD:]] = 0
    return dense


@law
@given(seed=st.integers(0, 10_000), n=st.integers(2, LOOKED_AT), wide=st.booleans())
def test_the_nearest_are_those_that_brute_force_finds(seed: int, n: int, wide: bool) -> None:
    vectors = Vectors.of(unit_rows(n, 90 if wide else 9, seed=seed, density=0.7))
    random = np.random.default_rng(seed)
    times = random.integers(0, 9, n)
    times[random.random(n) < 0.2] = UNKNOWN_TIME
    groups, barred = random.integers(0, 2, n).astype(np.int32), random.random(n) < 0.2
    found = group(vectors, vectors, times, groups, StoryThreshold())
    near = Near.of(found.heads, times)
    for row in range(n):
        barred_too = barred | (np.arange(n) == row)
        rows = near.rows(vectors[row], int(times[row]), group=int(groups[row]), groups=groups, barred=barred_too)
        scores = heads(vectors) @ heads(vectors)[row] * (groups == groups[row]) * ~barred_too
        place = np.empty(n, np.int64)
        place[in_time(times)] = np.arange(n)
        best = [at for at in np.lexsort((place, -scores)).tolist() if scores[at] > 0][:NEAREST]
        worth = [at for at in best if scores[at] >= WORTH * scores[best[0]]]
        assert np.sort(scores[rows]) == pytest.approx(np.sort(scores[worth]), abs=1e-6)


def test_of_a_common_term_the_articles_of_a_time_near_by_are_found() -> None:
    n = 6 * LOOKED_AT
    vectors, times = Vectors.of(unit_rows(n, 1, density=1, empty=0)), np.arange(n) * 1_000
    groups = np.zeros(n, np.int32)
    near = Near.of(group(vectors, vectors, times, groups, StoryThreshold()).heads, times)
    for time in (0, 1_000 * n // 2, 1_000 * n):
        rows = near.rows(vectors[0], time, group=0, groups=groups, barred=np.zeros(n, np.bool_))
        assert len(rows) == NEAREST
        assert (np.abs(times[rows] - time) <= 1_000 * LOOKED_AT).all()


def test_an_arrival_joins_the_story_that_an_exact_search_finds(sample: Recommender) -> None:
    """All of the corpus arrive once more, under other ids, beside half of them that have arrived already."""
    articles = [replace(each, article_id=ArticleId(f"new-{each.article_id}")) for each in sample.catalogue]
    live = sample.with_changes({each.article_id: each for each in articles[::2]})
    index = live.index

    def nearest(arrival: Arrival) -> Rows:
        filters = Filter(language=frozenset({arrival.language}))
        itself = index.rows_of([arrival.article_id])
        found = index.search(arrival.vector, depth=NEAREST, filters=filters, exclude=itself)
        worth: Rows = found.rows[found.score >= WORTH * found.score.max(initial=0)]
        return worth

    exact = Served(index.catalogue, index.expanded_vectors, index.own_vectors, nearest)
    for entry in live.vectorize(articles):
        arrival = arrival_of(entry, live.model)
        assert live.stories.place(arrival, served_by(index, live.stories)) == live.stories.place(arrival, exact)


def test_what_is_gone_is_not_near(sample: Recommender) -> None:
    article = next(iter(sample.catalogue))
    served = served_by(sample.index, sample.stories)
    row = sample.catalogue.row_of(article.article_id)
    again = arrival_of(sample.vectorize([replace(article, article_id=ArticleId("again"))])[0], sample.model)
    assert row in served.nearest(again)
    assert row not in served.nearest(again._replace(article_id=article.article_id))
    gone = sample.with_changes({article.article_id: None})
    assert row not in served_by(gone.index, gone.stories).nearest(again)
    assert not len(served.nearest(again._replace(language="tlh")))
    assert not len(served.nearest(again._replace(vector=Vector(again.vector.terms[:0], again.vector.weights[:0]))))


def test_what_has_arrived_is_near(sample: Recommender) -> None:
    article = replace(next(iter(sample.catalogue)), article_id=ArticleId("arrived"))
    live = sample.with_changes({"arrived": article})
    served = served_by(live.index, live.stories)
    again = arrival_of(live.vectorize([replace(article, article_id=ArticleId("again"))])[0], live.model)
    assert live.catalogue.row_of("arrived") in served.nearest(again)
    assert live.catalogue.row_of("arrived") not in served.nearest(again._replace(article_id="arrived"))
    assert live.catalogue.row_of("arrived") not in served.nearest(again._replace(language="tlh"))


def test_a_copy_is_told_by_the_story_of_what_it_copies(sample: Recommender) -> None:
    """Whatever has come to be nearer to it since, and also under the id of what it copies."""
    catalogue = sample.catalogue
    for article in list(catalogue)[::5]:
        story = sample.stories.id_of(catalogue.row_of(article.article_id), catalogue)
        for article_id in (ArticleId("draft"), article.article_id):
            draft = sample.draft(replace(article, article_id=article_id))
            assert draft.story.tolist() == sample.stories.rows_of(story, catalogue).tolist()


# --- Layers ---


@law
@given(changes=st.lists(st.dictionaries(st.sampled_from("abcdefgh"), st.one_of(st.none(), st.integers(0, 9)))))
def test_layers_say_what_a_dictionary_says(changes: list[dict[str, int | None]]) -> None:
    layers: Layers[str, int] = Layers()
    known: dict[str, int | None] = {}
    for change in changes:
        before = {key: layers.get(key) for key in "abcdefgh"}
        after = layers.changed(change)
        assert before == {key: layers.get(key) for key in "abcdefgh"}
        layers, known = after, {**known, **change}
        assert {key: layers.get(key) for key in "abcdefgh"} == {key: known.get(key) for key in "abcdefgh"}


def test_layers_stay_few_and_what_is_gone_is_let_go() -> None:
    layers: Layers[str, int] = Layers()
    for number in range(1_000):
        layers = layers.changed({str(number): number})
    sizes = [len(layer) for layer in layers.layers]
    assert len(sizes) < 8
    assert all(below >= RATIO * above for above, below in pairwise(sizes))
    layers = layers.changed(dict.fromkeys(map(str, range(1_000))))
    assert [len(layer) for layer in layers.layers] == [0]
