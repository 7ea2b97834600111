"""Tables that hold no articles: label files, click logs.

In: a CSV, TSV or Parquet file with a header, compressed or not, and the names that its columns may have. Out: its rows
under our names, one at a time. The one idea: a row that cannot be read is reported with its file and line, and the
other rows are read all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from recommender.corpus import Refuse, read_records

Names = Mapping[str, Sequence[str]]
"""For each of our column names, the names that a table may use for it, in lower case, best first."""


class Row(NamedTuple):
    """One row of a table.

    Attributes:
        line: Its line in the file, from 1; in Parquet the number of the row.
        values: Its values by our names of the columns; "" for an empty cell.
    """

    line: int | None
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The columns to read from a table.

    Attributes:
        names: The columns that are needed.
        optional: Our names of those that may be missing.
        others: Whether all other columns are read as well, under the table's own names.
    """

    names: Names
    optional: frozenset[str] = frozenset()
    others: bool = False

    def serving(self, columns: Iterable[str]) -> list[str]:
        """Return those of a table's columns that are to be read."""
        columns = list(columns)
        return columns if self.others else list(self.matched(columns).values())

    def fault(self, columns: Iterable[str]) -> str | None:
        """Return a message about the first needed column that a table does not have, or None if it has them all."""
        columns = list(columns)
        there = self.optional.union(self.matched(columns))
        missing = next((name for name in self.names if name not in there), None)
        if missing is None:
            return None
        present = ", ".join(column[:30] for column in columns[:20])
        return f"expected a column {' or '.join(self.names[missing])}, found {present}"

    def matched(self, columns: Iterable[str]) -> dict[str, str]:
        """Return the table's name for each of our columns that it has.

        >>> TableColumns({"seed": ("seed", "page"), "time": ("time",)}).matched(["Page", "url"])
        {'seed': 'Page'}
        """
        spelled = {column.strip().lower(): column for column in reversed(list(columns))}
        return {
            ours: spelled[theirs[0]]
            for ours, names in self.names.items()
            if (theirs := [name for name in names if name in spelled])
        }


def read_rows(path: Path, columns: TableColumns, refuse: Refuse) -> Iterator[Row]:
    """Read a table row by row.

    Args:
        path: A CSV or TSV file, also compressed by gzip or Zstandard; or a Parquet file.
        columns: The columns to read.
        refuse: Takes the error of each row that cannot be read.

    Raises:
        CorpusError: The file cannot be read, or a column is missing.
    """
    ours: dict[str, str] | None = None
    for record in read_records(path, columns, refuse):
        if ours is None:  # every row has the columns of the header
            ours = {theirs: name for name, theirs in columns.matched(record.values).items()}
        values = {ours.get(name, name): "" if value is None else value for name, value in record.values.items()}
        yield Row(record.line, values)
