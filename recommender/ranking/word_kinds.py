"""What kind of word each word of a seed is, where that decides whether it can be given as a reason.

In: a model and a language. Out: the columns of the words of the language that say nothing by themselves: titles of
office and courtesy, words of time, and words of number and measure. They are looked up once for each model.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import calendar_words, language_of, measure_words, words_of_all
from recommender.model import FieldedTfidf

# What a word may be, as bits: a title before a name, one that names keep, a word of time, of measure, one that a full
# stop follows within a name, and a small word within names.
TITLE, KEPT_TITLE, TIME, MEASURE, ABBREVIATION, PARTICLE = (1 << bit for bit in range(6))
EMPTY = TITLE | KEPT_TITLE | TIME | MEASURE | ABBREVIATION | PARTICLE  # kinds of words that say nothing by themselves

# Words of which it is remembered whether they are forms of others. At least 1, words; a bound on memory: a MB.
REMEMBERED = 10_000
# Letters of the ending of a form of a word at most. At least 0, letters; chosen by hand: "ministers", "Präsidenten".
LONGEST_ENDING = 2
_GENITIVE = re.compile("['’]s?$")

Bytes = NDArray[np.uint8]
Codes = NDArray[np.int32]


class WordKinds(NamedTuple):
    """The kinds of the words of a language that are of any.

    Attributes:
        columns: int32 (n,), their columns in a model's vectors, rising.
        kinds: uint8 (n,), what each is, as bits.
        spellings: Of each column, the words that are of its kinds.
    """

    columns: Codes
    kinds: Bytes
    spellings: Mapping[int, frozenset[str]]

    def of(self, columns: Codes) -> Bytes:
        """Return what the words of some columns are, as bits, 0 for most; uint8 (n_columns,)."""
        if not len(self.columns):
            return np.zeros(len(columns), np.uint8)
        at = np.searchsorted(self.columns, columns)
        at[at == len(self.columns)] = 0
        return np.where(self.columns[at] == columns, self.kinds[at], 0).astype(np.uint8)

    def of_words(self, columns: Codes, text: str, begins: Codes, ends: Codes) -> Bytes:
        """Return the same of words of a text; words of one stem may be of different kinds: author, authority."""
        kinds = self.of(columns)
        places = kinds.nonzero()[0]
        some = zip(*(array[places].tolist() for array in (columns, begins, ends)), strict=True)
        are_forms = [_is_form(text[begin:end], self.spellings[column]) for column, begin, end in some]
        kinds[places] *= np.array(are_forms, np.bool_)
        return kinds


@lru_cache(REMEMBERED)
def _is_form(word: str, others: frozenset[str]) -> bool:
    return is_form_of(word.lower(), others)


def is_form_of(word: str, others: Iterable[str]) -> bool:
    """Return whether a word is one of others, or one with a short ending.

    >>> [is_form_of(word, {"president", "author", "officer"}) for word in ("presidents", "authorities", "office")]
    [True, False, False]
    """
    word = _GENITIVE.sub("", word)
    return any(0 <= len(word) - len(other) <= LONGEST_ENDING and word.startswith(other[:-1]) for other in others)


_REMEMBERED: WeakKeyDictionary[FieldedTfidf, dict[str, WordKinds]] = WeakKeyDictionary()


def word_kinds(model: FieldedTfidf, language: str) -> WordKinds:
    """Return the kinds of the words of a language, by its primary subtag, in a model."""
    of_model = _REMEMBERED.setdefault(model, {})
    if language not in of_model:
        of_model[language] = _look_up(model, language)
    return of_model[language]


def _look_up(model: FieldedTfidf, language: str) -> WordKinds:
    find, kinds, spellings = model.columns_of(language), dict[int, int](), defaultdict[int, set[str]](set)
    for kind, words in _words(language):
        for word in words:
            column = find(word)
            if column >= 0:
                kinds[column] = kinds.get(column, 0) | kind
                spellings[column].add(word)
    columns = np.array(sorted(kinds), np.int32)
    of_columns = np.array([kinds[column] for column in columns.tolist()], np.uint8)
    return WordKinds(columns, of_columns, {column: frozenset(words) for column, words in spellings.items()})


def _words(language: str) -> Iterator[tuple[int, Iterable[str]]]:
    """Yield the words of each kind."""
    known = language_of(language)
    yield TITLE, known.honorifics - known.titles_in_names
    yield KEPT_TITLE, known.titles_in_names
    yield TIME, calendar_words(language)
    yield MEASURE, measure_words(language)
    yield ABBREVIATION, map(str.lower, known.abbreviations)
    yield PARTICLE, words_of_all(lambda each: each.name_particles | each.name_links | each.name_articles)
