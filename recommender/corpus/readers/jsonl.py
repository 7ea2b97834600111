"""JSON files: one record a line (JSON Lines), or one document that is a record or a list of records.

In: a path. Out: records. The one idea: lines are streamed, and a bad one costs nothing else; a document can only be
read whole, so its length is bounded. Sources: jsonlines.org, RFC 8259.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from recommender.corpus.dialects import records_of
from recommender.corpus.files import (
    DAMAGE,
    HEAD_BYTES,
    Lines,
    Record,
    Refuse,
    open_bytes,
    read_head,
    read_text,
    surviving,
)
from recommender.corpus.json_values import json_values
from recommender.corpus.mapping import KNOWN_NAMES, Columns
from recommender.corpus.reading import Reader
from recommender.errors import CorpusError

MAX_DOCUMENT_BYTES = 64_000_000
_PIECE_BYTES = 1_000_000


def is_document(head: bytes) -> bool:
    """Return whether a file is one JSON document rather than JSON Lines, by its first bytes.

    A list is a document. So is an object that does not end on its first line, unless another object begins on the
    second line: then the first line is just damaged.
    """
    first_line, line_end, rest = head.lstrip().partition(b"\n")
    if first_line.startswith(b"["):
        return True
    return bool(line_end) and not first_line.rstrip().endswith(b"}") and not rest.lstrip().startswith(b"{")


def read_lines(
    path: Path, refuse: Refuse, encoding: str | None = None, columns: Columns = KNOWN_NAMES
) -> Iterator[Record]:
    """Read one record a line; empty lines are skipped. A file of one long line is read as the document that it is."""
    if _is_one_long_line(path):
        yield from read_document(path, refuse, encoding, columns)
        return
    with open_bytes(path) as stream:
        lines = Lines(path, stream, encoding)
        for line in surviving(lines, refuse):
            if not line.strip():
                continue
            try:
                for record in records_of(json_values(line), columns):
                    yield record._replace(line=lines.number)
            except ValueError as error:
                refuse(CorpusError(path, lines.number, str(error)))


def _is_one_long_line(path: Path) -> bool:
    """Return whether a file is one line longer than its head, as answers of APIs are kept; then it may be very long."""
    if b"\n" in read_head(path).strip():
        return False
    with open_bytes(path) as stream:
        length = 0
        while length <= MAX_DOCUMENT_BYTES and (piece := _piece(stream)):
            length += len(piece)
            _, line_end, rest = piece.partition(b"\n")
            if line_end:
                return length > HEAD_BYTES and not (rest + _piece(stream)).strip()
    return HEAD_BYTES < length <= MAX_DOCUMENT_BYTES


def _piece(stream: io.BufferedIOBase) -> bytes:
    try:
        return stream.read(_PIECE_BYTES)
    except DAMAGE:  # which the reading of the lines tells with its place
        return b""


def read_document(
    path: Path, refuse: Refuse, encoding: str | None = None, columns: Columns = KNOWN_NAMES
) -> Iterator[Record]:
    """Read a file that is one record or one list of records; the line of a record is its number in the list.

    Raises:
        CorpusError: The file is longer than `MAX_DOCUMENT_BYTES`, damaged, or not JSON.
    """
    try:
        document = json_values(read_text(path, MAX_DOCUMENT_BYTES, encoding), long_numbers=True)
    except ValueError as error:
        raise CorpusError(path, None, str(error)) from None
    for number, item in enumerate(document if isinstance(document, list) else [document], start=1):
        try:
            for record in records_of(item, columns):
                yield record._replace(line=record.line or number)
        except ValueError as error:
            refuse(CorpusError(path, number, str(error)))


# ".jl" is how scrapy and TREC name JSON Lines.
_NAMES = frozenset({".jsonl", ".ndjson", ".jl"})
JSON_LINES = Reader(
    "JSON Lines",
    recognises=lambda file: file.start.startswith(b"{"),
    read=lambda path, reading: read_lines(path, reading.refuse, reading.encoding, reading.columns),
    suffixes=_NAMES,
)
NAMED_JSON_LINES = JSON_LINES._replace(recognises=lambda file: file.suffix in _NAMES)
JSON = Reader(
    "JSON",
    recognises=lambda file: file.start.startswith((b"{", b"[")) and is_document(file.data),
    read=lambda path, reading: read_document(path, reading.refuse, reading.encoding, reading.columns),
    suffixes=frozenset({".json"}),
)
