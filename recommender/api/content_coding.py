"""Bodies in gzip (RFC 1952), for clients that ask for it, and both forms of one body for any moment.

In: a body, and the text in it that says the moment of its answer. Out: the same body for another moment, plain or
compressed. The one idea: an answer is the same a second later but for its `as_of`, so it is kept as the pieces between
these, and so is its compressed form. There, each moment is a block of its own that is stored as it is (RFC 1951,
3.2.4), and what comes after refers back to nothing in it: compressing a body once serves all its moments.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from functools import lru_cache

# Of zlib, 1 to 9, higher is smaller and slower. By hand.
LEVEL = 4
# A smaller body is sent as it is: with its headers it fits one packet either way. At least 0, bytes; by hand.
LEAST_BYTES = 1_000
# What is compressed: text. Images and fonts are compressed in themselves.
CODED_TYPES = (
    "application/json",
    "text/html; charset=utf-8",
    "text/css; charset=utf-8",
    "text/javascript; charset=utf-8",
)
VARY = "Accept-Encoding"
# Magic number, method deflate, no flags, no time, no extra flags, unknown system: nothing but the body is in it.
_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
# Characters of control, which JSON writes but escaped.
_CONTROLS = bytes(range(1, 32))
# Forms of the header that are known, and its length: clients have few of them.
_KNOWN_HEADERS, _LONGEST_HEADER = 128, 200


class Pieces:
    """A body for any moment.

    Attributes:
        plain: What lies between the moments; one piece if there is none.
        plain_bytes: How many bytes that is.
        kept_bytes: The same, with the compressed form if there is one.
    """

    __slots__ = ("_end", "_packed", "_width", "kept_bytes", "plain", "plain_bytes")

    def __init__(self, body: bytes, moment: bytes = b"") -> None:
        """Split a body at each place where it says its moment, a text that is nowhere else in it."""
        self.plain = body.split(moment) if moment else [body]
        self.plain_bytes = self.kept_bytes = sum(map(len, self.plain))
        self._width = len(moment)
        self._packed: list[bytes] | None = None
        self._end = (b"", b"")  # the last moment, and what comes after the compressed body for it

    def body(self, moment: bytes = b"") -> bytes:
        """Return the body for a moment."""
        return moment.join(self.plain)

    def gzip(self, moment: bytes = b"") -> bytes:
        """Return the body for a moment, compressed; the same bytes for the same body."""
        if self._packed is None or len(moment) != self._width:
            self._width = len(moment)
            self._packed = _packed(self.plain, self._width)
            self._end = (b"", b"")
            self.kept_bytes = self.plain_bytes + sum(map(len, self._packed))
        known, end = self._end
        if not end or known != moment:
            end = _end_of(self.plain, moment)
            self._end = (moment, end)
        stored = struct.pack("<BHH", 0, len(moment), len(moment) ^ 0xFFFF) + moment if moment else b""
        return _HEAD + stored.join(self._packed) + end


def accepts_gzip(accept_encoding: str) -> bool:
    """Return whether a client takes gzip (RFC 9110, 12.5.3).

    >>> accepts_gzip("gzip, deflate, br"), accepts_gzip("br;q=1, *;q=.1"), accepts_gzip("gzip;q=0, *"), accepts_gzip("")
    (True, True, False, False)
    """
    return len(accept_encoding) <= _LONGEST_HEADER and _accepts_gzip(accept_encoding)


@lru_cache(_KNOWN_HEADERS)
def _accepts_gzip(accept_encoding: str) -> bool:
    weights: dict[str, bool] = {}
    for each in accept_encoding.lower().split(","):
        coding, *parameters = (part.strip() for part in each.split(";"))
        weights[coding] = not any(_is_none(parameter) for parameter in parameters)
    names = ("gzip", "x-gzip", "*")
    return next((weights[name] for name in names if name in weights), False)


def _is_none(parameter: str) -> bool:
    """Return whether a parameter is the weight 0: not acceptable.

    >>> _is_none("q=0.000"), _is_none("q=0.5"), _is_none("level=0")
    (True, False, False)
    """
    name, _, value = parameter.partition("=")
    return name.strip() == "q" and not value.strip().strip("0.")


def _packed(plain: Sequence[bytes], width: int) -> list[bytes]:
    """Return the deflated pieces of a body, with room for a moment of some bytes between each two of them."""
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    # Stands for a moment while the rest is compressed, so that distances are right; no text of a body is like it.
    room = (_CONTROLS * (width // len(_CONTROLS) + 1))[:width]
    packed = []
    for piece in plain[:-1]:
        packed.append(deflate.compress(piece) + deflate.flush(zlib.Z_SYNC_FLUSH))
        deflate.compress(room)
        deflate.flush(zlib.Z_SYNC_FLUSH)
    return [*packed, deflate.compress(plain[-1]) + deflate.flush()]


def _end_of(plain: Sequence[bytes], moment: bytes) -> bytes:
    """Return the check sum and the length of a body."""
    body = moment.join(plain)
    return struct.pack("<II", zlib.crc32(body), len(body) & 0xFFFFFFFF)
