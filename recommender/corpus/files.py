"""Files as bytes, lines or text, unpacked and bounded.

In: a path, whose content may be packed by gzip or Zstandard. Out: its plain bytes, its lines, its first bytes or all of
its text. The one idea: of a stream no more than one bounded piece is ever in memory, and damage becomes a `CorpusError`
that names the line. Sources: RFC 1952 (gzip), RFC 8878 (Zstandard).
"""

from __future__ import annotations

import codecs
import gzip
import io
import logging
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from recommender.corpus import zstd
from recommender.errors import CorpusError, missing_extra

log = logging.getLogger(__name__)
Refuse = Callable[[CorpusError], None]
T = TypeVar("T")

# The longest text an article may have is 500,000 characters: 6 MB when JSON escapes every one of them as a pair.
MAX_LINE_BYTES = 8_000_000
HEAD_BYTES = 65_536
_PIECE_BYTES = 1_000_000
_GZIP = b"\x1f\x8b"

# What reading a damaged or unreadable file raises.
DAMAGE = (OSError, EOFError, zlib.error)


def log_refused(error: CorpusError) -> None:
    """Log what cannot be read; where a caller passes no `Refuse`, this is it."""
    log.warning("refused %s", error)


class Record(NamedTuple):
    """One record as its source has it.

    Attributes:
        line: Its first line in the file, from 1; in a format without lines, its number; None if it is the whole file.
        values: Plain values by the source's own names.
        not_public: Why it is no public article, in a few words that many records share, such as ``draft``; None where
            its reader knows of no reason, so that its values decide.
        withdraws: Whether it takes down the article of its id and address, such as a canceled version does.
    """

    line: int | None
    values: Mapping[str, object]
    not_public: str | None = None
    withdraws: bool = False


class Lines(Iterator[str]):
    """The lines of a stream as text.

    Bytes that are not UTF-8 become U+FFFD, and a byte order mark at the start is left out. A line that cannot be read
    raises `CorpusError`, and iteration can go on with the next one.

    Attributes:
        number: The number of the last line, from 1.
    """

    def __init__(self, path: Path, stream: io.BufferedIOBase) -> None:
        self.path = path
        self.number = 0
        self._stream = stream
        self._broken = False

    def __next__(self) -> str:
        line = self._bytes(MAX_LINE_BYTES + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > MAX_LINE_BYTES:
            self._skip_rest(line)
            raise CorpusError(self.path, self.number, f"a line longer than {MAX_LINE_BYTES} bytes")
        if self.number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        return line.decode("utf-8", "replace")

    def _skip_rest(self, line: bytes) -> None:
        while line and not line.endswith(b"\n"):
            line = self._bytes(_PIECE_BYTES)

    def _bytes(self, limit: int) -> bytes:
        if self._broken:
            return b""
        try:
            return self._stream.readline(limit)
        except DAMAGE as error:
            self._broken = True
            raise damaged(self.path, error, self.number + 1) from None


def surviving(values: Iterator[T], refuse: Refuse) -> Iterator[T]:
    """Yield what an iterator yields, and go on where it raises a `CorpusError`, which `refuse` takes."""
    while True:
        try:
            value = next(values)
        except StopIteration:
            return
        except CorpusError as error:
            refuse(error)
        else:
            yield value


def open_bytes(path: Path) -> io.BufferedIOBase:
    """Open a file for reading, unpacked; its first bytes, not its name, say whether it is gzip or Zstandard.

    Raises:
        CorpusError: The file cannot be opened, or is packed by Zstandard and the extra ``zstd`` is not installed.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(len(zstd.MAGIC))
        if magic.startswith(_GZIP):
            return gzip.open(path)
        return zstd.open_zstd(path) if magic == zstd.MAGIC else path.open("rb")
    except ImportError:
        raise CorpusError(path, None, missing_extra("what unpacks Zstandard", "zstd")) from None
    except OSError as error:
        raise damaged(path, error) from None


def read_head(path: Path) -> bytes:
    """Return the first bytes of a file, unpacked; of a damaged file, those before the damage.

    Raises:
        CorpusError: The file cannot be opened, or is damaged at its first byte.
    """
    head = b""
    with open_bytes(path) as stream:
        try:
            while len(head) < HEAD_BYTES and (piece := stream.read1(HEAD_BYTES - len(head))):
                head += piece
        except DAMAGE as error:
            if not head:
                raise damaged(path, error) from None
    return head.removeprefix(codecs.BOM_UTF8)


def read_text(path: Path, limit: int) -> str:
    """Return a whole file as text.

    Raises:
        CorpusError: The file is longer than `limit` bytes, or damaged.
    """
    return read_whole(path, limit).decode("utf-8-sig", "replace")


def read_whole(path: Path, limit: int) -> bytes:
    """Return all bytes of a file, unpacked.

    Raises:
        CorpusError: The file is longer than `limit` bytes, or damaged.
    """
    with open_bytes(path) as stream:
        try:
            data = stream.read(limit + 1)
        except DAMAGE as error:
            raise damaged(path, error) from None
    if len(data) > limit:
        raise CorpusError(path, None, f"longer than {limit} bytes, the most that is read of such a file at once")
    return data


def damaged(path: Path, error: Exception, line: int | None = None) -> CorpusError:
    """Return the `CorpusError` of a file that cannot be read, or not to its end."""
    if isinstance(error, EOFError):
        return CorpusError(path, line, "the compressed data is cut off here")
    return CorpusError(path, line, f"cannot be read: {getattr(error, 'strerror', None) or error}")
