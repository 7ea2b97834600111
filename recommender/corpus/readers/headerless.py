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
from recommender.corpus.files import Lines, Record, open_bytes, read_head, surviving
from recommender.corpus.mapping import Columns
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
# Tables that hold no article, by their rows, with what is said of them. Of MIND's impressions: a number, a reader, a
# time, the articles read before, and those shown, with -1 where clicked. Of GDELT's tables: their keys and times.
_NO_ARTICLES = (
    (
        re.compile(r"\d+\tU\d+\t\d+/\d+/\d{4} [^\t]+\t[^\t]*\tN\d+(?:-[01])?(?: N\d+(?:-[01])?)*"),
        "MIND's behaviors are a click log, which holds no articles: they are in news.tsv",
    ),
    (re.compile(r"\d{8,12}\t(?:19|20)\d{6}\t\d{6}\t\d{4}\t.*"), "GDELT's events hold no articles: see its DOC API"),
    (re.compile(r"\d{8,12}\t\d{14}\t\d{14}\t.*"), "GDELT's mentions hold no articles: see its DOC API"),
    (re.compile(r"\d{14}-T?\d+\t\d{14}\t.*"), "GDELT's knowledge graph holds no articles: see its DOC API"),
)


def _first_rows(file: FileHead) -> list[str]:
    lines = file.data.decode("utf-8", "ignore").split("\n")
    whole = lines[:-1] if len(lines) > 1 else lines
    return [line.rstrip("\r") for line in whole if line.strip()][:_ROWS_COMPARED]


def _is_of(file: FileHead, row: re.Pattern[str]) -> bool:
    if file.columns.options.names:  # their owner knows better
        return False
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


def _reason_without_articles(file: FileHead) -> str | None:
    return next((reason for row, reason in _NO_ARTICLES if _is_of(file, row)), None)


def _refuse(path: Path, _: Reading) -> Iterator[Record]:
    head = read_head(path)
    raise CorpusError(path, None, _reason_without_articles(FileHead(path, head, Columns({}))) or "holds no articles")


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
    Reader("MIND", lambda file: _reason_without_articles(file) is not None, _refuse),
)
