"""Tables that are not articles: label files, click logs.

In: a CSV, TSV or Parquet file with a header, plain or packed, and the names that its columns may have. Out: its rows by
our names, one at a time. The one idea: a row that cannot be read is reported with its file and line, and costs nothing
else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from recommender.corpus import Refuse, read_head, read_parquet, read_table

Names = Mapping[str, Sequence[str]]
"""By our name of a column, the names that it may have, in lower case, best first."""


class Row(NamedTuple):
    """One row: its line in the file (in Parquet its number), and its values by our names; "" where it has none."""

    line: int | None
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The columns that a table should have; as in `recommender.corpus.mapping.Header`.

    Attributes:
        names: What is asked for.
        optional: Those of ours that may be missing.
        others: Whether all other columns are read as well, under their own names.
    """

    names: Names
    optional: frozenset[str] = frozenset()
    others: bool = False

    def serving(self, columns: Iterable[str]) -> list[str]:
        """Return those of the columns that are to be read."""
        columns = list(columns)
        return columns if self.others else list(self.found(columns).values())

    def fault(self, columns: Iterable[str]) -> str | None:
        """Say which column is missing, the first that is; None if none is."""
        columns = list(columns)
        there = self.optional.union(self.found(columns))
        missing = next((name for name in self.names if name not in there), None)
        if missing is None:
            return None
        shown = ", ".join(column[:30] for column in columns[:20])
        return f"expected a column {' or '.join(self.names[missing])}, found {shown}"

    def found(self, columns: Iterable[str]) -> dict[str, str]:
        """Return the table's name of each column of ours that it has."""
        spelled = {column.strip().lower(): column for column in reversed(list(columns))}
        return {
            ours: spelled[theirs[0]]
            for ours, names in self.names.items()
            if (theirs := [name for name in names if name in spelled])
        }


def read_rows(path: Path, wanted: Wanted, refuse: Refuse) -> Iterator[Row]:
    """Read a table.

    Args:
        path: CSV or TSV, also packed by gzip or Zstandard; or Parquet.
        wanted: Its columns.
        refuse: Takes each row that cannot be read.

    Raises:
        CorpusError: The file cannot be read, or a column is missing.
    """
    read = read_parquet if read_head(path).startswith(b"PAR1") else read_table
    ours: dict[str, str] | None = None
    for record in read(path, wanted, refuse):
        if ours is None:  # every row has the columns of the header
            ours = {theirs: ours for ours, theirs in wanted.found(record.values).items()}
        yield Row(
            record.line, {ours.get(name, name): "" if value is None else value for name, value in record.values.items()}
        )
