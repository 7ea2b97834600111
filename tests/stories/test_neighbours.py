"""The nearest articles: what brute force finds, and no more of a common term than lies around a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender.article.times import UNKNOWN_TIME
from recommender.model.forward import AnyVectors
from recommender.model.vectors import Vectors
from recommender.stories.grouping import group
from recommender.stories.neighbours import HEAVIEST, NEAREST, READ_AROUND, WORTH, Neighbours, in_time_order
from recommender.stories.threshold import StoryThreshold
from tests.support.builders import law, packed, unit_rows


def heaviest(vectors: AnyVectors) -> NDArray[np.float32]:
    """Return the heaviest terms of each row, and zeros for the others."""
    dense: NDArray[np.float32] = vectors.matrix().toarray()
    for row in dense:
        row[np.argsort(-row, kind="stable")[HEAVIEST:]] = 0
    return dense


@law
@given(seed=st.integers(0, 10_000), n=st.integers(2, READ_AROUND), wide=st.booleans())
def test_the_nearest_are_those_that_brute_force_finds(seed: int, n: int, wide: bool) -> None:
    vectors = packed(unit_rows(n, 90 if wide else 9, seed=seed, density=0.7))
    random = np.random.default_rng(seed)
    times = random.integers(0, 9, n)
    times[random.random(n) < 0.2] = UNKNOWN_TIME
    groups, excluded = random.integers(0, 2, n).astype(np.int32), random.random(n) < 0.2
    grouped = group(vectors, vectors, times, groups, StoryThreshold())
    near = Neighbours.of(grouped.postings, times)
    for row in range(n):
        excluded_too = excluded | (np.arange(n) == row)
        rows = near.nearest(vectors[row], int(times[row]), group=int(groups[row]), groups=groups, excluded=excluded_too)
        scores = heaviest(vectors) @ heaviest(vectors)[row] * (groups == groups[row]) * ~excluded_too
        place = np.empty(n, np.int64)
        place[in_time_order(times)] = np.arange(n)
        best = [at for at in np.lexsort((place, -scores)).tolist() if scores[at] > 0][:NEAREST]
        worth = [at for at in best if scores[at] >= WORTH * scores[best[0]]]
        assert np.sort(scores[rows]) == pytest.approx(np.sort(scores[worth]), abs=1e-6)


def test_of_a_common_term_the_articles_of_a_time_near_by_are_found() -> None:
    n = 6 * READ_AROUND
    vectors, times = Vectors.of(unit_rows(n, 1, density=1, empty=0)), np.arange(n) * 1_000
    groups = np.zeros(n, np.int32)
    near = Neighbours.of(group(vectors, vectors, times, groups, StoryThreshold()).postings, times)
    for time in (0, 1_000 * n // 2, 1_000 * n):
        rows = near.nearest(vectors[0], time, group=0, groups=groups, excluded=np.zeros(n, np.bool_))
        assert len(rows) == NEAREST
        assert (np.abs(times[rows] - time) <= 1_000 * READ_AROUND).all()
