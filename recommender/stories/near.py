"""Where the articles nearest to one that arrives are found: by a few heavy terms, around its time.

A story is told around a moment, so the articles of a time near by are enough to find the stories that another could
belong to. What is read of each term is bounded, and so the cost does not grow with the corpus.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.article import END_OF_TIME, UNKNOWN_TIME
from recommender.model import Postings, Vector, kernels
from recommender.stories.grouping import in_time
from recommender.stories.nearest import HEAD, Growing, nearest


class Near(NamedTuple):
    """The articles of a corpus by their heaviest terms, in the order of time.

    Attributes:
        heads: By term, the places of articles in the order of time, and the weight of the term there.
        order: int64 (n,), the row of each place.
        times: int64 (n,), the times in this order; `END_OF_TIME` where not known.
    """

    heads: Postings
    order: NDArray[np.int64]
    times: NDArray[np.int64]

    @classmethod
    def of(cls, heads: Postings, times: NDArray[np.int64]) -> Self:
        """Return the articles of a corpus; `times` are those of its rows."""
        order = in_time(times)
        known = times[order]
        return cls(heads, order, np.where(known == UNKNOWN_TIME, END_OF_TIME, known))

    def rows(
        self, vector: Vector, time: int, *, group: int, groups: NDArray[np.int32], barred: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """Return the rows of the few articles that share most with one, best first.

        Args:
            vector: What it is compared by.
            time: When it was published, seconds since 1970, or `UNKNOWN_TIME`.
            group: Its language.
            groups: int32 (n,), the language of each row.
            barred: bool (n,), rows that are not to be found.
        """
        place = int(np.searchsorted(self.times, END_OF_TIME if time == UNKNOWN_TIME else time, side="right"))
        terms, weights = kernels.heaviest(*vector, HEAD)
        scores = np.zeros(len(self.order), np.float32)
        starts, rows, impacts, groups = read_only(*self.heads[:3], groups)
        postings = Growing(starts[:-1], starts[1:], rows, impacts)
        return nearest(terms, weights, place, group, postings, self.order, groups, barred, scores)


def read_only(*arrays: NDArray[Any]) -> list[NDArray[Any]]:
    """Return arrays as read-only, as those of a snapshot are: the loops are then compiled once for both."""
    views = [array.view() for array in arrays]
    for view in views:
        view.flags.writeable = False
    return views
