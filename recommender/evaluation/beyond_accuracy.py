"""What a newsroom sees of its boxes, beside relevance: a box and the facts about its cards → numbers for each seed.

In: the cards of one box, in the order shown, and the index that knows the articles. Out: a value and its weight. A
measure that says something of every card weighs as many as there are, so that the mean over seeds is a share of all
cards; one that says something of the box weighs 1. A fact that is not known leaves its card or box out.

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
from recommender.index import Segment

NEAR_DUPLICATE = 0.9

Boxes = Mapping[str, Sequence[str]]
SameEvent = Callable[[str], Collection[str] | None]
"""A seed → the articles known to tell its event; none when its event is not known."""


class Weighed(NamedTuple):
    """A value of one box, and how many cards or boxes it is about."""

    value: float
    weight: float


NOTHING_KNOWN = Weighed(np.nan, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """One box, and what is known of it.

    Attributes:
        index: Knows times, publishers and vectors.
        seed: The row of the article being read.
        cards: int32 (n_cards,), rows in the order shown.
        k: How many cards a full box has.
        is_same_event: bool (n_cards,), or none when the event of the seed is not known.
    """

    index: Segment
    seed: int
    cards: NDArray[np.int32]
    k: int
    is_same_event: NDArray[np.bool_] | None

    def cosines(self) -> NDArray[np.float32]:
        """Return the cosine of each card (a row) with the seed (the first column) and with every card."""
        plain = self.index.own_vectors
        columns = [plain.similarities(self.cards, plain[row]) for row in (self.seed, *self.cards.tolist())]
        return np.stack(columns, axis=1)


def full_boxes(shown: Shown) -> Weighed:
    """Tell whether the box is full."""
    return Weighed(float(len(shown.cards) >= shown.k), 1.0)


def near_duplicates(shown: Shown) -> Weighed:
    """Return the share of cards nearly the same as the seed or a card above: a cosine of at least `NEAR_DUPLICATE`."""
    if not len(shown.cards):
        return NOTHING_KNOWN
    # Column 0 is the seed, so card i stands in column i + 1, and what is above it is to the left of that.
    repeated = np.tril(shown.cosines()).max(axis=1) >= NEAR_DUPLICATE
    return Weighed(float(repeated.mean()), len(repeated))


def same_event(shown: Shown) -> Weighed:
    """Return the share of cards on the seed's own event: what `similar` wants and `related` must not show."""
    if shown.is_same_event is None or not len(shown.cards):
        return NOTHING_KNOWN
    return Weighed(float(shown.is_same_event.mean()), len(shown.cards))


def publishers(shown: Shown) -> Weighed:
    """Return how many publishers are in the box, of those that are known."""
    names = {shown.index.catalogue.label("publisher", row) for row in shown.cards.tolist()} - {""}
    return Weighed(float(len(names)), 1.0) if names else NOTHING_KNOWN


def age_days(shown: Shown) -> Weighed:
    """Return the median of the days between a card and the seed, whichever is the older."""
    seed, *cards = shown.index.catalogue.published_at[[shown.seed, *shown.cards]].tolist()
    days = [abs(card - seed) / SECONDS_A_DAY for card in cards if UNKNOWN_TIME not in (card, seed)]
    return Weighed(median(days), 1.0) if days else NOTHING_KNOWN


def intra_list_similarity(shown: Shown) -> Weighed:
    """Return the mean cosine between two cards of the box."""
    n_cards = len(shown.cards)
    if n_cards < 2:
        return NOTHING_KNOWN
    between = np.tril(shown.cosines()[:, 1:], k=-1)
    return Weighed(float(between.sum()) / (n_cards * (n_cards - 1) / 2), 1.0)


NEWSROOM: Mapping[str, Callable[[Shown], Weighed]] = {
    "full_boxes": full_boxes,
    "near_duplicates": near_duplicates,
    "same_event": same_event,
    "publishers": publishers,
    "age_days": age_days,
    "intra_list_similarity": intra_list_similarity,
}


def describe_boxes(boxes: Boxes, index: Segment, *, k: int, same_event_as: SameEvent) -> Samples:
    """Measure the boxes of some seeds.

    Args:
        boxes: The ids of the cards by seed; cards that are not of the corpus are passed over as if not shown.
        index: The corpus.
        k: How many cards a full box has.
        same_event_as: What is known of events.

    Returns:
        A row a seed, in the order given; a column a measure of `NEWSROOM`.

    Raises:
        UnknownArticleError: A seed is not in the corpus.
    """
    measured = np.full((len(boxes), len(NEWSROOM), 2), (np.nan, 0.0))
    for at, (seed, ids) in enumerate(boxes.items()):
        shown = _shown(seed, ids, index, k, same_event_as(seed))
        measured[at] = [measure(shown) for measure in NEWSROOM.values()]
    return Samples.of(measured[..., 0], measured[..., 1])


def _shown(seed: str, ids: Iterable[str], index: Segment, k: int, same: Collection[str] | None) -> Shown:
    known = [(row, article_id) for article_id in ids if (row := index.catalogue.find(article_id)) is not None]
    rows = np.array([row for row, _ in known], np.int32)
    is_same = None if same is None else np.array([article_id in same for _, article_id in known], np.bool_)
    return Shown(index, index.catalogue.row_of(seed), rows, k, is_same)


def coverage(boxes: Boxes, index: Segment) -> dict[str, float]:
    """Return what all boxes together show of the corpus.

    Returns:
        ``coverage``, the share of articles shown at some seed, and ``never_shown``, the number of the others.
    """
    shown = len(set(index.rows_of(chain.from_iterable(boxes.values()))))
    return {"coverage": shown / len(index), "never_shown": float(len(index) - shown)}
