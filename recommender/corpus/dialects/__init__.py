"""The dialects of JSON: what a system calls the parts of an article, one file a system.

In: one JSON value, a whole document or a line. Out: records under the names of an article's fields, or as they came
where no dialect is recognised. The one idea: a dialect is recognised by names that only its system uses, and sees the
whole document, since some keep an article's tags and authors beside it.
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
    """

    name: str
    recognises: Callable[[Values], bool]
    records: Callable[[Values], Iterator[Record]]


# From the unmistakable to the likely.
DIALECTS: tuple[Dialect, ...] = ()


def records_of(value: object) -> Iterator[Record]:
    """Yield the records in a JSON value; an object that no dialect recognises is one record, as it is.

    Raises:
        ValueError: It is not an object.
    """
    if not isinstance(value, dict):
        raise ValueError(f"expected a JSON object, found a {type(value).__name__}")  # noqa: TRY004
    for dialect in DIALECTS:
        if dialect.recognises(value):
            yield from dialect.records(value)
            return
    yield Record(None, value)
