"""Copies: wire stories, corrected versions and syndicated texts are one story told once.

Two articles are copies when the cosine of their vectors is above a line far from any two independent reports: on the
sample corpus, wire copies with a paragraph cut and a new headline lie above 0.75, the most alike reports by two
desks below 0.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.article import Article, version_time
from recommender.index import Articles, Candidates, Query

COPY_SIMILARITY = 0.65
SEED = -1  # the seed's place among the folded, for a draft has no row


@dataclass(frozen=True, slots=True)
class NoCopiesOfTheSeed:
    """Take out near-duplicates of the seed: they count as the seed itself."""

    similarity: float = COPY_SIMILARITY

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        copies = candidates.own_vectors.similarities(candidates.rows, query.seed.own_vector) >= self.similarity
        folded = tuple(int(row) for row in candidates.rows[copies])
        return candidates.take(~copies).with_folded({SEED: folded})


@dataclass(frozen=True, slots=True)
class FoldCopies:
    """Show one card for all copies of a text: the best, or a newer version of it by the same publisher.

    Attributes:
        similarity: Cosine from which two articles are copies.
        spare: How many texts more than were asked for are looked at, for policies that come after this one.
    """

    similarity: float = COPY_SIMILARITY
    spare: int = 15

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        left = candidates
        picked: list[int] = []
        scores: list[float] = []
        folded: dict[int, tuple[int, ...]] = {}
        most = query.k + self.spare if query.k else 0
        while len(left) and len(picked) < most:
            text = fold(left, 0, self.similarity)
            picked.append(text.shown)
            # A newer version takes the place of the one that was found, with its score.
            scores.append(float(left.score[0]))
            folded[text.shown] = text.copies
            left = left.take(~text.is_copy)
        return candidates.pick(picked).with_scores(np.array(scores)).with_folded(folded)


class Text(NamedTuple):
    """One text among candidates, however many articles hold it.

    Attributes:
        shown: The row to show.
        copies: The other rows that hold it, in the order of the candidates.
        is_copy: bool (n,), which candidates hold it, the shown one among them.
        alike: float32 (n,), the cosine of each candidate with the shown one.
    """

    shown: int
    copies: tuple[int, ...]
    is_copy: NDArray[np.bool_]
    alike: NDArray[np.float32]


def fold(candidates: Candidates, at: int, similarity: float) -> Text:
    """Find the copies of one candidate; the newest version of it by its own publisher is the one to show."""
    row = int(candidates.rows[at])
    alike = candidates.own_similarity_to(row)
    is_copy = alike >= similarity
    is_copy[at] = True
    shown = newest_version(row, candidates.rows[is_copy].tolist(), candidates.catalogue)
    if shown != row:
        alike = candidates.own_similarity_to(shown)
        is_copy |= alike >= similarity
    return Text(shown, tuple(copy for copy in candidates.rows[is_copy].tolist() if copy != shown), is_copy, alike)


def newest_version(row: int, copies: list[int], catalogue: Articles) -> int:
    """Return the newest of the copies of a row that its own publisher has published; the row itself among equals."""
    publisher = catalogue.label("publisher", row)
    versions = [copy for copy in copies if copy != row and catalogue.label("publisher", copy) == publisher]
    if not publisher or not versions:
        return row
    return max((row, *versions), key=lambda each: version_time(Article.parse(catalogue.metadata(each) | {"text": "."})))
