"""The jobs: train a model when it is due, and import articles into a store; one training at a time.

In: sources, and a registry of models or a store. Out: a new version in the registry, unless the gate refuses it, or
articles in the store; and a report.
"""

from __future__ import annotations

from recommender.training.due import Limits, assess
from recommender.training.gate import Gate
from recommender.training.importing import import_articles
from recommender.training.job import TrainingReport, fit, train
from recommender.training.sources import Callbacks, Sources

__all__ = [
    "Callbacks",
    "Gate",
    "Limits",
    "Sources",
    "TrainingReport",
    "assess",
    "fit",
    "import_articles",
    "train",
]
