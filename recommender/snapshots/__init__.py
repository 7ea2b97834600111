"""Snapshots: plain arrays in folders that never change.

In: named arrays and facts about them. Out: the same, mapped into memory. The one idea: a snapshot is written aside,
verified and published by one rename, so that readers see whole versions only.
"""

from __future__ import annotations

from recommender.snapshots.arrays import TextColumn, array_of, check_positions, offsets_of, parameters_of
from recommender.snapshots.files import write_lines, written_aside
from recommender.snapshots.packed_texts import PackedTexts, TextPacking
from recommender.snapshots.registry import KEPT_VERSIONS, Registry
from recommender.snapshots.snapshot import Snapshot, open_snapshot, write_snapshot

__all__ = [
    "KEPT_VERSIONS",
    "PackedTexts",
    "Registry",
    "Snapshot",
    "TextColumn",
    "TextPacking",
    "array_of",
    "check_positions",
    "offsets_of",
    "open_snapshot",
    "parameters_of",
    "write_lines",
    "write_snapshot",
    "written_aside",
]
