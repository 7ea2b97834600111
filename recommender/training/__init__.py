"""The jobs: train a model when it is due, import articles into a store, follow feeds; one training at a time.

In: sources, and a registry of models or a store. Out: a new version in the registry, unless the gate refuses it, or
articles in the store; and a report.
"""

from __future__ import annotations

from recommender.training.due import Limits, assess
from recommender.training.following import Exchange, Following, RoundReport, user_agent
from recommender.training.gate import Gate
from recommender.training.importing import import_articles
from recommender.training.job import TrainingReport, fit, train
from recommender.training.pace import Pace
from recommender.training.purging import Receipt, purge
from recommender.training.sources import Callbacks, Sources

__all__ = [
    "Callbacks",
    "Exchange",
    "Following",
    "Gate",
    "Limits",
    "Pace",
    "Receipt",
    "RoundReport",
    "Sources",
    "TrainingReport",
    "assess",
    "fit",
    "import_articles",
    "purge",
    "train",
    "user_agent",
]
