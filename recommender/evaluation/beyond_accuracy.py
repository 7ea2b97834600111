"""Measures of a box beyond relevance: what a newsroom sees of its cards.

In: the cards of one box, in order, and the index of their articles. Out: a value and its weight. The weight of a
measure of cards is the number of cards, so that its mean over seeds is a share of all cards; the weight of a measure of
the whole box is 1. A card or box of which a fact is not known is left out.

Sources: Ziegler et al., Improving recommendation lists through topic diversification, WWW 2005 (intra-list similarity);
Ge, Delgado-Battenfeld and Jannach, Beyond accuracy, RecSys 2010 (coverage).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.article import SECONDS_A_DAY, UNKNOWN_TIME
from recommender.evaluation.significance import Samples
from recommender.index import Searcher

# Two articles with this similarity or more count as nearly the same text. In [0, 1], a cosine; by hand, so high that
# reports of one event in each reporter's own words do not count.
NEAR_DUPLICATE = 0.9

Boxes = Mapping[str, Sequence[str]]
SameEventOf = Callable[[str], Collection[str] | None]
"""Takes a seed; returns the articles known to report its event, or None if its event is not known."""


class Weighted(NamedTuple):
    """A value, and the number of cards, or 1 for the box, that it describes."""

    value: float
    weight: float


NOTHING_KNOWN = Weighted(np.nan, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class BoxFacts:
    """One box, and the facts from which its measures are computed.

    Attributes:
        index: The corpus, with times, publishers and vectors.
        seed: The row of the article being read.
        cards: int32 (n_cards,), the row of each card, first card first.
        k: How many cards a full box has.
        is_same_event: bool (n_cards,), whether a card reports the seed's event; None if that event is not known.
    """

    index: Searcher
    seed: int
    cards: NDArray[np.int32]
    k: int
    is_same_event: NDArray[np.bool_] | None

    def cosines(self) -> NDArray[np.float32]:
        """Return cosines, float32 (n_cards, 1 + n_cards): of each card with the seed, then with every card."""
        vectors = self.index.own_vectors
        columns = [vectors.similarities(self.cards, vectors[row]) for row in (self.seed, *self.cards.tolist())]
        return np.stack(columns, axis=1)


def full_boxes(box: BoxFacts) -> Weighted:
    """Return 1 if the box is full, else 0."""
    return Weighted(float(len(box.cards) >= box.k), 1.0)


def near_duplicates(box: BoxFacts) -> Weighted:
    """Return the share of cards with a cosine of `NEAR_DUPLICATE` or more with the seed or a card before them."""
    if not len(box.cards):
        return NOTHING_KNOWN
    # Column 0 is the seed, column i + 1 card i: row i of the lower triangle holds the seed and the cards before it.
    repeated = np.tril(box.cosines()).max(axis=1) >= NEAR_DUPLICATE
    return Weighted(float(repeated.mean()), len(repeated))


def same_event(box: BoxFacts) -> Weighted:
    """Return the share of cards on the seed's own event: high is right for `similar`, and 0 for `related`."""
    if box.is_same_event is None or not len(box.cards):
        return NOTHING_KNOWN
    return Weighted(float(box.is_same_event.mean()), len(box.cards))


def publishers(box: BoxFacts) -> Weighted:
    """Return the number of different publishers in the box; cards without a publisher are left out."""
    names = {box.index.catalogue.label("publisher", row) for row in box.cards.tolist()} - {""}
    return Weighted(float(len(names)), 1.0) if names else NOTHING_KNOWN


def age_days(box: BoxFacts) -> Weighted:
    """Return the median over cards of |time of the card - time of the seed| in days."""
    seed, *cards = box.index.catalogue.times_of(np.array([box.seed, *box.cards])).tolist()
    days = [abs(card - seed) / SECONDS_A_DAY for card in cards if UNKNOWN_TIME not in (card, seed)]
    return Weighted(median(days), 1.0) if days else NOTHING_KNOWN


def intra_list_similarity(box: BoxFacts) -> Weighted:
    """Return the mean cosine over all pairs of two cards of the box."""
    n_cards = len(box.cards)
    if n_cards < 2:
        return NOTHING_KNOWN
    between = np.tril(box.cosines()[:, 1:], k=-1)
    return Weighted(float(between.sum()) / (n_cards * (n_cards - 1) / 2), 1.0)


NEWSROOM: Mapping[str, Callable[[BoxFacts], Weighted]] = {
    "full_boxes": full_boxes,
    "near_duplicates": near_duplicates,
    "same_event": same_event,
    "publishers": publishers,
    "age_days": age_days,
    "intra_list_similarity": intra_list_similarity,
}


def describe_boxes(boxes: Boxes, index: Searcher, *, k: int, same_event_of: SameEventOf) -> Samples:
    """Measure the boxes of some seeds.

    Args:
        boxes: The ids of the cards for each seed; a card that is not in the corpus is ignored.
        index: The corpus.
        k: How many cards a full box has.
        same_event_of: The articles on the event of each seed.

    Returns:
        A row for each seed, in the order given; a column for each measure of `NEWSROOM`.

    Raises:
        UnknownArticleError: A seed is not in the corpus.
    """
    measured = np.full((len(boxes), len(NEWSROOM), 2), (np.nan, 0.0))
    for at, (seed, ids) in enumerate(boxes.items()):
        box = _facts(seed, ids, index, k, same_event_of(seed))
        measured[at] = [measure(box) for measure in NEWSROOM.values()]
    return Samples.of(measured[..., 0], measured[..., 1])


def _facts(seed: str, ids: Iterable[str], index: Searcher, k: int, same: Collection[str] | None) -> BoxFacts:
    known = [(row, article_id) for article_id in ids if (row := index.catalogue.find(article_id)) is not None]
    rows = np.array([row for row, _ in known], np.int32)
    is_same = None if same is None else np.array([article_id in same for _, article_id in known], np.bool_)
    return BoxFacts(index, index.catalogue.row_of(seed), rows, k, is_same)


def coverage(boxes: Boxes, index: Searcher) -> dict[str, float]:
    """Return how much of the corpus all boxes together show.

    Returns:
        ``coverage``, the share of articles that are a card in some box, and ``never_shown``, the number of the others.
    """
    n_cards = len(set(index.rows_of(chain.from_iterable(boxes.values()))))
    return {"coverage": n_cards / len(index), "never_shown": float(len(index) - n_cards)}
