"""What two articles share, in the seed's own words: what reasons quote.

In: the seed's text, and vectors. Out: the terms that the seed shares with each, in the spelling of the seed. The one
idea: the similarity of two articles is a sum, each shared term adding the product of its two weights; so each term has
a share of it, and neighbouring shared terms are one name ("Thames Water") with their shares together.

A page asks for several articles at once and prints few of the terms of each: shares are added up by compiled loops, in
which a quote is a stretch of the text (`recommender.ranking.naming`), and only what is asked for is spelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, overload

import numpy as np

from recommender.analysis import split_text
from recommender.article import Article, primary_subtag
from recommender.model import FieldedTfidf, Vector
from recommender.ranking.naming import NOT_READ, Quotes, Reading, find_places, quote_cards, share_with_each
from recommender.ranking.seed_words import SeedWords, characters


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


class SeedText:
    """The seed's own words in their spelling and order, those of its address last.

    Everything is computed when a card first needs it: a box without cards needs nothing.
    """

    def __init__(self, model: FieldedTfidf, article: Article) -> None:
        self.model = model
        self._article = article
        self._reader: _Reader | None = None

    @cached_property
    def words(self) -> SeedWords:
        """Return the known words in their order."""
        return SeedWords.of(self.model, self._article)

    def columns_in(self, text: str) -> list[int]:
        """Return the columns of the known words of another text in the seed's language, in their order."""
        find = self.model.columns_of(primary_subtag(self._article.language))
        return [column for column in map(find, split_text(text)) if column >= 0]

    def shared_terms(self, seed: Vector, other: Vector) -> SharedTerms:
        """Return what two vectors share, the largest share first, equal shares by term. The shares sum to 1."""
        return self.shared_with(seed, [other])[0]

    def shared_with(self, seed: Vector, others: Sequence[Vector]) -> list[SharedTerms]:
        """Return what a vector of the seed shares with each of some others, as `shared_terms` does."""
        if self._reader is None or self._reader.vector is not seed:
            self._reader = _Reader(self.model, self.words, seed)
        return self._reader.shared_with(others)


class SharedTerms(Sequence[SharedTerm]):
    """What two articles share, the largest share first, equal shares by term; spelled as far as they are asked for."""

    __slots__ = ("_begins", "_ends", "_reader", "_seen", "_shares", "_spelled")

    def __init__(self, reader: _Reader, quotes: Quotes, card: int) -> None:
        """Take over the quotes of one card."""
        begin, end = quotes.starts[card : card + 2].tolist()
        order = begin + np.argsort(-quotes.shares[begin:end])
        self._reader = reader
        self._shares: list[float] = quotes.shares[order].tolist()
        self._seen: list[bool] = quotes.seen[order].tolist()
        self._begins: list[int] = quotes.begins[order].tolist()
        self._ends: list[int] = quotes.ends[order].tolist()
        self._spelled: list[SharedTerm] = []

    def __len__(self) -> int:
        return len(self._shares)

    @overload
    def __getitem__(self, at: int) -> SharedTerm: ...
    @overload
    def __getitem__(self, at: slice) -> list[SharedTerm]: ...
    def __getitem__(self, at: int | slice) -> SharedTerm | list[SharedTerm]:
        last = range(len(self))[at]
        stop = last if isinstance(last, int) else max(last, default=-1)
        while len(self._spelled) <= stop:
            self._spell_more()
        return self._spelled[at]

    def __iter__(self) -> Iterator[SharedTerm]:
        for at in range(len(self)):
            if at == len(self._spelled):
                self._spell_more()
            yield self._spelled[at]

    def _spell_more(self) -> None:
        """Spell the terms of the next largest share, which are sorted by their spelling."""
        begin = end = len(self._spelled)
        share = self._shares[begin]
        while end < len(self) and self._shares[end] == share:
            end += 1
        spell, begins, ends, seen = self._reader.spell, self._begins, self._ends, self._seen
        same = [SharedTerm(spell(begins[at], ends[at]), share, seen[at]) for at in range(begin, end)]
        self._spelled += same if end == begin + 1 else sorted(same)


class _Reader:
    """A seed with one of its vectors: finds what others share with it, and how the seed spells that."""

    def __init__(self, model: FieldedTfidf, words: SeedWords, vector: Vector) -> None:
        self.vector = vector
        self._model = model
        self._text = words.text
        self._spellings: dict[tuple[int, int], str] = {}
        n_single = int(np.searchsorted(vector.terms, len(model.terms_)))
        firsts, seconds = model.words_in(vector.terms[n_single:])
        read = words.codes, words.begins, words.ends, words.address
        places = find_places(words.columns, vector.terms, firsts, seconds, *read, characters())
        self._reading = Reading(
            *read,
            *places,
            words.joints(places.phrases),
            vector.terms,
            firsts,
            seconds,
            *model.spelled_terms,
            characters(),
        )

    def shared_with(self, others: Sequence[Vector]) -> list[SharedTerms]:
        """Return what the vector shares with each of some others."""
        starts = np.cumsum([0, *(len(other.terms) for other in others)])
        terms, weights = (np.concatenate(column) for column in zip(*others, strict=True))
        starts, places, products = share_with_each(*self.vector, starts, terms, weights)
        totals = np.array([products[begin:end].sum() for begin, end in pairwise(starts.tolist())], np.float32)
        quotes = quote_cards(self._reading, starts, places, products, totals)
        return [SharedTerms(self, quotes, card) for card in range(len(others))]

    def spell(self, begin: int, end: int) -> str:
        """Return a quote, of `Quotes`, as a text."""
        if begin == NOT_READ:
            return self._model.feature_name(end)
        spelling = self._spellings.get((begin, end))
        if spelling is None:
            self._spellings[begin, end] = spelling = " ".join(self._text[begin:end].split())
        return spelling
