"""Drift: what tells whether a model is still one of its corpus."""

from __future__ import annotations

import numpy as np
import pytest

from recommender import Recommender
from recommender.article import Article
from recommender.index.drift import Drift
from recommender.model.estimators import TfidfModel
from tests.support.builders import article

TITLES = {
    "a": "harbour storm damage",
    "b": "harbour ferry storm",
    "c": "minister budget vote",
    "d": "budget tax minister",
    "e": "ferry timetable",
}


def told(name: str, title: str) -> Article:
    return article(article_id=name, title=title, language="en")


@pytest.fixture
def trained() -> Recommender:
    # Without phrases, so that a model of a little more has the same columns.
    return Recommender.fit(
        [told(name, title) for name, title in TITLES.items()], model=TfidfModel(phrase_weight=0, boilerplate_df=0)
    )


def test_just_after_training_nothing_has_drifted(trained: Recommender) -> None:
    assert trained.drift() == Drift(0.0, 0.0, 0, 0)
    assert trained.with_changes({"a": None}).with_changes({"a": told("a", TITLES["a"])}).drift() == Drift(
        0.0, 0.0, 0, 0
    )


def test_words_that_the_model_does_not_know_are_a_share_of_all(trained: Recommender) -> None:
    live = trained.with_changes({"n": told("n", "harbour quokka and wombat of the storm")})
    assert live.drift().oov_share == 0.5  # of four words: the others are always left out
    more = live.with_changes({"m": told("m", "quokka quokka quokka quokka")})
    assert more.drift().oov_share == 6 / 8
    assert more.with_changes({"m": None}).drift().oov_share == 0.5
    assert trained.with_changes({"m": told("m", "ferry storm")}).drift().oov_share == 0


def test_live_and_removed_articles_are_counted(trained: Recommender) -> None:
    live = trained.with_changes({"a": None, "b": told("b", "ferry late"), "n": told("n", "ferry"), "unknown": None})
    assert live.drift()[2:] == (2, 2)


def test_an_article_of_no_words_drifts_nowhere(trained: Recommender) -> None:
    drift = trained.with_changes({"n": told("n", "…")}).drift()
    assert drift == (0.0, 0.0, 1, 0)


def test_the_drift_of_weights_is_what_training_anew_would_change(trained: Recommender) -> None:
    changes = {"n": told("n", "budget storm storm"), "m": told("m", "budget ferry"), "c": None}
    live = trained.with_changes(changes)
    anew = TfidfModel(phrase_weight=0, boilerplate_df=0).fit(live.catalogue)
    before = dict(zip(trained.model.terms_, trained.model.idf_["body"].tolist(), strict=True))
    now = dict(zip(anew.terms_, anew.idf_["body"].tolist(), strict=True))
    used = [trained.model.feature_name(column) for name in "nm" for column in live.seed(name).own_vector.terms.tolist()]
    expected = np.mean([abs(now[term] - before[term]) / before[term] for term in used])
    assert len(used) == 4
    assert live.drift().idf_drift == pytest.approx(expected, rel=1e-6)
    assert expected > 0.05


def test_the_more_the_news_turns_the_more_the_weights_drift(trained: Recommender) -> None:
    live, drifts = trained, [0.0]
    for number in range(5):
        live = live.with_changes({f"n{number}": told(f"n{number}", "budget tax")})
        drifts.append(live.drift().idf_drift)
    assert drifts == sorted(drifts)
    assert len(set(drifts)) == 6


def test_words_are_counted_article_by_article(trained: Recommender) -> None:
    articles = [
        told("x", "harbour quokka"),
        told("y", "…"),
        article(article_id="z", title="", text="The storm. A storm", language="en"),
    ]
    csr, words = trained.model.transform_counted(articles)
    assert words.tolist() == [[2, 1], [0, 0], [2, 0]]
    assert np.array_equal(csr.matrix().toarray(), trained.model.transform(articles).toarray())
    assert trained.model.transform_counted([])[1].shape == (0, 2)
