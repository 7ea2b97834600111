"""Grouping a corpus: which articles are one story, beside brute force, and what time, length and language ask."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender import Recommender
from recommender.article.times import UNKNOWN_TIME
from recommender.model.vectors import Vectors
from recommender.stories import StoryThreshold
from recommender.stories.grouping import group, grouping_input, in_order_of_first_members
from recommender.stories.members import FOUNDING, RECENT
from recommender.stories.neighbours import NEAREST, READ_AROUND
from recommender.stories.passes import first_pass
from tests.support.builders import law, packed, unit_rows
from tests.support.newsroom import EVENTS, story_of

DAY = 86_400


def grouped(
    dense: NDArray[np.float32], times: NDArray[np.int64], threshold: StoryThreshold | None = None
) -> NDArray[np.int32]:
    """Group rows of weights, each of 30 terms of its own."""
    vectors = Vectors.of(_csr(dense))
    plain = Vectors.of(_csr(np.ones((len(dense), 30), np.float32)))
    return group(vectors, plain, times, np.zeros(len(dense), np.int32), threshold or StoryThreshold()).stories.numbers


def passed(dense: NDArray[np.float32], times: NDArray[np.int64], threshold: StoryThreshold) -> list[int]:
    """Group rows, as `grouped` does, without a look back; the times rise."""
    n = len(dense)
    vectors, plain = Vectors.of(_csr(dense)), Vectors.of(_csr(np.ones((n, 30), np.float32)))
    numbers, _ = first_pass(grouping_input(vectors, plain, times, np.zeros(n, np.int32), range(0)), threshold)
    found: list[int] = numbers.tolist()
    return found


def _rounded(dense: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return rows as they are compared."""
    rows: NDArray[np.float32] = packed(_csr(dense.astype(np.float32))).matrix().toarray()
    return rows.astype(np.float64)


def _length_of_sum(rows: NDArray[np.float64]) -> float:
    """Return the length of a sum of rows that are of unit length but for rounding."""
    products = rows @ rows.T
    np.fill_diagonal(products, 1)
    return float(np.sqrt(products.sum()))


def _csr(dense: NDArray[np.float32]) -> Any:
    return csr_array(dense.astype(np.float32))


def test_reports_of_one_event_are_one_story_and_those_of_others_are_others(served: Recommender) -> None:
    stories = {event: {story_of(served, f"{event}-{nth}") for nth in range(3)} for event in EVENTS}
    assert all(len(found) == 1 for found in stories.values())
    assert len(set().union(*stories.values())) == 3


@law
@given(seed=st.integers(0, 10_000), n=st.integers(1, 30), days=st.integers(0, 60))
def test_every_article_is_in_exactly_one_story_in_whatever_order_they_were_read(seed: int, n: int, days: int) -> None:
    rows = unit_rows(n, 12, seed=seed, density=0.5).toarray()
    random = np.random.default_rng(seed)
    times = random.permutation(np.arange(n) * DAY * max(days, 1) // n).astype(np.int64)
    codes = grouped(rows, times)
    assert sorted(set(codes.tolist())) == list(range(int(codes.max()) + 1))
    # Other rows, the same articles: with no two times equal, their places do not matter.
    if days:
        shuffled = random.permutation(n)
        again = np.empty(n, np.int64)
        again[shuffled] = grouped(rows[shuffled], times[shuffled])
        assert again.tolist() == codes.tolist()
    assert grouped(rows, times).tolist() == codes.tolist()


@law
@given(seed=st.integers(0, 10_000), n=st.integers(1, 20))
def test_one_pass_joins_the_story_that_brute_force_finds(seed: int, n: int) -> None:
    """With few members and few articles nothing is left out of the comparison: the formulas alone decide."""
    threshold, rows = StoryThreshold(), _rounded(unit_rows(n, 10, seed=seed, density=0.6, empty=0).toarray())
    times = np.sort(np.random.default_rng(seed).integers(0, 9 * DAY, n))
    sizes = np.full(n, 30, np.int32)
    found = passed(rows.astype(np.float32), times, threshold)
    stories: list[list[int]] = []
    expected = []
    for at in range(n):
        strengths = []
        for story in stories:
            cosines, total = rows[story] @ rows[at], rows[story].sum(axis=0)
            resemblance = threshold.mean_weight * cosines.mean() + (1 - threshold.mean_weight) * (
                total @ rows[at]
            ) / _length_of_sum(rows[story])
            days = abs(times[at] - (times[story].min() + times[story].max()) / 2) / DAY
            asked = min(threshold.base * (1 + days) ** threshold.growth, threshold.enough)
            # Rows of which the nearest shares twice as much are not looked at, nor is their story when all are such.
            near = (cosines.max() >= 0.5 * max(rows[:at] @ rows[at])) * min(1, sizes[at] / threshold.short)
            strengths.append(near * resemblance / asked)
        best = int(np.argmax(strengths)) if strengths and max(strengths) >= 1 else len(stories)
        stories += [[]] if best == len(stories) else []
        stories[best].append(at)
        expected.append(best)
    assert found == expected


@law
@given(seed=st.integers(0, 10_000))
def test_a_long_story_is_told_by_its_founding_and_its_latest_members(seed: int) -> None:
    """Two topics that drift over a hundred articles; brute force compares with just those that a story keeps."""
    n, threshold = 100, StoryThreshold(base=0.7, enough=0.9)
    random = np.random.default_rng(seed)
    topics = np.array([[8, 4, 1, 1, 1], [1, 1, 4, 8, 2]], np.float64)[random.integers(0, 2, n)]
    drift = np.linspace(0, 6, n)[:, None] * np.array([0, 0, 1, 0, 1])
    rows = topics + drift + random.random((n, 5))
    rows = _rounded(rows / np.linalg.norm(rows, axis=1, keepdims=True))
    stories: list[list[int]] = []
    expected: list[int] = []
    for at in range(n):
        seen = np.arange(max(0, at - READ_AROUND), at)
        near = seen[np.argsort(-(rows[seen] @ rows[at]).astype(np.float32), kind="stable")][:NEAREST]
        best, best_strength = len(stories), 1.0
        for story in dict.fromkeys(expected[row] for row in near.tolist()):
            members = stories[story]
            kept = members if len(members) <= FOUNDING + RECENT else members[:FOUNDING] + members[-RECENT:]
            cosines, total = rows[kept] @ rows[at], rows[kept].sum(axis=0)
            resemblance = threshold.mean_weight * cosines.mean() + (1 - threshold.mean_weight) * (
                total @ rows[at]
            ) / _length_of_sum(rows[kept])
            if resemblance / threshold.base > best_strength:
                best, best_strength = story, resemblance / threshold.base
        stories += [[]] if best == len(stories) else []
        stories[best].append(at)
        expected.append(best)
    assert max(map(len, stories)) > FOUNDING + RECENT
    assert passed(rows.astype(np.float32), np.zeros(n, np.int64), threshold) == expected


def test_a_member_moves_to_a_story_that_fits_it_better_once_that_is_told() -> None:
    rows = np.array([[1, 0], [0.5, 0.75**0.5], [0, 1], [0, 1]], np.float32)
    times, threshold = np.arange(4) * 60, StoryThreshold(base=0.49)
    assert passed(rows, times, threshold) == [0, 0, 1, 1]
    assert grouped(rows, times, threshold).tolist() == [0, 1, 1, 1]
    # Not for a little more evidence.
    assert grouped(rows, times, threshold._replace(better=2.0)).tolist() == [0, 0, 1, 1]


def test_a_member_leaves_a_story_that_has_moved_away_from_it() -> None:
    rows = np.array([[1, 0, 0], [0.5, 0.75**0.5, 0], *([[0.78, 0, 0.62]] * 3)], np.float32)
    times, threshold = np.arange(5) * 60, StoryThreshold(base=0.49)
    assert passed(rows, times, threshold) == [0, 0, 0, 0, 0]
    assert grouped(rows, times, threshold).tolist() == [0, 1, 0, 0, 0]


def test_of_a_long_story_the_founding_and_the_latest_members_are_measured() -> None:
    n = FOUNDING + RECENT + 20
    rows = np.ones((n, 3), np.float32)
    rows[:, 1] += np.linspace(0, 1, n) ** 2
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    vectors, plain = Vectors.of(_csr(rows)), Vectors.of(_csr(np.ones((n, 30), np.float32)))
    found = group(vectors, plain, np.arange(n), np.zeros(n, np.int32), StoryThreshold())
    assert len(found.stories.squares) == 1
    kept = _rounded(np.concatenate([rows[:FOUNDING], rows[-RECENT:]]))
    assert found.stories.squares[0] == pytest.approx((kept.sum(axis=0) ** 2).sum(), rel=1e-6)


def test_a_long_story_may_turn_slowly_since_its_latest_members_count() -> None:
    angles = np.radians(np.arange(71) * 1.2)
    rows = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    assert passed(rows, np.zeros(len(rows), np.int64), StoryThreshold(base=0.6)) == [0] * len(rows)


def test_a_chain_of_days_is_not_one_story() -> None:
    """Each day's article is much like the one before, and shares nothing with that of a week ago."""
    n = 40
    chain = np.zeros((n, n + 3), np.float32)
    for day in range(n):
        chain[day, day : day + 4] = 0.5
    times = (np.arange(n) * DAY).astype(np.int64)
    neighbours = float(chain[0] @ chain[1])
    assert neighbours == 0.75
    sizes = np.bincount(grouped(chain, times))
    assert sizes.max() <= 5
    # At the same moment, too, the far ends stay apart.
    assert np.bincount(grouped(chain, np.zeros(n, np.int64))).max() <= 10


def test_the_more_days_lie_between_the_more_alike_two_articles_must_be() -> None:
    pair = np.array([[1, 0], [0.5, 0.75**0.5]], np.float32)

    def together(days: float) -> bool:
        return len(set(grouped(pair, np.array([0, int(days * DAY)])).tolist())) == 1

    assert together(0)
    assert together(2)
    assert not together(30)


def test_what_is_told_in_nearly_the_same_words_is_one_story_at_any_distance() -> None:
    threshold = StoryThreshold()
    pair = np.array([[1, 0], [0.75, (1 - 0.75**2) ** 0.5]], np.float32)
    times = np.array([0, 3_000 * DAY])
    assert len(set(grouped(pair, times).tolist())) == 1
    assert len(set(grouped(pair, times, threshold._replace(enough=0.9)).tolist())) == 2


def test_articles_without_a_time_are_grouped_by_their_words() -> None:
    rows = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
    codes = grouped(rows, np.full(3, UNKNOWN_TIME))
    assert codes.tolist() == [0, 0, 1]


def test_where_a_time_is_not_known_some_days_are_assumed() -> None:
    cosine = StoryThreshold().base * 1.2
    pair = np.array([[1, 0], [cosine, (1 - cosine**2) ** 0.5]], np.float32)
    times = np.array([UNKNOWN_TIME, 0])
    assert len(set(grouped(pair, np.zeros(2, np.int64)).tolist())) == 1
    assert len(set(grouped(pair, times).tolist())) == 2
    assert len(set(grouped(pair, times, StoryThreshold(unknown_days=0)).tolist())) == 1


@pytest.mark.parametrize(
    ("n_terms", "together"), [((5, 40), True), ((40, 5), True), ((40, 40), False), ((5, 5), False)]
)
def test_a_headline_need_share_less_with_a_rich_text(n_terms: tuple[int, int], together: bool) -> None:
    cosine = StoryThreshold().base * 0.5
    vectors = Vectors.of(_csr(np.array([[1, 0], [cosine, (1 - cosine**2) ** 0.5]], np.float32)))
    words = np.zeros((2, 40), np.float32)
    for row, count in enumerate(n_terms):
        words[row, :count] = 1
    found = group(vectors, Vectors.of(_csr(words)), np.zeros(2, np.int64), np.zeros(2, np.int32), StoryThreshold())
    assert (len(set(found.stories.numbers.tolist())) == 1) is together


def test_articles_of_two_languages_are_never_one_story() -> None:
    vectors = Vectors.of(_csr(np.ones((2, 1), np.float32)))
    found = group(vectors, vectors, np.zeros(2, np.int64), np.array([0, 1], np.int32), StoryThreshold(short=1))
    assert found.stories.numbers.tolist() == [0, 1]


def test_an_empty_corpus_and_articles_without_words_are_in_order() -> None:
    assert grouped(np.zeros((0, 3), np.float32), np.zeros(0, np.int64)).tolist() == []
    assert grouped(np.zeros((2, 3), np.float32), np.zeros(2, np.int64)).tolist() == [0, 1]


@pytest.mark.parametrize(
    "wrong", [{"base": 0.0}, {"enough": 1.5}, {"mean_weight": -0.1}, {"short": 0.5}, {"growth": -1.0}]
)
def test_a_threshold_out_of_its_range_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="threshold of a story"):
        grouped(np.ones((1, 1), np.float32), np.zeros(1, np.int64), StoryThreshold(**wrong))


@given(codes=st.lists(st.integers(0, 9)))
def test_renumbering_counts_in_the_order_of_first_members(codes: list[int]) -> None:
    order = list(dict.fromkeys(codes))
    assert in_order_of_first_members(np.array(codes, np.int32), np.arange(len(codes))).tolist() == [
        order.index(code) for code in codes
    ]
