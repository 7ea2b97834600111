"""Stories compared with judged events: does a story hold the reports of one event, and all of them?

In: the stories of the recommender, and the judged events. Out: BCubed's precision, recall and F1 with their intervals,
beside those of a site without stories, where every article is alone.

The intervals come from resampling events with all their articles, because the articles of one event are not
independent.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.evaluation.measures import bcubed, bcubed_scores
from recommender.evaluation.significance import STATISTICS, Samples, bootstrap_means, interval


def evaluate_stories(stories: Mapping[str, str], events: Mapping[str, str], *, seed: int = 0) -> pd.DataFrame:
    """Compare stories with events.

    Args:
        stories: The story of each article, by article id.
        events: The event of each judged article, by article id; at least one.
        seed: The seed of the random generator.

    Returns:
        Rows ``stories`` and ``each alone``; columns are pairs of ``precision``, ``recall``, ``F1`` and ``mean``
        (over all judged articles), ``low``, ``high``. ``attrs`` holds the number of ``events`` and of ``articles``.
    """
    rows = {"stories": stories, "each alone": {}}
    names = pd.MultiIndex.from_product([("precision", "recall", "F1"), STATISTICS], names=["measure", "statistic"])
    table = [_figures(groups, events, seed) for groups in rows.values()]
    frame = pd.DataFrame(table, pd.Index(list(rows), name="system"), names)
    frame.attrs = {"events": len(set(events.values())), "articles": len(events)}
    return frame


def _figures(groups: Mapping[str, str], events: Mapping[str, str], seed: int) -> NDArray[np.float64]:
    """Return mean, low and high of precision, then of recall, then of F1, float64 (9,)."""
    drawn = bootstrap_means(_by_event(bcubed_scores(groups, events), events), seed=seed)
    precision, recall = drawn.T
    with_f1 = np.column_stack([drawn, 2 * precision * recall / (precision + recall)])
    return np.vstack([bcubed(groups, events), interval(with_f1)]).T.ravel()


def _by_event(scores: Mapping[str, tuple[float, float]], events: Mapping[str, str]) -> Samples:
    """Return a row for each event: the precision and recall of its articles, weighted by their number."""
    row_of = {event: row for row, event in enumerate(dict.fromkeys(events.values()))}
    totals, sizes = np.zeros((len(row_of), 2)), np.zeros((len(row_of), 2))
    for article_id, event in events.items():
        totals[row_of[event]] += scores[article_id]
        sizes[row_of[event]] += 1
    return Samples(totals, sizes)
