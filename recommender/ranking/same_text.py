"""Whether two articles are copies of one text: mostly the same words, and mostly in the same order.

In: the cosines of an article with others, by own words, and their wordings. Out: which of the others are copies of it.
The one idea: short reports of one event share nearly all their words because there is little else to say of it; only
who copies shares their order. Sequences of three words show it (Broder 1997, doi:10.1109/SEQUEN.1997.666900): reports
in words of their own have few in common, a copy with another headline or without its last paragraph nearly all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.index import Articles, Candidates, Seed, Wording
from recommender.model import Vector


@dataclass(frozen=True, slots=True)
class SameText:
    """Decides whether articles are copies of one text.

    Attributes:
        similarity: Cosine of own vectors below which no two articles are copies. In (0, 1]; copies of a single
            sentence with another headline are above it.
        order: The share of the sequences of the shorter text that the other must have. In (0, 1]; by hand.
        together: What both must add up to: the more alike the words, the less of their order is needed. In (0, 2]; on
            news cut to one to three sentences few reports of others are above it, and few reworded copies below.
        words: Cosine of own vectors that decides alone where a text is too short for a sequence. In (0, 1]; by hand.
    """

    similarity: float = 0.4
    order: float = 0.3
    together: float = 1.25
    words: float = 0.65

    def __call__(
        self, wording: Wording, similarity: NDArray[np.float32], rows: NDArray[np.integer], catalogue: Articles
    ) -> NDArray[np.bool_]:
        """Return which of some rows are copies of a text.

        Args:
            wording: The wording of the text.
            similarity: float32 (n,), the cosine of its article with each row by own vectors.
            rows: int32 (n,), rows of the catalogue.
            catalogue: The articles.

        Returns:
            bool (n,).
        """
        is_copy = similarity >= self.similarity
        alike = is_copy.nonzero()[0]
        if len(alike):
            is_copy[alike] = self._are_copies(similarity[alike], catalogue.containments(rows[alike], wording))
        return is_copy

    def of_row(
        self, row: int, similarity: NDArray[np.float32], rows: NDArray[np.integer], catalogue: Articles
    ) -> NDArray[np.bool_]:
        """Return which of some rows are copies of a row; if it is among them, it is one of itself."""
        is_copy = similarity >= self.similarity
        is_copy &= rows != row
        if is_copy.any():
            is_copy = self(catalogue.wording(row), similarity, rows, catalogue)
        return np.asarray(is_copy | (rows == row))

    def copies_of(self, seed: Seed, candidates: Candidates) -> NDArray[np.bool_]:
        """Return which candidates are copies of the article being read, bool (n_candidates,)."""
        return self._copies(seed.wording, lambda: seed.own_vector, candidates)

    def copies_of_row(self, row: int, candidates: Candidates) -> NDArray[np.bool_]:
        """Return which candidates are copies of a row; if it is among them, it is one of itself."""
        is_copy: NDArray[np.bool_] = candidates.rows == row
        if is_copy.all():  # alone, or there are no candidates
            return is_copy
        is_copy |= self._copies(
            candidates.catalogue.wording(row), lambda: candidates.own_vectors[row], candidates, ~is_copy
        )
        return is_copy

    def _copies(
        self,
        wording: Wording,
        vector: Callable[[], Vector],
        candidates: Candidates,
        which: NDArray[np.bool_] | None = None,
    ) -> NDArray[np.bool_]:
        """Return which candidates are copies of an article; few cosines are needed, as few are in the same order.

        Args:
            wording: The wording of the article.
            vector: Gives the vector of its own words.
            candidates: The candidates.
            which: bool (n_candidates,), those that may be copies; all if it is None.

        Returns:
            bool (n_candidates,).
        """
        containment = candidates.catalogue.containments(candidates.rows, wording)
        is_copy = ~(containment < self.order)  # NaN, too, decides nothing
        if which is not None:
            is_copy &= which
        maybe = is_copy.nonzero()[0]
        if len(maybe):
            similarity = candidates.own_vectors.similarities(candidates.rows[maybe], vector())
            is_copy[maybe] = self._are_copies(similarity, containment[maybe]) & (similarity >= self.similarity)
        return is_copy

    def copies_of_rows(self, rows: Iterable[int], candidates: Candidates) -> NDArray[np.bool_]:
        """Return which candidates are copies of any of some rows; as `copies_of_row`."""
        flags = np.zeros(len(candidates), np.bool_)
        for row in rows:
            flags |= self.copies_of_row(row, candidates)
        return flags

    def _are_copies(self, similarity: NDArray[np.float32], containment: NDArray[np.float64]) -> NDArray[np.bool_]:
        by_order = (containment >= self.order) & (similarity + containment >= self.together)
        return np.where(np.isnan(containment), similarity >= self.words, by_order)


SAME_TEXT = SameText()
