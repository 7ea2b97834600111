"""How the values of a source are to be read: what its owner knows, and the source does not say.

In: the options of a command, or the keys of a mapping file. Out: one value that every reading carries. The one idea:
what has two readings (a time without a zone, 03/04/2026, a table without header, bytes that say no encoding) is never
guessed at; its owner says it once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import Literal, get_args

DateOrder = Literal["day-first", "month-first"]
DATE_ORDERS: tuple[DateOrder, ...] = get_args(DateOrder)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the owner of a source says of it.

    Attributes:
        encoding: The encoding of its text, as Python names it; None to find it out for each file.
        timezone: The zone of times that are written without one; None for UTC. A day without a time stays that day.
        dates: Whether 03/04/2026 is in April (``day-first``) or in March; None to take neither.
        names: The names of the columns of tables without a header, in their order, an empty one for a column to leave
            out; empty where tables have headers.
        address: The address that it was fetched from, against which its relative addresses are resolved.
    """

    encoding: str | None = None
    timezone: tzinfo | None = None
    dates: DateOrder | None = None
    names: tuple[str, ...] = ()
    address: str | None = None


NO_OPTIONS = ReadOptions()
