"""Versions of a model: publish, list, verify, roll back, prune.

In: a function that writes a snapshot. Out: a directory of numbered versions and one small pointer to the current one.

    models/versions/000001/…   snapshots, never changed once they have this name
    models/current             the number of the version that is served
    models/lock                locked while something is written
    models/training            locked during a training
    models/verified            which versions have been verified, and by what an unchanged one is known

The one idea: publishing is atomic. A snapshot is written aside, synced, verified and renamed; then the pointer is
replaced. If the process is killed at any moment, the last published version is whole and current. Versions sort by a
counter, not by a clock. Readers take no lock: what they have mapped stays readable when its version is pruned.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from recommender.errors import BusyError, SnapshotError
from recommender.snapshots.files import synced
from recommender.snapshots.snapshot import (
    Snapshot,
    are_alike,
    open_snapshot,
    read_manifest,
    sync_folder,
    verify_snapshot,
)
from recommender.snapshots.verified import is_verified, note_verified, stamp_of

KEPT_VERSIONS = 5
VERSION = re.compile(r"[0-9]{6}|[1-9][0-9]{6,11}")
STAGING = ".staging-"


@dataclass(frozen=True, slots=True)
class Registry:
    """A directory of model versions; it is created when the first version is published."""

    path: Path

    @property
    def versions_path(self) -> Path:
        """Return the folder of the versions."""
        return self.path / "versions"

    @property
    def _pointer(self) -> Path:
        return self.path / "current"

    def versions(self) -> list[str]:
        """Return the published versions, oldest first; none when there is no directory yet.

        Raises:
            SnapshotError: The directory cannot be read.
        """
        try:
            names = [entry.name for entry in self.versions_path.iterdir()]
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            raise SnapshotError(self.versions_path, "a directory of versions", str(error)) from None
        return sorted(filter(VERSION.fullmatch, names), key=int)

    def current(self) -> str:
        """Return the current version, which services serve.

        Raises:
            SnapshotError: Nothing has been published here, or the pointer is damaged.
        """
        version = self._pointed()
        while version not in self.versions():
            # Meanwhile another process may have published the next version and pruned this one.
            if (latest := self._pointed()) == version:
                raise self._unknown(version)
            version = latest
        return version

    def open_current(self, *, verify: bool = True, again: bool = True) -> tuple[Snapshot, str]:
        """Open the current version, even while others publish and prune.

        Args:
            verify: As in `open_snapshot`.
            again: Whether it is verified even if it has been, and its files have not been changed since.

        Returns:
            The snapshot and its version.

        Raises:
            SnapshotError: Nothing has been published here, or the pointer or the version is damaged.
        """
        version = self.current()
        while True:
            try:
                folder = self._opened_folder(version)
                stamp = stamp_of(folder)
                snapshot = open_snapshot(folder, verify=verify and (again or not is_verified(self.path, folder)))
            except SnapshotError:
                # If the pointer has moved on, it was pruned while it was being opened; otherwise it is damaged.
                if (latest := self.current()) == version:
                    raise
                version = latest
            else:
                if verify and not again:
                    note_verified(self.path, folder, stamp)
                return snapshot, version

    def local_versions(self) -> list[str]:
        """Return the versions whose files this machine has, the one to open first at the end: here all, by number."""
        return self.versions()

    def folder(self, version: str) -> Path:
        """Return the snapshot folder of a version.

        Raises:
            SnapshotError: There is no such version.
        """
        if version not in self.versions():
            raise self._unknown(version)
        return self.versions_path / version

    def manifest(self, version: str) -> dict[str, Any]:
        """Return the manifest of a version."""
        return read_manifest(self.folder(version))

    def publish(self, write: Callable[[Path], object], *, keep: int = KEPT_VERSIONS) -> str:
        """Write a new version and make it the current one.

        Args:
            write: Writes a snapshot into the folder it is given, which does not exist yet.
            keep: How many of the newest versions stay, 1 or more; the new one counts.

        Returns:
            The new version.

        Raises:
            SnapshotError: The snapshot does not verify, or the directory cannot be locked. Nothing has changed then.
            OSError: The disk is full, say. The current version is then the last one or the new one, and whole.
        """
        check_keep(keep)
        if not self.versions_path.is_dir():
            self.versions_path.mkdir(parents=True, exist_ok=True)
            sync_folder(self.path.parent)
        with self._lock():
            staging = self.versions_path / f"{STAGING}{uuid4().hex}"
            try:
                write(staging)
                stamp = stamp_of(staging)
                open_snapshot(staging, verify=True)
                version = f"{max(map(int, self.versions()), default=0) + 1:06d}"
                staging.rename(self.versions_path / version)
                note_verified(self.path, self.versions_path / version, stamp)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
            sync_folder(self.versions_path)
            self._point_to(version)
            self._remove_all_but(keep)
        return version

    @contextmanager
    def training(self) -> Iterator[None]:
        """Keep other trainings for this registry out while the context lasts.

        Raises:
            BusyError: Another training is under way; one that was killed is not.
            SnapshotError: The directory cannot be written.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        handle = self._open_lock("training")
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BusyError(self.path, "a training") from None
            yield
        finally:
            os.close(handle)

    def rollback(self, to: str | None = None, *, check: Callable[[Snapshot], object] | None = None) -> str:
        """Make an earlier version the current one.

        Args:
            to: The version; by default the one before the current.
            check: Raises a `SnapshotError` if the snapshot cannot be served: only its bytes are verified here, unless
                they have been and the files have not been changed since. It is not called for a version that the same
                code wrote as the current one.

        Returns:
            The version that is current now.

        Raises:
            SnapshotError: There is no such version, it is damaged, or `check` refuses it.
        """
        with self._lock():
            if to is None:
                current = self.current()
                earlier = [version for version in self.versions() if int(version) < int(current)]
                if not earlier:
                    raise SnapshotError(self.path, f"a version before {current}", "none")
                to = earlier[-1]
            folder = self.folder(to)
            if is_verified(self.path, folder):
                manifest = read_manifest(folder)
            else:
                stamp = stamp_of(folder)
                manifest = verify_snapshot(folder)
                note_verified(self.path, folder, stamp)
            if check is not None and not self._is_like_current(manifest):
                check(open_snapshot(folder, verify=False))
            self._point_to(to)
        return to

    def verify(self, version: str | None = None) -> str:
        """Compare every byte of a version, by default the current one, with its manifest, and return the version.

        Raises:
            SnapshotError: It is damaged; the error names the file.
        """
        if version is None:
            return self.open_current()[1]
        open_snapshot(self.folder(version), verify=True)
        return version

    def prune(self, keep: int = KEPT_VERSIONS) -> list[str]:
        """Remove all versions but the newest `keep` and the current one.

        Returns:
            The versions removed, oldest first.

        Raises:
            SnapshotError: Nothing has been published here, or the pointer is damaged.
        """
        check_keep(keep)
        with self._lock():
            return self._remove_all_but(keep)

    def remove(self, version: str) -> None:
        """Remove a version that is not the current one.

        Raises:
            SnapshotError: There is no such version, or it is current.
        """
        with self._lock():
            if version == self.current():
                raise SnapshotError(self.path, "a version that is not current", version)
            self.folder(version)
            self._remove(version)

    def _is_like_current(self, manifest: Mapping[str, Any]) -> bool:
        """Return whether a manifest is that of the current version, but for values: it can then be loaded like it."""
        try:
            return are_alike(manifest, self.manifest(self.current()))
        except SnapshotError:  # which is what one goes back from
            return False

    def _opened_folder(self, version: str) -> Path:
        """Return the folder to open a version in, of which the pointer says that it is there."""
        return self.versions_path / version

    def _pointed(self) -> str:
        try:
            return self._pointer.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise SnapshotError(self._pointer, "a published version; train one first", "none") from None
        except (OSError, ValueError) as error:
            raise SnapshotError(self._pointer, "a published version", str(error)) from None

    def _unknown(self, version: str) -> SnapshotError:
        return SnapshotError(self.path, "one of the versions " + ", ".join(self.versions()), version)

    def _point_to(self, version: str) -> None:
        aside = self.path / f"{STAGING}{uuid4().hex}"
        try:
            with synced(aside) as file:
                file.write(f"{version}\n".encode("ascii"))
            aside.replace(self._pointer)
        finally:
            aside.unlink(missing_ok=True)
        sync_folder(self.path)

    def _remove_all_but(self, keep: int) -> list[str]:
        current = self.current()
        old = [version for version in self.versions()[:-keep] if version != current]
        for version in old:
            self._remove(version)
        return old

    def _remove(self, version: str) -> None:
        # Renamed first, so that a removal cut short never leaves half a version under its name.
        aside = (self.versions_path / version).rename(self.versions_path / f"{STAGING}{uuid4().hex}")
        shutil.rmtree(aside, ignore_errors=True)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Lock the directory for writing, and remove what a killed writer left behind."""
        handle = self._open_lock("lock")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            for folder in (self.path, self.versions_path):
                for left in folder.glob(f"{STAGING}*"):
                    shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
            yield
        finally:
            os.close(handle)

    def _open_lock(self, name: str) -> int:
        try:
            return os.open(self.path / name, os.O_RDWR | os.O_CREAT, 0o666)
        except FileNotFoundError:
            raise SnapshotError(self.path, "a directory of models; train one first", "none") from None
        except (OSError, ValueError) as error:
            raise SnapshotError(self.path, "a directory of models that can be written", str(error)) from None


def check_keep(keep: int) -> None:
    """Refuse to keep no version."""
    if keep < 1:
        raise ValueError(f"keep: expected 1 or more, found {keep}")
