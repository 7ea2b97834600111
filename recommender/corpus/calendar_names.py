"""Names of months and weekdays, in the languages that write dates like ``14. März 2026``.

In: a word. Out: its month. The one idea: a name that is another month in another language, such as *listopad*, is none
unless English has it: a date that is read wrongly is worse than one that is not read. Source: the Unicode CLDR, by
Babel.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

# Latin and Cyrillic alphabets, and a day, a name and a year in this order; English comes first and wins.
_LANGUAGES = (
    "en", "de", "fr", "es", "it", "pt", "nl", "da", "nb", "sv", "fi", "pl", "cs", "sk", "hr", "ro", "hu", "tr", "id",
    "ru", "uk", "el", "ca",
)  # fmt: skip
_ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ENGLISH = {
    **{name[:length]: n for n, name in enumerate(_ENGLISH_MONTHS, start=1) for length in (3, len(name))},
    "sept": 9,
}
_ENGLISH_WEEKDAYS = frozenset(
    name[:length] for name in _ENGLISH_DAYS for length in (3, len(name))
) | {"tues", "thur", "thurs", "weds"}  # fmt: skip


def month_of(word: str) -> int | None:
    """Return the number of a month, from 1; None of any other word.

    >>> month_of("Sept."), month_of("März"), month_of("février"), month_of("listopad")
    (9, 3, 2, None)
    """
    name = _plain(word)
    return _ENGLISH.get(name) or _foreign_months().get(name)


def is_weekday(word: str) -> bool:
    """Return whether a word is the name of a day of the week, in full or short."""
    name = _plain(word)
    return name in _ENGLISH_WEEKDAYS or name in _foreign_weekdays()


def _plain(word: str) -> str:
    return word.casefold().rstrip(".")


@cache
def _foreign_months() -> dict[str, int]:
    names: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for number, name in _names(language, "months"):
            names.setdefault(name, set()).add(number)
    return {name: number for name, (number, *others) in names.items() if not others and not name.isdecimal()}


@cache
def _foreign_weekdays() -> frozenset[str]:
    return frozenset(name for language in _LANGUAGES for _, name in _names(language, "days"))


def _names(language: str, kind: str) -> Iterator[tuple[int, str]]:
    from babel import Locale  # takes 40 ms, and each language a few more

    for forms in getattr(Locale(language), kind).values():
        for width in ("wide", "abbreviated"):
            for number, name in forms.get(width, {}).items():
                yield number, _plain(name)
