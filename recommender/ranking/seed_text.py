"""The seed's own words: what reasons quote.

In: the seed's text, and two vectors. Out: the terms that both share, in the spelling of the seed. The one idea: the
similarity of two articles is a sum, each shared term adding the product of its two weights; so each term has a share of
it, and neighbouring shared terms are one name ("Thames Water") with their shares together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from functools import cached_property
from typing import NamedTuple

import numpy as np

from recommender.analysis import language_of, slug_words, split_spans, words_of_all
from recommender.article import Article, primary_subtag
from recommender.model import FieldedTfidf, Vector, shared_terms

# How much of a text is read; a term that occurs only later is named by its stem. At least 0, characters; chosen by
# hand, to read all of most articles and to bound the time for a long one.
READ_CHARACTERS = 6_000
LONGEST_NAME = 5  # How long a name may be. At least 2, words; chosen by hand, what a reader takes in at a glance.
# The same in scripts that do not separate words. At least 2, pairs of characters; chosen by hand.
LONGEST_RUN = 12
_LINKS = "|".join(sorted(words_of_all(lambda language: language.name_links)))
_ARTICLES = "|".join(sorted(words_of_all(lambda language: language.name_articles)))
# What may stand between two words of one name: nothing, a space, a hyphen, or small words as in "Bank of the West".
_WITHIN_NAME = re.compile(rf"[ \xa0-]?| (?:{_LINKS}) (?:(?:{_ARTICLES}) )?")
_KANJI = "[\u30a1-\u30fa\u30fc\u3400-\u9fff]"
_JAPANESE = language_of("ja")
# What belongs to the sentence rather than to the name: the genitive of its last word, particles around a Japanese one.
_BESIDE_NAME = re.compile(f"['’]s$|^[{_JAPANESE.before_names}](?={_KANJI})|(?<={_KANJI})[{_JAPANESE.after_names}]+$")


class SharedTerm(NamedTuple):
    """A term or name that two articles share.

    Attributes:
        term: Spelled as in the seed.
        share: Its share of their similarity, in (0, 1].
        seen: Whether a reader finds it in the seed's title or text, and not only in its address.
    """

    term: str
    share: float
    seen: bool = True

    def to_record(self) -> dict[str, str | float]:
        """Return the term and its share as JSON values."""
        return {"term": self.term, "share": round(self.share, 4)}


class Word(NamedTuple):
    """One known word of the seed, at one place in its text.

    Attributes:
        column: The column of its term.
        begin: The position of its first character.
        end: The position after its last character.
    """

    column: int
    begin: int
    end: int


class SeedText:
    """The seed's own words in their spelling and order, those of its address last.

    Everything is computed when a card first needs it: a box without cards needs nothing.
    """

    def __init__(self, model: FieldedTfidf, article: Article) -> None:
        self.model = model
        read = f"{article.title}\n{article.text[:READ_CHARACTERS]}\n"
        self.text = read + (slug_words(article.url, article.title) if model.slugs else "")
        self._address = len(read)
        self._find = model.columns_of(primary_subtag(article.language))
        self._spellings: dict[int, str] = {}
        self._names: dict[tuple[int, int], tuple[str, set[int]]] = {}
        self._within: dict[int, bool] = {}

    @cached_property
    def words(self) -> list[Word]:
        """Return the known words in their order."""
        return self._words_of(self.text)

    @cached_property
    def _phrases(self) -> list[int]:
        """Return, for each word, the column of the phrase that it forms with the word before; -1 if it forms none."""
        columns = np.array([word.column for word in self.words], np.int64)
        return [-1, *self.model.phrase_columns(columns[:-1], columns[1:]).tolist()][: len(columns)]

    @cached_property
    def _places(self) -> dict[int, list[int]]:
        """Return the positions among the words of each term, and of each phrase that of its second word.

        Those in the address are left out if the term also occurs in the title or text.
        """
        places: defaultdict[int, list[int]] = defaultdict(list)
        for at, (word, phrase) in enumerate(zip(self.words, self._phrases, strict=True)):
            for column in (word.column, phrase):
                if column >= 0 and (word.begin < self._address or column not in places):
                    places[column].append(at)
        return dict(places)

    def shared_terms(self, seed: Vector, other: Vector) -> list[SharedTerm]:
        """Return what two vectors share, the largest share first, equal shares by term. The shares sum to 1."""
        columns, products = shared_terms(*seed, *other)
        total = float(products.sum())
        if total <= 0:
            return []
        share_of = dict(zip(columns.tolist(), (products / total).tolist(), strict=True))
        names = self._names_among(share_of)
        shares: defaultdict[str, float] = defaultdict(float)
        seen: set[str] = set()
        for column, share in share_of.items():
            quotes = self._quotes_of(column, names)
            for quote in quotes:
                shares[quote] += share / len(quotes)
            if self._is_seen(column):
                seen.update(quotes)
        terms = (SharedTerm(quote, share, quote in seen) for quote, share in shares.items())
        return sorted(terms, key=lambda term: (-term.share, term.term))

    def _is_seen(self, column: int) -> bool:
        """Return whether the title or text contains a term; one that has no place occurs after what is read."""
        places = self._places.get(column)
        return not places or self.words[places[0]].begin < self._address

    def columns_in(self, text: str) -> list[int]:
        """Return the columns of the known words of another text in the seed's language, in their order."""
        return [word.column for word in self._words_of(text)]

    def _words_of(self, text: str) -> list[Word]:
        find = self._find
        return [Word(column, begin, end) for word, begin, end, _ in split_spans(text) if (column := find(word)) >= 0]

    def _goes_on(self, at: int) -> bool:
        """Return whether a word continues a name: ``Bank of Caldria``, ``sea wall``, but not ``wall in Brannock``."""
        if at not in self._within:
            self._within[at] = self._is_within_name(at)
        return self._within[at]

    def _is_within_name(self, at: int) -> bool:
        before, word = self.words[at - 1 : at + 1]
        if word.begin >= self._address:  # all in lower case there, so that names cannot be distinguished
            return False
        if word.begin < before.end:  # overlapping character pairs of one run of Han or kana
            return True
        upper = self.text[word.begin].isupper()
        if self.text[before.begin].isupper() != upper:
            return False
        between = self.text[before.end : word.begin]
        return _WITHIN_NAME.fullmatch(between) is not None if upper else between in (" ", "-")

    def _names_among(self, shared: Collection[int]) -> dict[int, str]:
        """Return, for each shared column that is part of a name, the longest such name."""
        names: dict[int, str] = {}
        candidates = (self._name_of(run[0], run[-1]) for run in self._runs_of(shared))
        for name, columns in sorted(candidates, key=lambda name: (-len(name[1]), _capitals(name[0]))):
            for column in columns:
                names.setdefault(column, name)
        return names

    def _runs_of(self, shared: Collection[int]) -> list[list[int]]:
        """Return runs of neighbouring words that form shared phrases, as positions among the words, 2 or more each."""
        phrases = (column for column in shared if column >= len(self.model.terms_))
        runs: list[list[int]] = []
        for at in sorted(at for phrase in phrases for at in self._places.get(phrase, ()) if self._goes_on(at)):
            if not runs or runs[-1][-1] != at - 1:
                runs.append([at - 1, at])
            elif len(runs[-1]) < self._longest(at):
                runs[-1].append(at)
        return runs

    def _longest(self, at: int) -> int:
        return LONGEST_RUN if self.words[at].begin < self.words[at - 1].end else LONGEST_NAME

    def _name_of(self, first: int, last: int) -> tuple[str, set[int]]:
        """Return the name that neighbouring words form, and the columns that are part of it."""
        if (first, last) not in self._names:
            words, phrases = self.words[first : last + 1], self._phrases[first + 1 : last + 1]
            self._names[first, last] = self._quote(first, last), {*(word.column for word in words), *phrases}
        return self._names[first, last]

    def _quotes_of(self, column: int, names: dict[int, str]) -> list[str]:
        """Return the name that a column is part of, or its word; for a phrase that is no name, its two words."""
        if column in names:
            return [names[column]]
        places = self._places.get(column)
        if not places:
            return [self.model.feature_name(column)]
        if column < len(self.model.terms_):
            return [self._spelling(column)]
        both = self.words[places[0] - 1 : places[0] + 1]
        return [quote for word in both for quote in self._quotes_of(word.column, names)]

    def _spelling(self, column: int) -> str:
        """Return a word as the text spells it, in lower case if it ever does: capitals are then those of a title."""
        if column not in self._spellings:
            at = min(
                self._places[column], key=lambda at: _capitals(self.text[self.words[at].begin : self.words[at].end])
            )
            self._spellings[column] = self._quote(at, at)
        return self._spellings[column]

    def _quote(self, first: int, last: int) -> str:
        quote = self.text[self.words[first].begin : self.words[last].end]
        return _BESIDE_NAME.sub("", " ".join(quote.split()))


def _capitals(name: str) -> int:
    """Return 0 for a name in lower case, 2 for one all in capitals, 1 for any other."""
    return 2 if name.isupper() else int(name[:1].isupper())
