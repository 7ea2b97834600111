"""Base + live: an immutable index, and what has been published, edited and taken down since it was made.

The idea is that of segments (log-structured merge: O'Neil et al. 1996, doi:10.1007/s002360050048; for inverted indexes:
Lester, Moffat and Zobel 2005, doi:10.1145/1099554.1099739): the base never changes and stays shared between workers;
changes go into a small segment beside it, and what they replace is passed over inside the search.
"""

from __future__ import annotations

from recommender.segments.catalogue import JoinedCatalogue, LiveCatalogue
from recommender.segments.drift import NO_DRIFT, Drift, drift_of
from recommender.segments.index import LiveIndex
from recommender.segments.live import Entry, LiveSegment
from recommender.segments.vectors import GrowingVectors, JoinedVectors

__all__ = [
    "NO_DRIFT",
    "Drift",
    "Entry",
    "GrowingVectors",
    "JoinedCatalogue",
    "JoinedVectors",
    "LiveCatalogue",
    "LiveIndex",
    "LiveSegment",
    "drift_of",
]
