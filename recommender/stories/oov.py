"""Out-of-vocabulary (OOV) words of an article: those that the model does not know.

A model knows the words of its training. Seen through these alone, an article about something new shrinks to a few
common words, by which it would belong to any story. Here it is seen whole, with its OOV words, of which each weighs as
much as the rarest word that the model knows:

    cos(a, b) = known_a · known_b · cos of the known parts + the dot product of the OOV parts

where known is the length of the part that the model knows, in a vector of unit length.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import OOV, slug_words, to_term
from recommender.article import Article, primary_subtag
from recommender.model import FieldedTfidf, Vector
from recommender.stories.numbers import EMPTY_VECTOR, numbers_in

# OOV words are terms from here on: more than the columns of any model. Above the number of columns, terms; chosen as
# half of what 32 bits hold.
OOV_OFFSET = 1 << 30
_HASH_BYTES = 4  # Length of the hash of a term. In [4, 64], bytes; chosen to fill the terms from `OOV_OFFSET` on.

Doubles = NDArray[np.float64]


class Oov(NamedTuple):
    """The part of an article that the model does not know, beside the part that it knows.

    Attributes:
        known_length: The L2 length of the known part. In [0, 1], a share of the whole, which is of length 1; by default
            the model knows all.
        vector: The OOV words, as terms from `OOV_OFFSET` on.
        numbers: Those of them that begin with a digit.
    """

    known_length: float = 1.0
    vector: Vector = EMPTY_VECTOR
    numbers: Vector = EMPTY_VECTOR

    def with_numbers_of(self, own_vector: Vector, number_columns: range) -> Vector:
        """Return all numbers of an article: those among the words that the model knows, and the others."""
        known = numbers_in(own_vector, number_columns)
        terms = np.concatenate([known.terms, self.numbers.terms])
        return Vector(terms, np.concatenate([known.weights * np.float32(self.known_length), self.numbers.weights]))


NO_OOV = Oov()


def read_oov(article: Article, model: FieldedTfidf) -> Oov:
    """Return the words of an article that a model does not know; the article has its language."""
    language = primary_subtag(article.language)
    slug = slug_words(article.url, article.title) if model.slugs else ""
    columns, counts, oov = model.count_words(f"{article.title}\n{slug}\n{article.text}", language)
    if not oov:
        return NO_OOV
    idf, is_known = model.word_weights(), columns >= 0
    known_counts = counts[is_known].astype(np.float64)
    known_square = float(((idf[columns[is_known]] * _saturated(known_counts, model)) ** 2).sum())
    terms = _counted_terms(zip(oov, counts[columns == OOV].tolist(), strict=True), language)
    weights = idf.max() * _saturated(np.array([*terms.values()], np.float64), model)
    length = float(np.sqrt(known_square + (weights**2).sum()))
    vector = _hashed([*terms], weights / length, language)
    is_number = np.array([term[0].isdigit() for term in terms])
    numbers = _hashed([term for term in terms if term[0].isdigit()], weights[is_number] / length, language)
    return Oov(float(np.sqrt(known_square)) / length, vector, numbers)


def _counted_terms(words: Iterable[tuple[str, int]], language: str) -> Counter[str]:
    """Return how often each term comes that a few words stand for, of which each is given with its count."""
    terms: Counter[str] = Counter()
    for word, count in words:
        terms[to_term(word, language) or word] += count
    return terms


def _saturated(counts: Doubles, model: FieldedTfidf) -> Doubles:
    """Return counts as the model weighs them: the more there are, the less one more adds."""
    return counts if model.k1 is None else counts * (model.k1 + 1) / (counts + model.k1)


def _hashed(terms: Iterable[str], weights: Doubles, language: str) -> Vector:
    """Return OOV terms and their weights as a vector."""
    hashed = np.array([_hash_of(term, language) for term in terms], np.int32)
    order = np.argsort(hashed, kind="stable")
    return Vector(hashed[order], weights[order].astype(np.float32))


def _hash_of(term: str, language: str) -> int:
    digest = blake2b(f"{language}\n{term}".encode(), digest_size=_HASH_BYTES).digest()
    # Not the last of all, so that loops may count terms from 1.
    return OOV_OFFSET | min(int.from_bytes(digest) & (OOV_OFFSET - 1), OOV_OFFSET - 2)
