"""Candidates stay together: rows, similarities, scores and what their columns say."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from recommender.article import Article
from recommender.index.candidates import Candidates, Seed
from recommender.index.catalogue import Catalogue
from recommender.model.vectors import Vectors
from tests.support.builders import article, catalogue, law, numbered, unit_rows, vector

SEEDS = st.integers(0, 2**32 - 1)


def candidates(n: int, *, seed: int = 0) -> Candidates:
    """Return n candidates in a random order out of 2n articles."""
    random = np.random.default_rng(seed)
    rows = random.permutation(2 * n)[:n].astype(np.int32)
    similarity = random.random(n).astype(np.float32)
    plain, searched = (Vectors.of(unit_rows(2 * n, 12, seed=each)) for each in (seed, seed + 1))
    return Candidates(numbered(2 * n), plain, searched, rows, similarity, 2 * similarity)


def among(corpus: Catalogue) -> Candidates:
    """Return all articles of a corpus as candidates, last row first."""
    rows, ones = np.arange(len(corpus), dtype=np.int32)[::-1], np.ones(len(corpus), np.float32)
    vectors = Vectors.of(unit_rows(len(corpus), 3))
    return Candidates(corpus, vectors, vectors, rows, ones, ones)


def seed_of(seed: Article) -> Seed:
    return Seed(seed, vector({}), vector({}))


def entries(some: Candidates) -> list[tuple[int, float, float]]:
    return list(zip(some.rows.tolist(), some.similarity.tolist(), some.score.tolist(), strict=True))


# --- take, with_scores ---


@law
@given(SEEDS, st.data())
def test_take_keeps_rows_similarities_and_scores_together(seed: int, data: st.DataObject) -> None:
    some = candidates(6, seed=seed)
    positions = data.draw(st.lists(st.integers(0, 5), unique=True))
    assert entries(some.take(positions)) == [entries(some)[position] for position in positions]


@law
@given(SEEDS, st.lists(st.booleans(), min_size=6, max_size=6))
def test_flags_take_in_the_order_that_is(seed: int, flags: list[bool]) -> None:
    some = candidates(6, seed=seed)
    expected = [entry for entry, flag in zip(entries(some), flags, strict=True) if flag]
    assert entries(some.take(flags)) == entries(some.take(np.array(flags))) == expected


@pytest.mark.parametrize("nothing", [[], (), np.zeros(0, bool), np.zeros(0, np.int64), range(0)])
def test_nothing_can_be_taken_of_nothing(nothing: ArrayLike) -> None:
    assert len(candidates(0).take(nothing)) == 0


def test_none_of_some_is_an_empty_answer() -> None:
    some = candidates(3)
    assert len(some.take([])) == len(some.take([False] * 3)) == 0
    assert some.take([]).rows.dtype == np.int32
    assert some.take([]).facet("publisher") == []


@pytest.mark.parametrize("wrong", [[True], [False] * 2, [False] * 4, [3]])
def test_flags_of_another_length_and_positions_past_the_end_are_errors(wrong: ArrayLike) -> None:
    with pytest.raises(IndexError):
        candidates(3).take(wrong)


@law
@given(SEEDS, st.lists(st.sampled_from([0.0, 0.5, 1.0, -1.0, 1e30]), min_size=6, max_size=6))
def test_new_scores_sort_down_and_ties_by_row(seed: int, scores: list[float]) -> None:
    some = candidates(6, seed=seed)
    expected = sorted(
        zip(some.rows.tolist(), some.similarity.tolist(), scores, strict=True), key=lambda e: (-e[2], e[0])
    )
    again = some.with_scores(np.array(scores))
    assert [(row, similarity) for row, similarity, _ in entries(again)] == [(row, value) for row, value, _ in expected]
    assert again.score.tolist() == [float(np.float32(score)) for _, _, score in expected]


def test_scores_that_differ_beyond_float32_are_a_tie() -> None:
    some = candidates(2).with_scores(np.array([0.5, 0.5 + 1e-12]))
    assert some.rows.tolist() == sorted(some.rows.tolist())


def test_rescoring_nothing_gives_nothing() -> None:
    assert len(candidates(0).with_scores(np.zeros(0))) == 0


def test_taking_changes_nothing_of_what_was_taken_from() -> None:
    some = candidates(4)
    before = entries(some)
    some.take([2]).with_scores(np.ones(1))
    some.with_scores(np.arange(4.0))
    assert entries(some) == before


@law
@given(SEEDS, st.data())
def test_rows_are_picked_in_the_order_given(seed: int, data: st.DataObject) -> None:
    some = candidates(6, seed=seed)
    rows = data.draw(st.lists(st.sampled_from(some.rows.tolist()), unique=True))
    by_row = {entry[0]: entry for entry in entries(some)}
    assert entries(some.pick(rows)) == [by_row[row] for row in rows]


# --- Folding ---


def test_more_rows_are_folded_behind_those_that_are_in_a_card() -> None:
    some = candidates(4).with_folded({0: (4, 5), 7: (6,)}).with_folded({0: (2,), 1: (3,)})
    assert some.folded == {0: (4, 5, 2), 1: (3,), 7: (6,)}


def test_what_stood_behind_a_folded_row_goes_with_it() -> None:
    some = candidates(4).with_folded({1: (5, 6)}).with_folded({0: (1, 2)})
    assert some.folded[0] == (1, 5, 6, 2)


def test_no_rows_are_folded_into_no_card() -> None:
    assert candidates(2).with_folded({0: ()}).folded == {}


def test_folded_rows_stay_when_candidates_are_taken_and_sorted() -> None:
    some = candidates(3).with_folded({0: (4,)})
    assert some.take([0]).with_scores(np.ones(1)).folded == {0: (4,)}
    assert candidates(3).folded == {}


# --- Columns ---


@law
@given(SEEDS)
def test_the_similarity_to_a_row_is_that_of_the_vectors(seed: int) -> None:
    some = candidates(5, seed=seed)
    for row in some.rows:
        expected = [some.own_vectors[row].dot(some.own_vectors[other]) for other in some.rows]
        assert some.own_similarity_to(row) == pytest.approx(expected, abs=1e-6)


def test_a_facet_is_that_of_each_candidate_in_their_order() -> None:
    some = among(
        catalogue(
            article(article_id="a", publisher="Reuters", language="pt-BR", section="sport"),
            article(article_id="b", publisher="AP", kind="opinion"),
            article(article_id="c"),
        )
    )
    assert some.facet("publisher") == ["", "AP", "Reuters"]
    assert some.facet("language") == ["", "", "pt"]
    assert some.facet("section") == ["", "", "sport"]
    assert some.facet("kind") == ["news", "opinion", "news"]
    assert some.take([2, 1]).facet("publisher") == ["Reuters", "AP"]


def test_days_are_counted_from_the_seed_and_unknown_times_are_no_number() -> None:
    some = among(
        catalogue(
            article(article_id="a", published_at="2026-03-14T12:00:00Z"),
            article(article_id="b"),
            article(article_id="c", published_at="2026-03-10T00:00:00Z"),
            article(article_id="d", published_at="1926-03-14T00:00:00Z"),
        )
    )
    days = some.days_from(seed_of(article(published_at="2026-03-14T00:00:00Z")))
    assert days.dtype == np.float64
    assert days.tolist()[:2] == [-36_525.0, -4.0]
    assert np.isnan(days[2])
    assert days[3] == 0.0  # the seed has a day alone, which is all of that day
    assert some.days_from(seed_of(article(published_at="2026-03-14T06:00:00Z"))).tolist()[3] == 0.25


def test_a_time_of_arrival_is_no_evidence() -> None:
    arrived = {"published_at": "2026-03-14T12:00:00Z", "dated_by": "arrival"}
    some = among(catalogue(article(article_id="a", **arrived), article(article_id="b", published_at="2026-03-14")))
    seed = seed_of(article(published_at="2026-03-14T06:00:00Z"))
    by_id = dict(zip((some.catalogue.id_of(row) for row in some.rows), some.days_from(seed).tolist(), strict=True))
    assert np.isnan(by_id["a"])
    assert by_id["b"] == 0
    assert np.isnan(some.days_from(seed_of(article(**arrived)))).all()


def test_days_from_a_row_are_those_from_its_article() -> None:
    corpus = [
        article(article_id=str(n), published_at=time) for n, time in enumerate([None, "2026-03-14", "1926-03-14"])
    ]
    some = among(catalogue(*corpus))
    for row, one in enumerate(corpus):
        assert np.array_equal(some.days_from_rows(np.array([row]))[0], some.days_from(seed_of(one)), equal_nan=True)


def test_of_a_seed_without_time_no_days_are_known() -> None:
    some = among(catalogue(article(article_id="a", published_at="2026-03-14"), article(article_id="b")))
    assert np.isnan(some.days_from(seed_of(article()))).all()


def test_among_articles_without_time_no_days_are_known() -> None:
    some = among(catalogue(article(article_id="a"), article(article_id="b")))
    assert np.isnan(some.days_from(seed_of(article(published_at="2026-03-14")))).all()
    assert some.take([]).days_from(seed_of(article(published_at="2026-03-14"))).tolist() == []


def test_days_between_the_ends_of_the_calendar_do_not_overflow() -> None:
    some = among(catalogue(article(published_at="9999-12-31T23:59:59Z")))
    days = some.days_from(seed_of(article(published_at="0001-01-01T00:00:01Z")))
    assert days.tolist() == [pytest.approx(3_652_058.99998, abs=1e-4)]


# --- As objects ---


def test_candidates_and_seeds_compare_and_hash_as_the_objects_they_are() -> None:
    some, other = candidates(2), candidates(2)
    assert len({some, other, some}) == 2
    assert len({seed_of(article()), seed_of(article())}) == 2


def test_candidates_travel_to_another_process() -> None:
    some = candidates(3)
    again = pickle.loads(pickle.dumps(some))
    assert entries(again) == entries(some)
    assert again.facet("kind") == some.facet("kind")


@law
@given(st.integers(1, 6), SEEDS, st.data())
def test_the_best_of_some_is_the_first_of_them_in_order(n: int, seed: int, data: st.DataObject) -> None:
    some = candidates(n, seed=seed)
    score = np.array(data.draw(st.lists(st.sampled_from([0.25, 0.5]), min_size=n, max_size=n)), np.float32)
    which = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n).filter(any)))
    assert some.best(score, which) == next(at for at in some.best_first(score).tolist() if which[at])


@law
@given(st.integers(0, 6), SEEDS, st.lists(st.integers(0, 12), unique=True), st.sampled_from([0, 100]))
def test_those_among_some_rows_are_flagged(n: int, seed: int, rows: list[int], few: int) -> None:
    some = candidates(n, seed=seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("recommender.index.candidates.FEW_PAIRS", few)
        assert some.are_among(np.array(rows, np.int64)).tolist() == [row in rows for row in some.rows.tolist()]


def test_days_from_several_rows_are_those_from_each() -> None:
    some = among(catalogue(*(article(article_id=f"{at}", published_at=time) for at, time in enumerate(TIMES))))
    rows = np.arange(len(TIMES))
    expected = np.array([some.days_from_rows(rows[at : at + 1])[0] for at in rows])
    np.testing.assert_array_equal(some.days_from_rows(rows), expected)
    assert np.isnan(expected).any()
    assert not np.isnan(expected).all()


TIMES = (None, "2026-03-14T12:00:00Z", "2026-03-15T00:00:00Z", "0001-01-01T00:00:00Z")
