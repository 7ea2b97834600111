"""What many tests share: a model of the sample corpus, trained once for a whole run."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender import Recommender, Registry
from recommender.demo import sample_folder, train_demo


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a registry in which a model of the sample corpus is current."""
    models = tmp_path_factory.mktemp("published") / "models"
    train_demo(sample_folder(), models)
    return models


@pytest.fixture(scope="session")
def sample(published: Path) -> Recommender:
    """Return the model of the sample corpus."""
    snapshot, version = Registry(published).open_current()
    return Recommender.of_snapshot(snapshot, version=version)
