"""A snapshot: a folder of plain arrays and one JSON manifest, which is a trained recommender on disk.

In: named arrays and facts about them. Out: the same, mapped into memory, so that a machine's workers share one copy.
The one idea: no pickle is ever read or written, and nothing in a file is evaluated. The manifest lists every array with
its dtype, shape and digest, and has a digest of itself; a folder that does not match its manifest is refused.

Format 1 (2026-11-23): ``NAME.npy`` (npy format 1.0, C order, so that `numpy.load` reads it too; see NumPy Enhancement
Proposal 1) and ``manifest.json`` with ``format``, ``facts``, ``arrays`` and ``digest``. A reader refuses other formats;
a new field in ``facts`` is not a new format.

Format 2 (2026-11-29): the same files; the arrays and parameters of a recommender have other names (``expansion``,
``metadata``). A snapshot of format 1 is refused: train again.

Format 3 (2026-11-30): the same files; vectors and postings of one byte a weight, one set of rows for own and expanded
vectors (see `recommender.model.codes`, `forward` and `postings`), and no arrays of the expansion. Others are refused.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import file_digest, sha256
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recommender.errors import SnapshotError
from recommender.snapshots.files import synced

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMAT = 3
MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 10_000_000

# Of the hashes that are safe against collisions the one that processors compute by themselves; cut to this many digits.
_DIGEST_DIGITS = 32
# A name becomes a file name, so it holds nothing that could leave the folder.
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
# Booleans, numbers, byte and text strings of a fixed length; never objects, which would have to be pickled.
_DTYPE = re.compile(r"[<>|][biufcSU][1-9][0-9]{0,6}")
_DIGEST = re.compile(r"[0-9a-f]{32}")
_MAX_DIMENSIONS = 32
_MAX_ELEMENTS = 2**48


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The contents of a snapshot folder.

    Attributes:
        path: The folder.
        facts: What the writer noted: settings, corpus, times, measures; JSON values.
        arrays: The arrays by name, read-only, mapped from their files.
    """

    path: Path
    facts: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]

    def room(self, name: str) -> dict[str, NDArray[Any]]:
        """Return the arrays of one room of the recommender, without ``name.`` before their names."""
        prefix = f"{name}."
        return {key.removeprefix(prefix): array for key, array in self.arrays.items() if key.startswith(prefix)}


def write_snapshot(path: Path, arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> None:
    """Write arrays and facts into a new folder, and return when they have reached the disk.

    The manifest is written last, so an unfinished folder is never taken for a snapshot.

    Args:
        path: A folder that does not exist yet.
        arrays: Booleans, numbers, byte or text strings, of any shape, by name: up to 100 of ``A-Z a-z 0-9 _ . -``,
            the first neither a dot nor a dash.
        facts: JSON values.

    Raises:
        ValueError: A name, an array or a fact cannot be stored. Nothing has been written then.
        OSError: The disk is full, say.
    """
    for name, array in arrays.items():
        _refuse_unfit(name, array)
    # As a reader will get them: keys are texts, tuples are lists. NaN is not JSON.
    plain_facts = json.loads(json.dumps(dict(facts), allow_nan=False))
    path.mkdir(parents=True)
    listing = {name: _write_array(path / f"{name}.npy", array) for name, array in arrays.items()}
    manifest = {"format": FORMAT, "facts": plain_facts, "arrays": listing}
    with synced(path / MANIFEST) as file:
        file.write(json.dumps(manifest | {"digest": _manifest_digest(manifest)}, indent=1, sort_keys=True).encode())
    sync_folder(path)
    sync_folder(path.parent)


def open_snapshot(path: Path, *, verify: bool = True) -> Snapshot:
    """Map a snapshot into memory.

    Args:
        path: Its folder.
        verify: Whether every byte is compared with the digests of the manifest, which takes about a second a gigabyte
            where the processor computes SHA-256 by itself; otherwise only the manifest's own digest and the sizes,
            dtypes and shapes are.

    Raises:
        SnapshotError: The folder is missing, incomplete, damaged or of another format.
    """
    manifest = read_manifest(path)
    listing: Mapping[str, Mapping[str, Any]] = manifest["arrays"]
    files = [path / f"{name}.npy" for name in listing]
    arrays = dict(zip(listing, map(_open_array, files, listing.values()), strict=True))
    if verify:
        _verify_files(path, listing)
    return Snapshot(path, manifest["facts"], arrays)


def verify_snapshot(path: Path) -> dict[str, Any]:
    """Compare every byte of a snapshot folder with the digests of its manifest, and return the manifest.

    Raises:
        SnapshotError: The folder is missing, incomplete, damaged or of another format.
    """
    manifest = read_manifest(path)
    _verify_files(path, manifest["arrays"])
    return manifest


def verify_array(path: Path, number: int) -> None:
    """Compare every byte of one array of a snapshot folder with its digest; numbers count around, in any order.

    Raises:
        SnapshotError: The folder or the array is damaged.
    """
    listing = sorted(read_manifest(path)["arrays"].items())
    if listing:
        name, entry = listing[number % len(listing)]
        _verify_file(path / f"{name}.npy", entry["digest"])


def are_alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether the same code wrote two snapshots, so that it can load both or neither, going by their manifests.

    These have arrays of the same names, types and dimensions; and of their facts the same ``package``, and
    ``parameters`` of the same names.
    """
    return _outline(one) == _outline(other)


def read_manifest(path: Path) -> dict[str, Any]:
    """Return the manifest of a snapshot folder.

    Raises:
        SnapshotError: There is none, or it is damaged, or not one of format 3.
    """
    file = path / MANIFEST
    try:
        content = _read_bounded(file)
    except (OSError, ValueError) as error:
        raise SnapshotError(file, "the manifest of a snapshot", str(error)) from None
    return parse_manifest(content, file)


def parse_manifest(content: bytes, file: str | Path) -> dict[str, Any]:
    """Return the manifest that the bytes of a file are.

    Args:
        content: All bytes of the file, at most `MAX_MANIFEST_BYTES`.
        file: What errors name.

    Raises:
        SnapshotError: It is damaged, or not one of format 3.
    """
    try:
        manifest = json.loads(content)
        whole = isinstance(manifest, dict) and manifest.get("digest") == _manifest_digest(manifest)
    except (ValueError, RecursionError) as error:
        raise SnapshotError(file, "the manifest of a snapshot", str(error)) from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise _other_format(file, manifest.get("format") if isinstance(manifest, dict) else manifest)
    if not whole:
        raise SnapshotError(file, "a manifest that matches its digest", "a damaged or edited one")
    arrays, facts = manifest.get("arrays"), manifest.get("facts")
    if not isinstance(arrays, dict) or not isinstance(facts, dict):
        raise SnapshotError(file, "a listing of arrays and facts", "something else")
    for name, entry in arrays.items():
        if not _is_name(name) or not _is_entry(entry):
            raise SnapshotError(file, "arrays with a plain name, dtype, shape and digest", {name: entry})
    return manifest


def file_size(entry: Mapping[str, Any]) -> int:
    """Return the size in bytes of the file of an array, going by its entry in the manifest.

    Raises:
        TypeError, ValueError: numpy knows no such dtype.
    """
    import numpy as np

    size: int = np.dtype(entry["dtype"]).itemsize * prod(entry["shape"])
    return len(_header(entry["dtype"], entry["shape"])) + size


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refuse_unfit(name: str, array: NDArray[Any]) -> None:
    if not _is_name(name):
        raise ValueError(f"name of an array: expected up to 100 of A-Z a-z 0-9 _ . -, found {name!r}")
    if not _DTYPE.fullmatch(array.dtype.str) or array.ndim > _MAX_DIMENSIONS:
        raise ValueError(f"array {name}: expected booleans, numbers, bytes or texts, found {array.dtype} {array.shape}")


def _is_name(name: object) -> bool:
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


def _is_entry(entry: object) -> bool:
    if not isinstance(entry, dict):
        return False
    dtype, shape, digest = entry.get("dtype"), entry.get("shape"), entry.get("digest")
    return (
        isinstance(dtype, str)
        and _DTYPE.fullmatch(dtype) is not None
        and isinstance(shape, list)
        and len(shape) <= _MAX_DIMENSIONS
        and all(isinstance(length, int) and length >= 0 for length in shape)
        # Lengths beside a zero count for nothing in the size of the file, yet must fit numpy's integers.
        and prod(filter(None, shape)) <= _MAX_ELEMENTS
        and isinstance(digest, str)
        and _DIGEST.fullmatch(digest) is not None
    )


def _other_format(file: str | Path, actual: object) -> SnapshotError:
    remedy = "upgrade this software" if isinstance(actual, int) and actual > FORMAT else "train again"
    return SnapshotError(file, f"snapshot format {FORMAT} ({remedy})", actual)


def _manifest_digest(manifest: Mapping[str, Any]) -> str:
    """Return the digest of a manifest without its digest; spacing and the order of keys do not count."""
    rest = {key: value for key, value in manifest.items() if key != "digest"}
    return sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()[:_DIGEST_DIGITS]


def _outline(manifest: Mapping[str, Any]) -> tuple[object, ...]:
    facts, arrays = manifest["facts"], manifest["arrays"]
    shapes = {name: (entry["dtype"], len(entry["shape"])) for name, entry in arrays.items()}
    return shapes, facts.get("package"), _names_in(facts.get("parameters"))


def _names_in(facts: object) -> object:
    return {name: _names_in(fact) for name, fact in facts.items()} if isinstance(facts, dict) else None


def _read_bounded(file: Path) -> bytes:
    with file.open("rb") as stream:
        content = stream.read(MAX_MANIFEST_BYTES + 1)
    if len(content) > MAX_MANIFEST_BYTES:
        raise SnapshotError(file, f"at most {MAX_MANIFEST_BYTES} bytes", "more")
    return content


def _header(dtype: str, shape: Sequence[int]) -> bytes:
    """Return the first bytes of an npy file, padded so that the array starts at a multiple of 64 bytes.

    Both sides build them: the reader compares them with the file's, and so never evaluates what a file says.
    """
    text = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {tuple(shape)}, }}"
    # Ten bytes come before the text, a line feed after it.
    length = len(text) + 1 + -(10 + len(text) + 1) % 64
    return b"\x93NUMPY\x01\x00" + length.to_bytes(2, "little") + text.ljust(length - 1).encode("ascii") + b"\n"


def _write_array(path: Path, array: NDArray[Any]) -> dict[str, Any]:
    import numpy as np  # not above: who goes back to a version does not wait for it

    header = _header(array.dtype.str, array.shape)
    content = np.asarray(array, order="C").reshape(-1).view(np.uint8).data
    # Not numpy.save: on a full disk it can lose the end of a small array without an error.
    with synced(path) as file:
        file.write(header)
        file.write(content)
    # The digest is that of the array, not of the file, so that the first verification compares the two.
    digest = sha256(header)
    digest.update(content)
    return {"dtype": array.dtype.str, "shape": list(array.shape), "digest": digest.hexdigest()[:_DIGEST_DIGITS]}


def _open_array(path: Path, entry: Mapping[str, Any]) -> NDArray[Any]:
    import numpy as np

    header = _header(entry["dtype"], entry["shape"])
    try:
        dtype = np.dtype(entry["dtype"])
        size = file_size(entry)
        expected = f"an array {entry['dtype']} {entry['shape']} in {size} bytes"
        with path.open("rb") as file:
            length = os.fstat(file.fileno()).st_size
            if length != size:
                raise SnapshotError(path, expected, f"{length} bytes")
            start = file.read(len(header))
            if start != header:
                raise SnapshotError(path, expected, start.decode("latin-1").strip())
            mapped = np.memmap(file, dtype=dtype, mode="r", offset=len(header), shape=tuple(entry["shape"]))
    except (OSError, ValueError, TypeError) as error:
        raise SnapshotError(path, "an array", str(error)) from None
    # A plain view: the compiled loops know arrays, not memory maps.
    return mapped.view(np.ndarray)


def _verify_files(path: Path, listing: Mapping[str, Mapping[str, Any]]) -> None:
    files, digests = (path / f"{name}.npy" for name in listing), (entry["digest"] for entry in listing.values())
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        list(pool.map(_verify_file, files, digests))


def _verify_file(path: Path, digest: str) -> None:
    try:
        with path.open("rb") as file:
            actual = file_digest(file, sha256).hexdigest()[:_DIGEST_DIGITS]
    except OSError as error:
        raise SnapshotError(path, f"digest {digest}", str(error)) from None
    if actual != digest:
        raise SnapshotError(path, f"digest {digest}", actual)
