"""The times that a page tells beside its metadata: a time of day in another place, and dates that only readers see.

In: the dates that a page gives, best first, and its elements. Out: one date, with its time of day where any of them has
one; the East Asian dates that stand alone in an element; whether a date is there at all. The one idea: a date without a
time is not wrong, but less than another one of the same day that has it, and no date is better than an invented one.
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
# A dateline such as "发布时间：2026年11月18日 星期三 09:30", and nothing else; that of a change is none.
_EAST_ASIAN = re.compile(
    r"""(?:[^\d年년]{1,12}[:：\s|])?(?P<year>(?:19|20)\d\d)\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日号號일]
    [\s,，(（]*(?:(?:星期|周|週)?[一二三四五六日天月火水木金土]曜?日?|[월화수목금토일]요?일?)?[)）\s]*
    (?P<half>上午|下午|午前|午後|오전|오후)?\s?
    (?:(?P<hour>\d{1,2})\s?[:：時时点시]\s?(?P<minute>\d{1,2})\s?(?:[:：분分]\s?(?:\d{1,2}\s?[秒초]?)?)?)?\s?(?:\W{1,4}|発行|付|配信|掲載|公開|发布|發布|등록|입력)?""",
    re.VERBOSE,
)
_CHANGED = re.compile("更新|修正|修改|수정|업데이트")
_LONGEST_DATELINE = 60


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


def east_asian_dates(tree: HtmlElement) -> list[str]:
    """Return the dates such as 2026年11月18日 that stand alone in an element, first those behind the heading.

    >>> from lxml import html
    >>> east_asian_dates(html.fromstring("<p><b>公開：2026年11月8日 午後3時05分</b><b>1994年3月1日に</b></p>"))
    ['2026-11-08 15:05']
    """
    if not any(year in tree.text_content() for year in "年년"):
        return []
    before: list[str] = []
    behind: list[str] = []
    dates = before
    for element in tree.iter():
        if element.tag == "h1":
            dates = behind
        line = _line_of(element)
        if (match := _EAST_ASIAN.fullmatch(line)) and not _CHANGED.search(line) and not _is_around(element):
            dates.append(_iso_of(match))
    return [*behind, *before][:MAX_TIMES]


def _line_of(element: HtmlElement) -> str:
    """Return the text of an element that has no others in it, if it may be a dateline; else ``""``."""
    text = element.text if isinstance(element.tag, str) and not len(element) else None
    return text.strip() if text and ("年" in text or "년" in text) and len(text) <= _LONGEST_DATELINE else ""


def _is_around(element: HtmlElement) -> bool:
    return any(parent.tag in _AROUND or parent.tag == "header" for parent in element.iterancestors())


def _iso_of(match: re.Match[str]) -> str:
    day = f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}"
    if match["hour"] is None:
        return day
    is_later = match["half"] in ("下午", "午後", "오후") and int(match["hour"]) < 12
    return f"{day} {int(match['hour']) + 12 * is_later:02}:{int(match['minute']):02}"


def is_written(date: str | None, text: str) -> bool:
    """Return whether a date such as ``2026-11-18`` has its day in a text, near its year: else the day is made up.

    >>> is_written("2026-11-18", "18 November 2026"), is_written("2026-11-30", "2026-11")
    (True, False)
    """
    day = _DAY.match(date or "")
    if day is None:
        return False
    year, month, number = day[1].split("-")
    alone = rf"(?<!\d)0?{int(number)}(?!\d)"
    near = rf"{alone}.{{0,20}}{year}|{year}.{{0,20}}{alone}|{year}{month}{number}"
    return re.search(near, text, re.DOTALL) is not None


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
