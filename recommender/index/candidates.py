"""Candidates: the articles that might be shown, and the seed that they are shown beside.

In: what a search found. Out: what policies pass on to one another. One object instead of parallel lists: `take` keeps
rows, similarities, scores and folded copies together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from recommender.article import SECONDS_A_DAY, UNKNOWN_TIME, Article, seconds_between, to_seconds
from recommender.index.articles import NO_ROWS, Articles, Rows
from recommender.index.wording import Wording
from recommender.model import CosinesOf, Vector, VectorRows

# Up to how many pairs of rows are compared one by one, which takes no longer than preparing to sort them does. At least
# 0, pairs; chosen for the time of a page.
FEW_PAIRS = 4_000


@dataclass(frozen=True, slots=True, eq=False)
class Seed:
    """The article being read, or a draft of one.

    Attributes:
        article: The article itself.
        expanded_vector: What is searched with.
        own_vector: The vector of its own words, by which copies are found.
        row: Its row in the catalogue; None for a draft.
        story: The rows of the story that it is in.
        muted: int32 (n,), the terms that editors have muted: they count for nothing.
        known_wording: The wording of the article if it has been read before.
    """

    article: Article
    expanded_vector: Vector
    own_vector: Vector
    row: int | None = None
    story: Rows = field(default_factory=lambda: NO_ROWS)
    muted: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    known_wording: Wording | None = None

    def mute(self, terms: NDArray[np.int32]) -> Self:
        """Return the seed with some terms muted: they count neither in a search nor in a reason."""
        return replace(self, expanded_vector=self.expanded_vector.without(terms), muted=terms)

    @property
    def wording(self) -> Wording:
        """Return the wording of the article, by which copies are found."""
        return self.known_wording or Wording.of(self.article.title, self.article.text)

    @property
    def unmuted_vector(self) -> Vector:
        """Return the vector of its own words without the muted ones, by which reasons are given."""
        return self.own_vector.without(self.muted)


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Articles in the order in which they would be shown, best first.

    Attributes:
        catalogue: All articles; `rows` picks from them.
        own_vectors: The vectors of their own words.
        expanded_vectors: The vectors that were searched; `similarity` is their cosine with the seed's.
        rows: int32 (n,), no row twice.
        similarity: float32 (n,), the model's cosine with the seed, in [0, 1].
        score: float32 (n,), what is sorted by; higher is better.
        folded: For a row, the rows that its card stands for as well, such as copies of its text, best first.
    """

    catalogue: Articles
    own_vectors: VectorRows
    expanded_vectors: VectorRows
    rows: NDArray[np.int32]
    similarity: NDArray[np.float32]
    score: NDArray[np.float32]
    folded: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, which: ArrayLike) -> Candidates:
        """Return some of the candidates, chosen by flags or positions, in the order given."""
        chosen = np.asarray(which)
        if chosen.dtype != bool:
            chosen = chosen.astype(np.int64)  # an empty list is one of floats
        return self._with(self.rows[chosen], self.similarity[chosen], self.score[chosen])

    def with_scores(self, score: NDArray[np.floating]) -> Candidates:
        """Return all candidates with new scores, in their new order: score down, then article id."""
        scores = score.astype(np.float32)
        order = self.best_first(scores)
        return self._with(self.rows[order], self.similarity[order], scores[order])

    def best_first(self, score: NDArray[np.floating]) -> NDArray[np.int64]:
        """Return the positions of the candidates by a score for each, highest first; equal scores by article id."""
        return self.catalogue.best_first(self.rows, score)

    def best(self, score: NDArray[np.floating], which: NDArray[np.bool_]) -> int:
        """Return the position of the best of some candidates, chosen by flags, at least one; as `best_first`."""
        some = np.where(which, score, -np.inf)
        best = (some == some.max()).nonzero()[0]
        return int(best[0] if len(best) == 1 else best[self.take(best).best_first(score[best])[0]])

    def insert(self, at: int, row: int, *, similarity: float, score: float) -> Candidates:
        """Return the candidates with one more at a position."""
        return self._with(
            np.insert(self.rows, at, row), np.insert(self.similarity, at, similarity), np.insert(self.score, at, score)
        )

    def _with(self, rows: NDArray[np.int32], similarity: NDArray[np.float32], score: NDArray[np.float32]) -> Candidates:
        # `replace` of dataclasses takes longer than most policies do.
        return Candidates(self.catalogue, self.own_vectors, self.expanded_vectors, rows, similarity, score, self.folded)

    def with_folded(self, folded: Mapping[int, tuple[int, ...]]) -> Candidates:
        """Return the candidates with more rows folded into their cards, after those that are folded into them already.

        What had been folded into such a row goes with it.
        """
        together = {
            card: (*self.folded.get(card, ()), *(each for row in rows for each in (row, *self.folded.get(row, ()))))
            for card, rows in folded.items()
            if rows
        }
        return replace(self, folded={**self.folded, **together}) if together else self

    def rows_with_folded(self) -> list[int]:
        """Return the rows of all candidates, each followed by those folded into it."""
        return [each for row in self.rows.tolist() for each in (row, *self.folded.get(row, ()))]

    def own_similarity_to(self, row: int) -> NDArray[np.float32]:
        """Return the cosine of every candidate with one row of the catalogue by their own words, float32 (n,)."""
        return self.own_vectors.similarities_to(self.rows, row)

    def own_cosines(self) -> CosinesOf:
        """Return what gives the cosines of a candidate, by its position, with all candidates by their own words."""
        return self.own_vectors.within(self.rows)

    def expanded_similarity_to(self, row: int) -> NDArray[np.float32]:
        """Return the model's cosine of every candidate with one row of the catalogue, float32 (n,)."""
        return self.expanded_vectors.similarities_to(self.rows, row)

    def facet(self, name: str) -> list[str]:
        """Return the publisher, section, language or kind of each candidate; ``""`` when it is not known."""
        return self.catalogue.labels_of(name, self.rows)

    def are_among(self, rows: Rows) -> NDArray[np.bool_]:
        """Return which candidates are among some rows, bool (n,)."""
        if len(rows) * len(self.rows) > FEW_PAIRS:
            return np.isin(self.rows, rows)
        return np.asarray((self.rows == rows[:, np.newaxis]).any(axis=0))

    def pick(self, rows: Sequence[int]) -> Candidates:
        """Return the candidates of some rows, in the order given."""
        place = {row: at for at, row in enumerate(self.rows.tolist())}
        return self.take([place[row] for row in rows])

    def days_from(self, seed: Seed) -> NDArray[np.float64]:
        """Return the days from the seed to each candidate, negative for earlier ones; NaN where a time is unknown."""
        return self._days_from(np.array([to_seconds(seed.article.known_time)]))

    def days_from_rows(self, rows: Rows, unknown: Seed | None = None) -> NDArray[np.float64]:
        """Return the days from each of some articles to each candidate, float64 (n_rows, n); as `days_from`.

        Args:
            rows: Rows of the catalogue.
            unknown: The seed on whose event those of them are that have no time: they are taken to be of its time.
        """
        times = self.catalogue.times_of(rows)
        if unknown is not None:
            times = np.where(times == UNKNOWN_TIME, to_seconds(unknown.article.known_time), times)
        return self._days_from(times[:, np.newaxis])

    def are_by_arrival(self) -> NDArray[np.bool_]:
        """Return of which candidates no more is known of their time than when they arrived, bool (n,)."""
        return self.catalogue.are_by_arrival(self.rows)

    def have_times(self) -> NDArray[np.bool_]:
        """Return of which candidates the source says when they were published, bool (n,)."""
        return np.not_equal(self.catalogue.times_of(self.rows), UNKNOWN_TIME)

    def _days_from(self, seconds: NDArray[np.int64]) -> NDArray[np.float64]:
        return seconds_between(self.catalogue.times_of(self.rows), seconds) / SECONDS_A_DAY
