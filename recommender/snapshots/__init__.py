"""Plain arrays in folders that never change: written aside, verified, published by one rename, mapped into memory."""

from __future__ import annotations

from recommender.snapshots import registry
from recommender.snapshots.arrays import TextColumn, array_of, check_positions, parameters_of, starts_of
from recommender.snapshots.files import write_lines, written_aside
from recommender.snapshots.registry import KEPT_VERSIONS, Registry
from recommender.snapshots.snapshot import Snapshot, open_snapshot, write_snapshot

__all__ = [
    "KEPT_VERSIONS",
    "Registry",
    "Snapshot",
    "TextColumn",
    "array_of",
    "check_positions",
    "open_snapshot",
    "parameters_of",
    "registry",
    "starts_of",
    "write_lines",
    "write_snapshot",
    "written_aside",
]
