"""Reasons: why a card is shown, in words a reader can read.

Made from the real contributions: the products of the weights of shared terms, whose sum is the cosine. Neighbouring
shared terms are told as the one name that they are ("Thames Water"), in the spelling of the seed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from functools import cached_property
from typing import NamedTuple

import numpy as np

from recommender.analysis import CALENDAR, slug_words, split_spans
from recommender.article import Article, primary_subtag
from recommender.model import TfidfModel, Vector, kernels

READ_CHARACTERS = 6_000  # the whole of most articles; a term that stands only behind it is told as its stem
LONGEST_NAME = 5
LONGEST_RUN = 12  # of pairs of characters, where words are not set apart
LEAST_SHARE = 0.01
CHOSEN = "Chosen by the editors"
MINUTE, HOUR, DAY = 60, 3_600, 86_400
# What may stand between two words of one name: nothing, a space, a hyphen, or small words as in "Bank of the West".
_WITHIN_NAME = re.compile(
    r"[ \xa0-]?| (?:of|and|de|del|d[aeo]s?|di|du|van|von|bin|al|el|y|et|und) (?:(?:the|la|las|los|les|der|den|dem) )?"
)
_KANJI = "[\u30a1-\u30fa\u30fc\u3400-\u9fff]"
# What belongs to the sentence rather than to the name: the genitive of its last word, particles around a Japanese one.
_BESIDE_NAME = re.compile(f"['’]s$|^[のをにがはでとへ](?={_KANJI})|(?<={_KANJI})[のをにがはでとへも]+$")
_CALENDAR = frozenset[str]().union(*CALENDAR.values())
_GRAMMAR = re.compile("[\u3041-\u309f]+")  # hiragana alone


class SharedTerm(NamedTuple):
    """A term or name that two articles share.

    Attributes:
        term: As the seed spells it.
        share: Its share of their similarity, in (0, 1].
        seen: Whether a reader finds it in the seed, and not in its address alone.
    """

    term: str
    share: float
    seen: bool = True

    def to_record(self) -> dict[str, str | float]:
        """Return the term and its share as JSON values."""
        return {"term": self.term, "share": round(self.share, 4)}


class Word(NamedTuple):
    """One known word of the seed where it stands.

    Attributes:
        column: The column of its term.
        begin: Where it begins in the text.
        end: Where it ends.
    """

    column: int
    begin: int
    end: int


class SeedText:
    """The seed's own words, in their spelling and order, those of its address last: what reasons quote."""

    def __init__(self, model: TfidfModel, article: Article) -> None:
        self.model = model
        seen = f"{article.title}\n{article.text[:READ_CHARACTERS]}\n"
        self.text = seen + (slug_words(article.url, article.title) if model.slugs else "")
        self._address = len(seen)
        self._find = model.columns_of(primary_subtag(article.language))
        self._spelled: dict[int, str] = {}
        self._named: dict[tuple[int, int], tuple[str, set[int]]] = {}
        self._within: dict[int, bool] = {}

    # What follows is found out when a card first asks for it: a box without cards needs none of it.

    @cached_property
    def words(self) -> list[Word]:
        """Return the known words, in their order."""
        return self._words_of(self.text)

    @cached_property
    def _phrases(self) -> list[int]:
        """Return, for each word, the column of the phrase that it makes with the one before it; -1 for none."""
        columns = np.array([word.column for word in self.words], np.int64)
        return [-1, *self.model.phrase_columns(columns[:-1], columns[1:]).tolist()][: len(columns)]

    @cached_property
    def _places(self) -> dict[int, list[int]]:
        """Return where each term stands, and each phrase: at the second of its words. The address is a last resort."""
        places: defaultdict[int, list[int]] = defaultdict(list)
        for at, (word, phrase) in enumerate(zip(self.words, self._phrases, strict=True)):
            for column in (word.column, phrase):
                if column >= 0 and (word.begin < self._address or column not in places):
                    places[column].append(at)
        return dict(places)

    def shared_terms(self, seed: Vector, other: Vector) -> list[SharedTerm]:
        """Return what two vectors share, the largest share first; equal shares by term. The shares sum to 1."""
        columns, products = kernels.shared_terms(*seed, *other)
        total = float(products.sum())
        if total <= 0:
            return []
        shares = dict(zip(columns.tolist(), (products / total).tolist(), strict=True))
        names = self._names(shares)
        found: defaultdict[str, float] = defaultdict(float)
        seen: set[str] = set()
        for column, share in shares.items():
            told = self._told_as(column, names)
            for name in told:
                found[name] += share / len(told)
            if self._is_seen(column):
                seen.update(told)
        terms = (SharedTerm(name, share, name in seen) for name, share in found.items())
        return sorted(terms, key=lambda term: (-term.share, term.term))

    def _is_seen(self, column: int) -> bool:
        """Tell whether title or text holds a term; what stands nowhere stands behind what is read of the text."""
        places = self._places.get(column)
        return not places or self.words[places[0]].begin < self._address

    def columns_in(self, text: str) -> list[int]:
        """Return the columns of the known words of another text in the seed's language, in their order."""
        return [word.column for word in self._words_of(text)]

    def _words_of(self, text: str) -> list[Word]:
        find = self._find
        return [Word(column, begin, end) for word, begin, end, _ in split_spans(text) if (column := find(word)) >= 0]

    def _goes_on(self, at: int) -> bool:
        """Tell whether a word goes on with a name: ``Bank of Caldria``, ``sea wall``, but not ``wall in Brannock``."""
        if at not in self._within:
            self._within[at] = self._is_within_name(at)
        return self._within[at]

    def _is_within_name(self, at: int) -> bool:
        before, word = self.words[at - 1 : at + 1]
        if word.begin >= self._address:  # where all is in lower case, and words of a name and others stand side by side
            return False
        if word.begin < before.end:  # overlapping character pairs of one run of Han or kana
            return True
        upper = self.text[word.begin].isupper()
        if self.text[before.begin].isupper() != upper:
            return False
        between = self.text[before.end : word.begin]
        return _WITHIN_NAME.fullmatch(between) is not None if upper else between in (" ", "-")

    def _names(self, shared: Collection[int]) -> dict[int, str]:
        """Return the names that runs of neighbouring shared words make, the longest that each column is part of."""
        phrases = (column for column in shared if column >= len(self.model.terms_))
        runs: list[list[int]] = []
        for at in sorted(at for phrase in phrases for at in self._places.get(phrase, ()) if self._goes_on(at)):
            if not runs or runs[-1][-1] != at - 1:
                runs.append([at - 1, at])
            elif len(runs[-1]) < self._longest(at):
                runs[-1].append(at)
        named = [self._name_of(run[0], run[-1]) for run in runs]
        names: dict[int, str] = {}
        for name, columns in sorted(named, key=lambda name: (-len(name[1]), _capitals(name[0]))):
            for column in columns:
                names.setdefault(column, name)
        return names

    def _longest(self, at: int) -> int:
        return LONGEST_RUN if self.words[at].begin < self.words[at - 1].end else LONGEST_NAME

    def _name_of(self, first: int, last: int) -> tuple[str, set[int]]:
        """Return the name that neighbouring words make, and the columns that are part of it."""
        if (first, last) not in self._named:
            words, phrases = self.words[first : last + 1], self._phrases[first + 1 : last + 1]
            self._named[first, last] = self._quote(first, last), {*(word.column for word in words), *phrases}
        return self._named[first, last]

    def _told_as(self, column: int, names: dict[int, str]) -> list[str]:
        """Return the name that a column is part of, or its word; of a phrase that is no name, both its words."""
        if column in names:
            return [names[column]]
        places = self._places.get(column)
        if not places:
            return [self.model.feature_name(column)]
        if column < len(self.model.terms_):
            return [self._spelling(column)]
        return [
            name for word in self.words[places[0] - 1 : places[0] + 1] for name in self._told_as(word.column, names)
        ]

    def _spelling(self, column: int) -> str:
        """Return a word as the text spells it, in lower case if it ever does: capitals are then those of a title."""
        if column not in self._spelled:
            at = min(
                self._places[column], key=lambda at: _capitals(self.text[self.words[at].begin : self.words[at].end])
            )
            self._spelled[column] = self._quote(at, at)
        return self._spelled[column]

    def _quote(self, first: int, last: int) -> str:
        quoted = self.text[self.words[first].begin : self.words[last].end]
        return _BESIDE_NAME.sub("", " ".join(quoted.split()))


def reason_text(terms: list[SharedTerm], seconds: int | None, *, pinned: bool = False) -> str:
    """Return the reason as one line: ``Both mention Thames Water, Ofwat · 3 days earlier``.

    Args:
        terms: What is shared, the largest share first. What a reader does not see is told only if it is all there is.
        seconds: The time from the seed to the card, negative when the card is earlier; none when not known.
        pinned: Whether an editor has put the card there, which is then the first thing to say.
    """
    parts = [CHOSEN] if pinned else []
    if terms:
        seen = [term for term in terms if term.seen]
        parts.append(f"Both mention {', '.join(telling_terms(seen or terms))}")
    if seconds is not None:
        parts.append(time_between(seconds))
    return " · ".join(parts)


def telling_terms(terms: list[SharedTerm], most: int = 3) -> list[str]:
    """Return the few terms that tell most to a reader: names before common words, words before numbers and days."""
    worth = [term for term in terms if term.share >= LEAST_SHARE and not _is_date(term.term)] or terms
    return [term.term for term in sorted(worth, key=lambda term: (-term.share * _telling(term.term), term.term))[:most]]


def time_between(seconds: int) -> str:
    r"""Return a time between two articles in words, which no line break parts.

    >>> time_between(-3 * 86_400), time_between(7_300), time_between(20)
    ('3\xa0days\xa0earlier', '2\xa0hours\xa0later', 'at the same time')
    """
    apart = abs(seconds)
    for size, unit in ((365 * DAY, "year"), (30 * DAY, "month"), (DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if apart >= size:
            count = apart // size
            words = (str(count), unit if count == 1 else f"{unit}s", "later" if seconds > 0 else "earlier")
            return "\N{NO-BREAK SPACE}".join(words)
    return "at the same time"


def _is_date(term: str) -> bool:
    """Tell whether a term is a number, a weekday or a month, of whatever language: many articles share those."""
    return term.isdigit() or term.lower() in _CALENDAR


def _capitals(name: str) -> int:
    """Return 0 for a name in lower case, 2 for one all in capitals."""
    return 2 if name.isupper() else int(name[:1].isupper())


def _telling(term: str) -> float:
    """Return how much more a term tells than its share says: names more than common words, grammar next to nothing."""
    if _GRAMMAR.fullmatch(term):
        return 0.1
    return 2.0 if any(word[0].isupper() for word in term.split()) else 1.0
