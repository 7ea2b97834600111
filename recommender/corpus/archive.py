"""Archives of files: zip and tar.

In: the path of an archive. Out: one file after the other, each unpacked for as long as it is read. The one idea: an
archive is a folder that somebody else has packed, so its files are chosen as those of a folder are, in the order of the
archive, and none of its names decides where anything is written.
"""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from recommender.corpus.files import Refuse, open_bytes
from recommender.corpus.folder import may_hold_articles
from recommender.corpus.formats import ZIP
from recommender.errors import CorpusError

MAX_FILE_BYTES = 4_000_000_000
_PIECE_BYTES = 1_000_000
# What unpacking a damaged, encrypted or unusual archive raises.
_DAMAGE = (
    OSError, EOFError, zlib.error, zipfile.BadZipFile, tarfile.TarError, RuntimeError, NotImplementedError, ValueError,
)  # fmt: skip


def unpacked_files(path: Path, head: bytes, refuse: Refuse) -> Iterator[tuple[str, Path]]:
    """Yield the name in the archive and the path of each file that may hold articles; a path lasts until the next.

    A file that cannot be unpacked, or is longer than `MAX_FILE_BYTES`, is refused.
    """
    opened = _zip_files(path) if head.startswith(ZIP) else _tar_files(path)
    with TemporaryDirectory(prefix="recommender-") as folder, closing(opened):
        while True:
            place = str(path)
            try:
                name, file = next(opened)
                place = f"{path}/{name}"
                unpacked = Path(folder) / PurePosixPath(name).name
                _unpack(file, unpacked)
            except StopIteration:
                return
            except _DAMAGE as error:  # where it is the archive's own, there is no next file
                refuse(CorpusError(place, None, f"cannot be unpacked: {error}"))
            else:
                yield name, unpacked
                unpacked.unlink()


def _zip_files(path: Path) -> Generator[tuple[str, IO[bytes]], None, None]:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if not entry.is_dir() and may_hold_articles(PurePosixPath(entry.filename)):
                with archive.open(entry) as file:
                    yield entry.filename, file


def _tar_files(path: Path) -> Generator[tuple[str, IO[bytes]], None, None]:
    # Read as a stream, which unpacks it once, whatever it is packed with.
    with open_bytes(path) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        for entry in archive:
            file = archive.extractfile(entry) if entry.isreg() else None
            if file is not None and may_hold_articles(PurePosixPath(entry.name)):
                yield entry.name, file


def _unpack(file: IO[bytes], path: Path) -> None:
    left = MAX_FILE_BYTES
    with path.open("wb") as out:
        while piece := file.read(_PIECE_BYTES):
            left -= len(piece)
            if left < 0:
                raise ValueError(f"longer than {MAX_FILE_BYTES} bytes")
            out.write(piece)
