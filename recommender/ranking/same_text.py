"""Whether two articles are copies of one text: mostly the same words, and mostly in the same order.

In: the cosines of an article with others, by own words, and their texts. Out: which of the others are copies of it. The
one idea: short reports of one event share nearly all their words because there is little else to say of it; only who
copies shares their order. Sequences of three words show it (Broder 1997, doi:10.1109/SEQUEN.1997.666900): reports in
words of their own have few in common, a copy with another headline or without its last paragraph nearly all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import is_sentence_end, split_text
from recommender.index import Articles

Sequences = frozenset[tuple[str, str, str]]
# Of a longer text its beginning is compared. At least some hundred, characters; by hand, to bound the work of a page.
COMPARED = 2_000
# From how many sequences on a text is compared without its title, which a copy often has anew. At least 1; by hand.
ENOUGH = 5
# Texts whose sequences are kept for the next comparison. At least 0, some 30 KB each; by hand.
REMEMBERED = 512


class Wording:
    """What is compared of an article: the sequences of three words of its text, and of its title.

    Attributes:
        text: Those of the beginning of the text.
        both: Those of the title as well.
    """

    __slots__ = ("both", "text")

    def __init__(self, title: str, text: str) -> None:
        self.text = _sequences(text[:COMPARED])
        self.both = self.text | _sequences(title)

    @classmethod
    def of_row(cls, row: int, catalogue: Articles) -> Wording:
        """Return the wording of an article of the catalogue."""
        return cls(catalogue.metadata(row).get("title", ""), catalogue.text_of(row))

    def containment(self, other: Wording) -> float | None:
        """Return the share of the sequences of the shorter text that the longer has; None if one is too short for any.

        >>> Wording("", "Two die in a fire in Portlea").containment(Wording("", "A fire in Portlea: two die"))
        0.5
        """
        with_titles = min(len(self.text), len(other.text)) < ENOUGH
        ours, theirs = (self.both, other.both) if with_titles else (self.text, other.text)
        shorter = min(len(ours), len(theirs))
        return len(ours & theirs) / shorter if shorter else None


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
        self, wording: Wording, similarity: NDArray[np.float32], rows: NDArray[np.int32], catalogue: Articles
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
        for at in np.flatnonzero(is_copy).tolist():
            containment = wording.containment(Wording.of_row(int(rows[at]), catalogue))
            is_copy[at] = self._are_copies(float(similarity[at]), containment)
        return is_copy

    def of_row(
        self, row: int, similarity: NDArray[np.float32], rows: NDArray[np.int32], catalogue: Articles
    ) -> NDArray[np.bool_]:
        """Return which of some rows are copies of a row; if it is among them, it is one of itself."""
        is_copy = self(Wording.of_row(row, catalogue), similarity, rows, catalogue)
        is_copy[rows == row] = True
        return is_copy

    def _are_copies(self, similarity: float, containment: float | None) -> bool:
        if containment is None:
            return similarity >= self.words
        return containment >= self.order and similarity + containment >= self.together


SAME_TEXT = SameText()


@lru_cache(maxsize=REMEMBERED)
def _sequences(text: str) -> Sequences:
    words = [word for word in split_text(text) if not is_sentence_end(word)]
    return frozenset(zip(words, words[1:], words[2:], strict=False))
