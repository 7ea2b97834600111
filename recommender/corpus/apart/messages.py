"""What the two processes say to each other.

In and out: messages, each a JSON text with its length in four bytes (big-endian) before it; and the limits of the
parser. The one idea: nothing but plain values crosses, so that whoever takes over the parser can send no more than a
strange record, which is checked like any other. Source: RFC 8259 (JSON).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from pathlib import Path
from typing import IO, Any, NamedTuple
from zoneinfo import ZoneInfo

from recommender.corpus.files import Record
from recommender.corpus.mapping import Columns
from recommender.corpus.options import ReadOptions

_LENGTH = struct.Struct(">I")


class Limits(NamedTuple):
    """What a parser may use.

    Attributes:
        seconds: Of processor time, for the next record, in seconds above 0. An ordinary page takes 0.02; the longest
            that is read (3 MB) a few.
        seconds_whole: Of processor time, for each megabyte of the file, in addition: some parsers read a file as a
            whole before its first record. A feed takes 0.6. With it, a record has at most five times `seconds`.
        seconds_per_megabyte: Of processor time, for a whole file beyond `seconds`, by its size as it lies on the disk.
            The slowest ordinary parser takes 0.3; a file packed to a tenth ten times that.
        memory: In bytes of address space, above 0. The tree of the longest page that is read takes some 300 MB, and
            Python with its parsers 400. Without effect on macOS.
        idle_seconds: On the clock, during which less than a second of processor time was used for one record: a parser
            that waits for something. Even where 200 processes share a processor, one that works uses more.
        record: The longest message, in bytes: twice the longest line that is read elsewhere.
        answers: The longest answer to a file, as a multiple of its size on the disk, beyond ten such messages.
    """

    seconds: float = 20.0
    seconds_whole: float = 2.0
    seconds_per_megabyte: float = 60.0
    memory: int = 2_000_000_000
    idle_seconds: float = 300.0
    record: int = 16_000_000
    answers: int = 200

    def record_seconds(self, path: Path) -> float:
        """Return the seconds of processor time that one record of a file may take."""
        return min(self.seconds + self.seconds_whole * megabytes(path), 5 * self.seconds)

    def file_seconds(self, path: Path) -> float:
        """Return the seconds of processor time that all records of a file may take."""
        return self.seconds + self.seconds_per_megabyte * megabytes(path)


def megabytes(path: Path) -> float:
    """Return the size of a file as it lies on the disk."""
    return path.stat().st_size / 1e6


class ProtocolError(Exception):
    """What came is no message."""


def send(stream: IO[bytes], message: bytes) -> None:
    """Write one message and let it go.

    Raises:
        OSError: Nobody reads any more.
    """
    stream.write(_LENGTH.pack(len(message)) + message)
    stream.flush()


def receive(stream: IO[bytes], limit: int) -> bytes | None:
    """Return the next message; None when the stream ended before it was whole.

    Raises:
        ProtocolError: It is longer than `limit`.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    if size > limit:
        raise ProtocolError(f"a message of {size} bytes")
    message = stream.read(size)
    return message if len(message) == size else None


def encoded(kind: str, *values: object) -> bytes:
    """Return a message; times in it become ISO texts, and what JSON does not know, text.

    Raises:
        ValueError: It is nested too deeply.

    >>> encoded("record", [1, {"date": date(2026, 3, 14)}])
    b'["record", [1, {"date": "2026-03-14"}]]'
    """
    try:
        return json.dumps([kind, *values], default=_plain).encode()
    except (RecursionError, ValueError, TypeError) as error:
        raise ValueError(f"its values cannot be told: {error}") from None


def _plain(value: object) -> object:
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    return decoded_or_none(value) if isinstance(value, bytes) else str(value)


def decoded_or_none(value: bytes) -> str | None:
    """Return a value of bytes as text; None if it is none."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None


def decoded(message: bytes) -> tuple[str, list[object]]:
    """Return the kind of a message and its values.

    Raises:
        ProtocolError: It is none.
    """
    try:
        content = json.loads(message)
    except (ValueError, RecursionError):
        raise ProtocolError("a message that is not JSON") from None
    if not isinstance(content, list) or not content or not isinstance(content[0], str):
        raise ProtocolError("a message without its kind")
    return content[0], content[1:]


def plain_columns(columns: Columns) -> dict[str, object]:
    """Return columns as plain values."""
    zone = columns.options.timezone
    offset = None if zone is None else zone.utcoffset(None)
    plain = {
        **{field.name: getattr(columns.options, field.name) for field in fields(columns.options)},
        # A zone of the world has no offset of its own, but a name.
        "timezone": None if zone is None else str(zone) if offset is None else offset.total_seconds(),
    }
    return {"given": dict(columns.given), "exact": columns.exact, "options": plain}


def columns_of(plain: dict[str, Any]) -> Columns:
    """Return the columns that `plain_columns` has made plain."""
    options = plain["options"]
    match options["timezone"]:
        case str() as name:
            zone: tzinfo | None = ZoneInfo(name)
        case None:
            zone = None
        case seconds:
            zone = timezone(timedelta(seconds=seconds))
    options = ReadOptions(**{**options, "timezone": zone, "names": tuple(options["names"])})
    return Columns(plain["given"], exact=plain["exact"], options=options)


def record_of(values: list[object]) -> Record:
    """Return the record of a message.

    Raises:
        ProtocolError: It holds none.
    """
    match values:
        case [None | int() as line, dict() as plain, None | str() as not_public, bool() as withdraws]:
            return Record(line, plain, not_public, withdraws)
    raise ProtocolError("a record that is none")
