"""Quotes: what a shared term says by itself."""

from __future__ import annotations

import pytest

from recommender.boxes.reasons import informative_terms
from recommender.model.estimators import TfidfModel
from recommender.model.vectors import Vectors
from recommender.ranking.quotes import PART_OF_NAME
from recommender.ranking.seed_text import SeedText
from tests.support.builders import article
from tests.support.shared_terms import shared


def test_what_the_seed_has_only_within_longer_names_says_little() -> None:
    found = {term.term: term.weight for term in shared("We met Robert Falk.", "Here Robert Odran came.")}
    assert found["Robert"] == pytest.approx(PART_OF_NAME)


def test_no_piece_of_two_words_is_told_where_words_are_not_set_apart() -> None:
    """``国地`` is one character of ``全国`` and one of ``地板``, each of which is far more common."""
    seed, other = "全国地板大赛", "本国地板行业"
    corpus = [
        seed,
        other,
        *(f"全国{word}" for word in ["比赛", "经济", "市场", "新闻", "教育", "交通"]),
        *["地板行业"] * 6,
    ]
    articles = [article(article_id=str(at), title="", text=text, language="zh") for at, text in enumerate(corpus)]
    model = TfidfModel()
    vectors = Vectors.of(model.fit_transform(articles))
    terms = informative_terms(SeedText(model, articles[0]).shared_terms(vectors[0], vectors[1]))
    assert [term.term for term in terms] == ["地板"]
