"""A process of its own that publishes versions, for the tests of the registry to kill, to starve and to race with.

    python publisher.py DIRECTORY FIRST COUNT KEEP [FILE_SIZE_LIMIT …]

publishes COUNT versions, numbered in their facts from FIRST, and says so line by line: ``VERSION NUMBER`` when publish
has returned, ``failed NUMBER`` when the disk was full. With limits, no file of the n-th version may pass the n-th.
"""

from __future__ import annotations

import os
import resource
import sys
from functools import partial
from pathlib import Path

import numpy as np

from recommender.snapshots.registry import Registry
from recommender.snapshots.snapshot import write_snapshot


def write_numbered(number: int, path: Path) -> None:
    """Write a snapshot all of whose values are its number, so that a mixture of two would be seen."""
    arrays = {name: np.full(length, number, np.int64) for name, length in {"a": 10, "b": 1_000, "c": 0}.items()}
    write_snapshot(path, arrays, {"number": number})


def publish(registry: Registry, number: int, keep: int) -> str:
    try:
        return f"{registry.publish(partial(write_numbered, number), keep=keep)} {number}\n"
    except OSError:
        return f"failed {number}\n"


def main(directory: str, first: str, count: str, keep: str, *limits: str) -> None:
    registry = Registry(Path(directory))
    os.write(1, b"ready\n")
    for number in range(int(first), int(first) + int(count)):
        if limits:
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(limits[number - int(first)]), resource.RLIM_INFINITY))
        # One unbuffered call a line: what a killed process had said is always whole.
        os.write(1, publish(registry, number, int(keep)).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
