"""Versions of a model: publish, list, verify, roll back, prune.

In: a function that writes a snapshot. Out: a directory of numbered versions and one small pointer to the current one.

    models/versions/000001/…   snapshots, never changed once they have this name
    models/current             the number of the version that is served
    models/lock                held by whoever writes

Publishing is atomic: a snapshot is written aside, synced, verified and renamed; then the pointer is replaced. Killed at
any moment, the last published version is whole and current. Versions sort by a counter, not by a clock.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from recommender.errors import SnapshotError
from recommender.snapshot import open_snapshot, read_manifest, sync_folder

KEPT_VERSIONS = 5
_VERSION = re.compile(r"[0-9]{6,12}")
_STAGING = ".staging-"


@dataclass(frozen=True, slots=True)
class Registry:
    """A directory of model versions; it is made when the first version is published."""

    path: Path

    @property
    def _versions(self) -> Path:
        return self.path / "versions"

    @property
    def _pointer(self) -> Path:
        return self.path / "current"

    def versions(self) -> list[str]:
        """Return the published versions, oldest first."""
        if not self._versions.is_dir():
            return []
        return sorted(entry.name for entry in self._versions.iterdir() if _VERSION.fullmatch(entry.name))

    def current(self) -> str:
        """Return the version that is served.

        Raises:
            SnapshotError: Nothing has been published here, or the pointer is damaged.
        """
        try:
            version = self._pointer.read_text(encoding="ascii").strip()
        except (OSError, ValueError) as error:
            raise SnapshotError(self._pointer, "a published version; train one first", error) from None
        return self._known(version)

    def folder(self, version: str) -> Path:
        """Return the snapshot folder of a version.

        Raises:
            SnapshotError: There is no such version.
        """
        return self._versions / self._known(version)

    def manifest(self, version: str) -> dict[str, Any]:
        """Return the manifest of a version."""
        return read_manifest(self.folder(version))

    def publish(self, write: Callable[[Path], object], *, keep: int = KEPT_VERSIONS) -> str:
        """Write a new version and make it the current one.

        Args:
            write: Writes a snapshot into the folder it is given, which does not exist yet.
            keep: How many versions stay; the oldest go first, the current one never.

        Returns:
            The new version.

        Raises:
            SnapshotError: What was written does not verify. Nothing has changed then.
        """
        with self._lock():
            staging = self._versions / f"{_STAGING}{uuid4().hex}"
            try:
                write(staging)
                open_snapshot(staging, verify=True)
                version = f"{int(max(self.versions(), default='0')) + 1:06d}"
                staging.rename(self._versions / version)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
            sync_folder(self._versions)
            self._point_to(version)
            self._remove_all_but(keep)
        return version

    def rollback(self, to: str | None = None) -> str:
        """Make an earlier version the current one: the one named, or the one before the current.

        Raises:
            SnapshotError: There is no such version, or it is damaged.
        """
        with self._lock():
            if to is None:
                current = self.current()
                earlier = [version for version in self.versions() if version < current]
                if not earlier:
                    raise SnapshotError(self.path, f"a version before {current}", "none")
                to = earlier[-1]
            open_snapshot(self.folder(to), verify=True)
            self._point_to(to)
        return to

    def verify(self, version: str | None = None) -> str:
        """Compare every byte of a version, by default the current one, with its manifest.

        Raises:
            SnapshotError: It is damaged; the error names the file.
        """
        version = self.current() if version is None else version
        open_snapshot(self.folder(version), verify=True)
        return version

    def prune(self, keep: int = KEPT_VERSIONS) -> list[str]:
        """Remove the oldest versions until `keep` are left; the current one always stays.

        Returns:
            The versions removed.
        """
        with self._lock():
            return self._remove_all_but(keep)

    def _known(self, version: str) -> str:
        if not _VERSION.fullmatch(version) or not (self._versions / version).is_dir():
            raise SnapshotError(self.path, "one of the versions " + ", ".join(self.versions()), version)
        return version

    def _point_to(self, version: str) -> None:
        aside = self.path / f"{_STAGING}{uuid4().hex}"
        with aside.open("w", encoding="ascii") as file:
            file.write(f"{version}\n")
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self._pointer)
        sync_folder(self.path)

    def _remove_all_but(self, keep: int) -> list[str]:
        if keep < 1:
            raise ValueError(f"keep: expected 1 or more, found {keep}")
        current = self.current()
        old = [version for version in self.versions()[:-keep] if version != current]
        for version in old:
            # Renamed first, so that a removal cut short never leaves half a version under its name.
            aside = (self._versions / version).rename(self._versions / f"{_STAGING}{uuid4().hex}")
            shutil.rmtree(aside, ignore_errors=True)
        return old

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Hold the directory for writing; what a killed writer left aside is removed."""
        self._versions.mkdir(parents=True, exist_ok=True)
        with (self.path / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            for folder in (self.path, self._versions):
                for left in folder.glob(f"{_STAGING}*"):
                    shutil.rmtree(left) if left.is_dir() else left.unlink()
            yield
