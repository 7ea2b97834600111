"""Tables: CSV and TSV.

In: a path, and the names of its columns where it has no header. Out: one record a row. The one idea: a row with more or
fewer columns than the header is refused rather than guessed at, because each value after the fault would be under a
wrong name. Lines may end in a carriage return alone, as Excel for Macintosh writes them. Source: RFC 4180; IANA's
text/tab-separated-values, which knows no quotes.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Literal, NamedTuple

from recommender.corpus.dialects import table_dialect
from recommender.corpus.files import Lines, Record, Refuse, open_bytes, read_head, surviving
from recommender.corpus.mapping import Columns, Header
from recommender.corpus.readers.parquet import MAGIC, read_parquet
from recommender.corpus.reading import Reader
from recommender.corpus.times import time_of
from recommender.errors import CorpusError

# A quote that is never closed would otherwise take the rest of the file into one cell.
MAX_ROW_LENGTH = 2_000_000
_DELIMITERS = "\t,;|"
# Lines by which the form of a table is told; by hand.
_LINES_COMPARED = 50
# What is between quotes, to the end where it is never closed.
_IN_QUOTES = re.compile(rb'"[^"]*(?:"|\Z)')
# A cell that is a whole quoted one, and one that only begins with a quote.
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
# A first row with one of these is no header: an address, a number, a time, or a text of so many words.
_ADDRESS = re.compile(r"https?://\S+")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_WORDS_OF_A_TEXT = 6


class _Row(NamedTuple):
    line: int
    last_line: int
    cells: list[str]


class _Form(NamedTuple):
    """What separates the cells of a table, and whether quotes around a cell are none of it."""

    delimiter: str
    has_quotes: bool


class _Rows(Iterator[_Row]):
    """The rows of a table. One that cannot be read raises `CorpusError`, and iteration can go on with the next one."""

    def __init__(self, lines: Lines, form: _Form) -> None:
        # This limit is one of the whole process, so it is only raised here; `_measured` is what bounds a row.
        csv.field_size_limit(max(csv.field_size_limit(), MAX_ROW_LENGTH))
        self._lines = lines
        self._first, self._length = 1, 0
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if form.has_quotes else csv.QUOTE_NONE
        measured = map(self._measured, lines)
        self._reader = csv.reader(measured, delimiter=form.delimiter, quoting=quoting, strict=form.delimiter != "\t")

    def __next__(self) -> _Row:
        cells: list[str] = []
        while not cells:  # an empty line is not a row
            self._first, self._length = self._lines.number + 1, 0
            try:
                cells = next(self._reader)
            except csv.Error as error:
                # Python's own words for it are about how a program opens a file.
                reason = "a line end within a cell without quotes" if "new-line" in str(error) else error
                raise CorpusError(self._lines.path, self._first, f"not a row of a table: {reason}") from None
        return _Row(self._first, self._lines.number, cells)

    def _measured(self, line: str) -> str:
        self._length += len(line)
        if self._length > MAX_ROW_LENGTH:
            raise CorpusError(self._lines.path, self._first, f"a row longer than {MAX_ROW_LENGTH} characters")
        return line


def is_table(head: bytes, columns: Header, names: Sequence[str] = ()) -> bool:
    """Return whether the first line of a file is a header that articles can come from, or a row for these names."""
    first_line = _first_line(head)
    delimiter = _form_of(head).delimiter
    cells = [name.strip(' "') for name in first_line.split(delimiter)]
    if delimiter not in first_line or (names and len(names) != len(cells)):
        return False
    return columns.fault(names or cells) is None


def _form_of(head: bytes) -> _Form:
    """Tell the form of a table by its first lines.

    Where every line has as many tabs, tabs separate; in such a table a quote is just a quote where a cell begins with
    one and does not end so.
    """
    text = _with_line_feeds(head).lstrip().decode("utf-8", "ignore")
    whole = text.splitlines() if text.endswith("\n") else text.splitlines()[:-1]
    lines = [line for line in whole if line.strip()][:_LINES_COMPARED]
    is_even = len(lines) > 1 and len({line.count("\t") for line in lines}) == 1
    if not is_even or "\t" not in lines[0]:
        return _Form(delimiter_of(_first_line(head)), has_quotes=True)
    cells = (cell for line in lines for cell in line.split("\t"))
    return _Form("\t", has_quotes=all(_QUOTED.fullmatch(cell) for cell in cells if cell.startswith('"')))


def delimiter_of(header: str) -> str:
    """Return the character that separates the names of a header: the most frequent one outside quotes.

    >>> delimiter_of('id;"title, or headline";body')
    ';'
    """
    bare = re.sub(r'"[^"]*"', "", header)
    return max(_DELIMITERS, key=bare.count) if any(mark in bare for mark in _DELIMITERS) else ","


def read_table(
    path: Path, columns: Header, refuse: Refuse, encoding: str | None = None, names: Sequence[str] = ()
) -> Iterator[Record]:
    """Read one record a row.

    Args:
        path: The file.
        columns: Which columns are wanted.
        refuse: Takes each row that cannot be read.
        encoding: That of its text; None to find it out.
        names: The columns of a table without a header, an empty one for a column to leave out.

    Raises:
        CorpusError: The file cannot be read, or what is wanted cannot come from the columns.
    """
    head = read_head(path, encoding)
    with open_bytes(path) as stream:
        lines = Lines(path, stream, encoding, ends_in_cr=_ends_in_cr(head))
        rows = surviving(_Rows(lines, _form_of(head)), refuse)
        first = next(rows, None)
        if first is None:
            return
        header = _header(path, first, names)
        dialect = table_dialect(header) if isinstance(columns, Columns) else None
        if dialect is None and (fault := columns.fault(filter(None, header))):
            raise CorpusError(path, first.line, fault if names else _without_header(first, fault))
        for row in rows if _is_header(first, header) else chain([first], rows):
            if len(row.cells) == len(header):
                values = {name: cell for name, cell in zip(header, row.cells, strict=True) if name}
                yield Record(row.line, values) if dialect is None else dialect.record(values)._replace(line=row.line)
            else:
                refuse(CorpusError(path, row.line, _miscounted(row, len(header))))


def _header(path: Path, first: _Row, names: Sequence[str]) -> list[str]:
    """Return the names of the columns: those that were given, else those in the first row."""
    if names and len(first.cells) != len(names):
        reason = f"expected {len(names)} columns, one for each of --names, found {len(first.cells)}"
        raise CorpusError(path, first.line, reason)
    return list(names) or [name.strip() for name in first.cells]


def _is_header(row: _Row, header: list[str]) -> bool:
    return [name.strip().lower() for name in row.cells] == [name.lower() for name in header]


def _without_header(row: _Row, fault: str) -> str:
    """Return what to do about a table whose first row is none of names; else what is wrong with its columns."""
    if any(map(_is_value, row.cells)):
        return (
            f"the first row is no header: add --names id,title,… with one name for each of its {len(row.cells)} columns"
        )
    return fault


def _is_value(cell: str) -> bool:
    """Return whether a cell is a value rather than the name of a column."""
    text = cell.strip()
    is_text = len(text.split()) >= _WORDS_OF_A_TEXT
    return is_text or bool(_ADDRESS.match(text) or _NUMBER.fullmatch(text)) or isinstance(time_of(text), datetime)


def read_cells(
    path: Path, delimiter: str, refuse: Refuse, encoding: str | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the cells of each row of a table without a header."""
    with open_bytes(path) as stream:
        lines = Lines(path, stream, encoding, ends_in_cr=_ends_in_cr(read_head(path, encoding)))
        for row in surviving(_Rows(lines, _Form(delimiter, has_quotes=True)), refuse):
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


def _ends_in_cr(head: bytes) -> bool:
    """Return whether lines end in a carriage return alone: Excel's "CSV (Macintosh)", whose cells may hold others."""
    bare = _IN_QUOTES.sub(b"", head)
    return b"\r" in bare and b"\n" not in bare


def _with_line_feeds(head: bytes) -> bytes:
    return head.replace(b"\r", b"\n") if _ends_in_cr(head) else head


def _first_line(head: bytes) -> str:
    return _with_line_feeds(head).lstrip().partition(b"\n")[0].decode("utf-8", "ignore")


_NAMES = frozenset({".csv", ".tsv", ".tab"})
TABLE = Reader(
    "CSV or TSV",
    recognises=lambda file: is_table(file.data, file.columns, file.columns.options.names),
    read=lambda path, reading: read_table(
        path, reading.columns, reading.refuse, reading.encoding, reading.columns.options.names
    ),
    suffixes=_NAMES | {".txt"},
)
# A table never starts with a brace: such a file was given the wrong name.
NAMED_TABLE = TABLE._replace(recognises=lambda file: file.suffix in _NAMES and not file.start.startswith(b"{"))
