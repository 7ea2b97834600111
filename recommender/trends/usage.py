"""Mentions → usage: how often each key is used now, how often is usual for it, and what that says.

The model is Gamma-Poisson. With n articles now, an article of the past holds a name or phrase at a rate whose mean is

    rate      = (in the past + prior share · prior articles) / (articles of the past + prior articles)
    same_rate = (in the same hours of the weekday + strength · rate) / (articles in those hours + strength)
    usual     = n · same_rate
    lift      = (now + 1) / (usual + 1)

so that with little past both shrink to the prior, and the lift of something rare is never large. How surprising the
number now is, is the deviance of a Poisson variable from what is usual: 2 · (now · ln(now / usual) - (now - usual)).
(DuMouchel, Bayesian data mining in large frequency tables, 1999; Gelman and others, Bayesian Data Analysis, 2.6.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.trends.counting import NOW, PAST, SAME_HOUR
from recommender.trends.coverage import Coverage
from recommender.trends.mention_columns import Occurrences
from recommender.trends.window_counts import WindowCounts


@dataclass(frozen=True, slots=True)
class Prior:
    """What is assumed of a name or phrase as long as little of its past is known.

    Attributes:
        share: The share of all articles that hold it. In (0, 1], a share; set by hand.
        articles: How many articles of the past this assumption is worth. Above 0, articles; set by hand.
        strength: How many articles in the same hours of the weekday the rest of the past is worth. Above 0, articles;
            set by hand.
    """

    share: float = 0.01
    articles: float = 100.0
    strength: float = 100.0


class TermUsage(NamedTuple):
    """The names and phrases that are used now, in columns.

    Attributes:
        keys: uint64 (n,), rising.
        now: int64 (n,), in how many texts of the window each is.
        usual: float64 (n,), in how many it would usually be, above 0.
        as_name: int64 (n,), in how many texts it is written as a name, now and in the past.
        as_adjective: int64 (n,), in how many as a name before a common word.
        as_part: int64 (n,), in how many as part of a longer name.
        as_words: int64 (n,), in how many as common words.
        languages: int64 (n,), a number for the language of each.
        occurrences: Their mentions in the window.
        of_keys: int64 (n_occurrences,), the position of its key in the columns for each of these.
    """

    keys: NDArray[np.uint64]
    now: NDArray[np.int64]
    usual: NDArray[np.float64]
    as_name: NDArray[np.int64]
    as_adjective: NDArray[np.int64]
    as_part: NDArray[np.int64]
    as_words: NDArray[np.int64]
    languages: NDArray[np.int64]
    occurrences: Occurrences
    of_keys: NDArray[np.int64]

    @property
    def lift(self) -> NDArray[np.float64]:
        """Return how many times as often as usual each is used, shrunk to 1 where numbers are small; float64 (n,)."""
        return (self.now + 1) / (self.usual + 1)

    @property
    def surprise(self) -> NDArray[np.float64]:
        """Return the deviance of each number from what is usual, float64 (n,); 0 where it is not above that."""
        more = np.maximum(self.now, self.usual)
        return np.asarray(2 * (more * np.log(more / self.usual) - (more - self.usual)))


def count_usage(
    counts: WindowCounts, reports: Coverage, windows: NDArray[np.uint8], *, min_texts: int, prior: Prior
) -> TermUsage:
    """Return what is used in a window, and how often it was used before. A key is compared within its language.

    Args:
        counts: What was counted last.
        reports: The reports that were counted.
        windows: uint8 (n_reports,), what each of them counts for.
        min_texts: In how many texts of the window a key must be.
        prior: What is assumed of a key as long as little of its past is known.
    """
    now = reports.take(windows == NOW)
    occurrences, keys, of_keys = counts.frequent(now.rows, min_texts)
    n_now, n_past, n_same_hour, as_name, as_adjective, as_part, as_words = counts.counts_of(keys).T
    languages = np.zeros(len(keys), np.int64)
    languages[of_keys] = now.languages[occurrences.rows]

    def articles(counted: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return how many of some reports are in the language of each key."""
        n_languages = int(reports.languages.max(initial=0)) + 1
        return np.asarray(np.bincount(reports.languages[counted], minlength=n_languages)[languages])

    rate = (n_past + prior.share * prior.articles) / (articles(windows >= PAST) + prior.articles)
    same_rate = (n_same_hour + prior.strength * rate) / (articles(windows == SAME_HOUR) + prior.strength)
    return TermUsage(
        keys=keys,
        now=n_now,
        usual=np.asarray(articles(windows == NOW) * same_rate, np.float64),
        as_name=as_name,
        as_adjective=as_adjective,
        as_part=as_part,
        as_words=as_words,
        languages=languages,
        occurrences=occurrences,
        of_keys=of_keys,
    )
