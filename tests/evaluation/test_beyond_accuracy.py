"""Measures of a box beyond relevance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from recommender.evaluation.beyond_accuracy import NEWSROOM, coverage, describe_boxes
from recommender.index.searcher import Searcher
from tests.support.builders import article, catalogue, matrix_of

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def index_of(vectors: Mapping[str, Sequence[float]], **facts: Mapping[str, object]) -> Searcher:
    """Return an index of articles with these vectors and, by field and id, these facts."""
    articles = [
        article(article_id=id_, **{field: values[id_] for field, values in facts.items() if id_ in values})
        for id_ in vectors
    ]
    return Searcher.build(catalogue(*articles), matrix_of(list(vectors.values())))


def described(
    boxes: Mapping[str, Sequence[str]], index: Searcher, *, k: int, same: Mapping[str, str]
) -> dict[str, object]:
    """Return the mean of each newsroom measure over the seeds, and what all boxes show."""
    groups = {seed: {other for other in same if same[other] == same[seed]} for seed in same}
    samples = describe_boxes(boxes, index, k=k, same_event_of=groups.get)
    return dict(zip(NEWSROOM, samples.means().tolist(), strict=True)) | coverage(boxes, index)


ALIKE: Mapping[str, Sequence[float]] = {
    "a": [1, 0, 0, 0],
    "b": [0.96, 0.28, 0, 0],
    "c": [0, 0, 1, 0],
    "d": [0, 0, 0.6, 0.8],
    "e": [0, 0, 0, 1],
}


def test_boxes_are_described_by_what_is_known_of_their_cards() -> None:
    index = index_of(
        ALIKE,
        publisher={"b": "P", "c": "P", "d": "Q"},
        published_at={"a": NOON, "b": NOON - timedelta(days=3), "c": NOON - timedelta(days=4)},
    )
    boxes = {"a": ["b", "c"], "b": ["c", "d"], "c": [], "d": ["a"], "e": ["taken down"]}
    numbers = described(boxes, index, k=2, same={"a": "x", "b": "x", "d": "y"})
    assert numbers == {
        "full_boxes": 2 / 5,
        "near_duplicates": pytest.approx(1 / 5),
        "same_event": pytest.approx(1 / 5),
        "publishers": pytest.approx(3 / 2),
        # The median of a's cards is 3.5 days, and c is a day from b.
        "age_days": pytest.approx((3.5 + 1) / 2),
        "intra_list_similarity": pytest.approx((0 + 0.6) / 2, abs=5e-3),  # packed weights
        "coverage": 4 / 5,
        "never_shown": 1,
    }


def test_a_card_is_a_near_duplicate_of_the_seed_or_of_a_card_above_it() -> None:
    index = index_of(ALIKE)
    for seed, cards, share in (("a", "bc", 1 / 2), ("c", "ab", 1 / 2), ("c", "ba", 1 / 2), ("d", "ac", 0)):
        assert described({seed: list(cards)}, index, k=2, same={})["near_duplicates"] == pytest.approx(share)


def test_a_card_newer_than_its_seed_is_as_far_from_it_as_an_older_one() -> None:
    times = {"a": NOON, "b": NOON + timedelta(days=2)}
    numbers = described({"a": ["b"], "b": ["a"]}, index_of(ALIKE, published_at=times), k=1, same={})
    assert numbers["age_days"] == 2


def test_what_is_not_known_weighs_nothing() -> None:
    samples = describe_boxes({"a": [], "b": ["c"]}, index_of(ALIKE), k=5, same_event_of={"b": {"c"}}.get)
    weights = dict(zip(NEWSROOM, samples.weights.T.tolist(), strict=True))
    assert weights == {
        "full_boxes": [1, 1],
        "near_duplicates": [0, 1],
        "same_event": [0, 1],
        "publishers": [0, 0],
        "age_days": [0, 0],
        "intra_list_similarity": [0, 0],
    }
    assert np.isnan(samples.values).tolist() == (samples.weights == 0).tolist()
