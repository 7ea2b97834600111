"""Numbers → plots: where the parts of an SVG stand.

In: counts and times. Out: places, as a template draws them. The one idea: across a plot everything is in percent of its
width, so that it fits any screen while its words keep their size; a table beside it has the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

# Of a plot of columns, in pixels: the height of its highest column, and what is above for its number.
# At least 1, pixels; by hand.
HIGHEST, HEADROOM = 110, 18
# How much of its place a column fills. In (0, 1], a share; by hand.
FILLED = 0.76
# Columns that have a number over them at most, and a name under them. At least 1, columns; by hand, so that they do
# not touch on a telephone.
MOST_NAMED = 8


class Column(NamedTuple):
    """A column of a plot: `x`, `width` and `middle` in percent of the width, `y` and `height` in pixels."""

    name: str
    value: int
    x: float
    width: float
    middle: float
    y: int
    height: int
    is_named: bool


def columns(names: Sequence[str], counts: Sequence[int]) -> list[Column]:
    """Return the columns of some counts, side by side; one that is not 0 is a pixel high or more.

    Of many columns only some are named, at equal steps.

    >>> [(column.x, column.height, column.y) for column in columns(["a", "b"], [1, 2])]
    [(6.0, 55, 73), (56.0, 110, 18)]
    """
    highest, place = max(max(counts, default=0), 1), 100 / max(len(counts), 1)
    step = -(-len(counts) // MOST_NAMED)
    drawn = []
    for at, (name, count) in enumerate(zip(names, counts, strict=True)):
        height = max(round(HIGHEST * count / highest), min(count, 1))
        left = at * place + place * (1 - FILLED) / 2
        middle = (at + 1 / 2) * place
        y = HEADROOM + HIGHEST - height
        drawn.append(
            Column(name, count, round(left, 2), round(place * FILLED, 2), round(middle, 2), y, height, at % step == 0)
        )
    return drawn


def lane(times: Sequence[datetime], since: datetime, until: datetime) -> list[float]:
    """Return where moments are between two others, in percent of the way, each place once.

    >>> from datetime import UTC
    >>> lane([datetime(2026, 4, 1, 6, tzinfo=UTC)], datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 4, 2, tzinfo=UTC))
    [25.0]
    """
    whole = (until - since).total_seconds()
    if whole <= 0:
        return []
    places = (round(100 * (time - since).total_seconds() / whole, 1) for time in times)
    return list(dict.fromkeys(min(max(place, 0.0), 100.0) for place in places))


def percent(part: int, whole: int) -> str:
    """Return a share as one says it; of nothing there is none.

    >>> percent(1, 3), percent(0, 7), percent(1, 1_000), percent(999, 1_000), percent(0, 0)
    ('33 %', '0 %', '< 1 %', '> 99 %', '–')
    """
    if not whole:
        return "–"
    share = round(100 * part / whole)
    if part and not share:
        return "< 1 %"
    return "> 99 %" if part < whole and share == 100 else f"{share} %"
