"""Copies: wire stories, corrected versions and syndicated texts are one text, and get one card; see `same_text`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.article import Article, version_time
from recommender.index import Articles, Candidates
from recommender.model import CosinesOf
from recommender.ranking.query import Query
from recommender.ranking.same_text import SAME_TEXT, SameText

SEED = -1  # stands for the seed among folded rows, since a draft has no row


@dataclass(frozen=True, slots=True)
class NoCopiesOfTheSeed:
    """Take out near-duplicates of the seed; they are folded into the seed itself.

    Attributes:
        same_text: Decides which articles are copies.
    """

    same_text: SameText = SAME_TEXT

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        copies = self.same_text.copies_of(query.seed, candidates)
        if not copies.any():
            return candidates
        folded = tuple(int(row) for row in candidates.rows[copies])
        return candidates.take(~copies).with_folded({SEED: folded})


@dataclass(frozen=True, slots=True)
class FoldCopies:
    """Keep one candidate for all copies of a text: the best, or a newer version of it by the same publisher.

    Attributes:
        same_text: Decides which articles are copies.
        spare: Texts to keep beyond the k requested, for the policies that come after this one. At least 0; chosen by
            hand, larger than what they take out of a box in practice, to bound the work.
    """

    same_text: SameText = SAME_TEXT
    spare: int = 15

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        is_left, cosines_of = np.ones(len(candidates), np.bool_), candidates.own_cosines()
        picked: list[int] = []
        scores: list[float] = []
        folded: dict[int, tuple[int, ...]] = {}
        most = query.k + self.spare if query.k else 0
        while len(picked) < most and is_left.any():
            at = int(is_left.argmax())
            text = text_of(candidates, at, self.same_text, is_left, cosines_of)
            picked.append(text.row)
            # A newer version takes the place of the candidate, with its score.
            scores.append(float(candidates.score[at]))
            folded[text.row] = text.copies
            is_left &= ~text.is_copy
        return candidates.pick(picked).with_scores(np.array(scores)).with_folded(folded)


class Text(NamedTuple):
    """One text among candidates, of which several may be copies.

    Attributes:
        at: The position of the candidate to show.
        row: The row to show.
        copies: The other rows with this text, in the order of the candidates.
        is_copy: bool (n,), which candidates have this text, the one to show among them.
        similarity: float32 (n,), the cosine of each candidate with the one to show, by own vectors.
    """

    at: int
    row: int
    copies: tuple[int, ...]
    is_copy: NDArray[np.bool_]
    similarity: NDArray[np.float32]


def text_of(
    candidates: Candidates, at: int, same_text: SameText, is_left: NDArray[np.bool_], cosines_of: CosinesOf
) -> Text:
    """Return the text of one candidate, with its copies; the one to show is the newest version by its own publisher.

    Args:
        candidates: The candidates.
        at: The position of one of them.
        same_text: Decides which articles are copies.
        is_left: bool (n,), which candidates may be copies of it: those that are not of another text.
        cosines_of: As of `Candidates.own_cosines`.
    """
    row = int(candidates.rows[at])
    similarity = cosines_of(at)
    is_copy = (similarity >= same_text.similarity) & is_left
    is_copy[at] = True
    if np.count_nonzero(is_copy) == 1:  # the common case
        return Text(at, row, (), is_copy, similarity)
    is_copy = same_text.of_row(row, similarity, candidates.rows, candidates.catalogue) & is_left
    newest = newest_version(row, candidates.rows[is_copy].tolist(), candidates.catalogue)
    if newest != row:
        at = candidates.rows.tolist().index(newest)
        similarity = cosines_of(at)
        is_copy |= same_text.of_row(newest, similarity, candidates.rows, candidates.catalogue) & is_left
    copies = tuple(copy for copy in candidates.rows[is_copy].tolist() if copy != newest)
    return Text(at, newest, copies, is_copy, similarity)


def newest_version(row: int, copies: list[int], catalogue: Articles) -> int:
    """Return the newest among a row and its copies by the same publisher; of equally new ones, the row itself."""
    if len(copies) < 2:  # itself alone
        return row
    publisher = catalogue.label("publisher", row)
    versions = [copy for copy in copies if copy != row and catalogue.label("publisher", copy) == publisher]
    if not publisher or not versions:
        return row
    return max((row, *versions), key=lambda each: version_time(Article.parse(catalogue.metadata(each) | {"text": "."})))
