"""Words that say when: names of weekdays and months, and words such as "today". They recur, and so are never news.

In: a language. Out: its words of time. The names are those of the Unicode CLDR, by Babel; whatever else newsrooms write
is in the language's file under `recommender.analysis.languages`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from recommender.analysis.languages import Language, language_of
from recommender.analysis.tokenizer import is_unspaced, split_text


@cache
def calendar_words(language: str) -> frozenset[str]:
    """Return the words of time of a language, in lower case; nothing for a language that nothing is known of.

    Function words are left out: "may" in a text is hardly ever the month. Where words are not separated by spaces, the
    words are pairs of characters, as in texts.

    Args:
        language: A primary subtag.

    >>> sorted(calendar_words("ko"))[:4]
    ['금요', '내일', '목요', '수요']
    """
    known = language_of(language)
    if not known.function_words | known.time_words:
        return frozenset()
    names = (name for name in _names(known) if " " not in name)
    words = (word for name in names for word in (split_text(name) if is_unspaced(name) else [name]))
    return frozenset(words) - known.function_words | known.time_words


def _names(language: Language) -> Iterator[str]:
    """Yield the names of weekdays and months, in lower case, in all cases in which they are used."""
    data = own_data(language.subtag)
    for kind in ("days", "months"):
        forms = [forms for case in data[kind].values() for forms in map(case.get, language.date_widths) if forms]
        names = [name.lower() for each in forms for name in each.values()]
        # A month may have a number for its name, and then it is no word.
        if not any(character.isdigit() for name in names for character in name):
            yield from names


def own_data(subtag: str) -> dict[str, Any]:
    """Return what Babel has of one language, without what all have in common, which takes most of the time to load.

    Babel remembers what it has loaded by the language alone: left there, this part would stand for the whole with
    whoever uses Babel in the same process (2.18.0; python-babel pull request 1264). It is some 15 MB for all languages,
    too.
    """
    from babel import localedata  # takes 40 ms, and each language a few more

    with localedata._cache_lock:  # noqa: SLF001
        remembered = localedata._cache  # noqa: SLF001
        before = remembered.pop(subtag, None)
        try:
            return localedata.load(subtag, merge_inherited=False)
        finally:
            remembered.pop(subtag, None)
            if before is not None:
                remembered[subtag] = before
