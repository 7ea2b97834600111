"""Policies: what every one of them keeps to, and what each of them is there for."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Sequence
from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender import ranking
from recommender.article import Article, ArticleId
from recommender.article.fields import KINDS
from recommender.index.candidates import Candidates, Seed
from recommender.model.vectors import Vectors
from recommender.ranking import (
    COPY_SIMILARITY,
    POLICIES,
    SAME_EVENT,
    SEED,
    CloseInTime,
    Cut,
    ExcludeSameEvent,
    FoldCopies,
    KeepSameEvent,
    Mmr,
    NoCopiesOfTheSeed,
    NotBanned,
    NotFiller,
    NotHidden,
    NotInAnotherBox,
    NotPinnedElsewhere,
    OneCardPerPublisher,
    OnRequestOnly,
    OtherPublishersFirst,
    OwnPace,
    Pins,
    Policy,
    SameEventThreshold,
    SetPinsAside,
    SharesWords,
    rank,
    trace,
)
from recommender.ranking.query import NO_RULES, PinnedRow, Query, Rules
from tests.support.builders import article, catalogue, law, matrix_of, unit_rows, vector_of

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
SEEDS = st.integers(0, 2**32 - 1)
few = settings(law, max_examples=20)
NEVER = SameEventThreshold(base=2.0, growth=0.0, enough=2.0)  # no cosine is enough: all events are different ones


def policy_classes() -> list[type[Any]]:
    """Return every class of the room that turns candidates and a query into candidates."""
    modules = [importlib.import_module(f"{ranking.__name__}.{m.name}") for m in pkgutil.iter_modules(ranking.__path__)]
    found = {each for module in modules for _, each in inspect.getmembers(module, inspect.isclass) if is_policy(each)}
    return sorted(found, key=lambda each: str(each.__name__))


def is_policy(each: type[Any]) -> bool:
    parameters = list(inspect.signature(each.__call__).parameters)
    return each is not Policy and parameters == ["self", "candidates", "query"]


every_policy = pytest.mark.parametrize("policy", [each() for each in policy_classes()], ids=lambda p: type(p).__name__)


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


# --- What every policy keeps to ---


def test_every_policy_is_part_of_the_rooms_front() -> None:
    assert {each.__name__ for each in policy_classes()} <= set(ranking.__all__)


def test_the_boxes_are_made_of_these_policies() -> None:
    used = {type(policy) for policies in POLICIES.values() for policy in policies}
    assert used <= set(policy_classes())


@every_policy
@few
@given(SEEDS)
def test_a_policy_returns_some_of_its_candidates_each_once(policy: Policy, seed: int) -> None:
    candidates, query = pool(seed)
    found = policy(candidates, query)
    rows = accounted(found)
    assert len(rows) == len(set(rows))
    assert set(rows) <= set(candidates.rows.tolist()) | pinned_in(query)
    similarity = dict(zip(candidates.rows.tolist(), candidates.similarity.tolist(), strict=True))
    similarity |= {row: found.own_vectors[row].dot(query.seed.own_vector) for row in pinned_in(query)}
    assert found.similarity.tolist() == pytest.approx([similarity[row] for row in found.rows.tolist()])


@every_policy
@few
@given(SEEDS)
def test_a_policy_says_the_same_twice_and_changes_nothing(policy: Policy, seed: int) -> None:
    candidates, query = pool(seed)
    before = entries(candidates), dict(candidates.folded)
    one, other = policy(candidates, query), policy(candidates, query)
    assert (entries(one), one.folded) == (entries(other), other.folded)
    assert (entries(candidates), candidates.folded) == before


@every_policy
@few
@given(SEEDS)
def test_scores_are_finite_and_in_order_after_a_policy(policy: Policy, seed: int) -> None:
    candidates, query = pool(seed)
    found = policy(candidates, query)
    assert found.score.dtype == np.float32
    assert np.isfinite(found.score).all()
    assert (found.score >= 0).all()
    assert is_in_order(found, query)


@every_policy
@few
@given(SEEDS)
def test_what_was_folded_before_stays_folded(policy: Policy, seed: int) -> None:
    candidates, query = pool(seed)
    if len(candidates) < 2:
        return
    card, copy = candidates.rows[:2].tolist()
    if copy in pinned_in(query):  # which no policy folds, since pins are set aside first
        return
    candidates = candidates.take(candidates.rows != copy).with_folded({card: (copy,), SEED: (99,)})
    found = policy(candidates, query)
    assert 99 in found.folded[SEED]
    kept = [row for row in accounted(found) if row in (card, copy)]
    assert kept in ([], [copy, card], [card, copy])


@every_policy
@pytest.mark.parametrize("n", [0, 1, 2, 7])
@pytest.mark.parametrize("k", [0, 1, 50])
def test_candidates_without_time_or_publisher_are_ordinary(policy: Policy, n: int, k: int) -> None:
    candidates, query = bare(n, k=k)
    found = policy(candidates, query)
    assert set(accounted(found)) <= set(candidates.rows.tolist())
    assert np.isfinite(found.score).all()


@every_policy
@few
@given(SEEDS)
def test_a_seed_without_time_or_publisher_is_ordinary(policy: Policy, seed: int) -> None:
    candidates, query = pool(seed)
    found = policy(candidates, replace(query, seed=replace(query.seed, article=told(None))))
    assert set(accounted(found)) <= set(candidates.rows.tolist()) | pinned_in(query)
    assert np.isfinite(found.score).all()


@every_policy
@few
@given(SEEDS, st.sampled_from([0.0, 1e-38, 1e-20]))
def test_tiny_scores_break_nothing(policy: Policy, seed: int, scale: float) -> None:
    candidates, query = pool(seed)
    found = policy(candidates.with_scores(candidates.score * np.float32(scale)), query)
    assert np.isfinite(found.score).all()
    assert set(accounted(found)) <= set(candidates.rows.tolist()) | pinned_in(query)


@every_policy
def test_a_policy_tells_its_settings_and_keeps_them(policy: Any) -> None:
    settings = {each.name: getattr(policy, each.name) for each in fields(policy)}
    told_settings = ", ".join(f"{name}={value!r}" for name, value in settings.items())
    assert repr(policy) == f"{type(policy).__name__}({told_settings})"
    assert type(policy)(**settings) == policy
    assert hash(type(policy)(**settings)) == hash(policy)
    for name in [*settings, "other"]:
        with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
            setattr(policy, name, 1)
    assert {each.name: getattr(policy, each.name) for each in fields(policy)} == settings


# --- Boxes ---


@pytest.mark.parametrize("box", POLICIES)
@few
@given(SEEDS, st.integers(0, 6))
def test_a_box_holds_at_most_k_of_its_candidates(box: str, seed: int, k: int) -> None:
    candidates, query = pool(seed, k=k)
    found = rank(candidates, query, POLICIES[box])
    assert len(found) <= k
    assert len(accounted(found)) == len(set(accounted(found)))
    assert set(accounted(found)) <= set(candidates.rows.tolist()) | pinned_in(query)


@pytest.mark.parametrize("box", POLICIES)
@few
@given(SEEDS, st.integers(0, 6))
def test_a_longer_box_begins_like_a_shorter_one(box: str, seed: int, k: int) -> None:
    candidates, query = pool(seed)
    shorter, longer = (rank(candidates, replace(query, k=n), POLICIES[box]) for n in (k, k + 1))
    assert shorter.rows.tolist() == longer.rows.tolist()[:k]


@pytest.mark.parametrize(("box", "cosine", "far", "near"), [("similar", 0.9, 2.0, 0.1), ("related", 0.3, 900.0, 30.0)])
def test_of_two_equals_a_box_shows_the_nearer_in_time_first(box: str, cosine: float, far: float, near: float) -> None:
    articles = [told(far, publisher="A"), told(near, publisher="B")]
    candidates, query = pool_of(articles, [[1, 1, 0, 0, 0], [1, 0, 3, 0, 0], [0, 1, 0, 3, 0]])
    alike = np.full(2, cosine, np.float32)
    found = rank(replace(candidates, similarity=alike, score=alike), query, POLICIES[box])
    assert found.rows.tolist() == [1, 0]


@few
@given(SEEDS)
def test_no_candidate_is_in_both_boxes(seed: int) -> None:
    candidates, query = pool(seed, k=50, rules=NO_RULES)
    similar, related = (accounted(rank(candidates, query, POLICIES[box])) for box in ("similar", "related"))
    of_the_seed = candidates.folded.get(SEED, ())
    copies = NoCopiesOfTheSeed()(candidates, query).folded.get(SEED, ())
    assert set(similar) & set(related) <= {*of_the_seed, *copies}


def test_fewer_than_no_cards_cannot_be_asked_for() -> None:
    _, query = bare(1)
    with pytest.raises(ValueError, match="k: expected 0 or more, found -1"):
        replace(query, k=-1)


@pytest.mark.parametrize("box", POLICIES)
@few
@given(SEEDS)
def test_a_trace_follows_a_row_to_its_place_or_to_the_policy_that_took_it_out(box: str, seed: int) -> None:
    candidates, query = pool(seed)
    policies, found = POLICIES[box], rank(candidates, query, POLICIES[box])
    for row in set(candidates.rows.tolist()) - pinned_in(query):
        verdicts = trace(candidates, query, policies, row)
        assert [verdict.policy for verdict in verdicts] == [repr(each) for each in policies[: len(verdicts)]]
        assert all(verdict.rank for verdict in verdicts[:-1])
        if row in found.rows:
            place = found.rows.tolist().index(row)
            assert len(verdicts) == len(policies)
            assert verdicts[-1][1:] == (place + 1, float(found.score[place]), None)
        else:
            assert verdicts[-1].rank is verdicts[-1].score is None
            into = verdicts[-1].folded_into
            assert into is None or into in (SEED, *pinned_in(query)) or into in candidates.rows


# --- Copies ---


@few
@given(SEEDS)
def test_copies_of_the_seed_are_taken_out_and_stand_behind_it(seed: int) -> None:
    candidates, query = pool(seed)
    found = NoCopiesOfTheSeed()(candidates, query)
    alike = candidates.own_vectors.similarities(candidates.rows, query.seed.own_vector)
    assert found.folded.get(SEED, ()) == tuple(candidates.rows[alike >= COPY_SIMILARITY].tolist())
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


# --- Publishers ---


@few
@given(SEEDS)
def test_each_publisher_has_one_card_its_best(seed: int) -> None:
    candidates, query = pool(seed)
    found = OneCardPerPublisher()(candidates, query)
    names = found.facet("publisher")
    known = [name for name in names if name]
    assert len(known) == len(set(known))
    assert set(known) == {name for name in candidates.facet("publisher") if name}
    assert names.count("") == candidates.facet("publisher").count("")
    assert accounted(found) == sorted(candidates.rows.tolist())
    best = {
        name: row
        for row, name in reversed(list(zip(candidates.rows.tolist(), candidates.facet("publisher"), strict=True)))
    }
    assert all(row == best[name] for row, name in zip(found.rows.tolist(), names, strict=True) if name)


def test_a_site_of_one_publisher_shows_all_its_reports() -> None:
    alone, query = pool_of([told(publisher="A")] * 3 + [told(publisher="")], np.ones((5, 2)))
    assert len(OneCardPerPublisher()(alone, query)) == 4
    beside, query = pool_of([told(publisher="A")] * 3 + [told(publisher="B")], np.ones((5, 2)))
    assert len(OneCardPerPublisher()(beside, query)) == 2


@few
@given(SEEDS)
def test_the_seeds_own_publisher_comes_last_and_the_rest_keeps_its_order(seed: int) -> None:
    candidates, query = pool(seed)
    own = query.seed.article.publisher
    found = OtherPublishersFirst()(candidates, query)
    is_own = np.array([own is not None and name == own for name in found.facet("publisher")], np.bool_)
    assert is_own.tolist() == sorted(is_own.tolist())
    for part in (True, False):
        before = [
            row for row in candidates.rows.tolist() if (candidates.catalogue.label("publisher", row) == own) == part
        ]
        after = [row for row in found.rows.tolist() if (candidates.catalogue.label("publisher", row) == own) == part]
        assert before == after or (candidates.score == 0).any()
    others = {row: score for row, _, score in entries(candidates)}
    assert all(others[row] == score for (row, _, score), mine in zip(entries(found), is_own, strict=True) if not mine)


# --- Time ---


@few
@given(SEEDS, st.sampled_from([None, 0.0, 5.0]))
def test_equal_times_change_no_order(seed: int, days: float | None) -> None:
    dense = unit_rows(9, 5, seed=seed, levels=2, empty=0).toarray()
    for policy in (CloseInTime(), OwnPace()):
        candidates, query = pool_of([told(days)] * 8, dense, seed=told())
        assert policy(candidates, query).rows.tolist() == candidates.rows.tolist()


@few
@given(SEEDS)
def test_a_seed_without_time_leaves_all_as_it_was(seed: int) -> None:
    candidates, query = pool(seed)
    timeless = replace(query, seed=replace(query.seed, article=told(None)))
    for policy in (CloseInTime(), OwnPace()):
        assert entries(policy(candidates, timeless)) == entries(candidates)


@few
@given(st.lists(st.floats(-2_000, 2_000), min_size=2, max_size=8))
def test_of_equals_the_nearer_in_time_comes_first(days: list[float]) -> None:
    candidates, query = pool_of([told(each) for each in days], np.ones((len(days) + 1, 2)))
    for policy in (CloseInTime(), OwnPace()):
        found = policy(candidates, query)
        apart = np.abs(found.days_from(query.seed))
        # So far apart that the factor is the same in 32 bits, the nearer has no advantage left.
        for (one, other), (score, next_score) in zip(pairwise(apart), pairwise(found.score), strict=True):
            assert one <= other or np.isclose(one, other, rtol=1e-3, atol=1e-3) or score == next_score
        by_distance = found.score[np.argsort(apart, kind="stable")]
        assert (by_distance[:-1] >= by_distance[1:] - 1e-6).all()


def test_time_is_evidence_and_no_hard_rule() -> None:
    candidates, query = pool_of([told(), told(3_000)], [[1, 0], [1, 3], [1, 0.1]])
    found = CloseInTime()(candidates, query)
    assert len(found) == 2
    assert (found.score > 0).all()


def at_own_pace(days: list[float], k: int = 5) -> dict[float, float]:
    """Return what is left of equal scores, by days from the seed."""
    candidates, query = pool_of([told(each) for each in days], np.ones((len(days) + 1, 2)), k=k)
    found = OwnPace()(candidates, query)
    return dict(zip(np.round(np.abs(found.days_from(query.seed)), 3).tolist(), found.score.tolist(), strict=True))


def test_a_breaking_story_has_a_pace_of_hours() -> None:
    hours = at_own_pace([0.02, 0.04, 0.08, 0.1, 0.2, 30])
    assert hours[0.02] > 0.8
    assert hours[30] < 0.01 * hours[0.02]


def test_an_evergreen_has_a_pace_of_years() -> None:
    years = at_own_pace([30, 400, 800, 1_200, 2_000])
    assert years[800] > 0.8 * years[30]
    assert years[2_000] > 0.5 * years[30]


# --- Events ---

THRESHOLDS = [
    SameEventThreshold(base=0.14, growth=0.5),
    KeepSameEvent().threshold,
    ExcludeSameEvent().threshold,
    ExcludeSameEvent().sure,
    Mmr().threshold,
    NotInAnotherBox().threshold,
]
COSINES = np.linspace(0, 1, 41, dtype=np.float32)
DAYS = np.array([0, 0.01, 0.3, 1, 2, 7, 30, 365, 10_000], np.float64)


def judged(threshold: SameEventThreshold) -> NDArray[np.bool_]:
    """Return whether each cosine is enough at each distance: (n_cosines, n_days)."""
    return np.array([threshold(np.full(len(DAYS), cosine, np.float32), DAYS) for cosine in COSINES])


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_more_alike_is_rather_one_event_and_further_apart_is_rather_not(threshold: SameEventThreshold) -> None:
    table = judged(threshold)
    assert (table[:-1] <= table[1:]).all()
    assert (table[:, :-1] >= table[:, 1:]).all()
    assert table[-1, 0]
    assert not table[0].any()


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_before_and_after_are_the_same_distance_and_an_unknown_one_is_assumed(threshold: SameEventThreshold) -> None:
    for cosine in COSINES:
        alike = np.full(len(DAYS), cosine, np.float32)
        assert np.array_equal(threshold(alike, DAYS), threshold(alike, -DAYS))
        unknown, assumed = np.array([np.nan]), np.array([threshold.unknown_days])
        assert threshold(alike[:1], unknown) == threshold(alike[:1], assumed)


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_a_cosine_that_is_enough_is_enough_at_any_distance(threshold: SameEventThreshold) -> None:
    assert threshold(np.array([threshold.enough], np.float32), np.array([1e6]))[0] or threshold.enough >= 1


def test_what_is_the_same_event_is_never_another_one() -> None:
    assert not (judged(KeepSameEvent().threshold) & ~judged(ExcludeSameEvent().threshold)).any()


@few
@given(SEEDS)
def test_the_two_event_policies_keep_the_order_and_share_nothing(seed: int) -> None:
    candidates, query = pool(seed)
    same, another = KeepSameEvent()(candidates, query), ExcludeSameEvent()(candidates, query)
    assert not set(same.rows.tolist()) & set(another.rows.tolist())
    for found in (same, another):
        kept = set(found.rows.tolist())
        assert entries(found) == [entry for entry in entries(candidates) if entry[0] in kept]


def test_a_copy_of_a_report_tells_its_event_also_just_below_the_threshold() -> None:
    report, cut, shorter, another = [0.6, 0.8, 0], [0.57, 0.82, 0], [0.4, 0.92, 0], [0.57, 0, 0.82]
    candidates, query = pool_of([told()] * 4, [[1, 0, 0], report, cut, shorter, another])
    threshold = SameEventThreshold(base=0.59, growth=0.0)
    policy = KeepSameEvent(threshold, threshold)
    assert policy(candidates, query).rows.tolist() == [0, 1]
    assert policy(candidates.take([1, 2, 3]), query).rows.tolist() == []


# Five reports: one surely of the seed's event, one near that one alone, one near the latter alone, two of other events.
CHAIN = [[1, 0, 0, 0, 0], [1, 1, 0, 0, 0], [0.1, 1, 1, 0, 0], [0.2, 0, 1, 0.5, 0], [0.2, 0, 0, 0, 1], [0.1, 0, 0, 0, 1]]


@pytest.mark.parametrize("days", [0, 400, None])
def test_a_report_in_other_words_is_known_by_what_surely_tells_the_event(days: float | None) -> None:
    """And the chain ends there, so that it does not lead from event to event."""
    threshold = SameEventThreshold(base=0.3, growth=0.0)
    candidates, query = pool_of([told(days)] * 5, CHAIN, seed=told(days))
    assert ExcludeSameEvent(threshold, sure=NEVER)(candidates, query).rows.tolist() == [3, 2, 4, 1]
    policy = ExcludeSameEvent(threshold, sure=SameEventThreshold(base=0.5, growth=0.0))
    assert policy(candidates, query).rows.tolist() == [3, 2, 4]


def test_what_surely_tells_the_event_is_told_by_the_vectors_that_are_searched() -> None:
    candidates, query = pool_of([told()] * 5, CHAIN)
    words = Vectors.of(matrix_of(np.eye(5)))
    policy = ExcludeSameEvent(SameEventThreshold(base=0.3, growth=0.0), SameEventThreshold(base=0.5, growth=0.0))
    assert policy(replace(candidates, own_vectors=words), query).rows.tolist() == [3, 2, 4]
    assert policy(replace(candidates, expanded_vectors=words), query).rows.tolist() == [3, 2, 4, 1]


def test_only_the_nearest_of_the_event_are_asked_and_only_the_nearest_others_are_left() -> None:
    candidates, query = pool_of([told()] * 5, CHAIN, k=1)
    policy = ExcludeSameEvent(SameEventThreshold(base=0.3, growth=0.0), SameEventThreshold(base=0.5, growth=0.0))
    assert replace(policy, members=0)(candidates, query).rows.tolist() == [3, 2, 4, 1]
    assert replace(policy, spare=1)(candidates, query).rows.tolist() == [3, 2]


# --- Diversity ---


@few
@given(SEEDS, st.integers(1, 12))
def test_with_lambda_1_the_order_is_that_of_the_scores(seed: int, k: int) -> None:
    candidates, query = pool(seed, k=k)
    assert (
        entries(Mmr(mmr_lambda=1.0, threshold=NEVER, copy_similarity=2.0)(candidates, query)) == entries(candidates)[:k]
    )


@few
@given(SEEDS, st.floats(0, 1), st.integers(1, 12))
def test_whatever_lambda_is_the_best_candidate_comes_first(seed: int, mmr_lambda: float, k: int) -> None:
    candidates, query = pool(seed, k=k)
    found = Mmr(mmr_lambda=mmr_lambda, threshold=NEVER, copy_similarity=2.0)(candidates, query)
    assert entries(found)[:1] == entries(candidates)[:1]
    assert len(found) == min(k, len(candidates))


def test_of_two_equals_the_one_that_says_something_new_comes_first() -> None:
    weights = [[1, 1, 1, 0], [1, 1, 0.2, 0], [1, 1, 0, 0.2], [0, 1, 1, 0.2]]
    candidates, query = pool_of([told()] * 3, weights)
    found = Mmr(mmr_lambda=0.3, threshold=NEVER, copy_similarity=2.0)(candidates, query)
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
        assert not (policy.threshold(alike, others.days_from_row(row)) | (alike >= policy.copy_similarity)).any()


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
        assert (found.take(found.rows != row).own_similarity_to(row) < COPY_SIMILARITY).all()


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


# --- Kinds ---


@few
@given(SEEDS, st.frozensets(st.sampled_from(KINDS)))
def test_kinds_on_request_are_shown_to_those_who_ask_by_name(seed: int, asked: frozenset[str]) -> None:
    candidates, query = pool(seed, requested_kinds=asked)
    policy = OnRequestOnly(("opinion", "sponsored"))
    kinds = dict(zip(candidates.rows.tolist(), candidates.facet("kind"), strict=True))
    found = policy(candidates, query)
    expected = [entry for entry in entries(candidates) if kinds[entry[0]] not in {"opinion", "sponsored"} - asked]
    assert entries(found) == expected


# --- Editors ---


@few
@given(SEEDS)
def test_what_is_hidden_or_banned_is_taken_out_and_nothing_else(seed: int) -> None:
    candidates, query = pool(2 * (seed // 2))
    rules, sections = query.rules, dict(zip(candidates.rows.tolist(), candidates.facet("section"), strict=True))
    kept = NotHidden()(candidates, query).rows.tolist()
    visible = [row for row in candidates.rows.tolist() if row not in rules.hidden]
    assert kept == [row for row in visible if sections[row] not in rules.hidden_sections]
    left = NotBanned()(candidates, query).rows.tolist()
    assert left == [row for row in candidates.rows.tolist() if row not in rules.banned]


@pytest.mark.parametrize("box", POLICIES)
@few
@given(SEEDS, st.integers(0, 6))
def test_a_box_shows_its_pins_and_nothing_that_editors_keep_out(box: str, seed: int, k: int) -> None:
    candidates, query = pool(2 * (seed // 2), k=k)
    rules = query.rules
    found = rank(candidates, query, POLICIES[box])
    for place, row in enumerate(found.rows.tolist(), 1):
        assert row in pinned_in(query) or found.catalogue.label("section", row) not in rules.hidden_sections
        assert all(pin.position >= place for pin in rules.pins if pin.row == row)
    assert not set(accounted(found)) & {*rules.hidden, *rules.banned, *rules.pinned_elsewhere}
    if all(pin.position <= k for pin in rules.pins):
        assert pinned_in(query) <= set(found.rows.tolist())


def pinned_query(query: Query, *pins: tuple[int, int], elsewhere: tuple[int, ...] = ()) -> Query:
    return replace(query, rules=Rules(pins=tuple(PinnedRow(*pin) for pin in pins), pinned_elsewhere=elsewhere))


@pytest.mark.parametrize("box", POLICIES)
@pytest.mark.parametrize(("position", "place"), [(1, 0), (2, 1), (9, 2)])
def test_a_pin_stands_at_its_place_or_last_where_the_box_is_short(box: str, position: int, place: int) -> None:
    # The third shares nothing with the seed, is an advertisement and comes from long ago.
    articles = [told(0.1, publisher="A"), told(0.2, publisher="B"), told(-3_000, kind="sponsored")]
    weights = [[1, 1, 0, 0, 0], [1, 0, 1, 0, 0], [0, 1, 0, 1, 0], [0, 0, 0, 0, 1]]
    candidates, query = pool_of(articles, weights)
    alike = np.array([0.9, 0.8] if box == "similar" else [0.19, 0.18], np.float32)
    candidates = replace(candidates, similarity=alike, score=alike)
    before = rank(candidates, query, POLICIES[box]).rows.tolist()
    assert before == [0, 1]
    found = rank(candidates, pinned_query(query, (2, position)), POLICIES[box])
    before.insert(place, 2)
    assert found.rows.tolist() == before


def test_a_copy_of_a_pin_is_folded_into_its_card_and_another_box_does_not_tell_it() -> None:
    articles = [told(publisher="A"), told(publisher="B"), told(publisher="C")]
    candidates, query = pool_of(articles, [[1, 1, 0], [1, 0.1, 0], [1, 0.12, 0], [0, 1, 0]])
    found = SetPinsAside()(candidates, pinned_query(query, (0, 1)))
    assert found.rows.tolist() == [2]
    assert found.folded == {0: (1,)}
    assert NotPinnedElsewhere()(candidates, pinned_query(query, elsewhere=(0,))).rows.tolist() == [2]


def test_the_event_of_a_pin_is_not_told_again_where_events_are_looked_at() -> None:
    articles = [told(publisher="A"), told(publisher="B")]
    candidates, query = pool_of(articles, [[1, 1, 1, 0], [1, 0, 0, 1], [1, 1, 0, 0.2]])
    pinned = pinned_query(query, (0, 1))
    assert SetPinsAside()(candidates, pinned).rows.tolist() == [1]
    assert SetPinsAside(threshold=SAME_EVENT)(candidates, pinned).rows.tolist() == []


def test_a_trace_tells_who_took_a_pin_aside_and_who_brought_it_back() -> None:
    candidates, query = pool_of([told(publisher="A"), told(publisher="B")], [[1, 1, 0], [1, 0, 0], [0, 0, 1]])
    for row in (0, 1):  # the other one was not even found
        verdicts = trace(candidates, pinned_query(query, (row, 1)), POLICIES["similar"], row)
        assert [verdict.policy for verdict in verdicts if verdict.rank] == (
            ["NotHidden()", "NotBanned()", repr(NotPinnedElsewhere())] * (row == 0) + ["Pins()", "Cut()"]
        )
        assert [verdict.policy for verdict in verdicts if not verdict.rank] == [repr(SetPinsAside())] * (row == 0)


def test_a_pin_alone_has_its_own_similarity_for_a_score() -> None:
    candidates, query = pool_of([told()], [[1, 1], [1, 0]])
    found = Pins()(candidates.take([]), pinned_query(query, (0, 1)))
    assert found.score.tolist() == pytest.approx([0.5**0.5])
