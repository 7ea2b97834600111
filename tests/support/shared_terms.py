"""What two texts share, as tests look at it."""

from __future__ import annotations

from recommender.model.estimators import TfidfModel
from recommender.model.vectors import Vectors
from recommender.ranking.seed_text import SeedText, SharedTerm
from tests.support.builders import article


def shared(seed: str, *others: str, title: str = "", language: str = "en") -> list[SharedTerm]:
    """Return what a seed shares with the first of some other texts, in a corpus of just these."""
    texts = (seed, *others, "Nothing else")
    corpus = [
        article(article_id=str(at), title=title if at == 0 else "", text=text, language=language)
        for at, text in enumerate(texts)
    ]
    model = TfidfModel()
    vectors = Vectors.of(model.fit_transform(corpus))
    return list(SeedText(model, corpus[0]).shared_terms(vectors[0], vectors[1]))


def names(terms: list[SharedTerm]) -> set[str]:
    """Return the spellings of terms."""
    return {term.term for term in terms}
