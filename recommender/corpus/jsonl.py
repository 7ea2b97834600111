"""JSON files: one record a line (JSON Lines), or one document that is a record or a list of records.

In: a path. Out: records. The one idea: lines are streamed and fail one by one; a document has no such seams, so it is
read whole and kept small. Sources: jsonlines.org, RFC 8259.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from recommender.corpus.files import Lines, Record, Refuse, open_bytes, read_text, surviving
from recommender.errors import CorpusError

MAX_DOCUMENT_BYTES = 64_000_000


def is_document(head: bytes) -> bool:
    """Tell one JSON document from JSON Lines by the first bytes of a file.

    A list is a document, and so is an object that its first line does not close, unless another one follows: then the
    first line is just a bad one.
    """
    first_line, line_end, rest = head.lstrip().partition(b"\n")
    if first_line.startswith(b"["):
        return True
    return bool(line_end) and not first_line.rstrip().endswith(b"}") and not rest.lstrip().startswith(b"{")


def read_lines(path: Path, refuse: Refuse) -> Iterator[Record]:
    """Read one record a line; empty lines are passed over."""
    with open_bytes(path) as stream:
        lines = Lines(path, stream)
        for line in surviving(lines, refuse):
            if not line.strip():
                continue
            try:
                yield Record(lines.number, _object(_parsed(line)))
            except ValueError as error:
                refuse(CorpusError(path, lines.number, str(error)))


def read_document(path: Path, refuse: Refuse) -> Iterator[Record]:
    """Read a file that is one record or one list of records; the line of a record is its number in the list.

    Raises:
        CorpusError: The file is longer than `MAX_DOCUMENT_BYTES`, damaged, or no JSON.
    """
    try:
        document = _parsed(read_text(path, MAX_DOCUMENT_BYTES))
    except ValueError as error:
        raise CorpusError(path, None, str(error)) from None
    for number, item in enumerate(document if isinstance(document, list) else [document], start=1):
        try:
            yield Record(number, _object(item))
        except ValueError as error:
            refuse(CorpusError(path, number, str(error)))


def _parsed(text: str) -> object:
    """Parse JSON, raw control characters in its texts included.

    Raises:
        ValueError: It is not JSON. The message does not hold the text.
    """
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at character {error.pos + 1}") from None
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"expected a JSON object, found a {type(value).__name__}")  # noqa: TRY004
    return value
