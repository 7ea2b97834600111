"""What two articles share, in the seed's own words: what reasons quote.

In: the seed's text, and vectors. Out: the terms that the seed shares with each, in the spelling of the seed. The one
idea: the similarity of two articles is a sum, each shared term adding the product of its two weights; so each term has
a share of it, and neighbouring shared terms are one name ("Thames Water") with their shares together.

A page asks for several articles at once and prints few of the terms of each: shares are added up by compiled loops, in
which a quote is a stretch of the text (`recommender.ranking.quotes`), and only what is asked for is spelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import language_of, split_text
from recommender.article import Article, primary_subtag
from recommender.model import Csr, FieldedTfidf, Vector
from recommender.ranking.character_kinds import characters
from recommender.ranking.naming import Reading
from recommender.ranking.places import find_places, share_with_each
from recommender.ranking.quotes import NOT_READ, Quotes, quote_cards
from recommender.ranking.run_ends import find_ends
from recommender.ranking.seed_words import SeedWords
from recommender.ranking.word_kinds import word_kinds

# The idf of a rare word, as a share of that of the seed's rarest. In [0, 1]; by hand: first names are, "New" is not.
RARE = 0.5
AT_ONCE = 8  # Terms that are spelled together. At least 1; chosen by hand, as many as a card lists.


class SharedTerm(NamedTuple):
    """A term or name that two articles share.

    Attributes:
        term: Spelled as in the seed.
        share: Its share of their similarity, in (0, 1].
        seen: Whether a reader finds it in the seed's title or text, and not only in its address.
        weight: How much it says by itself: names and words say all, what the seed has only as part of a longer name
            says little, and a title of office, a month, a unit, a number or a piece of two words says nothing. In
            [0, 1], a share; all unless it is known better.
    """

    term: str
    share: float
    seen: bool = True
    weight: float = 1.0

    def to_record(self) -> dict[str, str | float]:
        """Return the term and its share as JSON values."""
        return {"term": self.term, "share": round(self.share, 4)}


class SeedText:
    """The seed's own words in their spelling and order, those of its address last.

    Everything is computed when a card first needs it: a box without cards needs nothing.
    """

    def __init__(self, model: FieldedTfidf, article: Article) -> None:
        self.model = model
        self._article = article

    @cached_property
    def words(self) -> SeedWords:
        """Return the known words in their order."""
        return SeedWords.of(self.model, self._article)

    def columns_in(self, text: str) -> list[int]:
        """Return the columns of the known words of another text in the seed's language, in their order."""
        language = primary_subtag(self._article.language)
        find = self.model.columns_of(language)
        return [column for column in map(find, split_text(text, language)) if column >= 0]

    def shared_terms(self, seed: Vector, other: Vector) -> SharedTerms:
        """Return what two vectors share, the largest share first, equal shares by term. The shares sum to 1."""
        return self.shared_with(seed, Csr.stack([other], self.model.n_columns))[0]

    def shared_with(self, seed: Vector, others: Csr) -> list[SharedTerms]:
        """Return what a vector of the seed shares with each of some others, in rows, as `shared_terms` does."""
        terms, starts, places, products = share_with_each(*seed, others.indptr, others.indices, others.data)
        totals = np.array([products[begin:end].sum() for begin, end in pairwise(starts.tolist())], np.float32)
        quotes = quote_cards(self._read(terms), starts, places, products, totals)
        spellings = _Spellings(self.model, self.words.text, quotes)
        return [SharedTerms(spellings, *each) for each in pairwise(quotes.starts.tolist())]

    def _read(self, terms: NDArray[np.int32]) -> Reading:
        """Return what terms are quoted from, which rise."""
        model, words = self.model, self.words
        n_single = int(np.searchsorted(terms, len(model.terms_)))
        firsts, seconds = model.words_in(terms[n_single:])
        table, language = characters(words.language), language_of(words.language)
        read = words.codes, words.begins, words.ends, words.address
        places = find_places(words.columns, terms, firsts, seconds, *read, table)
        neighbours = words.neighbours(places.words, len(places.first))
        idf = model.idf_.get("body", model.word_weights())[words.columns]
        is_rare = idf >= RARE * idf.max(initial=0)
        joints, by_words = words.joints(places.words, places.phrases, is_rare, neighbours)
        return Reading(
            *read,
            *places,
            kinds=words.kinds,
            kinds_of_terms=word_kinds(model, words.language).of(terms[:n_single]),
            neighbours=neighbours,
            run_ends=find_ends(words.spans, idf, language.capitalizes_nouns),
            joints=joints,
            by_words=by_words,
            terms=terms,
            firsts=firsts,
            seconds=seconds,
            letters=model.spelled_terms[0],
            offsets=model.spelled_terms[1],
            characters=table,
            elides=language.elides,
        )


class _Spellings:
    """How a seed spells what cards share with it; each is spelled when it is first asked for."""

    def __init__(self, model: FieldedTfidf, text: str, quotes: Quotes) -> None:
        self.quotes = quotes
        self._model = model
        self._text = text
        self._spelled: dict[int, str] = {}

    def __getitem__(self, number: int) -> str:
        spelled = self._spelled.get(number)
        if spelled is None:
            begin, end = self.quotes.begins.item(number), self.quotes.ends.item(number)
            is_read = begin != NOT_READ
            spelled = " ".join(self._text[begin:end].split()) if is_read else self._model.feature_name(end)
            self._spelled[number] = spelled
        return spelled


class SharedTerms(Sequence[SharedTerm]):
    """What two articles share, the largest share first, equal shares by term; spelled as far as they are asked for."""

    __slots__ = ("_begin", "_end", "_spelled", "_spellings")

    def __init__(self, spellings: _Spellings, begin: int, end: int) -> None:
        """Take over the quotes of one card, from one to another."""
        self._begin = begin
        self._end = end
        self._spellings = spellings
        self._spelled: list[SharedTerm] = []

    def __len__(self) -> int:
        return self._end - self._begin

    @overload
    def __getitem__(self, at: int) -> SharedTerm: ...
    @overload
    def __getitem__(self, at: slice) -> list[SharedTerm]: ...
    def __getitem__(self, at: int | slice) -> SharedTerm | list[SharedTerm]:
        last = range(len(self))[at]
        self._spell(1 + (last if isinstance(last, int) else max(last, default=-1)))
        return self._spelled[at]

    def __iter__(self) -> Iterator[SharedTerm]:
        for at in range(len(self)):
            if at == len(self._spelled):
                self._spell(at + AT_ONCE)
            yield self._spelled[at]

    def _spell(self, stop: int) -> None:
        """Spell so many terms, and those of the same share as the last; equal shares are sorted by their spelling."""
        if stop <= len(self._spelled):
            return
        quotes = self._spellings.quotes
        begin, end = self._begin + len(self._spelled), min(self._begin + stop, self._end)
        while begin < end < self._end and quotes.shares[end] == quotes.shares[end - 1]:
            end += 1
        some = slice(begin, end)
        shares = quotes.shares[some].tolist()
        terms = map(self._spellings.__getitem__, quotes.numbers[some].tolist())
        spelled = list(map(SharedTerm, terms, shares, quotes.seen[some].tolist(), quotes.weights[some].tolist()))
        if len({*shares}) < len(shares):
            spelled.sort(key=lambda term: (-term.share, term))
        self._spelled += spelled
