"""Bodies as they were before they were packed for the way.

In: the pieces of a body, and its coding. Out: the body, bounded. The one idea: a piece is unpacked no further than what
may still come, so that a bomb costs what an ordinary feed does. Source: RFC 9110, section 8.4.1.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

# What is asked for. Brotli is not: the standard library does not have it, and gzip is nearly as good for feeds.
ACCEPTED = "gzip, deflate"
_GZIP_BITS, _ZLIB_BITS, _RAW_BITS = 31, 15, -15
# What the two bytes of the header of zlib are a multiple of. At least 1, a factor; RFC 1950.
_ZLIB_HEADER_MULTIPLE = 31


class BodyError(Exception):
    """A body that is too long, damaged, or packed in a way that was not asked for."""


def unpacked(pieces: Iterable[bytes], coding: str, limit: int) -> bytes:
    """Return a body, unpacked.

    Args:
        pieces: The body as it comes.
        coding: The value of its header Content-Encoding, ``""`` without one.
        limit: The most bytes, packed and unpacked.

    Raises:
        BodyError: It is longer, damaged, cut off, or of another coding.
    """
    name = coding.strip().lower().removeprefix("x-")
    if name in ("", "identity"):
        return _joined(pieces, limit)
    if name not in ("gzip", "deflate"):
        raise BodyError(f"packed as {name[:40]!r}, which was not asked for")
    packed = _joined(pieces, limit)
    if not packed:
        return b""
    bits = _GZIP_BITS if name == "gzip" else _deflate_bits(packed)
    try:
        unpacker = zlib.decompressobj(bits)
        body = unpacker.decompress(packed, limit + 1)
    except zlib.error:
        raise BodyError(f"damaged where it is packed by {name}") from None
    if len(body) > limit:
        raise BodyError(f"longer than {limit} bytes, unpacked")
    if not unpacker.eof:
        raise BodyError("cut off where it is packed")
    return body


def _joined(pieces: Iterable[bytes], limit: int) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > limit:
            raise BodyError(f"longer than {limit} bytes")
    return bytes(body)


def _deflate_bits(packed: bytes) -> int:
    """Return how a body in deflate is to be read: most servers send it with the header of zlib, some without."""
    header = int.from_bytes(packed[:2], "big")
    has_header = packed[0] & 0x0F == zlib.DEFLATED and header % _ZLIB_HEADER_MULTIPLE == 0
    return _ZLIB_BITS if has_header else _RAW_BITS
