"""Records that a program holds already: a pandas frame, or dictionaries.

In: a frame, or any iterable of mappings, and articles among them. Out: one record a row, as of a file. The one idea: a
notebook says what a file would, so a frame is a table whose header is the names of its columns and of its index.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

import numpy as np

from recommender.article import Article
from recommender.corpus.files import Record
from recommender.corpus.mapping import Columns
from recommender.errors import CorpusError

if TYPE_CHECKING:
    import pandas as pd

# What they are called in messages, in the place of a path.
NAME = "records"
EXPECTED = "expected rows or dictionaries with a title or a text"
InMemory: TypeAlias = "pd.DataFrame | Iterable[Mapping[Any, object] | Article]"
Source: TypeAlias = "str | Path | InMemory"


def records_in_memory(source: InMemory, columns: Columns) -> Iterator[Record | Article]:
    """Yield one record a row or mapping, whose line is its number, from 1; articles stay what they are.

    Raises:
        CorpusError: Nothing of an article can come from the columns of a frame, or something is neither a mapping nor
            an article.
    """
    rows = _rows_of_frame(source, columns) if is_frame(source) else source
    for number, row in enumerate(rows, 1):
        if isinstance(row, Article):
            yield row
        elif isinstance(row, Mapping):
            yield Record(number, {str(name): _plain(value) for name, value in row.items()})
        else:
            raise CorpusError(NAME, number, f"expected a mapping or an article, found {type(row).__name__}")


def is_frame(source: object) -> TypeGuard[pd.DataFrame]:
    """Return whether this is a pandas frame; pandas, which takes long to import, is there already if it is."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(source, pandas.DataFrame)


def _rows_of_frame(frame: pd.DataFrame, columns: Columns) -> Iterable[Mapping[str, object]]:
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    if fault := columns.fault([str(name) for name in frame.columns]):
        raise CorpusError(NAME, None, fault)
    cells = frame.astype(object).where(frame.notna(), None)
    return (dict(zip(cells.columns, row, strict=True)) for row in cells.itertuples(index=False, name=None))


def _plain(value: object) -> object:
    """Return a value of numpy as Python's own; arrays become lists."""
    if isinstance(value, np.datetime64):
        return value.astype("datetime64[us]").item()
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value
