"""Research sets whose tables have no header: MIND's ``news.tsv`` and the UCI News Aggregator as it was first published.

In: a path. Out: one record a row. The one idea: without names the values decide, so a file is one of these only when
each of its first rows is; quotes in it are just quotes. Sources: F. Wu et al., MIND: A Large-scale Dataset for News
Recommendation, ACL 2020 (format in MIND's introduction, msnews.github.io); the readme of the UCI News Aggregator.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from recommender.corpus.dialects import Values
from recommender.corpus.dialects.mind import COLUMNS as MIND_COLUMNS
from recommender.corpus.dialects.mind import mind_record
from recommender.corpus.dialects.uci import COLUMNS as UCI_COLUMNS
from recommender.corpus.dialects.uci import uci_record
from recommender.corpus.files import Lines, Record, open_bytes, surviving
from recommender.corpus.reading import FileHead, Reader, Reading
from recommender.errors import CorpusError

# How many of the first rows must be of a form; by hand: one row may look like it by accident.
_ROWS_COMPARED = 5


class _Form(NamedTuple):
    name: str
    columns: tuple[str, ...]
    row: re.Pattern[str]
    record: Callable[[Values], Record]


_MIND = _Form("MIND", MIND_COLUMNS, re.compile(r"N\d+(?:\t[^\t]*){5}\t(?:\[.*\])?\t(?:\[.*\])?"), mind_record)
_UCI = _Form(
    "UCI News Aggregator",
    UCI_COLUMNS,
    re.compile(r"\d+\t[^\t]*\t[^\t]*\t[^\t]*\t[btem]\t[^\t]*\t[^\t]*\t\d{13}"),
    uci_record,
)
# Of an impression: its number, a reader, a time, the articles read before, and those shown with -1 where clicked.
_BEHAVIOUR = re.compile(r"\d+\tU\d+\t\d+/\d+/\d{4} [^\t]+\t[^\t]*\tN\d+(?:-[01])?(?: N\d+(?:-[01])?)*")


def _first_rows(file: FileHead) -> list[str]:
    lines = file.data.decode("utf-8", "ignore").split("\n")
    whole = lines[:-1] if len(lines) > 1 else lines
    return [line.rstrip("\r") for line in whole if line.strip()][:_ROWS_COMPARED]


def _is_of(file: FileHead, row: re.Pattern[str]) -> bool:
    rows = _first_rows(file)
    return bool(rows) and all(map(row.fullmatch, rows))


def _read(form: _Form, path: Path, reading: Reading) -> Iterator[Record]:
    with open_bytes(path) as stream:
        lines = Lines(path, stream, reading.encoding)
        for line in surviving(lines, reading.refuse):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) == len(form.columns):
                yield form.record(dict(zip(form.columns, cells, strict=True)))._replace(line=lines.number)
            elif line.strip():
                reason = f"expected {len(form.columns)} columns, as {form.name} has, found {len(cells)}"
                reading.refuse(CorpusError(path, lines.number, reason))


def _refuse_behaviours(path: Path, _: Reading) -> Iterator[Record]:
    reason = "MIND's behaviors are a click log, which holds no articles: they are in news.tsv"
    raise CorpusError(path, None, reason)


_SUFFIXES = frozenset({".tsv", ".txt", ".csv"})
HEADERLESS: tuple[Reader, ...] = (
    *(
        Reader(
            form.name,
            recognises=lambda file, form=form: _is_of(file, form.row),  # type: ignore[misc]
            read=lambda path, reading, form=form: _read(form, path, reading),  # type: ignore[misc]
            suffixes=_SUFFIXES,
        )
        for form in (_MIND, _UCI)
    ),
    Reader("MIND", lambda file: _is_of(file, _BEHAVIOUR), _refuse_behaviours),
)
