"""The live segment: what has been published and edited since the base was made, searchable at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.article import Article
from recommender.index.articles import Rows
from recommender.index.filters import Filter, best_passing
from recommender.index.live_catalogue import LiveCatalogue
from recommender.index.live_vectors import GrowingVectors
from recommender.model import Csr, Vector, scores_of, similarities

# Slots without postings are compared one by one. When there are this many they are flushed: they get postings, which
# take a moment to make. At least 1, slots; chosen for the time of a change.
FLUSHED_FROM = 64
# A block of postings is merged with the next unless it is this many times as large: blocks are then few, and a slot is
# moved rarely. Above 1, a factor; chosen for the time of a search after ten thousand changes.
BLOCK_RATIO = 4
# Slots of deleted articles are given back when there are more of them than of live ones, and more than this. At least
# 0, slots; chosen so that a small segment is not made anew again and again.
SPARE_SLOTS = 256


class Entry(NamedTuple):
    """An article and what a model makes of it.

    Attributes:
        article: The article.
        own_vector: The vector of its own words.
        expanded_vector: The vector that is searched.
        n_words: How many words it holds, without function words.
        n_oov: How many of these are out of vocabulary: unknown to the model.
    """

    article: Article
    own_vector: Vector
    expanded_vector: Vector
    n_words: int = 0
    n_oov: int = 0


class PostingsBlock(NamedTuple):
    """The postings of the slots `begin` to `end` - 1."""

    begin: int
    end: int
    postings: Csr


@dataclass(frozen=True, slots=True, eq=False)
class LiveSegment:
    """Live articles and their vectors. A change makes a new segment, which shares vectors and postings with the old.

    Rows are in the order of the ids. Vectors stay in the slots into which they were put, so that none is moved when an
    article comes between others; their postings are in a few blocks of falling size.

    Attributes:
        catalogue: The articles, m rows.
        word_counts: int64 (2, m), how many words each row holds, and how many of these are out of vocabulary.
        slots: int32 (m,), the slot in which each row's vectors are.
        own_vectors: The vectors of the articles' own words, by slot.
        expanded_vectors: The vectors that are searched, by slot.
        blocks: Postings of all slots but the last few.
    """

    catalogue: LiveCatalogue
    word_counts: NDArray[np.int64]
    slots: NDArray[np.int32]
    own_vectors: GrowingVectors
    expanded_vectors: GrowingVectors
    blocks: tuple[PostingsBlock, ...] = ()

    @classmethod
    def empty(cls, n_terms: int) -> Self:
        """Return a segment without articles."""
        own, expanded = GrowingVectors.empty(n_terms), GrowingVectors.empty(n_terms)
        return cls(LiveCatalogue.empty(), np.empty((2, 0), np.int64), np.empty(0, np.int32), own, expanded)

    def __len__(self) -> int:
        return len(self.slots)

    def with_changes(self, deleted: Collection[str], added: Sequence[Entry]) -> LiveSegment:
        """Return the segment after a change.

        Args:
            deleted: Ids of articles to take out; unknown ones are passed over.
            added: Articles to put in, which replace those with the same ids; no id twice.
        """
        added = sorted(added, key=lambda entry: entry.article.article_id)
        articles = [entry.article for entry in added]
        splice = self.catalogue.splice(deleted, articles)
        word_counts = np.array([(entry.n_words, entry.n_oov) for entry in added], np.int64).reshape(len(added), 2)
        slots = np.arange(len(self.expanded_vectors), len(self.expanded_vectors) + len(added), dtype=np.int32)
        vectors = self.expanded_vectors.with_more([entry.expanded_vector for entry in added])
        changed = LiveSegment(
            self.catalogue.with_splice(splice, articles),
            splice.array(self.word_counts, word_counts.T),
            splice.array(self.slots, slots),
            self.own_vectors.with_more([entry.own_vector for entry in added]),
            vectors,
            flushed(self.blocks, vectors),
        )
        spare = len(vectors) - len(changed)
        return changed._compacted() if spare > max(len(changed), SPARE_SLOTS) else changed

    def best(
        self, query: Vector, depth: int, filters: Filter, exclude: Rows
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the rows of highest cosine with a query, and their scores; as `Segment.best`."""
        if not len(self):
            return np.empty(0, np.int32), np.empty(0, np.float32)
        scores = self._scores(query)
        scores[exclude] = 0
        return best_passing(scores, depth, self.catalogue, filters)

    def _scores(self, query: Vector) -> NDArray[np.float32]:
        """Return the dot product of a vector with every row, the same as `Segment.best` has it, to the last bit."""
        vectors, begin = self.expanded_vectors, self.blocks[-1].end if self.blocks else 0
        rest = np.arange(begin, len(vectors), dtype=np.int32)
        parts = [scores_of(block.postings, query) for block in self.blocks]
        parts.append(similarities(*vectors.csr[:3], rest, *query))
        return np.concatenate(parts)[self.slots]

    def _compacted(self) -> LiveSegment:
        """Return the same articles, without slots and labels that no article has."""
        entries = [
            Entry(article, self.own_vectors[slot], self.expanded_vectors[slot], *counts)
            for article, slot, counts in zip(
                self.catalogue.articles, self.slots.tolist(), self.word_counts.T.tolist(), strict=True
            )
        ]
        return LiveSegment.empty(self.expanded_vectors.n_terms).with_changes((), entries)


def flushed(blocks: tuple[PostingsBlock, ...], vectors: GrowingVectors) -> tuple[PostingsBlock, ...]:
    """Return blocks for all slots but the last few, each at least `BLOCK_RATIO` times as large as the next."""
    begin, end = blocks[-1].end if blocks else 0, len(vectors)
    if end - begin < FLUSHED_FROM:
        return blocks
    while blocks and blocks[-1].end - blocks[-1].begin < BLOCK_RATIO * (end - begin):
        begin, blocks = blocks[-1].begin, blocks[:-1]
    postings = vectors.stretch(begin).csr.transposed().read_only()
    return (*blocks, PostingsBlock(begin, end, postings))
