"""The words of a seed: which the model knows, where they are, and how the text writes them.

In: a model and an article. Out: `SeedWords`, a column of each known word, in the order of the text; and `SeedTerms`,
for the terms of one vector, where each is among these words. Plain arrays, made once for all cards of a page.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import language_of, slug_words, words_of_all
from recommender.article import Article, primary_subtag
from recommender.model import FieldedTfidf, find_sorted

# How much of a text is read; a term that occurs only later is named by its stem. At least 0, characters; chosen by
# hand, to read all of most articles and to bound the time for a long one.
READ_CHARACTERS = 6_000
_LINKS = "|".join(sorted(words_of_all(lambda language: language.name_links)))
_ARTICLES = "|".join(sorted(words_of_all(lambda language: language.name_articles)))
# What may stand between two words of one name, besides nothing, a space or a hyphen: words as in "Bank of the West".
_WITHIN_NAME = re.compile(rf" (?:{_LINKS}) (?:(?:{_ARTICLES}) )?")
_SPACE, _HYPHEN, _NO_BREAK_SPACE = map(ord, " -\xa0")
_KANJI = "[\u30a1-\u30fa\u30fc\u3400-\u9fff]"
_JAPANESE = language_of("ja")
# What belongs to the sentence rather than to the name: the genitive of its last word, particles around a Japanese one.
_BESIDE_NAME = re.compile(f"['’]s$|^[{_JAPANESE.before_names}](?={_KANJI})|(?<={_KANJI})[{_JAPANESE.after_names}]+$")
_APOSTROPHES = tuple(map(ord, "'’"))
_FIRST_KANA, _LAST_KANA = 0x3041, 0x309F
_WITH_CAPITALS = ord("\U00010000")  # capitals of living scripts are below this code point

Flags = NDArray[np.bool_]
Longs = NDArray[np.int64]


class SeedWords(NamedTuple):
    """The known words of a seed's title, text and address, in this order.

    Attributes:
        text: The title, what is read of the text, and what the address says beyond them.
        codes: int32 (n_characters,), its code points.
        address: The position at which the words of the address begin.
        columns: int64 (n_words,), the column of each word's term.
        begins: int64 (n_words,), the position of the first character of each.
        ends: int64 (n_words,), the position after its last character.
    """

    text: str
    codes: NDArray[np.int32]
    address: int
    columns: Longs
    begins: Longs
    ends: Longs

    @classmethod
    def of(cls, model: FieldedTfidf, article: Article) -> Self:
        """Read a seed."""
        read = f"{article.title}\n{article.text[:READ_CHARACTERS]}\n"
        text = read + (slug_words(article.url, article.title) if model.slugs else "")
        known = (each.astype(np.int64) for each in model.known_words(text, primary_subtag(article.language)))
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)
        return cls(text, codes, len(read), *known)

    def quote(self, first: int, last: int) -> str:
        """Return what is written from one word to another, without what belongs to the sentence around it."""
        text = self.text[self.begins[first] : self.ends[last]]
        return _BESIDE_NAME.sub("", " ".join(text.split()))

    def are_quoted_in_part(self) -> Longs:
        """Return the words of which `quote` may leave out something: those with an apostrophe or with kana."""
        codes = self.codes
        is_mark = (codes >= _FIRST_KANA) & (codes <= _LAST_KANA)
        for apostrophe in _APOSTROPHES:
            is_mark |= codes == apostrophe
        marks = np.flatnonzero(is_mark)
        if not len(marks) or not len(self.ends):
            return marks[:0]
        # A character stands in two words at most, one after the other.
        words = np.searchsorted(self.ends, marks, side="right")
        both: Longs = np.minimum(np.concatenate([words, words + 1]), len(self.ends) - 1)
        return both

    def go_on(self, words: Longs) -> Flags:
        """Return which words continue a name: ``Bank of Caldria``, ``sea wall``, but not ``wall in Brannock``.

        Args:
            words: int64 (n,), positions among the words, the first excepted.
        """
        begins, before = self.begins[words], self.ends[words - 1]
        has_capital = _capitals()[np.minimum(self.codes[begins], _WITH_CAPITALS - 1)]
        first_of_before = self.codes[self.begins[words - 1]]
        alike = _capitals()[np.minimum(first_of_before, _WITH_CAPITALS - 1)] == has_capital
        gaps, between = begins - before, self.codes[np.minimum(before, len(self.codes) - 1)]
        is_joint = (between == _SPACE) | (between == _HYPHEN) | (has_capital & (between == _NO_BREAK_SPACE))
        goes_on = alike & np.where(gaps == 1, is_joint, has_capital & (gaps == 0))
        for at in np.flatnonzero(alike & has_capital & (gaps > 1) & (between == _SPACE)).tolist():
            goes_on[at] = _WITHIN_NAME.fullmatch(self.text, before[at], begins[at]) is not None
        goes_on |= gaps < 0  # overlapping character pairs of one run of Han or kana
        # All is in lower case in the address, so that names cannot be distinguished.
        is_read: Flags = goes_on & (begins < self.address)
        return is_read


class SeedTerms(NamedTuple):
    """Where the terms of a vector are among the words of a seed; terms are numbered by their places in the vector.

    Attributes:
        columns: int64 (n_terms,), the column of each: those of the vector, rising, and behind them those words of its
            phrases that it lacks.
        words: int64 (n_words,), which term each word of the seed is, -1 for none.
        phrases: int64 (n_words,), which term the phrase is that each word forms with the word before, -1 for none.
        order: int64 (2 * n_words,), places by term: each a word of the seed, of a phrase its second one.
        bounds: int64 (n_terms + 1,), where the places of each term begin and end in `order`, in the order of the text.
    """

    columns: Longs
    words: Longs
    phrases: Longs
    order: Longs
    bounds: Longs

    @classmethod
    def of(cls, model: FieldedTfidf, seed: SeedWords, terms: NDArray[np.int32]) -> Self:
        """Look up the terms of a vector, rising, among the words of the seed."""
        n_words, columns, vocabulary = len(seed.columns), terms.astype(np.int64), len(model.terms_)
        n_single = int(np.searchsorted(columns, vocabulary))
        words = find_sorted(columns[:n_single], seed.columns)
        phrases = np.full(n_words, -1, np.int64)
        if n_words > 1 and n_single < len(columns):
            first, second = model.words_in(columns[n_single:])
            pairs = seed.columns[:-1] * vocabulary + seed.columns[1:]
            phrases[1:] = find_sorted(first * vocabulary + second, pairs)
            phrases[phrases >= 0] += n_single
        seconds = np.flatnonzero(phrases >= 0)
        lacking = np.concatenate([seconds - 1, seconds])
        lacking = lacking[words[lacking] < 0]
        if len(lacking):
            more = np.unique(seed.columns[lacking])
            of_more = find_sorted(more, seed.columns)
            words = np.where(of_more >= 0, of_more + len(columns), words)
            columns = np.concatenate([columns, more])
        both = np.concatenate([words, phrases])
        # Numbers of 16 bits are sorted by counting.
        order = np.argsort(both.astype(np.int16 if len(columns) < 1 << 15 else np.int64), kind="stable")
        bounds = np.cumsum(np.bincount(both + 1, minlength=len(columns) + 1))
        return cls(columns, words, phrases, order % n_words if n_words else order, bounds)

    def places(self, term: int, seed: SeedWords) -> list[int]:
        """Return the places of a term, those in the address only if there are no others."""
        places = self.order[self.bounds[term] : self.bounds[term + 1]]
        read = places[seed.begins[places] < seed.address] if len(places) > 1 else places
        chosen: list[int] = (read if len(read) else places).tolist()
        return chosen

    def first_places(self) -> Longs:
        """Return the first place of each term, -1 for one that has none; int64 (n_terms,)."""
        begins, ends = self.bounds[:-1], self.bounds[1:]
        return np.where(ends > begins, np.append(self.order, 0)[begins], -1)


def capitals_of(name: str) -> int:
    """Return 0 for a name in lower case, 2 for one all in capitals, 1 for any other."""
    return 2 if name.isupper() else int(name[:1].isupper())


@cache
def _capitals() -> Flags:
    """Return which code points are capitals, bool (65,536,)."""
    return np.array([chr(code).isupper() for code in range(_WITH_CAPITALS)])
