"""Phrases: names and words that are used more than usual, and what each of them is.

In: what is used now, with its spelling. Out: phrases, and whether one is never news: weekdays, months, sections,
publishers, beginnings of names, and words that stand side by side by chance.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from recommender.analysis import calendar_words, is_unspaced, language_of, to_term, words_of_all

# Words are a phrase from this cosine on: the articles with the phrase divided by √(those with its commonest word ·
# those with its rarest). In [0, 1], a cosine; set by hand.
TOGETHER = 0.35
# From this share of its uses as a name on that it stands alone in, a word is a name itself; below, it is one word of
# longer names. In [0, 1], a share; set by hand.
FREE = 0.3
# From this share of its uses as a name on that no common word follows, a word is a noun; below, it is an adjective,
# such as that of a nation. In [0, 1], a share; set by hand.
NOUN = 0.25


def _one_of(words: Collection[str]) -> str:
    """Return a regular expression that matches one of some words."""
    return f"(?:{'|'.join(sorted(words))})"


_AND = _one_of(words_of_all(lambda language: language.conjunctions))
_THE = _one_of(words_of_all(lambda language: language.determiners))
_PARTS = re.compile(rf"\s*(?:[&,/|()]|\\+)\s*|\s+{_AND}\s+")
_BESIDE = re.compile(rf"^{_THE}\s+|(?:['’]s|\.(?:com|org|net|co\.uk))$", re.IGNORECASE)

Name = tuple[str, tuple[str, ...]]  # a language and terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A name or phrase that is used now.

    Attributes:
        terms: The stems of its words, in order.
        label: How the articles spell it.
        language: Its language, a primary subtag.
        rows: The articles of the window that hold it, at least one.
        usual: In how many articles it would usually be, above 0.
        score: How surprising the number of articles is, 0 or more; higher is more.
        is_name: Whether it is mostly written as a name.
        stands_alone: Whether it is a name itself, rather than one word of longer ones, or a title before them.
        is_noun: Whether it mostly stands for itself, unlike the adjective of a nation.
    """

    terms: tuple[str, ...]
    label: str
    language: str
    rows: frozenset[int]
    usual: float
    score: float
    is_name: bool
    stands_alone: bool = True
    is_noun: bool = True

    @property
    def name(self) -> Name:
        """Return what distinguishes it from all others."""
        return self.language, self.terms

    @property
    def unspaced(self) -> bool:
        """Return whether it is in a script without spaces between words: a pair of characters, or a run of pairs."""
        return is_unspaced(self.label)

    def within(self, other: Phrase) -> bool:
        """Return whether all words of this one are in another one side by side, with more beside them."""
        n = len(self.terms)
        starts = range(len(other.terms) - n + 1)
        return (
            n < len(other.terms)
            and self.language == other.language
            and any(other.terms[at : at + n] == self.terms for at in starts)
        )

    def share_in(self, other: Phrase) -> float:
        """Return the share of this one's articles that hold another one as well, in [0, 1]."""
        return len(self.rows & other.rows) / len(self.rows)


@lru_cache(maxsize=10_000)
def plain_name(name: str) -> str:
    """Return a name without what may be written beside it, in small letters.

    >>> plain_name("The Guardian’s"), plain_name("CNN.com")
    ('guardian', 'cnn')
    """
    return _BESIDE.sub("", _BESIDE.sub("", name.strip())).casefold()


@lru_cache(maxsize=8)
def names_of(labels: tuple[str, ...]) -> frozenset[str]:
    """Return the names that labels, such as those of publishers, are known by: whole and in their parts.

    >>> sorted(names_of(("Business & Tech", "CNN (Web News)")))
    ['business', 'business & tech', 'cnn', 'cnn (web news)', 'tech', 'web news']
    """
    parts = (part for label in labels for part in (label, *_PARTS.split(label)))
    return frozenset(filter(None, map(plain_name, parts)))


def is_never_news(phrase: Phrase, never: Collection[str]) -> bool:
    """Return whether a phrase is a weekday, a month, or one of some names that are never news."""
    calendar = calendar_terms(phrase.language)
    is_date = calendar.issuperset(phrase.terms) if phrase.is_name else not calendar.isdisjoint(phrase.terms)
    if phrase.unspaced:
        return is_date or any(name in phrase.label for name in never if len(name) > 1)
    return is_date or plain_name(phrase.label) in never


@cache
def calendar_terms(language: str) -> frozenset[str]:
    """Return the terms of the weekdays, months and times of the day in a language."""
    return frozenset(to_term(word, language) for word in calendar_words(language))


def is_phrase(phrase: Phrase, n_holding: Sequence[int]) -> bool:
    """Return whether words belong together: as a name, or because articles hold them side by side more than by chance.

    Args:
        phrase: Two words or more.
        n_holding: How many articles of the window hold each of its words, as far as the word is counted at all.
    """
    return phrase.is_name or (len(n_holding) == len(phrase.terms) and are_together(len(phrase.rows), n_holding))


def are_together(n: int, n_holding: Sequence[int]) -> bool:
    """Return whether more articles than by chance hold some words or characters side by side.

    Args:
        n: How many articles do.
        n_holding: How many articles hold each of them.
    """
    return n**2 >= TOGETHER**2 * max(n_holding) * min(n_holding)


def is_fragment(phrase: Phrase) -> bool:
    """Return whether several words are no more than the beginning of names, or a title: ``Russian President``."""
    if len(phrase.terms) == 1:
        return False
    is_title = phrase.label.split()[-1].casefold() in language_of(phrase.language).honorifics
    return is_title or (phrase.is_name and not phrase.stands_alone)


def count_titles(phrase: Phrase) -> int:
    """Return how many words of a name are titles, or stand before one, as in ``Ukrainian President``."""
    honorifics = language_of(phrase.language).honorifics if phrase.is_name else frozenset()
    return max((at for at, word in enumerate(phrase.label.split(), 1) if word.casefold() in honorifics), default=0)


# Languages in which the names of places are mostly written with the ending of a case, which may change their stem.
_LANGUAGES_OF_CASES = frozenset(
    {"be", "bs", "cs", "et", "fi", "hr", "hu", "lt", "lv", "pl", "ru", "sk", "sl", "sr", "uk"}
)


def language_of_cases(language: str) -> bool:
    """Return whether names have many forms in a language, the plain one being the shortest."""
    return language in _LANGUAGES_OF_CASES


def is_caseless(label: str) -> bool:
    """Return whether a label is in a script that has no capitals to tell names by.

    >>> [is_caseless(label) for label in ("غزة", "ებრძვის", "gaza", "Gaza")]
    [True, True, False, False]
    """
    return label == label.lower() == label.title()


def best_spelling(spellings: Iterable[str], language: str = "") -> str:
    """Return the spelling that is most common; of equals the shortest, which has no genitive, then by letters.

    In a language of many cases it is the shortest: the plain form.
    """
    counts = Counter(" ".join(spelling.split()) for spelling in spellings)
    by_length = language_of_cases(language)
    label = min(counts, key=lambda each: (len(each) if by_length else 0, -counts[each], len(each), each))
    return re.sub(r"['’]s$", "", label)
