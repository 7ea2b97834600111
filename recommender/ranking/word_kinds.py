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
    """The kinds of the words of a language.

    Attributes:
        kinds: uint8 (n_columns,), what the word of each column of a model's vectors is, as bits, 0 for most.
        spellings: Of each column that is of any kind, the words that are.
    """

    kinds: Bytes
    spellings: Mapping[int, frozenset[str]]

    def of(self, columns: Codes) -> Bytes:
        """Return what the words of some columns are, as bits, 0 for most; uint8 (n_columns,)."""
        return self.kinds[columns]

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
    find, spellings = model.columns_of(language), defaultdict[int, set[str]](set)
    kinds = np.zeros(len(model.terms_), np.uint8)
    for kind, words in _words(language):
        for word in words:
            column = find(word)
            if column >= 0:
                kinds[column] |= kind
                spellings[column].add(word)
    return WordKinds(kinds, {column: frozenset(words) for column, words in spellings.items()})


def _words(language: str) -> Iterator[tuple[int, Iterable[str]]]:
    """Yield the words of each kind."""
    known = language_of(language)
    yield TITLE, known.honorifics - known.titles_in_names
    yield KEPT_TITLE, known.titles_in_names
    yield TIME, calendar_words(language)
    yield MEASURE, measure_words(language)
    yield ABBREVIATION, map(str.lower, known.abbreviations)
    yield PARTICLE, words_of_all(lambda each: each.name_particles | each.name_links | each.name_articles)
