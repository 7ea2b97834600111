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
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.reports import Reports
from recommender.trending.mentions import COMMON, NAME, PART, Held


class HeldBy(Protocol):
    """The mentions of articles, by row."""

    def gather(self, rows: NDArray[np.int64]) -> Held:
        """Return the mentions of some rows, which rise."""

    def count(self, rows: NDArray[np.int64], flags: NDArray[np.bool_], keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return how often some keys are in some rows; as `Mentions.count`."""

    def texts_of(self, rows: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Return a number for the text of each of some rows, equal for copies."""


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
        as_part: int64 (n,), in how many as one word of a longer name.
        as_words: int64 (n,), in how many as common words.
        held: Their mentions in the window.
        of: int64 (m,), for each of these its position in the columns.
    """

    keys: NDArray[np.uint64]
    now: NDArray[np.int64]
    usual: NDArray[np.float64]
    as_name: NDArray[np.int64]
    as_part: NDArray[np.int64]
    as_words: NDArray[np.int64]
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


def count_usage(
    mentions: HeldBy, now: Reports, past: Reports, *, in_same_hours: NDArray[np.bool_], least: int, prior: Prior
) -> Usage:
    """Count what is used in a window, and what of it was used in the past. A key is compared within its language.

    Args:
        mentions: What the articles mention.
        now: The window, each text once.
        past: The past, likewise.
        in_same_hours: bool, which articles of the past lie in the same hours of the same weekday.
        least: In how many texts of the window a key must be.
        prior: What is thought of a key before its past is known.
    """
    held = mentions.gather(now.rows)
    keys, of, counts = np.unique(held.keys, return_inverse=True, return_counts=True)
    enough = counts >= least
    kept = enough[of]
    held, of, keys, counts = held.take(kept), (np.cumsum(enough) - 1)[of[kept]], keys[enough], counts[enough]
    language = np.zeros(len(keys), np.int64)
    language[of] = now.languages[held.at]

    def articles(languages: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.asarray(np.bincount(languages, minlength=int(now.languages.max(initial=0)) + 1)[language])

    before, same, *before_written = mentions.count(past.rows, in_same_hours, keys).T
    rate = (before + prior.share * prior.articles) / (articles(past.languages) + prior.articles)
    same_rate = (same + prior.strength * rate) / (articles(past.languages[in_same_hours]) + prior.strength)
    written = [np.bincount(of[held.written == how], minlength=len(keys)) + n for how, n in enumerate(before_written)]
    return Usage(
        keys=keys,
        now=counts,
        usual=np.asarray(articles(now.languages) * same_rate, np.float64),
        as_name=written[NAME],
        as_part=written[PART],
        as_words=written[COMMON],
        held=held,
        of=of,
    )
