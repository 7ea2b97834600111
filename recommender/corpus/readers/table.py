"""Tables: CSV and TSV.

In: a path. Out: one record a row. The one idea: a row with more or fewer columns than the header is refused rather than
guessed at, because each value after the fault would be under a wrong name. Source: RFC 4180.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from recommender.corpus.dialects import table_dialect
from recommender.corpus.files import Lines, Record, Refuse, open_bytes, read_head, surviving
from recommender.corpus.mapping import Header
from recommender.corpus.readers.parquet import MAGIC, read_parquet
from recommender.corpus.reading import Reader
from recommender.errors import CorpusError

# A quote that is never closed would otherwise take the rest of the file into one cell.
MAX_ROW_LENGTH = 2_000_000
_DELIMITERS = "\t,;|"


class _Row(NamedTuple):
    line: int
    last_line: int
    cells: list[str]


class _Rows(Iterator[_Row]):
    """The rows of a table. One that cannot be read raises `CorpusError`, and iteration can go on with the next one."""

    def __init__(self, lines: Lines, delimiter: str) -> None:
        # This limit is one of the whole process, so it is only raised here; `_measured` is what bounds a row.
        csv.field_size_limit(max(csv.field_size_limit(), MAX_ROW_LENGTH))
        self._lines = lines
        self._first, self._length = 1, 0
        # In tab-separated text a quote is often just a quote.
        self._reader = csv.reader(map(self._measured, lines), delimiter=delimiter, strict=delimiter != "\t")

    def __next__(self) -> _Row:
        cells: list[str] = []
        while not cells:  # an empty line is not a row
            self._first, self._length = self._lines.number + 1, 0
            try:
                cells = next(self._reader)
            except csv.Error as error:
                raise CorpusError(self._lines.path, self._first, f"not a row of a table: {error}") from None
        return _Row(self._first, self._lines.number, cells)

    def _measured(self, line: str) -> str:
        self._length += len(line)
        if self._length > MAX_ROW_LENGTH:
            raise CorpusError(self._lines.path, self._first, f"a row longer than {MAX_ROW_LENGTH} characters")
        return line


def is_table(head: bytes, columns: Header) -> bool:
    """Return whether the first line of a file is a header that articles can come from."""
    header = _first_line(head)
    delimiter = delimiter_of(header)
    return delimiter in header and columns.fault([name.strip(' "') for name in header.split(delimiter)]) is None


def delimiter_of(header: str) -> str:
    """Return the character that separates the names of a header: the most frequent one outside quotes.

    >>> delimiter_of('id;"title, or headline";body')
    ';'
    """
    bare = re.sub(r'"[^"]*"', "", header)
    return max(_DELIMITERS, key=bare.count) if any(mark in bare for mark in _DELIMITERS) else ","


def read_table(path: Path, columns: Header, refuse: Refuse, encoding: str | None = None) -> Iterator[Record]:
    """Read one record a row under a header row.

    Raises:
        CorpusError: The file cannot be read, or what is wanted cannot come from the columns of the header.
    """
    delimiter = delimiter_of(_first_line(read_head(path, encoding)))
    with open_bytes(path) as stream:
        rows = surviving(_Rows(Lines(path, stream, encoding), delimiter), refuse)
        header = next(rows, None)
        if header is None:
            return
        names = [name.strip() for name in header.cells]
        dialect = table_dialect(names)
        if dialect is None and (fault := columns.fault(names)):
            raise CorpusError(path, header.line, fault)
        for row in rows:
            if len(row.cells) == len(names):
                values = dict(zip(names, row.cells, strict=True))
                yield Record(row.line, values) if dialect is None else dialect.record(values)._replace(line=row.line)
            else:
                refuse(CorpusError(path, row.line, _miscounted(row, len(names))))


def read_cells(
    path: Path, delimiter: str, refuse: Refuse, encoding: str | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the cells of each row of a table without a header."""
    with open_bytes(path) as stream:
        for row in surviving(_Rows(Lines(path, stream, encoding), delimiter), refuse):
            yield row.line, row.cells


def read_records(path: Path, columns: Header, refuse: Refuse) -> Iterator[Record]:
    """Read one record a row of a CSV, TSV or Parquet file, whatever it is about.

    Args:
        path: The file; CSV and TSV may be packed and in any usual encoding.
        columns: Which columns are wanted.
        refuse: Takes each row that cannot be read.

    Raises:
        CorpusError: The file cannot be read, or what is wanted cannot come from its columns.
    """
    read = read_parquet if read_head(path).startswith(MAGIC) else read_table
    return read(path, columns, refuse)


def _miscounted(row: _Row, expected: int) -> str:
    end = f" (the row ends on line {row.last_line})" if row.last_line > row.line else ""
    return f"expected {expected} columns, as in the header, found {len(row.cells)}{end}"


def _first_line(head: bytes) -> str:
    return head.lstrip().partition(b"\n")[0].decode("utf-8", "ignore")


_NAMES = frozenset({".csv", ".tsv", ".tab"})
TABLE = Reader(
    "CSV or TSV",
    recognises=lambda file: is_table(file.data, file.columns),
    read=lambda path, reading: read_table(path, reading.columns, reading.refuse, reading.encoding),
    suffixes=_NAMES | {".txt"},
)
# A table never starts with a brace: such a file was given the wrong name.
NAMED_TABLE = TABLE._replace(recognises=lambda file: file.suffix in _NAMES and not file.start.startswith(b"{"))
