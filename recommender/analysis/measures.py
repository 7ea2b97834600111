"""Words of number and measure: names of units such as "kilometres" and "per cent", and of numbers such as "million".

In: a language. Out: its words of measure, which say how much and never what. Units and large numbers are those of the
Unicode CLDR, by Babel; whatever else newsrooms write is in the language's file under `recommender.analysis.languages`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from recommender.analysis.calendars import own_data
from recommender.analysis.languages import Language, language_of
from recommender.analysis.tokenizer import split_text

# Units that articles measure by, as CLDR calls them; others are words of other things, too: cup, foot, pound, point.
_UNITS = (
    "area-hectare", "concentr-percent", "digital-gigabyte", "digital-megabyte", "digital-terabyte",
    "duration-century", "duration-day", "duration-decade", "duration-hour", "duration-minute", "duration-month",
    "duration-second", "duration-week", "duration-year", "energy-kilowatt-hour", "length-centimeter",
    "length-kilometer", "length-mile", "length-millimeter", "mass-gram", "mass-kilogram", "mass-tonne",
    "power-gigawatt", "power-kilowatt", "power-megawatt", "volume-liter",
)  # fmt: skip
_NUMBER = re.compile(r"\{0\}|0+|'")


@cache
def measure_words(language: str) -> frozenset[str]:
    """Return the words of number and measure of a language, in lower case; nothing for one that nothing is known of.

    Function words are left out; of a language without spaces between words nothing is known.

    Args:
        language: A primary subtag.

    >>> sorted(measure_words("nl"))[:4]
    ['acht', 'biljoen', 'centimeter', 'decennia']
    """
    known = language_of(language)
    if not known.function_words:
        return frozenset()
    texts = (split_text(_NUMBER.sub("", pattern), language) for pattern in _patterns(known))
    # Several words have one among them that is a measure only there: short ton, metric ton.
    words = (text[0] for text in texts if len(text) == 1 and len(text[0]) > 1 and text[0].isalpha())
    return frozenset(words) - known.function_words | known.measure_words


def _patterns(language: Language) -> Iterator[str]:
    """Yield what CLDR writes around a number: units, in short where it has no longer form, and large numbers."""
    data = own_data(language.subtag)
    units = data.get("unit_patterns", {})
    for unit in _UNITS:
        widths = units.get(unit, {})
        forms = widths.get("long") or widths.get("short") or {}
        yield from (form for case, form in forms.items() if case != "per" and isinstance(form, str))
    for width in data.get("compact_decimal_formats", {}).values():
        for forms in width.values():
            yield from (pattern.pattern for pattern in forms.values())
