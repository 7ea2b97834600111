"""The words of an article's address: ``…/2026/11/storm-hits-the-coast-5304559.html`` says "storm hits the coast".

In: a URL and a title. Out: plain text. A slug often says what a headline leaves out: the rest of one that was cut, or
what a clever one is about.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from urllib.parse import unquote, urlsplit

from recommender.analysis.accents import without_accents
from recommender.analysis.characters import LEADING, STACKING, TRAILING, classes
from recommender.analysis.languages import LANGUAGES

# What has fewer words is a section, or part of an id. At least 1, words; chosen by hand.
MIN_WORDS = 3
# From this length a slug may have been cut off. At least 0, characters; by hand: short ones are whole.
CUT_FROM = 30
# Up to this length the last word of a slug is taken for one that was cut off. At least 0, letters; by hand.
SHORTEST = 2
# Nearly all addresses, of which the path can be read off.
_USUAL = re.compile(r"https?://[\w.-]+(/[!-\"$&->@-~]*)(?=[?#]|\Z)", re.ASCII)
_SUFFIX = re.compile(r"\.[A-Za-z]{2,5}$")
_GAPS = re.compile(r"[-_+,.~\s]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_DROPPED = re.compile("['’]")
# Letters for which newsrooms of a language write two.
_SPELLED_OUT = str.maketrans(
    {letter: spelled for each in LANGUAGES for letter, spelled in each.address_letters.items()}
)


def slug_words(url: str | None, title: str = "") -> str:
    """Return what a URL says beyond a title: the words of the part of its path that has the most of them.

    Of equally long parts it is the last one: those before it are sections. A part of fewer than `MIN_WORDS` words is no
    slug, and one that writes a title of another script in Latin letters says nothing new. A last word that was cut off,
    one of two letters or the beginning of a word of the title, is no word.

    Args:
        url: Any text, or None.
        title: Its words are left out, whether or not they are written with accents, apostrophes or capitals.

    >>> slug_words("https://gazette.example/news/2026-11-26-storm-hits-the-coast-5304559.html", "Storm hits")
    'the coast'
    >>> slug_words("https://gazette.example/business/markets?title=storm-hits-the-coast")
    ''
    """
    segments = [segment for segment in reversed(_path_of(url or "").split("/")) if _may_be_slug(segment)]
    slug = max(map(_words_of, segments), key=_size, default="")
    if _size(slug) < MIN_WORDS or (slug.isascii() and not _is_latin(title)):
        return ""
    slug = _without_cut_word(slug, title)
    known = _folded(title) if title.isascii() else _folded(title) | _folded(title.lower().translate(_SPELLED_OUT))
    return " ".join(word for word in slug.split() if not _is_among(word, known))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what a word of an address is, and what counts as one; they are made for the first one beyond ASCII.

    Numbers are left out: most are those of an id or of a date.
    """
    marks, unspaced, *_ = classes()
    run = rf"{unspaced}{LEADING}{TRAILING}{STACKING}"
    letter = rf"[^\W\d_{run}]"
    word = rf"{letter}(?:{letter}|[{marks}{STACKING}])*|[{run}{marks}]+"
    return re.compile(word), re.compile(rf"[{unspaced}{LEADING}]|[^\s{run}{marks}]+")


def _without_cut_word(slug: str, title: str) -> str:
    """Return a slug without its last word if that was cut off at the length that addresses have."""
    before, _, last = slug.rpartition(" ")
    if len(slug) < CUT_FROM or not last.isascii():
        return slug
    is_cut = len(last) <= SHORTEST or any(word != last and word.startswith(last) for word in title.lower().split())
    return before if is_cut else slug


def _path_of(url: str) -> str:
    """Return the path of a URL, with characters in the place of their escapes; nothing for one that is no URL."""
    if usual := _USUAL.match(url):
        return usual[1]
    try:
        return unicodedata.normalize("NFC", unquote(urlsplit(url).path))
    except ValueError:  # no valid host, as in "http://["
        return ""


def _may_be_slug(segment: str) -> bool:
    return len(_GAPS.findall(segment)) >= MIN_WORDS - 1 or not segment.isascii()


def _words_of(segment: str) -> str:
    if segment.isascii():  # the same in less time
        return " ".join(word for word in _GAPS.split(_SUFFIX.sub("", segment)) if word.isalpha())
    return " ".join(word for word in _GAPS.split(_SUFFIX.sub("", segment)) if _patterns()[0].fullmatch(word))


def _size(slug: str) -> int:
    """Return how many words a slug has; where no spaces part words, each character counts as one."""
    return len(slug.split()) if slug.isascii() else len(_patterns()[1].findall(slug))


def _is_latin(title: str) -> bool:
    """Return whether at least half of the letters of a title are Latin ones."""
    return title.isascii() or 2 * len(_LATIN.findall(title)) >= sum(map(str.isalpha, title))


def _is_among(word: str, known: set[str]) -> bool:
    """Return whether a word is among those of a title, as a careless address would write them."""
    return word.lower() in known if word.isascii() else _folded(word) <= known


def _folded(text: str) -> set[str]:
    """Return the words of a text as a careless address would write them."""
    text = text.lower() if text.isascii() else without_accents(unicodedata.normalize("NFKC", text.casefold()))
    return set(re.findall(r"\w+", _DROPPED.sub("", text)))
