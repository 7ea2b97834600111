"""Numbers that clash tell two events apart; those that agree ask for less."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from recommender.model.packed import packed_of
from recommender.model.vectors import Vectors, row_of
from recommender.stories import StoryThreshold
from recommender.stories.comparison import agreement_of
from recommender.stories.grouping import group, grouping_input, members_of
from recommender.stories.numbers import columns_of, numbers_in, sum_of, sum_of_rows
from recommender.stories.passes import sum_numbers
from tests.support.builders import law, packed, unit_rows


def alike(
    numbers: Sequence[Sequence[int]], threshold: StoryThreshold, *, required: StoryThreshold | None = None
) -> bool:
    """Tell whether two articles of the same moment, whose words are just enough for one story, are one.

    Args:
        numbers: The numbers that each holds, of ten.
        threshold: What the words are enough for.
        required: The threshold to pass, when that is another.
    """
    cosine = threshold.base * 1.1
    rows = np.array([[1, 0], [cosine, (1 - cosine**2) ** 0.5]], np.float32)
    words = np.zeros((2, 40), np.float32)
    words[:, 10:] = 1
    for row, held in enumerate(numbers):
        words[row, list(held)] = 1
    words /= np.linalg.norm(words, axis=1, keepdims=True)
    vectors, plain = Vectors.of(csr_array(rows)), Vectors.of(csr_array(words))
    times, groups = np.zeros(2, np.int64), np.zeros(2, np.int32)
    found = group(vectors, plain, times, groups, required or threshold, number_columns=range(10))
    return len(set(found.stories.numbers.tolist())) == 1


def test_a_clash_of_numbers_tells_two_events_apart() -> None:
    threshold = StoryThreshold(mean_weight=1)
    assert alike([[1, 2], [1, 2]], threshold)
    assert alike([[], []], threshold)
    assert alike([[1, 2], []], threshold)
    assert not alike([[1, 2], [3, 4]], threshold)
    assert alike([[1, 2], [3, 4]], threshold._replace(clash=0))


def test_numbers_that_agree_ask_for_less() -> None:
    threshold = StoryThreshold(mean_weight=1)
    stricter = threshold._replace(base=threshold.base * 1.15)  # the words alone would not be enough
    assert not alike([[], []], threshold, required=stricter)
    assert alike([[1, 2], [1, 2]], threshold, required=stricter)


def test_numbers_say_little_of_short_texts() -> None:
    threshold = StoryThreshold(mean_weight=1)
    assert alike([[1, 2], [3, 4]], threshold, required=threshold._replace(short=400.0))


@law
@given(seed=st.integers(0, 10_000), n=st.integers(2, 6))
def test_the_agreement_of_numbers_is_that_of_dense_vectors(seed: int, n: int) -> None:
    own_vectors = packed(unit_rows(n, 12, seed=seed, density=0.5))
    numbers = columns_of(packed_of(own_vectors), 3, 9, 12)
    agreement = agreement_of(row_of(numbers, 0), sum_of_rows(numbers, np.arange(1, n, dtype=np.int32)), n - 1)
    dense = own_vectors.matrix().toarray()[:, 3:9]
    one, others = dense[0], dense[1:].sum(axis=0)
    length, of_others = float(np.linalg.norm(one)), float(np.linalg.norm(others))
    has_numbers = length > 0 and of_others > 0
    assert agreement.cosine == pytest.approx(one @ others / (length * of_others) if has_numbers else 0, rel=1e-4)
    assert agreement.share == pytest.approx(min(length, of_others / (n - 1)) if has_numbers else 0, rel=1e-4)


@law
@given(seed=st.integers(0, 10_000), n=st.integers(1, 6))
def test_the_numbers_of_a_story_are_summed_live_as_at_training(seed: int, n: int) -> None:
    own_vectors = packed(unit_rows(n, 12, seed=seed, density=0.5))
    columns, times, groups = range(3, 9), np.zeros(n, np.int64), np.zeros(n, np.int32)
    articles = grouping_input(own_vectors, own_vectors, times, groups, columns)
    indptr, terms, weights, _ = sum_numbers(articles, members_of(articles, np.zeros(n, np.int32)))
    live = sum_of([numbers_in(own_vectors[row], columns) for row in range(n)])
    assert indptr.tolist() == [0, len(terms)]
    assert terms.tolist() == live.terms.tolist()
    assert weights.tolist() == live.weights.tolist()
    assert weights == pytest.approx(own_vectors.matrix().toarray().sum(axis=0)[terms], rel=1e-5)
