"""Beyond relevance: what a newsroom sees of its boxes, whatever the judgements say.

In: boxes, article ids in the order shown by seed, and plain facts about the articles. Out: one number each. A fact that
is not known of an article leaves it out of the number; a number that nothing is known about is absent, never NaN.

Sources: Ziegler et al., Improving recommendation lists through topic diversification, WWW 2005 (intra-list similarity);
Ge, Delgado-Battenfeld and Jannach, Beyond accuracy, RecSys 2010 (coverage).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from itertools import chain
from statistics import fmean, median

import numpy as np
from numpy.typing import NDArray

Boxes = Mapping[str, Sequence[str]]
Similarity = Callable[[Sequence[str]], NDArray[np.floating]]
"""Article ids → their cosines with each other, (n, n), symmetric."""

NEAR_DUPLICATE = 0.9
SECONDS_A_DAY = 86_400.0


def describe_boxes(
    boxes: Boxes,
    *,
    k: int,
    catalogue: Collection[str],
    groups: Mapping[str, str] | None = None,
    publishers: Mapping[str, str] | None = None,
    published_at: Mapping[str, datetime] | None = None,
    similarity: Similarity | None = None,
) -> dict[str, float]:
    """Return what can be said of these boxes with the facts given.

    Args:
        boxes: Every seed that was asked, also those whose box is empty.
        k: How many cards a full box has.
        catalogue: The ids of all articles that could have been shown.
        groups, publishers, published_at: The event, publisher and time of each article, by id.
        similarity: For near-duplicates and intra-list similarity.

    Returns:
        ``full_boxes``, ``coverage``, ``near_duplicates``, ``same_event``: shares in [0, 1]; ``never_shown``: articles;
        ``publishers_per_box``: distinct publishers; ``median_age_days``: days; ``intra_list_similarity``: mean cosine.
    """
    shown = set(chain.from_iterable(boxes.values())) & set(catalogue)
    numbers = {
        "full_boxes": _mean([len(cards) >= k for cards in boxes.values()]),
        "coverage": len(shown) / len(catalogue) if catalogue else None,
        "never_shown": float(len(catalogue) - len(shown)),
        "same_event": same_event_share(boxes, groups or {}),
        "publishers_per_box": publishers_per_box(boxes, publishers or {}),
        "median_age_days": median_age(boxes, published_at or {}),
    }
    if similarity is not None:
        numbers |= likeness(boxes, similarity)
    return {name: number for name, number in numbers.items() if number is not None}


def same_event_share(boxes: Boxes, groups: Mapping[str, str]) -> float | None:
    """Return the share of cards on the seed's own event; seeds without a known event are left out."""
    return _mean(
        [groups[seed] == groups.get(card) for seed, cards in boxes.items() if seed in groups for card in cards]
    )


def publishers_per_box(boxes: Boxes, publishers: Mapping[str, str]) -> float | None:
    """Return the mean number of distinct known publishers in a box that shows any."""
    counts = [len({publishers[card] for card in cards if card in publishers}) for cards in boxes.values()]
    return _mean([count for count in counts if count])


def median_age(boxes: Boxes, published_at: Mapping[str, datetime]) -> float | None:
    """Return the median of the days between a card and its seed, whichever is the older."""
    days = [
        abs((published_at[seed] - published_at[card]).total_seconds()) / SECONDS_A_DAY
        for seed, cards in boxes.items()
        if seed in published_at
        for card in cards
        if card in published_at
    ]
    return median(days) if days else None


def likeness(boxes: Boxes, similarity: Similarity) -> dict[str, float | None]:
    """Return the share of cards nearly the same as their seed or a card above, and the mean cosine between cards.

    Nearly the same is a cosine of at least `NEAR_DUPLICATE`. The mean is over boxes of two cards or more.
    """
    repeated: list[bool] = []
    within: list[float] = []
    for seed, cards in boxes.items():
        cosines = np.tril(similarity([seed, *cards]), k=-1)
        repeated += (cosines[1:].max(axis=1, initial=0) >= NEAR_DUPLICATE).tolist()
        if len(cards) > 1:
            within.append(float(cosines[1:, 1:].sum()) / (len(cards) * (len(cards) - 1) / 2))
    return {"near_duplicates": _mean(repeated), "intra_list_similarity": _mean(within)}


def _mean(numbers: Sequence[float]) -> float | None:
    return fmean(numbers) if numbers else None
