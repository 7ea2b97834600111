"""Candidates for tests of policies: random ones, bare ones, and those of given vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from recommender.article import Article, ArticleId
from recommender.article.fields import KINDS
from recommender.index.candidates import Candidates, Seed
from recommender.model.vectors import Vectors
from recommender.ranking import (
    SEED,
    SameEventThreshold,
)
from recommender.ranking.query import NO_RULES, PinnedRow, Query, Rules
from tests.support.builders import article, catalogue, law, matrix_of, unit_rows, vector_of

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
SEEDS = st.integers(0, 2**32 - 1)
few = settings(law, max_examples=20)
NEVER = SameEventThreshold(base=2.0, growth=0.0, enough=2.0)  # no cosine is enough: all events are different ones


def told(days: float | None = 0.0, **fields_: object) -> Article:
    """Return an article published so many days after noon; none for no time."""
    time = None if days is None else (NOON + timedelta(days=days)).isoformat()
    return article(**({"published_at": time} | fields_))


def seed_of(weights: object, seed: Article) -> Seed:
    vector = vector_of(matrix_of(weights), 0)
    return Seed(article=seed, expanded_vector=vector, own_vector=vector)


def pool_of(
    articles: Sequence[Article], weights: object, *, seed: Article | None = None, k: int = 5, **asked: Any
) -> tuple[Candidates, Query]:
    """Return candidates, best first, and the query for them.

    Args:
        articles: What can be shown; ids are given in this order.
        weights: A row of weights for the seed, and one for each article; rows are scaled to unit length.
        seed: The article being read; by default one published at noon.
        k: How many cards are asked for.
        asked: What else the query says.
    """
    dense = np.asarray(weights, np.float64)
    norms = np.linalg.norm(dense, axis=1, keepdims=True)
    dense = dense / np.where(norms > 0, norms, 1)
    numbered = [replace(each, article_id=ArticleId(f"{at:03}")) for at, each in enumerate(articles)]
    vectors = Vectors.of(matrix_of(dense[1:].reshape(len(articles), dense.shape[1])))
    query = Query(seed_of(dense[0], seed or told()), k, **asked)
    similarity = np.clip(dense[1:] @ dense[0], 0, 1).astype(np.float32)
    order = np.lexsort((np.arange(len(articles)), -similarity)).astype(np.int32)
    order = order[similarity[order] > 0]  # as a search does
    corpus = catalogue(*numbered)
    return Candidates(corpus, vectors, vectors, order, similarity[order], similarity[order]), query


def any_rules(random: np.random.Generator, n: int) -> Rules:
    """Return what editors may have decided of n rows: often nothing, rarely much, and never two things of one row."""
    rows = random.permutation(n).tolist()

    def take(most: int) -> list[int]:
        return [rows.pop() for _ in range(random.integers(0, most + 1))]

    return Rules(
        hidden=frozenset(take(2)),
        hidden_sections=frozenset(["sport"] if random.random() < 0.5 else []),
        banned=frozenset(take(1)),
        pins=tuple(sorted((PinnedRow(row, int(random.integers(1, 8))) for row in take(2)), key=lambda pin: pin[::-1])),
        pinned_elsewhere=tuple(take(1)),
    )


def pool(seed: int, n: int = 12, **asked: Any) -> tuple[Candidates, Query]:
    """Return n random candidates of a few publishers, kinds and days, with equal scores and copies among them.

    Editors have decided of some of them, when the seed is even.
    """
    random = np.random.default_rng(seed)

    def any_article() -> Article:
        days = None if random.random() < 0.2 else float(random.choice([0, 0, 0.1, 1, 3, 30, 400]))
        publisher, kind = random.choice(["", "A", "B", "C"]), random.choice(KINDS, p=[0.7, 0.1, 0.05, 0.05, 0.1])
        updated = (NOON + timedelta(days=500)).isoformat() if random.random() < 0.2 else None
        section = random.choice(["", "sport", "politics"])
        return told(days, publisher=publisher, kind=kind, section=section, updated_at=updated)

    asked = {"rules": NO_RULES if seed % 2 else any_rules(random, n)} | asked
    dense = unit_rows(n + 1, 6, seed=seed, density=0.5, empty=0.05, levels=3).toarray()
    return pool_of([any_article() for _ in range(n)], dense, seed=any_article(), **asked)


def bare(n: int, **asked: Any) -> tuple[Candidates, Query]:
    """Return candidates of which neither time nor publisher is known, and a seed of which neither is."""
    dense = unit_rows(n + 1, 6, seed=n, density=0.7, empty=0).toarray()
    return pool_of([told(None) for _ in range(n)], dense, seed=told(None), **asked)


def entries(some: Candidates) -> list[tuple[int, float, float]]:
    return list(zip(some.rows.tolist(), some.similarity.tolist(), some.score.tolist(), strict=True))


def accounted(some: Candidates) -> list[int]:
    """Return the rows shown and those folded into them."""
    shown = some.rows.tolist()
    return sorted([*shown, *(row for card in [*shown, SEED] for row in some.folded.get(card, ()))])


def is_in_order(some: Candidates, query: Query) -> bool:
    """Tell whether scores fall, and of equals the lower row comes first; a pin has the score of its place."""
    pinned = [row in pinned_in(query) for row in some.rows.tolist()]
    keys = list(zip((-some.score).tolist(), some.rows.tolist(), strict=True))
    chosen = [key for key, is_pin in zip(keys, pinned, strict=True) if not is_pin]
    return chosen == sorted(chosen) and bool((np.diff(some.score) <= 0).all())


def pinned_in(query: Query) -> set[int]:
    return {pin.row for pin in query.rules.pins}
