"""Files of a version that change while it serves: cut, edited or gone bad under the memory that maps them.

In: a registry, and the version that serves. Out: nothing, or the damage. The one idea: who writes into a file, or cuts
it, leaves a mark in its state, which a look at all files finds for a few microseconds each; only then is every byte
read. What a disk forgets leaves no mark, so besides one file after the other is read, slowly.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from recommender.snapshots import Registry, is_verified, stamp_of, verify_array, verify_snapshot

# Looks between two files that are read though they bear no mark. At least 1, looks; by hand: with a look a second, the
# hundred files of a version take two hours.
LOOKS_BETWEEN_FILES = 60


@dataclass(slots=True)
class FileWatch:
    """What is known of the files of the version that serves; used by one thread.

    Attributes:
        registry: Where the version is.
        verify: Whether bytes are read that bear no mark.
    """

    registry: Registry
    verify: bool = True
    _version: str = ""
    _stamp: str = ""
    _looks: int = field(default=0)

    def look(self, version: str) -> None:
        """Look at the files of a version.

        Raises:
            SnapshotError: They are damaged.
        """
        folder = self.registry.versions_path / version
        stamp = stamp_of(folder)
        if not stamp:
            return  # it was pruned, and what is mapped of it stays as it is
        if (version, stamp) == (self._version, self._stamp):
            self._looks += 1
            if self.verify and self._looks % LOOKS_BETWEEN_FILES == 0:
                verify_array(folder, self._looks // LOOKS_BETWEEN_FILES)
            return
        is_first = version != self._version
        if not (is_verified(self.registry.path, folder) or (is_first and not self.verify)):
            verify_snapshot(folder)
        self._version, self._stamp = version, stamp
