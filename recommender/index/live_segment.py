"""The live segment: what has been published and edited since the base was made, searchable at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.article import Article
from recommender.index.articles import Rows
from recommender.index.filters import Filter
from recommender.index.live_catalogue import LiveCatalogue
from recommender.index.live_vectors import GrowingForward
from recommender.model import PackedVectors, Postings, Vector

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
    postings: Postings


@dataclass(frozen=True, slots=True, eq=False)
class LiveSegment:
    """Live articles and their vectors. A change makes a new segment, which shares vectors and postings with the old.

    Rows are in the order of the ids. Vectors stay in the slots into which they were put, so that none is moved when an
    article comes between others; their postings are in a few blocks of falling size.

    Attributes:
        catalogue: The articles, m rows.
        word_counts: int64 (2, m), how many words each row holds, and how many of these are out of vocabulary.
        slots: int32 (m,), the slot in which each row's vectors are.
        vectors: Their vectors, by slot.
        blocks: Postings of all slots but the last few.
    """

    catalogue: LiveCatalogue
    word_counts: NDArray[np.int64]
    slots: NDArray[np.int32]
    vectors: GrowingForward
    blocks: tuple[PostingsBlock, ...] = ()

    @classmethod
    def empty(cls, n_terms: int) -> Self:
        """Return a segment without articles."""
        vectors = GrowingForward.empty(n_terms)
        return cls(LiveCatalogue.empty(), np.empty((2, 0), np.int64), np.empty(0, np.int32), vectors)

    def __len__(self) -> int:
        return len(self.slots)

    @property
    def expanded_vectors(self) -> PackedVectors:
        """Return the vectors that are searched, by slot."""
        return PackedVectors(self.vectors.forward, self.vectors.forward.expanded)

    @property
    def own_vectors(self) -> PackedVectors:
        """Return the vectors of the articles' own words, by slot."""
        return PackedVectors(self.vectors.forward, self.vectors.forward.own)

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
        slots = np.arange(len(self.vectors), len(self.vectors) + len(added), dtype=np.int32)
        own, expanded = [entry.own_vector for entry in added], [entry.expanded_vector for entry in added]
        vectors = self.vectors.with_more(own, expanded)
        changed = LiveSegment(
            self.catalogue.with_splice(splice, articles),
            splice.array(self.word_counts, word_counts.T),
            splice.array(self.slots, slots),
            vectors,
            flushed(self.blocks, vectors),
        )
        spare = len(vectors) - len(changed)
        return changed._compacted() if spare > max(len(changed), SPARE_SLOTS) else changed

    def best(
        self, query: Vector, depth: int, filters: Filter, exclude: Rows
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the rows of highest score with a query, and their scores; as `Segment.best`."""
        passes = filters.admits_rows(self.catalogue)
        passes[exclude] = False
        row_of_slot, may_pass = np.zeros(len(self.vectors), np.int32), np.zeros(len(self.vectors), np.bool_)
        row_of_slot[self.slots], may_pass[self.slots] = np.arange(len(self)), passes
        parts = [self._rest(query, row_of_slot, may_pass)]
        for begin, end, postings in self.blocks:
            bits = np.packbits(may_pass[begin:end], bitorder="little")
            parts.append(postings.best(query, depth, row_of_slot=row_of_slot[begin:end], passing=bits))
        rows, scores = (np.concatenate(each) for each in zip(*parts, strict=True))
        best = np.lexsort((rows, -scores))[:depth]
        return rows[best], scores[best]

    def _rest(
        self, query: Vector, row_of_slot: NDArray[np.int32], may_pass: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the rows that have no postings yet and may pass, and their scores; only those above 0."""
        begin = self.blocks[-1].end if self.blocks else 0
        slots = (begin + np.flatnonzero(may_pass[begin:])).astype(np.int32)
        scores = self.expanded_vectors.scores(slots, query)
        return row_of_slot[slots[scores > 0]], scores[scores > 0]

    def _compacted(self) -> LiveSegment:
        """Return the same articles, without slots and labels that no article has."""
        entries = [
            Entry(article, self.own_vectors[slot], self.expanded_vectors[slot], *counts)
            for article, slot, counts in zip(
                self.catalogue.articles, self.slots.tolist(), self.word_counts.T.tolist(), strict=True
            )
        ]
        return LiveSegment.empty(self.vectors.forward.n_terms).with_changes((), entries)


def flushed(blocks: tuple[PostingsBlock, ...], vectors: GrowingForward) -> tuple[PostingsBlock, ...]:
    """Return blocks for all slots but the last few, each at least `BLOCK_RATIO` times as large as the next."""
    begin, end = blocks[-1].end if blocks else 0, len(vectors)
    if end - begin < FLUSHED_FROM:
        return blocks
    while blocks and blocks[-1].end - blocks[-1].begin < BLOCK_RATIO * (end - begin):
        begin, blocks = blocks[-1].begin, blocks[:-1]
    postings = Postings.of(vectors.stretch(begin), np.arange(end - begin, dtype=np.int32))
    return (*blocks, PostingsBlock(begin, end, postings))
