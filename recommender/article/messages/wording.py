"""Values → words in a language: lists, times and how long something was before or after something else.

In: plain values and a language. Out: words that no line break separates from their number. The names of units, their
plurals and the forms of dates are those of the Unicode CLDR, by Babel.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Literal

from recommender.article.messages.languages import en
from recommender.article.messages.messages import Messages
from recommender.article.subtags import primary_subtag

ENGLISH = "en"
LANGUAGES = (ENGLISH, "ar", "de", "es", "fr", "hi", "it", "ja", "nl", "pl", "pt", "sv", "tr", "uk", "zh")
MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
Unit = Literal["year", "month", "week", "day", "hour", "minute"]
_WEEK, _MONTH, _YEAR = 7 * DAY, 2_629_746, 31_556_952  # the mean month and year of the Gregorian calendar
# (up to this many seconds, in this unit, named so), as a reader counts: how old a card is and how far it is from the
# article beside it are counted alike. From a day on a unit starts at two: "13 months" is not rounded to "1 year", since
# old stories need the finer number.
UNITS: tuple[tuple[float, int, Unit], ...] = (
    (HOUR, MINUTE, "minute"),
    (DAY, HOUR, "hour"),
    (2 * _WEEK, DAY, "day"),
    (2 * _MONTH, _WEEK, "week"),
    (2 * _YEAR, _MONTH, "month"),
    (float("inf"), _YEAR, "year"),
)
# How long Babel takes each to be.
_OF_BABEL: Mapping[Unit, int] = {
    "year": 365 * DAY,
    "month": 30 * DAY,
    "week": _WEEK,
    "day": DAY,
    "hour": HOUR,
    "minute": MINUTE,
}
_NEAR_DAYS = {-1: "tomorrow", 0: "today", 1: "yesterday"}
_DATES = {"en": "d MMMM y"}  # where the language's own long form is not that of its press
# Phrases that are remembered. At least 1, phrases; a bound on memory.
REMEMBERED = 4_096
_NEVER = 1e9  # of a unit are never too many to be told in it


def messages_of(language: str | None) -> Messages:
    """Return what the product says in a language, by its primary subtag; in English where it does not speak it."""
    subtag = primary_subtag(language)
    return _messages(subtag if subtag in LANGUAGES else ENGLISH)


@cache
def _messages(language: str) -> Messages:
    if language == ENGLISH:
        return en.MESSAGES
    # Most services speak one language or two.
    from recommender.article.messages.languages import ar, de, es, fr, hi, it, ja, nl, pl, pt, sv, tr, uk, zh

    others: dict[str, Messages] = {
        module.MESSAGES.language: module.MESSAGES for module in (ar, de, es, fr, hi, it, ja, nl, pl, pt, sv, tr, uk, zh)
    }
    return others[language]


def listed(items: Iterable[str], messages: Messages) -> str:
    """Return items as a list in one line."""
    return messages.separator.join(items)


def time_between(seconds: int, messages: Messages, *, by_day: bool = False, by_arrival: bool = False) -> str:
    r"""Return a time from one article to another.

    Args:
        seconds: The time, negative if the other is earlier.
        messages: Those of the reader's language.
        by_day: Whether of either the day alone is known; it is then whole days.
        by_arrival: Whether it is known of the other only when it arrived.

    >>> time_between(-3 * DAY, messages_of("en")), time_between(7_300, messages_of("de"))
    ('3\xa0days\xa0earlier', '2\xa0Stunden\xa0später')
    """
    if by_arrival:
        return messages.arrived.format(when=time_between(seconds, messages, by_day=by_day))
    if abs(seconds) < MINUTE:
        return messages.same_day if by_day else messages.same_time
    return _apart(*_counted(abs(seconds)), messages.language, later=seconds > 0)


def _counted(seconds: float) -> tuple[int, Unit]:
    """Return a time as whole units, rounded down, and the unit; at least a minute."""
    size, unit = next((size, unit) for limit, size, unit in UNITS if seconds < limit)
    return int(seconds // size), unit


@lru_cache(REMEMBERED)
def _apart(count: int, unit: Unit, language: str, *, later: bool) -> str:
    messages = _messages(language)
    time = count_of(count, unit, language)
    for nominative, other in messages.forms.items():
        time = time.replace(nominative, other)
    pattern = messages.later if later else messages.earlier
    return pattern.format(time=time).replace(" ", "\N{NO-BREAK SPACE}")


def count_of(count: int, unit: Unit, language: str) -> str:
    """Return a number of years, months, weeks, days, hours or minutes in words."""
    from babel.dates import format_timedelta  # takes long to import

    span = timedelta(seconds=count * _OF_BABEL[unit])
    words = format_timedelta(span, granularity=unit, threshold=_NEVER, locale=language)
    return words.replace("\N{NO-BREAK SPACE}", " ")


def age_of(seconds: float, messages: Messages) -> str:
    """Return how long ago something was, or, with negative seconds, in how long it will be: whole units, rounded down.

    >>> age_of(2 * DAY, messages_of("en")), age_of(2 * DAY, messages_of("fr")), age_of(-HOUR, messages_of("en"))
    ('2 days ago', 'il y a 2 jours', 'in 1 hour')
    """
    from babel.dates import format_timedelta

    if abs(seconds) < MINUTE:
        return messages.page["just_now"]
    count, unit = _counted(abs(seconds))
    span = timedelta(seconds=count * _OF_BABEL[unit])
    return format_timedelta(-span if seconds > 0 else span, unit, _NEVER, add_direction=True, locale=messages.language)


def days_ago(days: int, messages: Messages) -> str:
    """Return how many days ago a day was; negative ones are to come.

    >>> days_ago(1, messages_of("de")), days_ago(3, messages_of("en"))
    ('gestern', '3 days ago')
    """
    return messages.page[_NEAR_DAYS[days]] if days in _NEAR_DAYS else age_of(days * DAY, messages)


def clock_of(time: datetime, messages: Messages) -> str:
    """Return a time as a dateline gives it; midnight stands for a day alone.

    >>> clock_of(datetime(2026, 3, 4, 7, 5), messages_of("en"))
    '4 March 2026, 07:05 UTC'
    """
    date = date_of(time, messages)
    return date if is_day(time) else f"{date}{messages.separator}{time:%H:%M} UTC"


def date_of(time: datetime, messages: Messages) -> str:
    """Return the day of a time as a card gives it where the page may be read at any time.

    >>> date_of(datetime(2026, 3, 4, 7, 5), messages_of("en"))
    '4 March 2026'
    """
    return _date(time, _DATES.get(messages.language, "long"), messages)


def is_day(time: datetime) -> bool:
    """Return whether a time stands for a day alone: it is midnight."""
    return (time.hour, time.minute, time.second) == (0, 0, 0)


def day_of(time: datetime, messages: Messages) -> str:
    """Return the day of a time as a masthead gives it.

    >>> day_of(datetime(2026, 3, 4), messages_of("de"))
    'Mittwoch, 4. März 2026'
    """
    return _date(time, f"EEEE {_DATES[messages.language]}" if messages.language in _DATES else "full", messages)


def _date(time: datetime, form: str, messages: Messages) -> str:
    from babel.dates import format_date

    return format_date(time, form, locale=messages.language)
