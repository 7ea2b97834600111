"""Diversity: nothing twice, and something new on every card."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.ranking import Cut, FoldCopies, Mmr, NotFiller, NotInAnotherBox, SameText, SharesWords
from tests.support.builders import matrix_of, vector_of
from tests.support.candidates import NEVER, SEEDS, accounted, entries, few, pool, pool_of, told

NO_COPY = SameText(similarity=2.0)  # no cosine is enough


@few
@given(SEEDS, st.integers(1, 12))
def test_with_lambda_1_the_order_is_that_of_the_scores(seed: int, k: int) -> None:
    candidates, query = pool(seed, k=k)
    assert (
        entries(Mmr(mmr_lambda=1.0, threshold=NEVER, same_text=NO_COPY)(candidates, query)) == entries(candidates)[:k]
    )


@few
@given(SEEDS, st.floats(0, 1), st.integers(1, 12))
def test_whatever_lambda_is_the_best_candidate_comes_first(seed: int, mmr_lambda: float, k: int) -> None:
    candidates, query = pool(seed, k=k)
    found = Mmr(mmr_lambda=mmr_lambda, threshold=NEVER, same_text=NO_COPY)(candidates, query)
    assert entries(found)[:1] == entries(candidates)[:1]
    assert len(found) == min(k, len(candidates))


def test_of_two_equals_the_one_that_says_something_new_comes_first() -> None:
    weights = [[1, 1, 1, 0], [1, 1, 0.2, 0], [1, 1, 0, 0.2], [0, 1, 1, 0.2]]
    candidates, query = pool_of([told()] * 3, weights)
    found = Mmr(mmr_lambda=0.3, threshold=NEVER, same_text=NO_COPY)(candidates, query)
    assert found.rows.tolist() == [0, 2, 1]


@few
@given(SEEDS)
def test_no_two_cards_tell_one_event_or_copy_each_other(seed: int) -> None:
    candidates, query = pool(seed)
    policy = Mmr()
    found = policy(candidates, query)
    for row in found.rows.tolist():
        others = found.take(found.rows != row)
        alike = others.own_similarity_to(row)
        assert not policy.threshold(alike, others.days_from_rows(np.array([row]))[0]).any()
        assert not policy.same_text.of_row(row, alike, others.rows, others.catalogue).any()


@few
@given(SEEDS)
def test_what_tells_a_cards_event_again_is_folded_into_it(seed: int) -> None:
    candidates, query = pool(seed, k=12)
    assert accounted(Mmr()(candidates, query)) == sorted(candidates.rows.tolist())


@few
@given(SEEDS)
def test_no_two_cards_hold_one_text(seed: int) -> None:
    candidates, query = pool(seed)
    found = FoldCopies()(candidates, query)
    for row in found.rows.tolist():
        others = found.take(found.rows != row)
        assert not SameText().of_row(row, others.own_similarity_to(row), others.rows, others.catalogue).any()


@few
@given(SEEDS)
def test_what_is_no_filler_is_like_enough_to_the_seed_and_to_the_best(seed: int) -> None:
    candidates, query = pool(seed)
    policy = NotFiller()
    found = policy(candidates, query)
    best = float(candidates.similarity.max(initial=0))
    least = max(policy.similarity, policy.share * best)
    assert entries(found) == [entry for entry in entries(candidates) if entry[1] >= np.float32(least)]
    assert best < policy.similarity or candidates.rows[0] in found.rows


def test_no_more_is_left_than_later_policies_can_need() -> None:
    candidates, query = pool_of([told()] * 9, [[1.0, 1.0], *([1.0, at / 10] for at in range(1, 10))], k=3)
    assert NotFiller(spare=2)(candidates, query).rows.tolist() == candidates.rows[:5].tolist()


def test_only_filler_is_no_candidate_at_all() -> None:
    candidates, query = pool_of([told(), told()], [[1, 0], [0.01, 1], [0.02, 1]])
    assert len(NotFiller()(candidates, query)) == 0


@few
@given(SEEDS)
def test_what_shares_no_word_with_the_seed_is_taken_out(seed: int) -> None:
    candidates, query = pool(seed)
    brought_near = replace(candidates, similarity=np.ones_like(candidates.similarity))
    found = SharesWords()(
        brought_near, replace(query, seed=replace(query.seed, own_vector=vector_of(matrix_of([[0, 0, 0, 1, 0, 0]]), 0)))
    )
    assert found.rows.tolist() == [row for row in candidates.rows.tolist() if 3 in candidates.own_vectors[row].terms]


def test_what_another_box_shows_comes_again_neither_in_its_own_words_nor_in_others() -> None:
    shown, copy, same_event, another = [1, 1, 1, 0, 0], [1, 1, 1.1, 0, 0], [1, 1, 0, 1, 0], [1, 0, 0, 0, 3]
    articles = [told(), told(900), told(0.2), told(40)]
    candidates, query = pool_of(articles, [[1, 0, 0, 0, 0], shown, copy, same_event, another], on_page=(0,))
    assert NotInAnotherBox()(candidates.take(candidates.rows != 0), query).rows.tolist() == [3]


@few
@given(SEEDS)
def test_a_page_that_shows_nothing_else_takes_nothing_out(seed: int) -> None:
    candidates, query = pool(seed)
    assert entries(NotInAnotherBox()(candidates, query)) == entries(candidates)


@few
@given(SEEDS, st.integers(0, 15))
def test_the_cut_keeps_as_many_as_were_asked_for(seed: int, k: int) -> None:
    candidates, query = pool(seed, k=k)
    assert entries(Cut()(candidates, query)) == entries(candidates)[:k]
