"""The sentence: corpus → articles → vectors → index → candidates → cards → box."""

from __future__ import annotations

from recommender.engine.neighbours import Neighbours
from recommender.engine.persistence import Trained
from recommender.engine.recommender import Recommender
from recommender.engine.served_corpus import FIT_STEPS
from recommender.engine.warming import warm_up, warm_up_reading

__all__ = [
    "FIT_STEPS",
    "Neighbours",
    "Recommender",
    "Trained",
    "warm_up",
    "warm_up_reading",
]
