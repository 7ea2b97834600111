"""The task that every system gets: rank these articles for each of these seeds.

In: articles and seeds. Out: a `Task`, which also says which articles may be shown beside a seed. The one idea: what is
hidden from one system is hidden from all, so that a replay of the past is fair.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence, Sized
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from recommender.article import UNKNOWN_TIME, Article, to_seconds
from recommender.errors import CorpusError, UnknownArticleError
from recommender.evaluation.qrels import Qrels
from recommender.index import Catalogue, Filter


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """Seeds, and the corpus to rank for each of them. Build one with `of`, which sorts the articles.

    Attributes:
        articles: Sorted by article id, so that a tie ordered by row is ordered by id.
        rows: int64 (n_seeds,), the row of each seed among the articles.
        depth: How many articles are ranked for a seed at most.
        replay: Whether each seed is answered as of its own publication: nothing newer is shown. Articles without a time
            are always shown, and a seed without one is answered as of now.
        times: int64 (n_articles,), seconds since 1970 UTC, `UNKNOWN_TIME` where not known.
    """

    articles: Sequence[Article]
    rows: NDArray[np.int64]
    depth: int
    replay: bool
    times: NDArray[np.int64] = field(repr=False)

    @classmethod
    def of(cls, articles: Iterable[Article], seeds: Iterable[str], depth: int, *, replay: bool = False) -> Task:
        """Sort the articles and find the rows of the seeds.

        Raises:
            UnknownArticleError: A seed is not among the articles.
            ValueError: Two articles have the same id.
        """
        ordered = sorted(articles, key=attrgetter("article_id"))
        row_of = {str(article.article_id): row for row, article in enumerate(ordered)}
        if len(row_of) < len(ordered):
            raise ValueError("articles: expected every article_id once")
        try:
            rows = [row_of[seed] for seed in seeds]
        except KeyError as error:
            raise UnknownArticleError(error.args[0]) from None
        times = np.array([to_seconds(article.published_at) for article in ordered], np.int64)
        return cls(ordered, np.array(rows, np.int64), depth, replay, times)

    @property
    def seeds(self) -> list[str]:
        """Return the ids of the seeds."""
        return [str(self.articles[row].article_id) for row in self.rows]

    def ids(self) -> list[str]:
        """Return the ids of all articles."""
        return [str(article.article_id) for article in self.articles]

    def may_show(self, row: int) -> NDArray[np.bool_]:
        """Return which articles may be shown beside the seed in this row, bool (n_articles,); never the seed itself."""
        allowed = np.ones(len(self.articles), np.bool_)
        if self.replay and self.times[row] != UNKNOWN_TIME:
            allowed = self.times <= self.times[row]  # an unknown time is smaller than all others
        allowed[row] = False
        return allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Which seeds are evaluated, and how deep.

    Attributes:
        k: How many cards a full box has. At least 1, cards; as many as a page asks for by default.
        depth: How many articles are ranked for a seed at most. At least `k`, articles; ten times the deepest measure by
            default.
        since, until: Seeds are published from `since` to `until`, both included; aware times, None for no bound.
        replay: Whether each seed is answered as of its own publication, see `Task`.

    Raises:
        ValueError: `k` is below 1, or above `depth`.
    """

    k: int = 5
    depth: int = 100
    since: datetime | None = None
    until: datetime | None = None
    replay: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.k <= self.depth:
            raise ValueError(f"k: expected 1 to the depth of {self.depth}, found {self.k}")

    def chooses(self, times: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which articles can be seeds, bool (n_articles,).

        One without a time cannot be a seed in a replay, or if there is a first or a last time.
        """
        since, until = Filter(since=self.since, until=self.until).window()
        has_time = (times != UNKNOWN_TIME) | (not self.replay)
        chosen: NDArray[np.bool_] = has_time & (since <= times) & (times <= until)
        return chosen


@dataclass(frozen=True, slots=True)
class Chosen:
    """The seeds of an evaluation.

    Attributes:
        seeds: Their ids, sorted.
        qrels: The judgements of these seeds.
        without_judgements: How many articles could have been seeds, but have no article judged relevant.
        unknown: How many judged seeds are not in the corpus.
    """

    seeds: list[str]
    qrels: Qrels
    without_judgements: int = 0
    unknown: int = 0


def choose_seeds(
    catalogue: Catalogue, qrels: Qrels, setting: Setting, *, known: Container[str] | None = None
) -> Chosen:
    """Choose the seeds of an evaluation: the judged ones, or without judgements all articles.

    In a replay, judgements of articles newer than the seed are left out, because no system could have shown them.

    Args:
        catalogue: The corpus.
        qrels: The judgements, which may be empty.
        setting: The times of the seeds, and whether the past is replayed.
        known: Articles outside it cannot be seeds; None for no such limit.

    Raises:
        CorpusError: No seed is left.
    """
    ids = (catalogue.ids[row] for row in np.flatnonzero(setting.chooses(catalogue.published_at)).tolist())
    possible = [seed for seed in ids if known is None or seed in known]
    if not qrels.grades:
        _expect_some(possible, "no article is of the time and the models asked for")
        return Chosen(possible, qrels, len(possible))
    if setting.replay:
        qrels = qrels.of_pairs(lambda seed, other: not is_newer(catalogue, other, seed))
    judged = qrels.seeds()
    here = [seed for seed in judged if seed in catalogue]
    if not here:
        raise CorpusError("qrels", None, f"none of the {len(judged)} seeds with a relevant article is in this corpus")
    chosen = set(here) & set(possible)
    _expect_some(chosen, f"none of the {len(here)} judged seeds is of the time and the models asked for")
    return Chosen(sorted(chosen), qrels.of_seeds(chosen), len(possible) - len(chosen), len(judged) - len(here))


def _expect_some(seeds: Sized, reason: str) -> None:
    if not seeds:
        raise CorpusError("seeds", None, reason)


def is_newer(catalogue: Catalogue, other: str, seed: str) -> bool:
    """Return whether an article was published after a seed; false if one of the two is unknown or has no time."""
    row, seed_row = catalogue.find(other), catalogue.find(seed)
    if row is None or seed_row is None:
        return False
    time, seed_time = int(catalogue.published_at[row]), int(catalogue.published_at[seed_row])
    return UNKNOWN_TIME not in (time, seed_time) and time > seed_time
