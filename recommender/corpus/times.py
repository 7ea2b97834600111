"""Times as sources write them.

In: a value, such as ``Thu Apr 30 2026 10:00:00 GMT+0200 (CEST)``, ``14. März 2026, 07:40 Uhr``, ``20260314T074000Z`` or
``1773474000``, and what the owner of its source says of times. Out: the moment, in UTC. The one idea: a text is
understood whole or not at all, since a rest that is dropped is a zone or an afternoon lost; and what has two readings,
such as 03/04/2026, is read only where its owner has said how. Sources: ISO 8601, RFC 5322, ECMA-262 (Date.prototype.
toString), C's asctime, the Unicode CLDR.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from recommender.corpus.calendar_names import is_weekday, month_of
from recommender.corpus.options import DATE_ORDERS, NO_OPTIONS, ReadOptions
from recommender.corpus.zones import zone_of

# A time of one line is shorter than this in every form and language here. Characters; by hand.
MAX_LENGTH = 100
# Seconds since 1970 of 1973 and 2100: what is outside is a number of another kind, such as a day of Excel.
_EARLIEST_SECONDS, _LATEST_SECONDS = 100_000_000, 4_102_444_800
_SCALES = (1, 1_000, 1_000_000, 1_000_000_000)  # seconds, and their thousandths, millionths and billionths
_CENTURY = 69  # a year of two digits from here on is of the twentieth century, as in POSIX (strptime)

# What databases and programs write for no time at all: the zeros of Windows, SQL Server, Excel and Access, Unix; and
# the end of time. An article of the 1st of January 1900 loses its date by this, at midnight alone.
_PLACEHOLDER_DAYS = frozenset({
    date(1601, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1970, 1, 1),
})  # fmt: skip
_PLACEHOLDER_YEARS = (1, 9999)
_PLACEHOLDER_NUMBERS = (0, -62_135_596_800, -62_135_596_800_000)  # the year 1 in seconds and milliseconds
_ZERO_DATE = re.compile(
    r"(?:0{1,4}([-/.])0{1,2}\1(?:0{1,4})|-0001-11-30|1900-01-00)(?:[T ]+[0:.]+)?\s*(?:Z|[+-]00:?00)?"
)

_NONE = datetime(1, 1, 1, tzinfo=UTC)  # the moment of every placeholder, within this module

_ISO = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.IGNORECASE | re.ASCII
)
_CLOCK = re.compile(
    r"""(?:^|(?<=[\sT,日일]))
    (?:(?P<before>午前|午後|上午|下午|오전|오후)\s?)?
    (?:(?P<hour>\d{1,2})(?::|\s?h\s?(?=\d)|時|时|시\s?)(?P<minute>\d{2}|\d(?=[分분]))[分분]?
       (?:[:\s]?(?P<second>\d{2}(?=[秒초])|(?<=:)\d{2})(?:[.,](?P<fraction>\d{1,9}))?[秒초]?)?
      |(?<=\dT)(?P<basic_hour>\d{2})(?P<basic_minute>\d{2})(?:(?P<basic_second>\d{2})(?:[.,]\d{1,9})?)?
      |(?P<whole_hour>\d{1,2})(?=\s?[ap]\.?\s?m\b))
    (?:\s?(?P<after>[ap]\.?\s?m)\b\.?)?
    (?:\s?(?:Uhr|hrs)\b)?""",
    re.IGNORECASE | re.VERBOSE,
)
_HALVES = {"am": 0, "午前": 0, "上午": 0, "오전": 0, "pm": 12, "午後": 12, "下午": 12, "오후": 12}
# What stands behind a time of day: a zone, the same as letters (Go), a comment (JavaScript, mail), its place (Java).
_ZONE = re.compile(
    r"""\s*(?P<zone>(?:(?:UTC|GMT)\s?)?[+-]\d[\d:]*|[A-Za-z]+(?:/[A-Za-z_/+-]+)?)?(?:\s(?P<again>[A-Z]{1,5}|[+-]\d{2,4}))?
    \s*(?:\((?P<comment>[\w\s./+:-]{1,60})\))?\s*(?:\[(?P<place>[\w/+-]{1,40})\])?[\s.,]*""",
    re.VERBOSE,
)
# What may stand between a date and a time of day, in the languages of `calendar_names`.
_BETWEEN = re.compile(
    r"(?:(?<=\d)T|[\s,;|•·–-]+(?:at|um|à|a las?|às|om|kl|klo|alle|ore|o|в|о)\b\.?\s*|[\s,;|•·–-]+)$", re.IGNORECASE
)
_NAME = r"[^\W\d_]{3,15}"
_YEAR_FIRST = re.compile(
    rf"""(?P<year>\d{{4}})(?:(?P<mark>[-/.])\s?(?P<month>\d{{1,2}})(?P=mark)\s?(?P<day>\d{{1,2}})\.?
    |\s?[年년]\s?(?P<month_2>\d{{1,2}})\s?[月월]\s?(?P<day_2>\d{{1,2}})\s?[日일号]?(?:\s?\([月火水木金土日월화수목금토일]\))?
    |(?P<month_3>\d\d)(?P<day_3>\d\d)
    |\.?[\s-](?P<name>{_NAME})\.?[\s-](?P<day_4>\d{{1,2}})\.?)(?:Z|[+-]\d\d:\d\d)?""",
    re.VERBOSE,
)
_DAY_FIRST = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?[\s-]?(?:(?:de|of)\s)?(?P<name>{_NAME})\.?,?(?:\s(?:de|del|of))?"
    r"(?P<mark>[\s-]?)(?P<year>\d{4}|\d\d)(?:\s?(?:г|года|р|року)\b\.?)?",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?P<name>{_NAME})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s?|\s)(?P<year>\d{{4}})", re.IGNORECASE
)
_NUMBERS = re.compile(r"(?P<first>\d{1,2})(?P<mark>[-/.])\s?(?P<second>\d{1,2})(?P=mark)\s?(?P<year>\d{4}|\d\d)")
_WEEKDAY_BEFORE = re.compile(r"(?P<word>[^\W\d_]+(?:-[^\W\d_]+)?)\.?(?:,\s?|\s)")
_WEEKDAY_BEHIND = re.compile(r"[\s,(]+(?P<word>[^\W\d_]+(?:-[^\W\d_]+)?)\.?\)?$")


def time_of(value: object, options: ReadOptions = NO_OPTIONS) -> object:
    """Return the moment that a value stands for; None where it only says that there is none, such as ``0000-00-00``.

    A day without a time of day is its midnight in UTC, whatever the zone. A number is seconds since 1970, or
    thousandths, millionths or billionths of them.

    Returns:
        An aware time in UTC, None, or the value as it is where it is not understood.

    >>> str(time_of("Apr 30, 2026, 10:00 pm EDT")), time_of("0000-00-00 00:00:00"), time_of("10:00 am, more or less")
    ('2026-05-01 02:00:00+00:00', None, '10:00 am, more or less')
    """
    inner, options = _within(value[0] if isinstance(value, list) and value else value, options)
    try:
        moment = _moment_of(inner, options)
    except (ValueError, OverflowError, OSError):
        return inner
    return None if moment is _NONE else moment


def needs_order(value: object, options: ReadOptions = NO_OPTIONS) -> bool:
    """Return whether a value is a time once it is known whether a day or a month comes first.

    >>> needs_order("03/04/2026"), needs_order("2026-04-03"), needs_order("soon")
    (True, False, False)
    """
    if options.dates or not isinstance(value, str) or isinstance(time_of(value, options), datetime):
        return False
    return any(isinstance(time_of(value, replace(options, dates=order)), datetime) for order in DATE_ORDERS)


def _within(value: object, options: ReadOptions) -> tuple[object, ReadOptions]:
    """Return the time within an object: MongoDB's, PHP's (which has its zone beside it), Firestore's, JSON-LD's."""
    if not isinstance(value, Mapping):
        return value, options
    for name in ("$date", "$numberLong", "_seconds", "@value", "value"):
        inner = value.get(name)
        if inner is not None:
            return (inner.get("$numberLong", inner) if isinstance(inner, Mapping) else inner), options
    zone = zone_of(str(value.get("timezone"))) if isinstance(value.get("date"), str) else None
    return (value["date"], replace(options, timezone=zone)) if zone else (value, options)


def _moment_of(value: object, options: ReadOptions) -> datetime:
    """Return the moment of a value; `_NONE` for a placeholder.

    Raises:
        ValueError, OverflowError, OSError: It is not understood, or no such moment exists.
    """
    if isinstance(value, datetime):
        return _moment(value, options)
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, str):
        return _of_text(_plain(value), options)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _of_number(value, options)
    raise ValueError


def _plain(text: str) -> str:
    """Return a text with one kind of digits, signs and spaces."""
    text = text.strip()
    if len(text) > MAX_LENGTH:
        raise ValueError
    return " ".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).replace("\u2212", "-").split())


def _is_placeholder(time: datetime) -> bool:
    midnight = (time.hour, time.minute, time.second) == (0, 0, 0)
    return time.year in _PLACEHOLDER_YEARS or (midnight and time.date() in _PLACEHOLDER_DAYS)


def _moment(time: datetime, options: ReadOptions) -> datetime:
    """Return a time in UTC; one without a zone is in that of the options."""
    if _is_placeholder(time):
        return _NONE
    aware = time if time.tzinfo else time.replace(tzinfo=options.timezone or UTC)
    moment = aware.astimezone(UTC)
    return _NONE if _is_placeholder(moment) else moment


def _day(day: date) -> datetime:
    return _moment(datetime(day.year, day.month, day.day, tzinfo=UTC), NO_OPTIONS)


def _of_number(number: float, options: ReadOptions) -> datetime:
    if number in _PLACEHOLDER_NUMBERS:
        return _NONE
    for scale in _SCALES:
        if scale * _EARLIEST_SECONDS <= number <= scale * _LATEST_SECONDS:
            seconds, rest = divmod(number, scale)
            return datetime.fromtimestamp(int(seconds), UTC) + timedelta(microseconds=round(1_000_000 * rest / scale))
    return _of_digits(str(int(number)), options)


def _of_digits(digits: str, options: ReadOptions) -> datetime:
    """Return the time of digits alone, such as 20260314 or 20260314074000."""
    if len(digits) == len("20260314"):
        return _day(date(int(digits[:4]), int(digits[4:6]), int(digits[6:])))
    if len(digits) not in (len("202603140740"), len("20260314074000")):
        raise ValueError
    day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    clock = time(int(digits[8:10]), int(digits[10:12]), int(digits[12:] or 0))
    return _moment(datetime.combine(day, clock), options)


def _of_text(text: str, options: ReadOptions) -> datetime:
    if _ISO.fullmatch(text):
        if text.startswith("0000"):
            return _NONE
        time = datetime.fromisoformat(text.upper())
        return _day(time) if len(text) == len("2026-03-14") else _moment(time, options)
    if re.fullmatch(r"-?\d{1,19}(?:\.\d{1,9})?", text, re.ASCII):
        # Twelve digits are a minute of the twentieth or twenty-first century before they are milliseconds.
        if text.startswith(("19", "20")):
            with suppress(ValueError):
                return _of_digits(text, options)
        return _of_written_number(text)
    if _ZERO_DATE.fullmatch(text):
        return _NONE
    clock = _CLOCK.search(text)
    if clock is None:
        return _day(_date(text, options))
    for zone, written in _parts(text[: clock.start()], text[clock.end() :]):
        with suppress(ValueError):
            tz = _zone(zone)
            day = _date(written, options, of_mail=tz is not None)
            return _moment(datetime.combine(day, _clock(clock), tz), options)
    raise ValueError


def _of_written_number(text: str) -> datetime:
    return _of_number(float(text) if "." in text else int(text), NO_OPTIONS)


def _parts(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield what may be zone and date around a time of day: the date before it, its year last, or all behind it."""
    before = _BETWEEN.sub("", before)
    if before:
        yield after, before
        zone, space, year = after.rpartition(" ")
        if space:
            yield zone, f"{before} {year}"
        return
    words = after.split()
    for count in range(min(len(words), 3)):
        yield " ".join(words[:count]).rstrip(","), " ".join(words[count:])


def _zone(text: str) -> tzinfo | None:
    """Return the zone that is written behind a time of day; None where nothing is.

    Raises:
        ValueError: Something else is written there.
    """
    match = _ZONE.fullmatch(text)
    if match is None:
        raise ValueError
    zone, again, place = (_known_zone(match[name]) for name in ("zone", "again", "place"))
    # What an offset is called is of no further use; behind a zone that is called something, it may be another.
    if match["zone"] and not match["zone"].isalpha():
        return zone
    if again or (match["comment"] and zone):
        raise ValueError
    return zone or place or _known_zone(match["comment"])


def _known_zone(name: str | None) -> tzinfo | None:
    """Return the zone of a name, None of none.

    Raises:
        ValueError: It is no name of a zone.
    """
    zone = zone_of(name) if name else None
    if name and zone is None:
        raise ValueError
    return zone


def _clock(match: re.Match[str]) -> time:
    hour = int(match["hour"] or match["basic_hour"] or match["whole_hour"])
    half = match["before"] or re.sub(r"[^apm]", "", (match["after"] or "").lower())
    if half:
        if hour > 12:
            raise ValueError
        hour = hour % 12 + _HALVES[half]
    minute, second = match["minute"] or match["basic_minute"], match["second"] or match["basic_second"]
    microsecond = (match["fraction"] or "")[:6].ljust(6, "0")
    return time(hour, int(minute or 0), int(second or 0), int(microsecond))


def _date(text: str, options: ReadOptions, *, of_mail: bool = False) -> date:
    """Return the day that a text stands for.

    Args:
        text: The text.
        options: Whether a day or a month comes first among numbers.
        of_mail: Whether a year may have two digits behind the name of a month, as in the mail of the 1990s.

    Raises:
        ValueError: It is not a day.
    """
    text = text.strip(" ,;|")
    with suppress(ValueError):  # as it is first: "mar" is March, and mardi
        return _day_alone(text, options, of_mail=of_mail)
    return _day_alone(_without_weekday(text), options, of_mail=of_mail)


def _day_alone(text: str, options: ReadOptions, *, of_mail: bool) -> date:
    if match := _YEAR_FIRST.fullmatch(text):
        written = _parts_of(match)
        month = int(written["month"]) if "month" in written else _month(written["name"])
        return date(int(written["year"]), month, int(written["day"]))
    if match := _DAY_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text):
        if len(match["year"]) == 2 and not of_mail and match["mark"] != "-":
            raise ValueError
        return date(_year(match["year"]), _month(match["name"]), int(match["day"]))
    if match := _NUMBERS.fullmatch(text):
        return _of_numbers(int(match["first"]), int(match["second"]), _year(match["year"]), options)
    raise ValueError


def _parts_of(match: re.Match[str]) -> dict[str, str]:
    """Return what matched by the names of the groups, whose forms are numbered: ``day_2`` is a day."""
    return {name.partition("_")[0]: value for name, value in match.groupdict().items() if value}


def _of_numbers(first: int, second: int, year: int, options: ReadOptions) -> date:
    if options.dates is None and first == second == 1 and _is_placeholder(datetime(year, 1, 1, tzinfo=UTC)):
        return date(year, 1, 1)
    if options.dates is None:
        raise ValueError
    return date(year, second, first) if options.dates == "day-first" else date(year, first, second)


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) > 2 else year + (1900 if year >= _CENTURY else 2000)


def _month(name: str) -> int:
    month = month_of(name)
    if month is None:
        raise ValueError
    return month


def _without_weekday(text: str) -> str:
    for where in (_WEEKDAY_BEFORE.match(text), _WEEKDAY_BEHIND.search(text)):
        if where and is_weekday(where["word"]):
            return text[: where.start()] + text[where.end() :]
    return text
