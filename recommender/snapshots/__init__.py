"""Snapshots: plain arrays in folders that never change.

In: named arrays and facts about them. Out: the same, mapped into memory. The one idea: a snapshot is written aside,
verified and published by one rename, so that readers see whole versions only.

What reads arrays is imported when it is first used: who goes back to another version needs none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recommender.snapshots.addresses import registry_at
from recommender.snapshots.files import write_lines, written_aside
from recommender.snapshots.registry import KEPT_VERSIONS, Registry
from recommender.snapshots.snapshot import Snapshot, open_snapshot, verify_array, verify_snapshot, write_snapshot
from recommender.snapshots.verified import is_verified, stamp_of

if TYPE_CHECKING:
    from recommender.snapshots.arrays import (
        TextColumn,
        array_of,
        check_offsets,
        check_positions,
        offsets_of,
        parameters_of,
    )
    from recommender.snapshots.packed_texts import PackedTexts, TextPacking

__all__ = [
    "KEPT_VERSIONS",
    "PackedTexts",
    "Registry",
    "Snapshot",
    "TextColumn",
    "TextPacking",
    "array_of",
    "check_offsets",
    "check_positions",
    "is_verified",
    "offsets_of",
    "open_snapshot",
    "parameters_of",
    "registry_at",
    "stamp_of",
    "verify_array",
    "verify_snapshot",
    "write_lines",
    "write_snapshot",
    "written_aside",
]


def __getattr__(name: str) -> object:
    """Import what reads arrays when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from recommender.snapshots import arrays, packed_texts

    return getattr(arrays, name, None) or getattr(packed_texts, name)
