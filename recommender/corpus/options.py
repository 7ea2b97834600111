"""How the values of a source are to be read: what its owner knows, and the source does not say.

In: the options of a command, or the keys of a mapping file. Out: one value that every reading carries. The one idea:
what has two readings (a time without a zone, 03/04/2026, a table without header, bytes that say no encoding) is never
guessed at; its owner says it once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Literal, Self, get_args
from zoneinfo import ZoneInfo

from recommender.corpus.encodings import codec_of

DateOrder = Literal["day-first", "month-first"]
DATE_ORDERS: tuple[DateOrder, ...] = get_args(DateOrder)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the owner of a source says of it.

    Attributes:
        encoding: The encoding of its text, by any of its names; None to find it out for each file.
        timezone: The zone of times that are written without one; None for UTC. A day without a time stays that day.
        dates: Whether 03/04/2026 is in April (``day-first``) or in March; None to take neither.
        names: The names of the columns of tables without a header, in their order, an empty one for a column to leave
            out; empty where tables have headers.
        address: The address that it was fetched from, against which its relative addresses are resolved.
        publisher: The publisher of articles that name none.
    """

    encoding: str | None = None
    timezone: tzinfo | None = None
    dates: DateOrder | None = None
    names: tuple[str, ...] = ()
    address: str | None = None
    publisher: str | None = None

    @classmethod
    def parse(cls, values: Mapping[str, object]) -> Self:
        """Check options as a person writes them; those that are None or not there are left as they are by default.

        Raises:
            OptionError: One does not hold what it must.
        """
        known: dict[str, Any] = {}
        for name, value in values.items():
            if name not in _PARSED_BY:
                raise OptionError(name, f"one of {', '.join(_PARSED_BY)}", name)
            if value is not None:
                known[name] = _PARSED_BY[name](name, value)
        return cls(**known)


class OptionError(ValueError):
    """An option that does not hold what it must; `name` says which."""

    def __init__(self, name: str, expected: str, value: object) -> None:
        self.name = name
        self.reason = f"expected {expected}, found {str(value)[:80]!r}"
        super().__init__(f"{name}: {self.reason}")


def _encoding(name: str, value: object) -> str:
    codec = codec_of(str(value))
    if codec is None:
        raise OptionError(name, "an encoding such as windows-1252", value)
    return codec


def _timezone(name: str, value: object) -> tzinfo:
    try:
        return ZoneInfo(str(value))
    except (KeyError, ValueError, OSError):  # no such zone, no name of one, a folder of zones
        raise OptionError(name, "a zone such as Europe/Berlin", value) from None


def _dates(name: str, value: object) -> DateOrder:
    for order in DATE_ORDERS:
        if value == order:
            return order
    raise OptionError(name, " or ".join(DATE_ORDERS), value)


def _names(name: str, value: object) -> tuple[str, ...]:
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(each, str) for each in names) or not any(names):
        raise OptionError(name, "names of columns in their order, such as id,title,text", value)
    return tuple(each.strip() for each in names)


_PARSED_BY: dict[str, Callable[[str, object], object]] = {
    "encoding": _encoding,
    "timezone": _timezone,
    "dates": _dates,
    "names": _names,
}
NO_OPTIONS = ReadOptions()
