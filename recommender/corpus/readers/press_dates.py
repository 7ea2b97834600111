"""Dates as press databases write them, with the name of a month in the language of the newspaper or of the database.

In: a line such as ``Communication, mardi 14 mars 2006, p. 16``. Out: its date and time. The one idea: a day, the name
of a month and a year side by side are a date in any language; numbers alone are not. Source of the names: Unicode
CLDR, their forms within a date, without accents.
"""

from __future__ import annotations

import re
import unicodedata

# By month: English, French, German, Spanish, Italian, Portuguese, Dutch, Scandinavian, Polish; each once.
_MONTH_NAMES = (
    "january janvier januar janner enero gennaio janeiro januari stycznia jan janv",
    "february fevrier februar feber febrero febbraio fevereiro februari lutego feb fev fevr",
    "march mars marz marzo marco maart marca mar",
    "april avril abril aprile kwietnia apr avr abr",
    "may mai mayo maggio maio mei maj maja mag",
    "june juin juni junio giugno junho czerwca jun giu",
    "july juillet juli julio luglio julho lipca jul juil lug",
    "august aout agosto augustus augusti sierpnia aug ago",
    "september septembre septiembre setiembre settembre setembro wrzesnia sep sept set",
    "october octobre oktober octubre ottobre outubro pazdziernika oct okt ott out",
    "november novembre noviembre novembro listopada nov",
    "december decembre dezember diciembre dicembre dezembro desember grudnia dec dez dic des",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_NAME = r"(?P<month>[^\W\d_]{3,13})\.?"
_FORMS = (
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+)?{_NAME},?\s+(?:del?\s+)?(?P<year>\d{{4}})(?!\d)"
    ),
    re.compile(rf"{_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]"),
)
_MONTH_AND_YEAR = re.compile(rf"{_NAME},?\s+(?:del?\s+)?(?P<year>\d{{4}})(?!\d)")
_TIME = re.compile(
    r"(?<![\d:])(?P<hour>[01]?\d|2[0-3])[:h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?!\d)"
    r"(?:\s*(?P<half>[AP])\.?M\b)?(?:\s*(?P<zone>[+-]\d\d):?(?P<rest>\d\d)?\b)?",
    re.IGNORECASE,
)


def written_date(text: str) -> str | None:
    """Return the first date in a text as ``2006-03-14``; None if there is none.

    >>> [written_date(text) for text in ("mardi 14 mars 2006, p. 16", "December 19, 1991, Sunday", "7. Juli 2020")]
    ['2006-03-14', '1991-12-19', '2020-07-07']
    """
    bare = _without_accents(text)
    for form in _FORMS:
        for match in form.finditer(bare):
            name = match["month"]
            month = int(name) if name.isdecimal() else _MONTHS.get(name.lower(), 0)
            if 1 <= month <= 12 and 1 <= int(match["day"]) <= 31:
                return f"{match['year']}-{month:02}-{int(match['day']):02}"
    return None


def names_month(text: str) -> bool:
    """Return whether a text names a month and its year, as magazines are dated.

    >>> names_month("March 2006"), names_month("Spring 2006")
    (True, False)
    """
    return any(match["month"].lower() in _MONTHS for match in _MONTH_AND_YEAR.finditer(_without_accents(text)))


def written_time(text: str) -> str | None:
    """Return the first date in a text, with the time of day and the zone that stand in it.

    >>> written_time("lundi 2 janvier 2017 - 15:00:00 +0100 UTC"), written_time("2 January 2017 3:05 PM")
    ('2017-01-02T15:00:00+01:00', '2017-01-02T15:05:00')
    """
    date = written_date(text)
    if date is None:
        return None
    match = _TIME.search(text)
    if match is None:
        return date
    zone = f"{match['zone']}:{match['rest'] or '00'}" if match["zone"] else ""
    return f"{date}T{_hour(match['hour'], match['half']):02}:{match['minute']}:{match['second'] or '00'}{zone}"


def _hour(hour: str, half: str | None) -> int:
    if not half:
        return int(hour)
    return int(hour) % 12 + (12 if half.upper() == "P" else 0)


def _without_accents(text: str) -> str:
    letters = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", letters)
