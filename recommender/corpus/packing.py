"""Packed files, unpacked in small steps.

In: the path of a file packed by bzip2 or xz. Out: a stream of its plain bytes. The one idea: as for Zstandard, one step
of unpacking gives a bounded piece, streams that follow each other are one file, and a file that was cut off is told
apart from a whole one; beyond that, xz may ask for no more than a bounded memory. Sources: the bzip2 format, the .xz
file format 1.2.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import bz2
    import lzma

BZIP2, XZ = b"BZh", b"\xfd7zXZ\x00"
_BUFFER_BYTES = 131_072
_STEP_BYTES = 65_536
# Unpacking what `xz -9` has packed takes 65 MB; a file may ask for 4 GB.
_XZ_MEMORY_BYTES = 256_000_000


def open_packed(path: Path, magic: bytes) -> io.BufferedReader:
    """Return the plain bytes of a file packed by bzip2 or xz; reading raises `EOFError` or `OSError` at damage.

    Raises:
        ImportError: This Python was built without the library.
        OSError: The file cannot be opened.
    """
    return io.BufferedReader(_PackedReader(path, is_xz=magic.startswith(XZ)), _BUFFER_BYTES)


class _PackedReader(io.RawIOBase):
    def __init__(self, path: Path, *, is_xz: bool) -> None:
        self._is_xz = is_xz
        self._stream: bz2.BZ2Decompressor | lzma.LZMADecompressor | None = self._new_stream()
        self._packed = b""
        self._file = path.open("rb")

    def _new_stream(self) -> bz2.BZ2Decompressor | lzma.LZMADecompressor:
        if self._is_xz:
            import lzma

            return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_BYTES)
        import bz2

        return bz2.BZ2Decompressor()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        plain = b""
        while not plain:
            if self._stream is None and not self._next_stream():
                return 0
            plain = self._unpack(len(buffer))
        buffer[: len(plain)] = plain
        return len(plain)

    def _next_stream(self) -> bool:
        """Begin the stream that follows, behind padding; return False at the end of the file."""
        while not self._packed.lstrip(b"\x00"):
            self._packed = self._file.read(_STEP_BYTES)
            if not self._packed:
                return False
        self._packed = self._packed.lstrip(b"\x00")
        self._stream = self._new_stream()
        return True

    def _unpack(self, limit: int) -> bytes:
        stream = self._stream
        if stream is None:
            return b""
        if stream.needs_input and not self._packed:
            self._packed = self._file.read(_STEP_BYTES)
            if not self._packed:
                raise EOFError
        packed, self._packed = self._packed, b""
        try:
            plain = stream.decompress(packed, limit)
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001 - lzma.LZMAError, of a module that may not be there
            raise OSError(str(error)) from None
        if stream.eof:
            self._packed, self._stream = stream.unused_data, None
        return plain

    def close(self) -> None:
        self._file.close()
        super().close()
