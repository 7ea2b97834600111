"""What a seed shares with other articles, in the seed's own words: what reasons quote.

In: the seed's text, and vectors. Out: the terms that the seed shares with each, in the spelling of the seed. The one
idea: the similarity of two articles is a sum, each shared term adding the product of its two weights; so each term has
a share of it, and neighbouring shared terms are one name ("Thames Water") with their shares together.

A page asks for several articles at once and prints few of the terms of each: shares are added up in arrays, in which a
word is its number, and only what is asked for is spelled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import starmap
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import split_text
from recommender.article import Article, primary_subtag
from recommender.model import FieldedTfidf, Vector, shared_terms
from recommender.ranking.seed_words import SeedTerms, SeedWords, capitals_of

LONGEST_NAME = 5  # How long a name may be. At least 2, words; chosen by hand, what a reader takes in at a glance.
# The same in scripts that do not separate words. At least 2, pairs of characters; chosen by hand.
LONGEST_RUN = 12

Flags = NDArray[np.bool_]
Longs = NDArray[np.int64]


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
        self._quotes: _Quotes | None = None

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
        if self._quotes is None or self._quotes.vector is not seed:
            find = self.model.columns_of(primary_subtag(self._article.language))
            self._quotes = _Quotes(self.model, find, self.words, seed)
        return self._quotes.shared_with(others)


class SharedTerms(Sequence[SharedTerm]):
    """What two articles share, the largest share first, equal shares by term; spelled as far as they are asked for."""

    __slots__ = ("_quotes", "_seen", "_shares", "_spelled", "_terms")

    def __init__(self, quotes: _Quotes, terms: list[int], shares: list[float], seen: list[bool]) -> None:
        self._quotes = quotes
        self._terms = terms
        self._shares = shares
        self._seen = seen
        self._spelled: list[SharedTerm] = []

    def __len__(self) -> int:
        return len(self._terms)

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
        while end < len(self._terms) and self._shares[end] == share:
            end += 1
        quote_of, seen = self._quotes.quote_of, self._seen
        same = [SharedTerm(quote_of(self._terms[at]), share, seen[at]) for at in range(begin, end)]
        self._spelled += same if end == begin + 1 else sorted(same)


class _Name(NamedTuple):
    """A name: a run of neighbouring words of the seed that form phrases.

    Attributes:
        quote: The number of its spelling.
        size: How many terms it is made of, words and phrases.
        capitals: As of `capitals_of`.
        terms: The terms, numbered as in `SeedTerms`.
    """

    quote: int
    size: int
    capitals: int
    terms: tuple[int, ...]


class _Quotes:
    """How a seed writes the terms of one of its vectors, and which of them are one name.

    Spellings have numbers, equal ones the same. The number of a word that is quoted as it stands is its number among
    the terms; no other word is spelled like it. Others follow: names, and words that are quoted otherwise.
    """

    def __init__(self, model: FieldedTfidf, find: Callable[[str], int], words: SeedWords, vector: Vector) -> None:
        self.vector = vector
        self._model = model
        self._find = find
        self._words = words
        self._terms = terms = SeedTerms.of(model, words, vector.terms)
        n_terms = len(terms.columns)
        self._first = terms.first_places()
        self._is_seen = np.append(words.begins, 0)[self._first] < words.address
        self._is_phrase = terms.columns >= len(model.terms_)
        # The number of each word's spelling, -1 as long as it is not known.
        self._number = np.where((self._first >= 0) & ~self._is_phrase, np.arange(n_terms), -1)
        in_part = terms.words[words.are_quoted_in_part()]
        self._number[in_part[in_part >= 0]] = -1
        seconds = np.flatnonzero(terms.phrases >= 0)
        self._joints = seconds[words.go_on(seconds)]
        self._spellings: dict[int, str] = {}
        self._others: list[str] = []
        self._number_of: dict[str, int] = {}
        self._names: dict[tuple[int, int], _Name] = {}

    def quote_of(self, number: int) -> str:
        """Return a spelling by its number."""
        n_terms = len(self._terms.columns)
        return self._spelling(number) if number < n_terms else self._others[number - n_terms]

    def shared_with(self, others: Sequence[Vector]) -> list[SharedTerms]:
        """Return what the vector shares with each of some others."""
        both = [shared_terms(*self.vector, *other) for other in others]
        totals = [float(products.sum()) for _, products in both]
        both = [each if total > 0 else (each[0][:0], each[1][:0]) for each, total in zip(both, totals, strict=True)]
        cards = np.repeat(np.arange(len(others)), [len(columns) for columns, _ in both])
        terms = np.searchsorted(self.vector.terms, np.concatenate([columns for columns, _ in both]))
        shares = np.concatenate([products / total for (_, products), total in zip(both, totals, strict=True)])
        is_shared = np.zeros((len(others), len(self._terms.columns)), np.bool_)
        is_shared[cards, terms] = True
        cards, terms, quotes, shares = self._quoted(
            cards, terms, shares.astype(np.float64), self._names_among(is_shared)
        )
        return self._added_up(len(others), cards, terms, quotes, shares)

    def _added_up(
        self, n_cards: int, cards: Longs, terms: Longs, quotes: Longs, shares: NDArray[np.float64]
    ) -> list[SharedTerms]:
        """Add up the shares of each spelling on each card."""
        n_quotes = len(self._terms.columns) + len(self._others)
        keys = cards * n_quotes + quotes
        sums = np.bincount(keys, shares, n_cards * n_quotes)
        seen = np.zeros(len(sums), np.bool_)
        seen[keys[self._is_seen[terms]]] = True
        keys = np.flatnonzero(np.bincount(keys, minlength=len(sums)))
        cards = keys // n_quotes
        order = np.lexsort((-sums[keys], cards))
        keys, ends = keys[order], np.cumsum(np.bincount(cards, minlength=n_cards)).tolist()
        quoted, added, visible = (keys % n_quotes).tolist(), sums[keys].tolist(), seen[keys].tolist()
        stretches = [slice(begin, end) for begin, end in zip([0, *ends], ends, strict=False)]
        return [SharedTerms(self, quoted[each], added[each], visible[each]) for each in stretches]

    def _quoted(
        self, cards: Longs, terms: Longs, shares: NDArray[np.float64], name_of: Longs
    ) -> tuple[Longs, Longs, Longs, NDArray[np.float64]]:
        """Return cards, terms, numbers of spellings and shares; of a phrase that is no name, those of its two words."""
        quotes = name_of[cards, terms]
        first = self._first[terms]
        is_split = (quotes < 0) & self._is_phrase[terms] & (first >= 0)
        n_quotes = 1 + is_split
        at = np.repeat(np.arange(len(terms)), n_quotes)
        is_second = np.zeros(len(at), np.bool_)
        is_second[np.cumsum(n_quotes)[is_split] - 1] = True
        cards, parts, shares = cards[at], terms[at], shares[at] / n_quotes[at]
        split = np.flatnonzero(is_split[at])
        parts[split] = self._terms.words[first[at[split]] - 1 + is_second[split]]
        quotes = name_of[cards, parts]
        single = np.flatnonzero(quotes < 0)
        self._find_numbers(parts[single])
        quotes[single] = self._number[parts[single]]
        return cards, terms[at], quotes, shares

    def _find_numbers(self, terms: Longs) -> None:
        """Find the number of the spelling of each of some terms."""
        for term in {*terms[self._number[terms] < 0].tolist()}:
            column = int(self._terms.columns[term])
            quote = self._spelling(term) if self._first[term] >= 0 else self._model.feature_name(column)
            self._number[term] = self._number_for(quote, column)

    def _number_for(self, quote: str, column: int = -1) -> int:
        """Return the number of the spelling of a name, or of the term of a column, a new one if it has none."""
        number = self._number_of.get(quote)
        if number is None:
            n_terms = len(self._terms.columns)
            number = n_terms + len(self._others)
            other = -1 if " " in quote else self._find(quote.lower())
            if other not in (-1, column):  # a term of another form, perhaps, that is written as this one is quoted
                term = int(np.searchsorted(self.vector.terms, other))
                if term < n_terms and self._number[term] == term and self._spelling(term) == quote:
                    number = term
            if number == n_terms + len(self._others):
                self._others.append(quote)
            self._number_of[quote] = number
        return number

    def _names_among(self, is_shared: Flags) -> Longs:
        """Return the number of the longest name that each shared term is part of on each card, -1 for none.

        Args:
            is_shared: bool (n_cards, n_terms), the terms that each card shares.
        """
        name_of = np.full(is_shared.shape, -1, np.int64)
        cards, at = np.nonzero(is_shared[:, self._terms.phrases[self._joints]])
        joints_of: list[list[int]] = [[] for _ in is_shared]
        for card, joint in zip(cards.tolist(), self._joints[at].tolist(), strict=True):
            joints_of[card].append(joint)
        for card, joints in enumerate(joints_of):
            names = sorted(starmap(self._name, self._runs_of(joints)), key=_rank_of_name)
            numbers: dict[int, int] = {}
            for name in reversed(names):
                numbers.update(dict.fromkeys(name.terms, name.quote))
            name_of[card, [*numbers]] = [*numbers.values()]
        return name_of

    def _runs_of(self, joints: list[int]) -> list[tuple[int, int]]:
        """Return runs of neighbouring words as their first and last ones, 2 words or more each.

        Args:
            joints: Words that form a shared phrase with the word before and continue a name with it, rising.
        """
        runs: list[tuple[int, int]] = []
        first, last = 0, -1
        for at in joints:
            if at - 1 != last:
                if last > first:
                    runs.append((first, last))
                first, last = at - 1, at
            elif last - first + 1 < self._longest(at):
                last = at
        if last > first:
            runs.append((first, last))
        return runs

    def _longest(self, at: int) -> int:
        words = self._words
        return LONGEST_RUN if words.begins[at] < words.ends[at - 1] else LONGEST_NAME

    def _name(self, first: int, last: int) -> _Name:
        """Return the name that neighbouring words form."""
        name = self._names.get((first, last))
        if name is None:
            terms = self._terms
            parts = {*terms.words[first : last + 1].tolist(), *terms.phrases[first + 1 : last + 1].tolist()}
            quote = self._words.quote(first, last)
            name = _Name(self._number_for(quote), len(parts), capitals_of(quote), tuple(parts))
            self._names[first, last] = name
        return name

    def _spelling(self, term: int) -> str:
        """Return a word as the text spells it, in lower case if it ever does: capitals are then those of a title."""
        spelling = self._spellings.get(term)
        if spelling is None:
            words = self._words
            places = self._terms.places(term, words)
            text, begins, ends = words.text, words.begins[places].tolist(), words.ends[places].tolist()
            written = [capitals_of(text[begin:end]) for begin, end in zip(begins, ends, strict=True)]
            at = places[written.index(min(written))]
            self._spellings[term] = spelling = words.quote(at, at)
        return spelling


def _rank_of_name(name: _Name) -> tuple[int, int]:
    """Return what names are sorted by: the longest first, of equally long ones those with the fewest capitals."""
    return -name.size, name.capitals
