"""How a value of a record is shown: times, addresses, names and directions as a reader meets them.

In: one plain value. Out: words or an address that is safe to put on a page. These are the filters of the templates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from recommender.article import Messages, age_of, days_ago, is_day

# Controls, lone surrogates and the marks that turn or hide the text after them. A page must not depend on its
# records having been cleaned: a bidi override in one headline would scramble the line it stands in.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"})
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "syrc", "thaa"})


def visible(value: object) -> object:
    """Return a plain text without controls and bidi overrides; any other value, markup included, as it is.

    >>> visible("safe " + chr(0x202E) + "gnp.exe")
    'safe gnp.exe'
    """
    return _UNSEEN.sub("", value) if type(value) is str else value


def age(published_at: str, as_of: datetime, words: Messages) -> str:
    """Return how long before `as_of` a time is, in words: whole units, rounded down; of a day alone, days.

    Args:
        published_at: An ISO 8601 time; without a zone it is UTC.
        as_of: An aware time, the reader's now.
        words: Those of the reader's language.

    >>> from recommender.article import messages_of
    >>> age("2026-03-12T07:40:00Z", datetime(2026, 3, 14, 9, tzinfo=UTC), messages_of("en"))
    '2 days ago'
    """
    published = moment(published_at)
    if is_day(published):
        return days_ago((as_of.astimezone(UTC).date() - published.date()).days, words)
    return age_of((as_of - published).total_seconds(), words)


def moment(iso_time: str) -> datetime:
    """Read an ISO 8601 time as an aware UTC time."""
    read = datetime.fromisoformat(iso_time)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def read_path(article_id: str) -> str:
    """Return the path of an article's reader page: one segment, whatever the id holds.

    >>> read_path("2026/03 storm?#1%")
    '/read/2026%2F03%20storm%3F%231%25'
    """
    return "/read/" + quote(article_id, safe="", errors="replace")


def tag_path(name: str) -> str:
    """Return the path of a tag's page: one segment, whatever the tag holds."""
    return "/tag/" + quote(name, safe="", errors="replace")


def section_path(name: str) -> str:
    """Return the path of a section's page, likewise."""
    return "/section/" + quote(name, safe="", errors="replace")


def desk_path(article_id: str) -> str:
    """Return the path of an article on the desk, as `read_path` that of its reader page."""
    return "/desk/articles/" + quote(article_id, safe="", errors="replace")


def web_url(url: str | None) -> str | None:
    """Return an address that a page may link to or load, or None.

    >>> web_url("javascript:alert(1)") is None
    True
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    broken = any(character.isspace() for character in url or "")
    return url if parts.scheme in ("http", "https") and parts.netloc and not broken else None


def host(url: str) -> str:
    """Return the host of an address that a page may link to."""
    return urlsplit(url).hostname or ""


def direction(language: str | None) -> str:
    """Return the `dir` of a text: ``rtl`` in a language that is written right to left, else ``auto``, by its letters.

    A right-to-left headline may well begin with a Latin name, which would mislead ``auto``.

    >>> direction("ar-EG"), direction("az-Arab"), direction("ja")
    ('rtl', 'rtl', 'auto')
    """
    base, *rest = (language or "").lower().split("-")
    rtl = base in _RIGHT_TO_LEFT or not _RIGHT_TO_LEFT_SCRIPTS.isdisjoint(rest)
    return "rtl" if rtl and "latn" not in rest else "auto"


def kind_label(kind: str | None, words: Messages) -> str | None:
    """Return what must stand over an article that is not plain news, or None for news."""
    return words.kinds.get(kind or "news")


def number(count: int, words: Messages) -> str:
    """Return a number as a language writes it.

    >>> from recommender.article import messages_of
    >>> number(100_000, messages_of("de"))
    '100.000'
    """
    from babel.numbers import format_decimal  # takes long to import

    return format_decimal(count, locale=words.language)


def headline(title: str | None, words: Messages) -> str:
    """Return the words of a headline; a link without words could be neither seen nor spoken."""
    return (title or "").strip() or words.untitled


def capitalised(name: str) -> str:
    """Return a name with its first letter large and the others untouched.

    >>> capitalised("politics"), capitalised("UK and abroad")
    ('Politics', 'UK and abroad')
    """
    return name[:1].upper() + name[1:]


def some(names: Sequence[str], limit: int = 4) -> tuple[Sequence[str], int]:
    """Return the names to print of a long list, and how many are left out.

    >>> some(["a", "b", "c"], limit=2)
    (['a', 'b'], 1)
    """
    return names[:limit], max(0, len(names) - limit)


def sparkline(series: Sequence[int]) -> str:
    """Return the points of a line through some counts, as SVG wants them: two units a step, at most twelve high.

    >>> sparkline([0, 1, 4])
    '0,13 2,10 4,1'
    """
    highest = max(max(series, default=0), 1)
    return " ".join(f"{2 * at},{13 - round(12 * count / highest)}" for at, count in enumerate(series))


def about(number: float) -> str:
    """Return a number as one says it when it need not be exact, in signs of any language.

    >>> about(0.24), about(3.4)
    ('< 1', '3')
    """
    return "< 1" if number < 1 else str(round(number))
