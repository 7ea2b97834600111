"""Stories against judged events: does a story hold the reports of one event, and all of them?

In: the stories that were found, and judgements that tell events apart. Out: BCubed's precision, recall and F1 with
their intervals, beside what a site without stories has: every article alone.

The intervals are over events, which are redrawn with all their articles: these stand or fall together.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.evaluation.measures import bcubed, bcubed_scores
from recommender.evaluation.significance import STATISTICS, Samples, bootstrap_means, interval


def evaluate_stories(found: Mapping[str, str], events: Mapping[str, str], *, seed: int = 0) -> pd.DataFrame:
    """Compare stories with events.

    Args:
        found: The story of each article, by id.
        events: The event of each article that is judged, one or more.
        seed: Of the random draws.

    Returns:
        Rows ``stories`` and ``each alone``; columns are pairs of ``precision``, ``recall``, ``F1`` and ``mean``
        (BCubed's, over articles), ``low``, ``high``. ``attrs`` holds how many ``events`` and ``articles`` there are.
    """
    rows = {"stories": found, "each alone": {}}
    names = pd.MultiIndex.from_product([("precision", "recall", "F1"), STATISTICS], names=["measure", "statistic"])
    table = [_figures(groups, events, seed) for groups in rows.values()]
    frame = pd.DataFrame(table, pd.Index(list(rows), name="system"), names)
    frame.attrs = {"events": len(set(events.values())), "articles": len(events)}
    return frame


def _figures(found: Mapping[str, str], events: Mapping[str, str], seed: int) -> NDArray[np.float64]:
    """Return value, low and high of each measure, end to end."""
    drawn = bootstrap_means(_by_event(bcubed_scores(found, events), events), seed=seed)
    precision, recall = drawn.T
    with_f1 = np.column_stack([drawn, 2 * precision * recall / (precision + recall)])
    return np.vstack([bcubed(found, events), interval(with_f1)]).T.ravel()


def _by_event(scores: Mapping[str, tuple[float, float]], events: Mapping[str, str]) -> Samples:
    """Return a row an event: the precision and recall of its articles, and how many these are."""
    row_of = {event: row for row, event in enumerate(dict.fromkeys(events.values()))}
    totals, sizes = np.zeros((len(row_of), 2)), np.zeros((len(row_of), 2))
    for article_id, event in events.items():
        totals[row_of[event]] += scores[article_id]
        sizes[row_of[event]] += 1
    return Samples(totals, sizes)
