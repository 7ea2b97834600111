"""The words of an article's address: ``…/2026/11/storm-hits-the-coast-5304559.html`` says "storm hits the coast".

In: a URL. Out: plain text. A slug often says what a headline leaves out: the rest of one that was cut, or what a clever
one is about.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, urlsplit

from recommender.text import MARKS, UNSPACED

MIN_WORDS = 3  # of fewer words are sections, and parts of ids
_SUFFIX = re.compile(r"\.[A-Za-z]{2,5}$")
_GAPS = re.compile(r"[-_+,.~\s]+")
# Numbers are left out: most are those of an id or of a date.
_LETTER = rf"[^\W\d_{UNSPACED}]"
_WORD = re.compile(rf"{_LETTER}(?:{_LETTER}|[{MARKS}])*|[{UNSPACED}]+")
_COUNTED = re.compile(rf"[{UNSPACED}]|[^\s{UNSPACED}]+")


def slug_words(url: str | None) -> str:
    """Return the words of the part of a URL's path that has the most of them, "" when none has `MIN_WORDS`.

    Of equal parts the last one is meant: what comes before are sections.

    >>> slug_words("https://gazette.example/news/2026-11-26-storm-hits-the-coast-5304559.html")
    'storm hits the coast'
    >>> slug_words("https://gazette.example/business/markets?title=storm-hits-the-coast")
    ''
    """
    try:
        path = unicodedata.normalize("NFC", unquote(urlsplit(url or "").path))
    except ValueError:  # a host that is none, as in "http://["
        return ""
    slug = max(map(_words_of, reversed(path.split("/"))), key=_size)
    return slug if _size(slug) >= MIN_WORDS else ""


def _words_of(segment: str) -> str:
    return " ".join(word for word in _GAPS.split(_SUFFIX.sub("", segment)) if _WORD.fullmatch(word))


def _size(slug: str) -> int:
    """Return how many words a slug has; where no spaces part words, each character counts as one."""
    return len(_COUNTED.findall(slug))
