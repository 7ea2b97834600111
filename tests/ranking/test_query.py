"""What policies are asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recommender.ranking.query import Query
from tests.support.candidates import bare, seed_of, told


def test_fewer_than_no_cards_cannot_be_asked_for() -> None:
    _, query = bare(1)
    with pytest.raises(ValueError, match="k: expected 0 or more, found -1"):
        replace(query, k=-1)


def test_queries_of_one_seed_that_ask_the_same_are_equal() -> None:
    seed = seed_of([[1.0]], told())
    assert Query(seed) == Query(seed)
    assert Query(seed) != Query(seed_of([[1.0]], told()))
