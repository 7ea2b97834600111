"""The time of day that a page tells in another place than its date.

In: the dates that a page gives, best first. Out: one, with its time of day where any of them has one. The one idea: a
date without a time is not wrong, but less than another one of the same day that has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_TIMES = 200
_DAY = re.compile(r"\s*(\d{4}-\d{2}-\d{2})")
_TIME = re.compile(r"\s*\d{4}-\d{2}-\d{2}[T ]+(?!00:00(?::00(?:\.0+)?)?(?:\s*(?:Z|[+-]\d{2}:?\d{2}))?\s*\Z)\d{2}:\d{2}")
_UPDATES = re.compile(r"updat|modif|edit|comment|expire", re.IGNORECASE)
_AROUND = frozenset({"aside", "nav", "footer"})


def with_time_of_day(date: object, others: Iterable[object]) -> object:
    """Return a date, or another of the same day that has a time of day where it has none.

    >>> with_time_of_day("2026-03-14", ["2026-03-13T09:00Z", "2026-03-14T09:30+01:00"])
    '2026-03-14T09:30+01:00'
    """
    if not isinstance(date, str) or _TIME.match(date):
        return date
    day = _DAY.match(date)
    if day is None:
        return date
    same = (other for other in others if isinstance(other, str) and _TIME.match(other) and _day_of(other) == day[1])
    return next(same, date)


def times_in(tree: HtmlElement) -> list[str]:
    """Return what the elements of a page say of times, without those of updates, of comments and beside the article."""
    return list(islice(_times(tree), MAX_TIMES))


def _times(tree: HtmlElement) -> Iterator[str]:
    for element in tree.xpath("//time | //*[@itemprop='datePublished' or @property='datePublished']"):
        written = element.get("datetime") or element.get("content")
        marks = " ".join(element.get(name) or "" for name in ("class", "itemprop", "property", "id"))
        is_update = _UPDATES.search(marks) is not None and "publish" not in marks.lower()
        is_beside = any(parent.tag in _AROUND for parent in element.iterancestors())
        if written and not is_beside and not is_update:
            yield written


def _day_of(written: str) -> str | None:
    match = _DAY.match(written)
    return match[1] if match else None
