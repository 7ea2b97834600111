"""The columns of a model's vectors: first its terms, sorted, then its phrases, each of two terms."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.model.learned import check_is_fitted
from recommender.model.sorted_keys import SortedKeys
from recommender.model.sorted_terms import SortedTerms
from recommender.snapshots import TextColumn

Longs = NDArray[np.int64]


class Vocabulary:
    """What each column stands for.

    Attributes:
        terms_: The terms, sorted: columns 0 to n - 1.
        phrases_: The phrases, ``first * n_terms + second``, rising: columns n and on.
    """

    terms_: Sequence[str]
    phrases_: SortedKeys

    @property
    def n_columns(self) -> int:
        """Return how many columns the vectors have: terms and phrases."""
        return len(self.terms_) + self.phrases_.n_keys

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:  # noqa: ARG002
        """Return the term of each column; phrases are two terms with a space between."""
        check_is_fitted(self)
        first, second = np.divmod(self.phrases_.at(np.arange(self.phrases_.n_keys)), len(self.terms_))
        terms = np.array([*self.terms_], object)
        return np.concatenate([terms, terms[first] + " " + terms[second]])

    def feature_name(self, column: int) -> str:
        """Return the term or phrase of one column."""
        n_terms = len(self.terms_)
        if column < n_terms:
            return str(self.terms_[column])
        first, second = divmod(int(self.phrases_.at(np.array([column - n_terms]))[0]), n_terms)
        return f"{self.terms_[first]} {self.terms_[second]}"

    @cached_property
    def spelled_terms(self) -> tuple[NDArray[np.uint8], NDArray[np.integer[Any]]]:
        """Return the terms in UTF-8, one after the other, and where each begins: for compiled loops."""
        texts = self.terms_.texts if isinstance(self.terms_, SortedTerms) else TextColumn.of(self.terms_)
        return texts.data, texts.offsets

    def words_in(self, columns: NDArray[np.integer[Any]]) -> Longs:
        """Return the columns of the two words of each phrase, int64 (2, n_columns); a word's own column twice."""
        n_terms = len(self.terms_)
        first, second = columns.astype(np.int64), columns.astype(np.int64)
        is_phrase = columns >= n_terms
        first[is_phrase], second[is_phrase] = np.divmod(self.phrases_.at(first[is_phrase] - n_terms), n_terms)
        return np.stack([first, second])

    def number_columns(self) -> range:
        """Return the columns of words that begin with a digit: they are side by side, since words are sorted."""
        return range(bisect_left(self.terms_, "0"), bisect_left(self.terms_, ":"))

    def phrase_columns(self, first: Longs, second: Longs) -> Longs:
        """Return the column of the phrase of each pair of terms, -1 for one that is not known; int64 (n_pairs,)."""
        columns = self.phrases_.find(first * len(self.terms_) + second)
        return np.where(columns >= 0, columns + len(self.terms_), -1)
