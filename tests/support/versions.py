"""A registry of numbered versions: published, read back and looked over."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from recommender.snapshots.registry import Registry
from recommender.snapshots.snapshot import Snapshot
from tests.support.publisher import write_numbered


def published(path: Path, *numbers: int) -> Registry:
    registry = Registry(path / "models")
    for number in numbers:
        registry.publish(partial(write_numbered, number))
    return registry


def number_of(snapshot: Snapshot) -> int:
    """Return the number of a snapshot by `write_numbered`, when it is nothing but that."""
    number = snapshot.facts["number"]
    assert isinstance(number, int)
    assert {name: len(array) for name, array in snapshot.arrays.items()} == {"a": 10, "b": 1_000, "c": 0}
    assert all((array == number).all() for array in snapshot.arrays.values())
    return number


def current_number(registry: Registry) -> int:
    return number_of(registry.open_current()[0])


def left_aside(registry: Registry) -> list[Path]:
    return list(registry.path.rglob(".staging-*"))
