"""The job: read → fit → compare → publish, when it is due, and by one at a time.

In: sources, and a registry of models. Out: a new version in the registry, unless the gate refuses it, and a report.
"""

from __future__ import annotations

from recommender.training.due import Due, Limits, assess
from recommender.training.gate import Comparison, Gate
from recommender.training.importing import import_articles
from recommender.training.job import TrainingReport, fit, train
from recommender.training.sources import open_store, read_sources

__all__ = [
    "Comparison",
    "Due",
    "Gate",
    "Limits",
    "TrainingReport",
    "assess",
    "fit",
    "import_articles",
    "open_store",
    "read_sources",
    "train",
]
