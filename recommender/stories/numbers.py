"""Numbers that articles hold: how many were hurt, how old they were, what it costs.

Two events of one kind are told in much the same words; their numbers are not the same. Numbers are given as vectors
over the columns of words that begin with a digit, not of unit length.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from recommender.model import Vector
from recommender.stories.threshold import Agreement

NOTHING = Vector(np.empty(0, np.int32), np.empty(0, np.float32))


def numbers_in(words: Vector, columns: range) -> Vector:
    """Return the numbers among the words of an article; `columns` are those of numbers."""
    begin, end = np.searchsorted(words.terms, [columns.start, columns.stop])
    return Vector(words.terms[begin:end], words.weights[begin:end])


def summed(vectors: Iterable[Vector]) -> Vector:
    """Return the sum of some vectors."""
    held = list(vectors) or [NOTHING]
    terms, places = np.unique(np.concatenate([vector.terms for vector in held]), return_inverse=True)
    sums = np.bincount(places, np.concatenate([vector.weights for vector in held]), minlength=len(terms))
    return Vector(terms, sums.astype(np.float32))


def agreement(numbers: Vector, others: Vector, count: int) -> Agreement:
    """Return how far the numbers of an article agree with those of a story; these are summed over so many members."""
    length, of_others = float(np.linalg.norm(numbers.weights)), float(np.linalg.norm(others.weights))
    cosine = numbers.dot(others) / (length * of_others) if length * of_others > 0 else 0.0
    return Agreement(cosine, min(length, of_others / count))
