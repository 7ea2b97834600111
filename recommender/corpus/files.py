"""Files as bytes, lines or text, unpacked and bounded.

In: a path, whose content may be packed by gzip, Zstandard, bzip2 or xz, and whose text may be in any encoding. Out: its
plain bytes, its lines, its first bytes or all of its text. The one idea: of a stream no more than one bounded piece is
ever in memory, and damage, or a line that is not in the encoding of its file, becomes a `CorpusError` that names the
line. Sources: RFC 1952 (gzip), RFC 8878 (Zstandard); see `encodings` and `packing`.
"""

from __future__ import annotations

import gzip
import io
import logging
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from recommender.corpus import packing, zstd
from recommender.corpus.encodings import (
    WIDE,
    Transcoder,
    decoded,
    decoded_by,
    encoding_of,
    fault_of,
    head_in_utf_8,
)
from recommender.errors import CorpusError

log = logging.getLogger(__name__)
Refuse = Callable[[CorpusError], None]
T = TypeVar("T")

# The longest text an article may have is 500,000 characters: 6 MB when JSON escapes every one of them as a pair.
MAX_LINE_BYTES = 8_000_000
HEAD_BYTES = 65_536
_PIECE_BYTES = 1_000_000
# How far a file is searched for its first character beyond ASCII, by which its encoding is told. In bytes, at least
# `HEAD_BYTES`; a second of reading at most.
_SEARCHED_BYTES = 64_000_000
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

    A byte order mark at the start is left out. A line that cannot be read, or that is not in the encoding of its file,
    raises `CorpusError`, and iteration can go on with the next one.

    Attributes:
        number: The number of the last line, from 1.
    """

    def __init__(
        self, path: Path, stream: io.BufferedIOBase, encoding: str | None = None, *, ends_in_cr: bool = False
    ) -> None:
        """Begin before the first line.

        Args:
            path: The file.
            stream: Its plain bytes, from the first one.
            encoding: The name of the encoding that a person says it is in; None to tell it by its bytes.
            ends_in_cr: Whether its lines end in a carriage return alone, as on old Macintoshes.

        Raises:
            CorpusError: It is text in no known encoding, or there is no such encoding.
        """
        self.path = path
        self.number = 0
        self._codec = codec_of_file(path, encoding)
        self._stream = stream
        if self._codec in WIDE:
            self._stream, self._codec = in_utf_8(stream, self._codec), "utf-8"
        if ends_in_cr:
            self._stream = io.BufferedReader(_LineFeeds(self._stream), _PIECE_BYTES)
        self._broken = False

    def __next__(self) -> str:
        line = self._bytes(MAX_LINE_BYTES + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > MAX_LINE_BYTES:
            self._skip_rest(line)
            raise CorpusError(self.path, self.number, f"a line longer than {MAX_LINE_BYTES} bytes")
        try:
            text = decoded_by(self._codec, line)
        except UnicodeDecodeError as error:
            raise CorpusError(self.path, self.number, fault_of(error)) from None
        return text.removeprefix("\ufeff") if self.number == 1 else text

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
    """Open a file for reading, unpacked; its first bytes, not its name, say whether and how it is packed.

    Raises:
        CorpusError: The file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(len(packing.XZ))
        if magic.startswith(_GZIP):
            return gzip.open(path)
        if magic.startswith((packing.BZIP2, packing.XZ)):
            return packing.open_packed(path, magic)
        return zstd.open_zstd(path) if magic.startswith(zstd.MAGIC) else path.open("rb")
    except OSError as error:
        raise damaged(path, error) from None


def open_utf_8(path: Path, encoding: str | None = None) -> io.BufferedIOBase:
    """Open a file of text for reading, unpacked and in UTF-8, whatever it is in and declares.

    For parsers of XML, which must then be told that it is UTF-8. Reading raises `OSError` at bytes that are not in the
    encoding of the file.

    Raises:
        CorpusError: The file cannot be opened, is text in no known encoding, or there is no such encoding.
    """
    codec = codec_of_file(path, encoding)
    stream = open_bytes(path)
    return stream if codec == "utf-8" else in_utf_8(stream, codec)


def in_utf_8(stream: io.BufferedIOBase, codec: str) -> io.BufferedReader:
    """Return a stream of the same text in UTF-8."""
    return io.BufferedReader(_Transcoded(stream, codec), _PIECE_BYTES)


class _Transcoded(io.RawIOBase):
    def __init__(self, stream: io.BufferedIOBase, codec: str) -> None:
        self._stream, self._transcoder = stream, Transcoder(codec)
        self._ready = io.BytesIO()
        self._is_over = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not (count := self._ready.readinto(buffer)) and not self._is_over:
            piece = self._stream.read1(HEAD_BYTES)
            self._is_over = not piece
            try:
                self._ready = io.BytesIO(self._transcoder.turned(piece, is_last=self._is_over))
            except UnicodeDecodeError as error:
                self._is_over = True
                raise OSError(fault_of(error)) from None
        return count

    def close(self) -> None:
        self._stream.close()
        super().close()


class _LineFeeds(io.RawIOBase):
    """A stream with line feeds for carriage returns; in all encodings but wide ones, a byte of one is always one."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        piece = self._stream.read1(len(buffer)).replace(b"\r", b"\n")
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._stream.close()
        super().close()


def codec_of_file(path: Path, encoding: str | None = None) -> str:
    """Return the codec that the text of a file is to be read by, told by its beginning.

    Where it begins with ASCII alone, its first line beyond ASCII decides, of a bounded number of bytes.

    Raises:
        CorpusError: The file cannot be read, its bytes fit no encoding, or there is none of the name given.
    """
    sample = b"" if encoding else _deciding_bytes(path)
    try:
        codec = encoding_of(sample or read_head(path, raw=True), chosen=encoding)
    except ValueError as error:
        raise CorpusError(path, None, str(error)) from None
    if codec is None:
        raise CorpusError(path, None, "its bytes are text in no known encoding")
    return codec


def _deciding_bytes(path: Path) -> bytes:
    """Return those bytes of a file by which its encoding is told: its first, or its first ones beyond ASCII."""
    with open_bytes(path) as stream:
        try:
            head = piece = _read_piece(stream, HEAD_BYTES)
            searched = len(head)
            while piece.isascii() and piece and searched < _SEARCHED_BYTES:
                piece = _read_piece(stream, _PIECE_BYTES)
                searched += len(piece)
            match = re.search(rb"[\x80-\xff]", piece)
            if piece is head or match is None or b"\x00" in head:
                return head
            # Up to it all is ASCII, so that no character is cut at its beginning.
            return piece[max(0, match.start() - 1_000) :][:HEAD_BYTES] + _read_piece(stream, HEAD_BYTES)
        except DAMAGE:  # told when it is read
            return b""


def _read_piece(stream: io.BufferedIOBase, length: int) -> bytes:
    piece = b""
    while len(piece) < length and (part := stream.read1(length - len(piece))):
        piece += part
    return piece


def read_head(path: Path, encoding: str | None = None, *, raw: bool = False) -> bytes:
    """Return the first bytes of a file, unpacked, in UTF-8 if it is text; of a damaged file, those before the damage.

    Args:
        path: The file.
        encoding: The name of the encoding that a person says it is in.
        raw: Whether the bytes are returned as they are.

    Raises:
        CorpusError: The file cannot be opened, is damaged at its first byte, or there is no such encoding.
    """
    head = b""
    with open_bytes(path) as stream:
        try:
            while len(head) < HEAD_BYTES and (piece := stream.read1(HEAD_BYTES - len(head))):
                head += piece
        except DAMAGE as error:
            if not head:
                raise damaged(path, error) from None
    try:
        return head if raw else head_in_utf_8(head, encoding)
    except ValueError as error:
        raise CorpusError(path, None, str(error)) from None


def read_text(path: Path, limit: int, encoding: str | None = None, *, damage: bool = False) -> str:
    """Return a whole file as text.

    Args:
        path: The file.
        limit: How many bytes it may have.
        encoding: The name of the encoding that a person says it is in; None to tell it by its bytes.
        damage: As of `decoded`.

    Raises:
        CorpusError: The file is longer than `limit` bytes, damaged, or text in no known encoding.
    """
    try:
        return decoded(read_whole(path, limit), encoding, damage=damage)
    except ValueError as error:
        raise CorpusError(path, None, str(error)) from None


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
