"""The neighbours of many articles: what the boxes say of each, as a frame and as a matrix."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender import Neighbours, Recommender, Request
from recommender.article import ArticleId
from recommender.errors import UnknownArticleError
from tests.support.commands import SEED

NEIGHBOURS = Neighbours(("a", "b", "c"), (("b", "x"), ("a",), ()), ((0.5, 0.25), (0.5,), ()))


def test_the_models_neighbours_are_its_ranking_with_its_cosines(sample: Recommender) -> None:
    seeds = [SEED, *sample.similar(SEED).article_ids()]
    found = sample.neighbours(seeds, k=4)
    assert list(found.seeds) == seeds
    for seed, ids, scores in zip(found.seeds, found.ids, found.scores, strict=True):
        assert list(ids) == sample.ranking(seed, "none", 4)
        cosines = [sample.explain(seed, other).similarity for other in ids]
        assert scores == pytest.approx(cosines, abs=5e-3)  # the index adds whole numbers


def test_new_articles_have_neighbours_and_are_some(sample: Recommender) -> None:
    seed = sample.catalogue.article(sample.catalogue.row_of(SEED))
    changed = sample.with_changes({"new": replace(seed, article_id=ArticleId("new"), title="Another")})
    found = changed.neighbours([SEED, "new"], k=3)
    assert [list(ids) for ids in found.ids] == [changed.ranking(each, "none", 3) for each in (SEED, "new")]
    assert found.ids[0][0] == "new"


def test_the_neighbours_of_a_box_are_its_cards(sample: Recommender) -> None:
    found = sample.neighbours([SEED], k=3, box="related")
    cards = sample.box("related", SEED, Request(k=3)).cards
    assert found.ids == (tuple(card.article_id for card in cards),)
    assert found.scores == (tuple(card.score for card in cards),)


def test_all_articles_are_seeds_by_default(sample: Recommender) -> None:
    found = sample.neighbours(k=1)
    assert sorted(found.seeds) == sorted(article.article_id for article in sample.catalogue)
    assert len(found) == len(sample.catalogue)


def test_an_unknown_seed_or_box_is_refused(sample: Recommender) -> None:
    with pytest.raises(UnknownArticleError):
        sample.neighbours(["nobody"])
    with pytest.raises(ValueError, match="box: expected one of similar, related, found best"):
        sample.neighbours([SEED], box="best")


def test_a_frame_has_a_row_a_pair() -> None:
    frame = NEIGHBOURS.to_frame()
    assert frame.index.tolist() == [("a", 1), ("a", 2), ("b", 1)]
    assert frame["article_id"].tolist() == ["b", "x", "a"]
    assert frame["score"].tolist() == [0.5, 0.25, 0.5]


def test_a_matrix_has_a_row_a_seed_and_the_columns_that_are_asked_for() -> None:
    square = NEIGHBOURS.to_matrix()
    assert square.dtype == np.float32
    assert square.toarray().tolist() == [[0, 0.5, 0], [0.5, 0, 0], [0, 0, 0]]
    assert NEIGHBOURS.to_matrix(["x", "b"]).toarray().tolist() == [[0.25, 0.5], [0, 0], [0, 0]]
    assert Neighbours((), (), ()).to_matrix(["x"]).shape == (0, 1)
    assert NEIGHBOURS.to_matrix(["x", "b"]).indices.tolist() == [0, 1]
