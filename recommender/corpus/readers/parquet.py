"""Parquet files.

In: a path. Out: one record a row. The one idea: only the wanted columns are read, a batch of rows at a time. Source:
the Apache Parquet format, read by Apache Arrow (pyarrow), of the extra ``parquet``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.corpus.dialects import TableDialect, table_dialect
from recommender.corpus.files import Record, Refuse
from recommender.corpus.mapping import Columns, Header
from recommender.corpus.reading import Reader
from recommender.errors import CorpusError, missing_extra

if TYPE_CHECKING:
    import pyarrow as pa

MAGIC = b"PAR1"
BATCH_ROWS = 256
_SUFFIXES = frozenset({".parquet", ".pq"})


def read_parquet(path: Path, columns: Header, refuse: Refuse) -> Iterator[Record]:
    """Read one record a row, in a table of a dialect as that has it; the line of a record is the number of its row.

    Raises:
        CorpusError: It is not a Parquet file, nothing wanted can come from its columns, or the extra ``parquet`` is
            not installed.
    """
    # Arrow takes a good part of a second to import, which whoever reads other files should not pay.
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise CorpusError(path, None, missing_extra("what reads Parquet", "parquet")) from None
    try:
        file = pq.ParquetFile(path)
        names = list(file.schema_arrow.names)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise CorpusError(path, None, f"not a readable Parquet file: {_first_line(error)}") from None
    with file:
        dialect = table_dialect(names) if isinstance(columns, Columns) else None
        if dialect is None and (fault := columns.fault(names)):
            raise CorpusError(path, None, fault)
        wanted = {*columns.serving(names), *_read_by(dialect)}
        number = 0
        try:
            for batch in file.iter_batches(BATCH_ROWS, columns=[name for name in names if name in wanted]):
                for record in _records(batch, number):
                    yield _in_dialect(record, dialect)
                number += batch.num_rows
        except (pa.ArrowException, OSError, ValueError) as error:
            refuse(CorpusError(path, number + 1, f"cannot be read from here on: {_first_line(error)}"))


def _read_by(dialect: TableDialect | None) -> frozenset[str]:
    return dialect.columns | dialect.reads if dialect else frozenset()


def _in_dialect(record: Record, dialect: TableDialect | None) -> Record:
    return dialect.record(record.values)._replace(line=record.line) if dialect else record


def _records(batch: pa.RecordBatch, before: int) -> Iterator[Record]:
    for row in range(batch.num_rows):
        try:
            values = batch.slice(row, 1).to_pylist()[0]
        except (ValueError, OverflowError):
            values = {name: _readable(column[row]) for name, column in zip(batch.schema.names, batch, strict=True)}
        yield Record(before + row + 1, values)


def _readable(value: pa.Scalar) -> object:
    """Return a value; one that Python cannot hold is lost alone, as bytes, which no field takes."""
    try:
        return value.as_py()
    except (ValueError, OverflowError):  # a time outside the years 1 to 9999, or text that is not UTF-8
        return b"unreadable"


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


PARQUET = Reader(
    "Parquet",
    recognises=lambda file: file.data.startswith(MAGIC) or file.suffix in _SUFFIXES,
    read=lambda path, reading: read_parquet(path, reading.columns, reading.refuse),
    suffixes=_SUFFIXES,
)
