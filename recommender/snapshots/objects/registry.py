"""Versions of a model in an object storage, with verified copies on this machine.

In: a folder of an object storage. Out: a `Registry`, whose own folder is a cache beside it. The objects have the names
that files of a registry have, so that either can be copied to the other:

    versions/000001/…   a snapshot; it is there when its manifest is, which is written last
    claims/000001       who publishes this version: its number is nobody else's, and is never given again
    current             the number of the version that is served

The one idea: publishing is atomic by conditional writes alone. A number is claimed by creating an object; the pointer
is replaced only if it still is what it was when the publishing began, so of two that publish at once one is told. A
version is fetched aside, verified, renamed, and then mapped as any other, by all processes of the machine, of which one
fetches and the others wait.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from recommender.errors import BusyError, SnapshotError, UnreachableError
from recommender.snapshots.objects.storage import ConflictError, Listed, Storage, Stored, endpoint, open_storage
from recommender.snapshots.objects.transfer import download, sizes_of, upload
from recommender.snapshots.registry import KEPT_VERSIONS, STAGING, VERSION, Registry, check_keep
from recommender.snapshots.snapshot import (
    MANIFEST,
    MAX_MANIFEST_BYTES,
    Snapshot,
    open_snapshot,
    parse_manifest,
    verify_snapshot,
)
from recommender.snapshots.verified import note_verified, stamp_of

log = logging.getLogger(__name__)

# Copies of versions that this machine keeps: the current one and the one before. At least 1, versions; by hand.
CACHED_VERSIONS = 2
# When an upload of which no object has come since is taken for one that was killed. Above 0, a time; by hand: an object
# of 10 GB comes in less. If it was not killed, it is told when it ends.
UNFINISHED_AFTER = timedelta(hours=1)

_POINTER = "current"
_MOST_POINTER = 1_000
_PUBLISHING = ".publishing-"


@dataclass(frozen=True, slots=True)
class ObjectRegistry(Registry):
    """Versions in an object storage; `path` is the folder of this machine's copies of them.

    Attributes:
        storage: Where they are.
    """

    storage: Storage

    @classmethod
    def at(cls, address: str) -> Self:
        """Return the registry of an address such as ``s3://bucket/models``; nothing is asked of it yet.

        Raises:
            MissingExtraError: The extra ``objects`` is not installed.
            SettingsError: The address or a setting of the environment cannot be used.
        """
        return cls(copies_of(address), open_storage(address))

    def versions(self) -> list[str]:
        """Return the published versions, oldest first; none where there is nothing yet.

        Raises:
            UnreachableError: The storage does not answer.
        """
        keys = [each.key.split("/") for each in self.storage.list("versions")]
        names = [key[1] for key in keys if len(key) == 3 and key[2] == MANIFEST]
        return sorted(filter(VERSION.fullmatch, names), key=int)

    def local_versions(self) -> list[str]:
        """Return the versions of which this machine has a copy, the one that was used last at the end."""
        return sorted(Registry(self.path).versions(), key=self._used_at)

    def current(self) -> str:
        """Return the current version; one small request.

        Raises:
            SnapshotError: Nothing has been published here, or the pointer is damaged.
            UnreachableError: The storage does not answer.
        """
        return self._version_of(self._state())

    def open_current(self, *, verify: bool = True, again: bool = True) -> tuple[Snapshot, str]:
        """Open this machine's copy of the current version, fetched if need be.

        Args:
            verify: As in `open_snapshot`.
            again: Without effect: a copy is verified when it is fetched, and again if its files have been changed.

        Raises:
            SnapshotError: Nothing has been published here, or the pointer or the version is damaged.
            UnreachableError: The storage does not answer.
        """
        del again
        try:
            return Registry.open_current(self, verify=verify, again=False)
        except UnreachableError:
            raise
        except SnapshotError as error:
            version = self.current()
            if not (self.versions_path / version).is_dir():
                raise
            log.warning("the copy of model %s is fetched again: %s", version, error)
            self._discard(version)
            return Registry.open_current(self, verify=verify, again=False)

    def folder(self, version: str) -> Path:
        """Return the folder of this machine's copy of a version, fetched and verified if need be.

        A copy is taken for what it was when the storage does not answer.

        Raises:
            SnapshotError: There is no such version, or it is damaged.
            UnreachableError: The storage does not answer, and there is no copy.
        """
        if not VERSION.fullmatch(version):
            raise self._unknown(version)
        folder = self.versions_path / version
        try:
            manifest = self._manifest_bytes(version)
        except UnreachableError:
            if not folder.is_dir():
                raise
        else:
            if not _is_copy(folder, manifest):
                self._fetch(version, manifest)
        with suppress(OSError):
            os.utime(folder)  # the copies that were used last are kept
        return folder

    def manifest(self, version: str) -> dict[str, Any]:
        """Return the manifest of a version, without the version."""
        if not VERSION.fullmatch(version):
            raise self._unknown(version)
        return parse_manifest(self._manifest_bytes(version), self.storage.address_of(f"versions/{version}/{MANIFEST}"))

    def publish(self, write: Callable[[Path], object], *, keep: int = KEPT_VERSIONS) -> str:
        """Write a new version and make it the current one, unless another becomes that meanwhile.

        Raises:
            BusyError: Another version has been published meanwhile, or the current one changed; nothing else has.
            SnapshotError: The snapshot does not verify, or the storage has no conditional writes.
            UnreachableError: The storage does not answer. The current version is the last one, whole.
            OSError: The disk is full, say.
        """
        check_keep(keep)
        with self._publishing() as aside:
            self.storage.expect_conditions()
            before = self._state()
            write(aside)
            stamp = stamp_of(aside)
            open_snapshot(aside, verify=True)
            version, claim = self._claim()
            try:
                upload(self.storage, aside, f"versions/{version}")
                self.storage.put(f"versions/{version}/{MANIFEST}", (aside / MANIFEST).read_bytes())
                self._expect_whole(version, claim)
                self._point_if(version, before)
            except BaseException:
                with suppress(UnreachableError):
                    if (now := self._state()) is None or self._version_of(now) != version:
                        self._remove(version)
                raise
            self._adopt(aside, version, stamp)
        # What is published is published: a storage that goes away now does not make it undone.
        with suppress(UnreachableError):
            self._remove_all_but(keep)
            self._remove_unfinished()
        return version

    @contextmanager
    def training(self) -> Iterator[None]:
        """Keep other trainings of this machine out, and refuse one whose model could not be published.

        Raises:
            BusyError: Another training of this machine is under way.
            SnapshotError: The storage has no conditional writes, or the folder of the copies cannot be written.
            UnreachableError: The storage does not answer.
        """
        self.storage.expect_conditions()
        with Registry.training(self):
            yield

    def rollback(self, to: str | None = None, *, check: Callable[[Snapshot], object] | None = None) -> str:
        """Make an earlier version the current one.

        Its objects are there and as large as its manifest says; every byte is verified by whoever fetches it, and who
        finds one damaged goes on with what serves.

        Args:
            to: The version; by default the one before the current.
            check: As in `Registry.rollback`.

        Raises:
            BusyError: Somebody else changed the current version meanwhile.
            SnapshotError: There is no such version, it is damaged, `check` refuses it, or the storage has no
                conditional writes.
            UnreachableError: The storage does not answer.
        """
        self.storage.expect_conditions()
        before = self._state()
        to = self._before(self._version_of(before)) if to is None else to
        manifest = self.manifest(to)
        self._expect_objects(to, manifest)
        if check is not None and not self._is_like_current(manifest):
            check(open_snapshot(self.folder(to), verify=False))
        self._point_if(to, before)
        return to

    def verify(self, version: str | None = None) -> str:
        """Compare every byte of a version in the storage, by default the current one, with its manifest.

        Raises:
            SnapshotError: It is damaged; the error names the object.
            UnreachableError: The storage does not answer.
        """
        version = self.current() if version is None else version
        self._expect_objects(version, self.manifest(version))
        self._discard(version)
        self.folder(version)
        return version

    def prune(self, keep: int = KEPT_VERSIONS) -> list[str]:
        """Remove all versions but the newest `keep` and the current one, and what killed uploads have left.

        Returns:
            The versions removed, oldest first.
        """
        check_keep(keep)
        removed = self._remove_all_but(keep)
        self._remove_unfinished()
        return removed

    def remove(self, version: str) -> None:
        """Remove a version that is not the current one, and this machine's copy."""
        if version == self.current():
            raise SnapshotError(self.storage.address, "a version that is not current", version)
        if version not in self.versions():
            raise self._unknown(version)
        self._remove(version)

    def _state(self) -> Stored | None:
        return self.storage.read(_POINTER, _MOST_POINTER)

    def _version_of(self, state: Stored | None) -> str:
        place = self.storage.address_of(_POINTER)
        if state is None:
            raise SnapshotError(place, "a published version; train one first", "none")
        version = state.content.decode("ascii", "replace").strip()
        if not VERSION.fullmatch(version):
            raise SnapshotError(place, "a published version", version)
        return version

    def _before(self, current: str) -> str:
        earlier = [version for version in self.versions() if int(version) < int(current)]
        if not earlier:
            raise SnapshotError(self.storage.address, f"a version before {current}", "none")
        return earlier[-1]

    def _manifest_bytes(self, version: str) -> bytes:
        manifest = self.storage.read(f"versions/{version}/{MANIFEST}", MAX_MANIFEST_BYTES)
        if manifest is None:
            raise self._unknown(version)
        return manifest.content

    def _unknown(self, version: str) -> SnapshotError:
        return SnapshotError(self.storage.address, "one of the versions " + ", ".join(self.versions()), version)

    def _opened_folder(self, version: str) -> Path:
        return self.folder(version)

    def _claim(self) -> tuple[str, bytes]:
        """Return a number of this publisher's own, and what its claim says."""
        claim = f"{socket.gethostname()} {os.getpid()} {uuid4().hex}\n".encode()
        while True:
            taken = [*self._claimed(), *self.versions()]
            version = f"{max(map(int, taken), default=0) + 1:06d}"
            with suppress(ConflictError):  # another has claimed it meanwhile: the next one, then
                self.storage.put_if(f"claims/{version}", claim, None)
                return version, claim

    def _claimed(self) -> list[str]:
        numbers = (each.key.split("/")[1] for each in self.storage.list("claims"))
        return list(filter(VERSION.fullmatch, numbers))

    def _expect_whole(self, version: str, claim: bytes) -> None:
        """Refuse an upload that somebody has taken for one that was killed."""
        now = self.storage.read(f"claims/{version}", _MOST_POINTER)
        if now is None or now.content != claim:
            raise SnapshotError(self.storage.address, f"version {version} as it was uploaded", "it was removed")
        self._expect_objects(version, self.manifest(version))

    def _expect_objects(self, version: str, manifest: dict[str, Any]) -> None:
        """Refuse a version of which an object is missing, or of another size than its manifest says."""
        prefix = f"versions/{version}/"
        actual = {each.key.removeprefix(prefix): each.size for each in self.storage.list(prefix)}
        for name, size in sizes_of(manifest["arrays"], self.storage.address_of(prefix)).items():
            if actual.get(file := f"{name}.npy") != size:
                actual_size = f"{actual[file]} bytes" if file in actual else "none"
                raise SnapshotError(self.storage.address_of(prefix + file), f"{size} bytes", actual_size)

    def _point_if(self, version: str, before: Stored | None) -> None:
        try:
            self.storage.put_if(_POINTER, f"{version}\n".encode("ascii"), before)
        except ConflictError:
            raise BusyError(
                self.storage.address, f"a publishing or a roll-back (current is {self.current()})"
            ) from None
        if version not in self.versions():  # removed between a look and this
            if before is not None:
                with suppress(ConflictError):
                    self.storage.put_if(_POINTER, before.content, self._state())
            raise self._unknown(version)

    def _remove(self, version: str) -> None:
        # The manifest first, so that a removal cut short leaves no version that lacks something.
        self.storage.delete([f"versions/{version}/{MANIFEST}"])
        self.storage.delete([each.key for each in list(self.storage.list(f"versions/{version}"))])
        # The last claim stays, so that its number is not given again.
        if any(int(each) > int(version) for each in self._claimed()):
            self.storage.delete([f"claims/{version}"])
        self._discard(version)

    def _remove_unfinished(self) -> None:
        """Remove what killed uploads have left: a claim without a manifest, of which nothing has come for long."""
        parts: dict[str, list[Listed]] = {}
        for folder in ("claims", "versions"):
            for each in self.storage.list(folder):
                parts.setdefault(each.key.split("/")[1], []).append(each)
        last = max(filter(VERSION.fullmatch, parts), key=int, default="")
        for version, objects in parts.items():
            if not VERSION.fullmatch(version) or any(each.key.endswith(f"/{MANIFEST}") for each in objects):
                continue
            is_left = datetime.now(UTC) - max(each.changed_at for each in objects) > UNFINISHED_AFTER
            if is_left and not (version == last and len(objects) == 1):
                log.info("what is left of an upload of version %s is removed", version)
                # An upload that still goes on after all finds its claim gone, or its objects.
                self._remove(version)

    def _fetch(self, version: str, manifest: bytes) -> None:
        """Have a verified copy of a version, of which one process of this machine fetches it."""
        folder = self.versions_path / version
        try:
            self.versions_path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SnapshotError(self.path, "a folder for copies of models", str(error)) from None
        with self._lock():
            if _is_copy(folder, manifest):
                return  # another process has fetched it meanwhile
            staging = self.versions_path / f"{STAGING}{uuid4().hex}"
            try:
                download(self.storage, f"versions/{version}", manifest, staging)
                stamp = stamp_of(staging)
                self._verify_copy(staging, version)
                self._discard_locked(version)
                staging.rename(folder)
                note_verified(self.path, folder, stamp)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
            self._trim(version)

    def _verify_copy(self, staging: Path, version: str) -> None:
        try:
            verify_snapshot(staging)
        except SnapshotError as error:
            place = self.storage.address_of(f"versions/{version}/{Path(error.path).name}")
            raise SnapshotError(place, error.expected, error.found) from None

    def _adopt(self, aside: Path, version: str, stamp: str) -> None:
        """Keep what was just published as this machine's copy, so that it is not fetched here."""
        with suppress(OSError):
            self.versions_path.mkdir(exist_ok=True)
            with self._lock():
                aside.rename(self.versions_path / version)
                note_verified(self.path, self.versions_path / version, stamp)
                self._trim(version)

    def _trim(self, version: str) -> None:
        """Remove the copies that were used longest ago; the lock is held."""
        others = [each for each in self.local_versions() if each != version]
        for each in others[: max(0, len(others) - CACHED_VERSIONS + 1)]:
            self._discard_locked(each)

    def _used_at(self, version: str) -> float:
        """Return when a copy was used last, or begun to be written; in seconds since 1970."""
        try:
            return (self.versions_path / version).stat().st_mtime
        except OSError:  # removed meanwhile
            return 0

    def _discard(self, version: str) -> None:
        """Remove this machine's copy of a version."""
        if (self.versions_path / version).is_dir():
            with self._lock():
                self._discard_locked(version)

    def _discard_locked(self, version: str) -> None:
        with suppress(FileNotFoundError):
            aside = (self.versions_path / version).rename(self.versions_path / f"{STAGING}{uuid4().hex}")
            shutil.rmtree(aside, ignore_errors=True)

    @contextmanager
    def _publishing(self) -> Iterator[Path]:
        """Return a folder to write a snapshot into; one publisher of this machine at a time has one."""
        self.path.mkdir(parents=True, exist_ok=True)
        handle = self._open_lock("publishing")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            for left in self.path.glob(f"{_PUBLISHING}*"):
                shutil.rmtree(left, ignore_errors=True)
            with tempfile.TemporaryDirectory(prefix=_PUBLISHING, dir=self.path) as folder:
                yield Path(folder) / "snapshot"
        finally:
            os.close(handle)


def copies_of(address: str) -> Path:
    """Return the folder of this machine's copies of the models at an address: each has its own.

    It is in `RECOMMENDER_MODELS_CACHE`, by default in the user's cache.
    """
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = os.environ.get("RECOMMENDER_MODELS_CACHE") or Path(cache) / "related-news-recommender" / "models"
    address = address.rstrip("/")
    name = re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-")[:60]
    return Path(folder) / f"{name}-{sha256(f'{endpoint()} {address}'.encode()).hexdigest()[:12]}"


def _is_copy(folder: Path, manifest: bytes) -> bool:
    try:
        return (folder / MANIFEST).read_bytes() == manifest
    except OSError:
        return False
