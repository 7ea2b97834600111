"""Web archives: WARC and the older ARC.

In: a path. Out: the record of each page, and those of each feed, that was fetched. The one idea: an archive holds
whatever a crawler fetched, so only a successful answer with HTML in it is a page, taken apart like any saved page, one
at a time in the process for pages. The time of the capture says nothing of when an article came out, so it is not used;
the address that was fetched is, where a page names none. A record of extracted text (WET) has neither title nor time,
and navigation among its words: it is left out. Sources: ISO 28500 (WARC 1.1), RFC 9112 (HTTP/1.1); read by warcio, of
the extra ``warc``, which beside FastWARC 2.0 reads ARC, has no compiled parts, and is fast enough: a page takes some
20 times as long to be taken apart as to be found.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from recommender.corpus.files import DAMAGE, HEAD_BYTES, Record, damaged, open_bytes
from recommender.corpus.readers.feed import FEED
from recommender.corpus.readers.page import MAX_PAGE_BYTES, PAGE
from recommender.corpus.reading import FileHead, LeftOut, Reader, Reading
from recommender.errors import CorpusError, missing_extra

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from warcio.recordloader import ArcWarcRecord

# The longest feed that is read.
MAX_CAPTURE_BYTES = 32_000_000
# What was fetched, or taken from it; all other records tell of the crawl.
_CAPTURES = frozenset({"response", "resource", "conversion"})
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_FEEDS = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"}
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_OK = "200"


class _Capture(NamedTuple):
    """What was fetched.

    Attributes:
        url: From where; None if the archive does not say it as an address of the web.
        media_type: Its media type, in lower case.
        body: Its bytes, without what HTTP did to them, in UTF-8 with a mark where HTTP said the encoding.
    """

    url: str | None
    media_type: str
    body: bytes


def read_warc(path: Path, reading: Reading) -> Iterator[Record]:
    """Read the pages and feeds of an archive; the line of a record is the number of its capture in the archive.

    Raises:
        CorpusError: The file cannot be read; or the extra ``warc`` is not installed.
    """
    with open_bytes(path) as stream, TemporaryDirectory(prefix="recommender-") as folder:
        for number, record in _records(path, stream, reading):
            if record.rec_type not in _CAPTURES:
                continue
            if reason := _reason_left_out(record):
                reading.leave_out(LeftOut(str(path), number, reason))
                continue
            try:
                yield from _articles(_capture(record, reading), Path(folder) / "page", number, reading)
            except CorpusError as error:
                reading.refuse(CorpusError(path, number, error.reason))


def _records(path: Path, stream: io.BufferedIOBase, reading: Reading) -> Iterator[tuple[int, ArcWarcRecord]]:
    """Yield the records of an archive, as WARC records, and their numbers, from 1."""
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        raise CorpusError(path, None, missing_extra("what reads web archives", "warc")) from None
    number, source = 0, _Source(stream)
    try:
        records = ArchiveIterator(source, arc2warc=True)
        while True:
            # It writes to the screen that there are spaces in an address.
            with contextlib.redirect_stderr(io.StringIO()):
                record = next(records, None)
            if record is None:
                break
            number += 1
            yield number, record
    except Exception as error:  # noqa: BLE001 - of a damaged head warcio raises what it stumbles over
        reason = str(error) if isinstance(error, ArchiveLoadFailed) else f"a damaged head ({type(error).__name__})"
        reading.refuse(CorpusError(path, number + 1, f"not a readable record from here on: {reason}"))

    if source.damage is not None:
        reading.refuse(damaged(path, source.damage, number + 1))


class _Source(io.RawIOBase):
    """The bytes of an archive up to damage, which is kept: to warcio, whatever is cut off is just the end."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream = stream
        self.damage: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        if self.damage is not None:
            return 0
        space = memoryview(buffer).cast("B")
        try:
            # Not more than there is at once, so that nothing before the damage is lost.
            piece = self._stream.read1(len(space))
        except DAMAGE as error:
            self.damage = error
            return 0
        space[: len(piece)] = piece
        return len(piece)


def _reason_left_out(record: ArcWarcRecord) -> str | None:
    """Return why what a record holds is left out; None if it is a page, or may be a feed."""
    if record.rec_type == "conversion":
        return "extracted text without title and time"
    if record.http_headers is not None and record.http_headers.get_statuscode() != _OK:
        return "no success of HTTP"
    return None if _media_type(record) in _HTML | _FEEDS else "no page"


def _capture(record: ArcWarcRecord, reading: Reading) -> _Capture:
    """Return what a record holds.

    Raises:
        CorpusError: It is too long, cut off, or packed in a way that is not known here.
    """
    media_type = _media_type(record)
    if record.http_headers is not None:
        _expect_known_packing(record.http_headers.get_header("Content-Encoding", ""))
    limit = MAX_PAGE_BYTES if media_type in _HTML else MAX_CAPTURE_BYTES
    try:
        body = record.content_stream().read(limit + 1)
    except Exception as error:  # noqa: BLE001 - what warcio stumbles over in chunks and packed bodies that are damaged
        raise CorpusError("", None, f"cannot be unpacked: {error}") from None
    if len(body) > limit:
        raise CorpusError("", None, f"longer than {limit} bytes")
    # Of a record that does not say its length, what is left of the archive is the stream, which has no limit.
    is_short = getattr(record.raw_stream, "limit", 0) and not record.raw_stream.read(1)
    if is_short and not _is_whole(body, record):
        raise CorpusError("", None, "is cut off here")
    charset = None if reading.encoding else _CHARSET.search(_content_type(record))
    url = str(record.rec_headers.get_header("WARC-Target-URI") or "")
    is_web = url.startswith(("http://", "https://"))
    return _Capture(url if is_web else None, media_type, _in_utf_8(body, charset[1]) if charset else body)


def _is_whole(body: bytes, record: ArcWarcRecord) -> bool:
    """Return whether a body is as long as HTTP says, though the archive ends before its record should."""
    length = record.http_headers.get_header("Content-Length") if record.http_headers is not None else None
    return length is not None and length.isdecimal() and len(body) >= int(length)


def _media_type(record: ArcWarcRecord) -> str:
    return _content_type(record).partition(";")[0].strip().lower()


def _content_type(record: ArcWarcRecord) -> str:
    return str((record.http_headers or record.rec_headers).get_header("Content-Type") or "")


def _expect_known_packing(encoding: str) -> None:
    from warcio.bufferedreaders import BufferedReader

    name = encoding.strip().lower()
    if name not in ("", "identity", "gzip", "x-gzip", "deflate", *BufferedReader.get_supported_decompressors()):
        raise CorpusError("", None, f"packed by {name!r}, which is not known here")


def _in_utf_8(body: bytes, charset: str) -> bytes:
    """Return a body in UTF-8 with a byte order mark, which comes before what a page says of itself, as HTTP does.

    A body that is not in the encoding that HTTP says is as it came.
    """
    try:
        return body.decode(charset).encode("utf-8-sig")
    except (LookupError, UnicodeError, ValueError):
        return body


def _articles(capture: _Capture, file: Path, number: int, reading: Reading) -> Iterator[Record]:
    file.write_bytes(capture.body)
    reader = PAGE
    if capture.media_type in _FEEDS:
        if not FEED.recognises(FileHead(file, capture.body[:HEAD_BYTES], reading.columns)):
            return
        reader = FEED
    for record in reading.read_by(reader, file):
        values = dict(record.values)
        if reader is PAGE and not values.get("url"):
            values["url"] = capture.url
        yield record._replace(line=number, values=values)


WARC = Reader(
    "WARC",
    recognises=lambda file: file.start.startswith((b"warc/0.", b"warc/1.", b"filedesc://")),
    read=read_warc,
    suffixes=frozenset({"", ".warc", ".arc", ".wet"}),
)
