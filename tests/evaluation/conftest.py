"""The judgements of the sample corpus."""

from __future__ import annotations

import pytest

from recommender.cli.demo import sample_folder
from recommender.evaluation import Qrels, read_qrels


@pytest.fixture(scope="module")
def qrels() -> Qrels:
    return read_qrels(sample_folder() / "qrels.tsv")


@pytest.fixture(scope="module")
def few(qrels: Qrels) -> Qrels:
    return qrels.of_seeds(qrels.seeds()[::11])
