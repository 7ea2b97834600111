"""Titles: whole, and without the name of the site.

In: the titles that a page gives. Out: the title of its article. The one idea: a tail is cut off only where it is the
name of the site to the letter, since a dash is a part of many titles; a title that was cut short gives way to one that
goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from recommender.article import MAX_TITLE_LENGTH

_SEPARATOR = re.compile(r"\s+(?:[-–—―|•·∙⋅/:»›«‹]|::|\|\|)\s+|\s*[|｜]\s*")
_ELLIPSIS = re.compile(r"\s*(?:\.\.\.|…)\Z")
# A headline of 110 characters or somewhat less was cut to what search engines show.
_CUT_FROM = 90


def without_site(title: str, names: Iterable[str]) -> str:
    """Return a title without the name of its site at its end.

    >>> without_site("Plus-Minus - announce first album - The Post", ["The Post"])
    'Plus-Minus - announce first album'
    >>> without_site("Plus-Minus - announce first album", ["Album"])
    'Plus-Minus - announce first album'
    """
    title = " ".join(title.split())
    known = {_folded(name) for name in names} - {""}
    while len(title) <= 2 * MAX_TITLE_LENGTH:  # what is longer is none
        last = None
        for last in _SEPARATOR.finditer(title):  # noqa: B007 - the last one is wanted
            pass
        if last is None or not last.start() or _folded(title[last.end() :]) not in known:
            break
        title = title[: last.start()]
    return title


def whole(title: str, others: Iterable[str]) -> str:
    """Return a title, or one of the others that begins with it where it was cut short.

    >>> whole("Northern quay to be…", ["Storm", "Northern quay to be rebuilt"])
    'Northern quay to be rebuilt'
    """
    start = _ELLIPSIS.sub("", title)
    if start == title and len(title) < _CUT_FROM:
        return title
    longer = (other for other in others if len(other) > len(start) and other.startswith(start))
    return next((other for other in longer if not _ELLIPSIS.search(other)), title)


def of_document(document: str, headings: list[str], names: Iterable[str]) -> str:
    """Return the title of an article by the title of its document and its headings of the first rank.

    A heading stands for the title where the two share words: it is written for readers alone.

    >>> of_document("Ferry is back | Post", ["Harbour Post", "The ferry is back"], ["Post"])
    'The ferry is back'
    """
    known = {_folded(name) for name in names}
    title = without_site(document, known)
    own = [heading for heading in headings if heading and _folded(heading) not in known]
    if not title or _folded(title) in known:
        return own[0] if own else title
    sharing = [heading for heading in own if _shared(heading, title)]
    return sharing[0] if sharing else title


def _shared(heading: str, title: str) -> bool:
    """Return whether at least half of the words of a heading are in a title, or the heading itself is."""
    words, others = set(_folded(heading).split()), set(_folded(title).split())
    return _folded(heading) in _folded(title) or 2 * len(words & others) >= len(words)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
