"""What tests of stories share."""

from __future__ import annotations

import pytest

from recommender import Recommender
from tests.support.newsroom import newsroom


@pytest.fixture(scope="session")
def served() -> Recommender:
    """Return three stories of three reports each."""
    return Recommender.fit(newsroom())
