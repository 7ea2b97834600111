"""Mentions → usage: how often each is used now, how often is usual for it, and what that says.

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

from recommender.trends.counting import NOW, PAST, SAME
from recommender.trends.coverage import Coverage
from recommender.trends.mentions import Held
from recommender.trends.window_counts import Tally


@dataclass(frozen=True, slots=True)
class Prior:
    """What is thought of a name or phrase before its past is known.

    Attributes:
        share: In which share of all articles it is.
        articles: How many articles of the past this thought is worth.
        strength: How many articles in the same hours of the weekday the rest of the past is worth.
    """

    share: float = 0.01
    articles: float = 100.0
    strength: float = 100.0


class Usage(NamedTuple):
    """The names and phrases that are used now, in columns.

    Attributes:
        keys: uint64 (n,), rising.
        now: int64 (n,), in how many texts of the window each is.
        usual: float64 (n,), in how many it would be usually, above 0.
        as_name: int64 (n,), in how many texts it is written as a name, now and in the past.
        as_adjective: int64 (n,), in how many as a name before a common word.
        as_part: int64 (n,), in how many as part of a longer name.
        as_words: int64 (n,), in how many as common words.
        languages: int64 (n,), a number for the language of each.
        held: Their mentions in the window.
        of: int64 (m,), for each of these its position in the columns.
    """

    keys: NDArray[np.uint64]
    now: NDArray[np.int64]
    usual: NDArray[np.float64]
    as_name: NDArray[np.int64]
    as_adjective: NDArray[np.int64]
    as_part: NDArray[np.int64]
    as_words: NDArray[np.int64]
    languages: NDArray[np.int64]
    held: Held
    of: NDArray[np.int64]

    @property
    def lift(self) -> NDArray[np.float64]:
        """Return how many times more each is used than usual, shrunk to 1 where numbers are small."""
        return (self.now + 1) / (self.usual + 1)

    @property
    def surprise(self) -> NDArray[np.float64]:
        """Return the deviance of each number from what is usual, 0 or more; 0 where it is not above that."""
        more = np.maximum(self.now, self.usual)
        return np.asarray(2 * (more * np.log(more / self.usual) - (more - self.usual)))


def count_usage(tally: Tally, reports: Coverage, roles: NDArray[np.uint8], *, least: int, prior: Prior) -> Usage:
    """Return what is used in a window, and what of it was used in the past. A key is compared within its language.

    Args:
        tally: What was counted last.
        reports: Of these.
        roles: What each of them counts for.
        least: In how many texts of the window a key must be.
        prior: What is thought of a key before its past is known.
    """
    now = reports.take(roles == NOW)
    held, keys, of = tally.held(now.rows, least)
    used, before, same, as_name, as_adjective, as_part, as_words = tally.counts_of(keys).T
    languages = np.zeros(len(keys), np.int64)
    languages[of] = now.languages[held.at]

    def articles(counted: NDArray[np.bool_]) -> NDArray[np.int64]:
        n_languages = int(reports.languages.max(initial=0)) + 1
        return np.asarray(np.bincount(reports.languages[counted], minlength=n_languages)[languages])

    rate = (before + prior.share * prior.articles) / (articles(roles >= PAST) + prior.articles)
    same_rate = (same + prior.strength * rate) / (articles(roles == SAME) + prior.strength)
    return Usage(
        keys=keys,
        now=used,
        usual=np.asarray(articles(roles == NOW) * same_rate, np.float64),
        as_name=as_name,
        as_adjective=as_adjective,
        as_part=as_part,
        as_words=as_words,
        languages=languages,
        held=held,
        of=of,
    )
