"""Copies: one card a text, and the newest version of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.ranking import SAME_TEXT, SEED, FoldCopies, Mmr, NoCopiesOfTheSeed, Policy
from tests.support.candidates import NEVER, NOON, SEEDS, accounted, few, pool, pool_of, told


@few
@given(SEEDS)
def test_copies_of_the_seed_are_taken_out_and_stand_behind_it(seed: int) -> None:
    candidates, query = pool(seed)
    found = NoCopiesOfTheSeed()(candidates, query)
    alike = candidates.own_vectors.similarities(candidates.rows, query.seed.own_vector)
    assert found.folded.get(SEED, ()) == tuple(candidates.rows[alike >= SAME_TEXT.words].tolist())
    assert accounted(found) == sorted(candidates.rows.tolist())


def test_a_copy_of_the_seed_is_told_by_its_own_words() -> None:
    """What a search adds to the vectors, neighbours' words say, must not make a copy of a mere neighbour."""
    candidates, query = pool_of([told(), told()], [[1, 0, 0], [1, 0, 0], [0.5, 0.5, 0.7]])
    alike = replace(candidates, similarity=np.ones(2, np.float32))
    assert NoCopiesOfTheSeed()(alike, query).rows.tolist() == [1]


@few
@given(SEEDS)
def test_folding_loses_no_article_and_keeps_the_best_score_of_each_text(seed: int) -> None:
    candidates, query = pool(seed)
    found = FoldCopies()(candidates, query)
    assert accounted(found) == sorted(candidates.rows.tolist())
    score = dict(zip(candidates.rows.tolist(), candidates.score.tolist(), strict=True))
    for row, shown_score in zip(found.rows.tolist(), found.score.tolist(), strict=True):
        assert shown_score == max(score[each] for each in (row, *found.folded.get(row, ())))


@few
@given(SEEDS, st.integers(0, 4), st.integers(0, 4))
def test_only_as_many_texts_are_folded_as_can_be_needed(seed: int, k: int, spare: int) -> None:
    candidates, query = pool(seed, k=k)
    found, whole = FoldCopies(spare=spare)(candidates, query), FoldCopies(spare=99)(candidates, replace(query, k=1))
    assert len(found) == (min(k + spare, len(whole)) if k else 0)
    assert set(found.rows.tolist()) <= set(whole.rows.tolist())


WIRE = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 1.2, 0], [1, 0, 0.9, 0], [1, 0, 0, 1]]  # a seed, three copies, another


def test_copies_are_one_card_and_the_others_stand_behind_it() -> None:
    articles = [told(publisher="Wire"), told(publisher="B"), told(publisher="C"), told(publisher="D")]
    candidates, query = pool_of(articles, WIRE)
    found = FoldCopies()(candidates, query)
    best = int(candidates.rows[0])
    assert sorted(found.rows.tolist()) == sorted([best, 3])
    assert sorted((best, *found.folded[best])) == [0, 1, 2]


@pytest.mark.parametrize("policy", [FoldCopies(), Mmr(threshold=NEVER)])
@pytest.mark.parametrize("newest", [0, 1, 2])
@pytest.mark.parametrize("field", ["published_at", "updated_at"])
def test_the_newest_version_of_a_publisher_is_shown_and_so_corrections_win(
    policy: Policy, newest: int, field: str
) -> None:
    later: dict[str, Any] = {field: (NOON + timedelta(hours=3)).isoformat()}
    articles = [told(publisher="Wire", **(later if at == newest else {})) for at in range(3)]
    candidates, query = pool_of([*articles, told(publisher="D")], WIRE)
    found = policy(candidates, query)
    assert sorted(found.rows.tolist()) == [newest, 3]
    assert sorted(found.folded[newest]) == sorted({0, 1, 2} - {newest})


@pytest.mark.parametrize("policy", [FoldCopies(), Mmr(threshold=NEVER)])
@pytest.mark.parametrize("publisher", ["", "Other"])
def test_a_newer_copy_of_another_publisher_is_no_newer_version(policy: Policy, publisher: str) -> None:
    """Articles of no known publisher are not of one publisher."""
    articles = [told(at, publisher=publisher and f"{publisher} {at}") for at in range(3)]
    candidates, query = pool_of(articles, WIRE[:4])
    best = int(candidates.rows[0])
    assert best == 2
    for first in (candidates, candidates.with_scores(1 - candidates.score)):
        assert policy(first, query).rows.tolist() == [int(first.rows[0])]
