"""Zstandard files, unpacked frame after frame.

In: the path of a packed file. Out: a stream of its plain bytes. The one idea: the frames are unpacked here, in small
steps, so that a small file that holds a huge one never fills the memory, and so that a file that was cut off is told
apart from a whole one: the library's own stream reader ends both without a word. Source: RFC 8878.
"""

from __future__ import annotations

import io
from pathlib import Path

import zstandard

MAGIC = b"\x28\xb5\x2f\xfd"
_BUFFER_BYTES = 131_072
# Zstandard grows four bytes to at most a block of 128 KB, so a step of this size stays under 16 MB when plain.
_STEP_BYTES = 512


def open_zstd(path: Path) -> io.BufferedReader:
    """Return the plain bytes of a packed file; reading them raises `EOFError` or `OSError` where it is damaged.

    Raises:
        OSError: The file cannot be opened.
    """
    return io.BufferedReader(_ZstdReader(path), _BUFFER_BYTES)


class _ZstdReader(io.RawIOBase):
    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._packed = b""
        self._plain = io.BytesIO()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not (count := self._plain.readinto(buffer)):
            self._packed = self._packed or self._file.read(_STEP_BYTES)
            if not self._packed:
                if self._frame is not None:
                    raise EOFError
                return 0
            self._plain = io.BytesIO(self._unpack())
        return count

    def _unpack(self) -> bytes:
        if self._frame is None:
            self._frame = zstandard.ZstdDecompressor().decompressobj()
        try:
            plain = self._frame.decompress(self._packed)
        except zstandard.ZstdError as error:
            raise OSError(str(error)) from None
        self._packed = b""
        if self._frame.eof:
            self._packed, self._frame = self._frame.unused_data, None
        return plain

    def close(self) -> None:
        self._file.close()
        super().close()
