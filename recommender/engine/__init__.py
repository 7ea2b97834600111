"""The sentence: corpus → articles → vectors → index → candidates → cards → box."""

from __future__ import annotations

from recommender.engine.persistence import Trained
from recommender.engine.recommender import Recommender
from recommender.engine.warming import warm_up, warm_up_reading

__all__ = [
    "Recommender",
    "Trained",
    "warm_up",
    "warm_up_reading",
]
