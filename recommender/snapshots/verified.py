"""Which versions have been verified, and not been changed since.

In: the folder of a registry, and one of its versions. Out: whether every byte of it need be read again. The one idea: a
file that has been verified is known by its inode, its size and the time of its last change, which nobody can set. What
a disk forgets without a change is found by whoever reads every byte: the service, and ``models verify``.
"""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from recommender.snapshots.files import written_aside

NOTES = "verified"


def is_verified(registry: Path, version: Path) -> bool:
    """Return whether a version has been noted, and its files are the same as then."""
    stamp = stamp_of(version)
    return bool(stamp) and _notes(registry).get(version.name) == stamp


def note_verified(registry: Path, version: Path, stamp: str) -> None:
    """Note that every byte of a version has been verified; where it cannot be noted, it is verified again.

    Args:
        registry: The folder of the registry.
        version: That of the version.
        stamp: What its files were known by before they were verified.
    """
    notes = {name: known for name, known in _notes(registry).items() if (version.parent / name).is_dir()}
    if stamp and notes.get(version.name) != stamp:
        with suppress(OSError), written_aside(registry / NOTES) as aside:
            aside.write_text(json.dumps({**notes, version.name: stamp}, sort_keys=True), encoding="ascii")


def stamp_of(version: Path) -> str:
    """Return what the files of a version are known by; nothing where they cannot be looked at."""
    try:
        states = [(path.name, path.lstat()) for path in sorted(version.iterdir())]
    except OSError:
        return ""
    known = [(name, state.st_dev, state.st_ino, state.st_size, state.st_ctime_ns) for name, state in states]
    return sha256(repr(known).encode()).hexdigest()


def _notes(registry: Path) -> dict[str, str]:
    """Return the stamp of each version that has been noted; what cannot be read notes nothing."""
    try:
        notes = json.loads((registry / NOTES).read_text(encoding="ascii"))
    except (OSError, ValueError, RecursionError):
        return {}
    return notes if isinstance(notes, dict) else {}
