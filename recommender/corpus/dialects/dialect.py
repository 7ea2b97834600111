"""What a dialect is: of JSON, whose objects are nested, and of tables, which have columns.

In: an object, or the columns of a table. Out: whether it is of the dialect, and its records. The one idea: a dialect is
recognised by names that only its system uses, so that nothing is guessed about a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from recommender.corpus.files import Record

Values = Mapping[str, object]


class Dialect(NamedTuple):
    """One system's JSON.

    Attributes:
        name: The system or its format, as messages name it.
        recognises: Returns whether an object, a whole document or one record of it, is of this dialect.
        records: Yields the records in such an object; `line` is their number in it, or None if it is one record.
        own_states: Names by which this dialect alone says whether an article is public, or that mean something else in
            it; by other such names, which an owner may have added, it is believed as any record is.
    """

    name: str
    recognises: Callable[[Values], bool]
    records: Callable[[Values], Iterator[Record]]
    own_states: frozenset[str] = frozenset()


class TableDialect(NamedTuple):
    """The columns of one system's table, where some mean something else than their names do elsewhere.

    Attributes:
        name: The system or its format, as messages name it.
        columns: The columns by which its table is recognised: a table that has them all is of this dialect.
        record: Returns what one row says under the names of an article's fields. Whatever else it keeps of the row, it
            keeps under a name that no field is found by, so that a label can still be read.
        reads: Further columns that are read, where the table has them.
    """

    name: str
    columns: frozenset[str]
    record: Callable[[Values], Record]
    reads: frozenset[str] = frozenset()
