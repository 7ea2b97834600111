"""The sentence: corpus → articles → vectors → index → candidates → cards → box."""

from __future__ import annotations

from recommender.engine import recommender
from recommender.engine.persistence import Trained
from recommender.engine.recommender import Recommender

__all__ = [
    "Recommender",
    "Trained",
    "recommender",
]
