"""Archives of files: zip and tar.

In: the path of an archive. Out: its files, one after the other, each unpacked while it is read. The one idea: an
archive is a packed folder, whose files come in the order of the archive; none of their names decides where anything is
written. Sources: PKWARE's APPNOTE (zip), POSIX.1-2001 pax (tar).
"""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from recommender.corpus.files import Refuse, open_bytes
from recommender.corpus.formats import ZIP
from recommender.errors import CorpusError

Wanted = Callable[[PurePosixPath], bool]

MAX_FILE_BYTES = 4_000_000_000
_PIECE_BYTES = 1_000_000
# What unpacking a damaged, encrypted or unusual archive raises.
DAMAGE = (
    OSError, EOFError, zlib.error, zipfile.BadZipFile, tarfile.TarError, RuntimeError, NotImplementedError, ValueError,
)  # fmt: skip


def unpacked_files(path: Path, head: bytes, wanted: Wanted, refuse: Refuse) -> Iterator[tuple[str, Path]]:
    """Yield the name and the path of each wanted file; a file is there until the next one is yielded.

    Args:
        path: The archive.
        head: Its first bytes.
        wanted: Returns whether a file is to be unpacked, by its name.
        refuse: Takes each file that cannot be unpacked, or is longer than `MAX_FILE_BYTES`.
    """
    with TemporaryDirectory(prefix="recommender-") as folder, closing(open_files(path, head, wanted)) as opened:
        while True:
            place = str(path)
            try:
                name, file = next(opened)
                place = f"{path}/{name}"
                unpacked = Path(folder) / PurePosixPath(name).name
                unpack(file, unpacked, MAX_FILE_BYTES)
            except StopIteration:
                return
            except DAMAGE as error:  # damage of the archive itself ends its files
                refuse(CorpusError(place, None, f"cannot be unpacked: {error}"))
            else:
                yield name, unpacked
                unpacked.unlink()


def open_files(path: Path, head: bytes, wanted: Wanted) -> Generator[tuple[str, IO[bytes]], None, None]:
    """Yield the name of each wanted file of an archive and its bytes, which can be read until the next one is yielded.

    Raises:
        DAMAGE: The archive, or one file of it, is damaged; no file comes after that.
    """
    return _zip_files(path, wanted) if head.startswith(ZIP) else _tar_files(path, wanted)


def _zip_files(path: Path, wanted: Wanted) -> Generator[tuple[str, IO[bytes]], None, None]:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            # A name may be empty where an archive is damaged.
            if entry.filename and not entry.is_dir() and wanted(PurePosixPath(entry.filename)):
                with archive.open(entry) as file:
                    yield entry.filename, file


def _tar_files(path: Path, wanted: Wanted) -> Generator[tuple[str, IO[bytes]], None, None]:
    # As a stream, so that an archive that is packed itself is unpacked once.
    with open_bytes(path) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        for entry in archive:
            file = archive.extractfile(entry) if entry.isreg() else None
            if file is not None and wanted(PurePosixPath(entry.name)):
                yield entry.name, file


def unpack(file: IO[bytes], path: Path, limit: int) -> int:
    """Write a file of an archive to a path, and return its length.

    Raises:
        DAMAGE: It is longer than `limit` bytes, or damaged.
    """
    length = 0
    with path.open("wb") as out:
        while piece := file.read(_PIECE_BYTES):
            length += len(piece)
            if length > limit:
                raise ValueError(f"longer than {limit} bytes")
            out.write(piece)
    return length
