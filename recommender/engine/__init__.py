"""The sentence: corpus → articles → vectors → index → candidates → cards → box."""

from __future__ import annotations

from recommender.engine.neighbours import Neighbours
from recommender.engine.persistence import TERMS, Trained, has_other_terms
from recommender.engine.recommender import Recommender
from recommender.engine.served_corpus import FIT_STEPS
from recommender.engine.warming import warm_up, warm_up_reading

__all__ = [
    "FIT_STEPS",
    "TERMS",
    "Neighbours",
    "Recommender",
    "Trained",
    "has_other_terms",
    "warm_up",
    "warm_up_reading",
]
