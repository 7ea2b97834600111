"""Words that the model does not know: what is new in the news, by which a new event differs from what was there before.

A model knows the words of its training. An article that arrives is seen through these alone, and so, the newer what it
tells, the less is left of it: a few common words, by which it would belong to any story. Here it is seen whole: with
the words that the model does not know, of which each weighs as much as the rarest word it does,

    cos(a, b) = known_a · known_b · cos of the known parts + the dot product of the unknown parts

where known is the length of the part that the model knows, in a vector of unit length.
"""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import counts as counting
from recommender.analysis import is_sentence_end, slug_words, split_text, to_term
from recommender.article import Article, primary_subtag
from recommender.model import TfidfModel, Vector
from recommender.stories.numbers import NOTHING, numbers_in

BEYOND = 1 << 30  # unknown words are terms from here on, which no model has columns for
_BYTES = 4


class Unknown(NamedTuple):
    """The words of an article that the model does not know, beside those that it knows.

    Attributes:
        known: The length of the part that the model knows, in [0, 1]; the whole is of length 1.
        words: The rest, by terms from `BEYOND` on.
        numbers: Those of the rest that begin with a digit.
    """

    known: float = 1.0
    words: Vector = NOTHING
    numbers: Vector = NOTHING

    def with_numbers_of(self, words: Vector, columns: range) -> Vector:
        """Return all numbers of an article, with those among the words that the model knows."""
        known = numbers_in(words, columns)
        terms = np.concatenate([known.terms, self.numbers.terms])
        return Vector(terms, np.concatenate([known.weights * np.float32(self.known), self.numbers.weights]))


ALL_KNOWN = Unknown()


def read_unknown(article: Article, model: TfidfModel) -> Unknown:
    """Return the words of an article that a model does not know; the article has its language."""
    language = primary_subtag(article.language)
    slug = slug_words(article.url, article.title) if model.slugs else ""
    counts, column_of = Counter(split_text(f"{article.title}\n{slug}\n{article.text}")), model.columns_of(language)
    words = [word for word in counts if not is_sentence_end(word)]
    columns = np.array([column_of(word) for word in words], np.int64)
    times = np.array([counts[word] for word in words], np.float64)
    known, unknown = columns >= 0, columns == counting.UNKNOWN
    if not unknown.any():
        return ALL_KNOWN
    idf = model.word_weights()
    square = float(((idf[columns[known]] * _saturated(times[known], model)) ** 2).sum())
    new: Counter[str] = Counter()
    for word, count, is_unknown in zip(words, times.tolist(), unknown.tolist(), strict=True):
        if is_unknown:
            new[to_term(word, language) or word] += int(count)
    weights = idf.max() * _saturated(np.array([*new.values()], np.float64), model)
    length = float(np.sqrt(square + (weights**2).sum()))
    is_number = np.array([term[0].isdigit() for term in new])
    terms = np.array([_term_of(term, language) for term in new], np.int32)
    weights = (weights / length).astype(np.float32)
    return Unknown(
        float(np.sqrt(square)) / length, _sorted(terms, weights), _sorted(terms[is_number], weights[is_number])
    )


def _saturated(counts: NDArray[np.float64], model: TfidfModel) -> NDArray[np.float64]:
    return counts if model.k1 is None else counts * (model.k1 + 1) / (counts + model.k1)


def _term_of(term: str, language: str) -> int:
    digest = blake2b(f"{language}\n{term}".encode(), digest_size=_BYTES).digest()
    return BEYOND | (int.from_bytes(digest) & (BEYOND - 1))


def _sorted(terms: NDArray[np.int32], weights: NDArray[np.float32]) -> Vector:
    order = np.argsort(terms, kind="stable")
    return Vector(terms[order], weights[order])
