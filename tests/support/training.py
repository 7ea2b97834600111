"""Callbacks for jobs that are expected to read every record."""

from __future__ import annotations

from recommender.errors import CorpusError
from recommender.training import Callbacks


def refuse(error: CorpusError) -> None:
    """Raise the error of a record that cannot be read."""
    raise error


STRICT = Callbacks(refused=refuse)
