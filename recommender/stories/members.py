"""Which members of a story an article is compared with: the founding ones and the most recent ones.

A story cannot drift away from its founding members, and a long one may turn slowly, since its recent members count. So
a comparison costs about the same however long a story is. Members are in time order everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled

Longs = NDArray[np.int64]

# How many of a story's first members an article is compared with. At least 1, members; chosen by BCubed F1 on
# gun_violence, ecbplus and uci_aggregator.
FOUNDING = 8
# How many of its last members. At least 1, members; chosen likewise.
RECENT = 24
LIVE = -1  # in the place of a row of the base


class Member(NamedTuple):
    """A member of a story; members sort by time, then by article id.

    Attributes:
        time: Seconds since 1970 UTC; `END_OF_TIME` where it is not known.
        article_id: Its id.
        row: Its row in the base, `LIVE` for a live article.
        n_terms: How many terms of its own it has, 1 or more.
    """

    time: int
    article_id: str
    row: int
    n_terms: int


@compiled
def compared_positions(n_members: int) -> Longs:
    """Return the positions of the compared ones among all members of a story, rising; int64, FOUNDING + RECENT at most.

    >>> compared_positions(34).tolist() == [*range(8), *range(10, 34)]
    True
    """
    if n_members <= FOUNDING + RECENT:
        return np.arange(n_members)
    return np.concatenate((np.arange(FOUNDING), np.arange(n_members - RECENT, n_members)))


@compiled
def position_of_next(n_members: int) -> int:
    """Return where a growing story, of which only the compared members are kept, puts its next member.

    The founding members stay; the recent ones lie behind them in a ring, in which the next takes the place of the
    oldest.
    """
    if n_members < FOUNDING + RECENT:
        return n_members
    return FOUNDING + (n_members - FOUNDING) % RECENT


def compared_of(members: Sequence[Member]) -> list[Member]:
    """Return the compared ones of a story's members."""
    return [members[at] for at in compared_positions(len(members)).tolist()]
