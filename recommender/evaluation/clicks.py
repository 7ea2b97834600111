"""A click log → judgements, and the popular: what readers made of what they were shown.

In: a table with a row for each time an article was shown beside a seed: ``seed``, ``shown``, ``clicked`` (0 or 1),
``time``, and the ``rank`` that it was shown at, if the log has it. Out: `Qrels`, and a baseline.

Readers click what stands on top, related or not, so a bare click-through rate would judge the old box best. A pair is
judged by its clicks over the clicks to be expected at the ranks it was shown at:

    lift = (clicks + 1) / (Σ over impressions of the click-through rate of their rank + 1)

The two ones draw a pair that was seldom shown towards a lift of 1. Without ranks all impressions are expected to be
clicked alike, and the top places of whatever filled the box are favoured: take such judgements with care. An article
that was never shown beside a seed cannot be judged, and counts as not relevant, here as in any log.

Source: Zhang and Jones, Comparing click logs and editorial labels for training query rewriting, WWW 2007 (clicks over
expected clicks); Joachims et al., Accurately interpreting clickthrough data as implicit feedback, SIGIR 2005.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recommender.article import MAX_ID_LENGTH, UNKNOWN_TIME, to_seconds
from recommender.corpus import SHAPES, Refuse, log_refused
from recommender.errors import ArticleError, CorpusError
from recommender.evaluation.baselines import Baseline, rank_by
from recommender.evaluation.qrels import Qrels
from recommender.evaluation.runs import Run
from recommender.evaluation.tables import Row, Wanted, read_rows
from recommender.evaluation.tasks import Task
from recommender.evaluation.trec import number_of

MIN_IMPRESSIONS = 10
MORE_THAN_USUAL, FAR_MORE_THAN_USUAL = 1.0, 2.0
MAX_RANK = 1_000
NO_RANK = 0
_CLICKED = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "1.0": True, "0.0": False}
_COLUMNS = Wanted(
    {
        "seed": ("seed", "seed_id", "article_id", "page"),
        "shown": ("shown", "shown_id", "card", "candidate"),
        "clicked": ("clicked", "click"),
        "time": ("time", "timestamp", "datetime"),
        "rank": ("rank", "position"),
    },
    optional=frozenset({"rank"}),
)


@dataclass(slots=True)
class ClickLog:
    """A log, counted.

    Attributes:
        impressions: For a pair of a seed and an article shown beside it, how often at which rank (or `NO_RANK`).
        clicks: For such a pair, how often it was clicked.
        clicks_at: For a rank, how often it was clicked.
        times: For an article, the seconds since 1970 UTC at which it was clicked.
    """

    impressions: dict[tuple[str, str], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    clicks: Counter[tuple[str, str]] = field(default_factory=Counter)
    clicks_at: Counter[int] = field(default_factory=Counter)
    times: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, seed: str, shown: str, rank: int, clicked: bool, time: datetime) -> None:
        """Count one impression."""
        self.impressions[seed, shown][rank] += 1
        if clicked:
            self.clicks[seed, shown] += 1
            self.clicks_at[rank] += 1
            self.times[shown].append(to_seconds(time))

    def rates(self) -> dict[int, float]:
        """Return the click-through rate of each rank, in [0, 1]."""
        shown_at: Counter[int] = Counter()
        for ranks in self.impressions.values():
            shown_at.update(ranks)
        return {rank: self.clicks_at[rank] / shown for rank, shown in shown_at.items()}

    def lifts(self) -> dict[tuple[str, str], float]:
        """Return clicks over expected clicks, smoothed, of the pairs shown at least `MIN_IMPRESSIONS` times."""
        rates = self.rates()
        return {
            pair: (self.clicks[pair] + 1) / (sum(rates[rank] * n for rank, n in ranks.items()) + 1)
            for pair, ranks in self.impressions.items()
            if ranks.total() >= MIN_IMPRESSIONS
        }


def read_clicks(path: Path, refuse: Refuse = log_refused) -> ClickLog:
    """Read a log from CSV, TSV or Parquet.

    Args:
        path: The file.
        refuse: Takes each row that is not as it should be; by default it is logged.

    Raises:
        CorpusError: The file cannot be read, a column is missing, or no row is as it should be.
    """
    log = ClickLog()
    for row in read_rows(path, _COLUMNS, refuse):
        try:
            log.add(*_impression(row))
        except ArticleError as error:
            refuse(CorpusError(path, row.line, str(error)))
    if not log.impressions:
        raise CorpusError(path, None, "no impression in this log")
    return log


def qrels_from_clicks(log: ClickLog) -> Qrels:
    """Judge what was clicked more than is usual at its place 1, twice as much 2, other pairs 0; see the module."""
    grades: dict[str, dict[str, int]] = {}
    for (seed, shown), lift in log.lifts().items():
        if seed != shown:
            grades.setdefault(seed, {})[shown] = int(lift > MORE_THAN_USUAL) + int(lift >= FAR_MORE_THAN_USUAL)
    return Qrels(grades, event_grade=None)


def popular(log: ClickLog) -> Baseline:
    """Return the baseline that lists what was clicked most; in a replay, what had been when the seed came out."""

    def rank(task: Task) -> Run:
        row_of = {article_id: row for row, article_id in enumerate(task.ids())}
        clicked = sorted((at, row_of[id_]) for id_, times in log.times.items() if id_ in row_of for at in times)
        times = np.array([at for at, _ in clicked], np.int64)
        rows = np.array([row for _, row in clicked], np.int64)
        return rank_by(task, lambda some: np.stack([_clicks_until(task, row, times, rows) for row in task.rows[some]]))

    return rank


def _clicks_until(task: Task, seed: int, times: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return float32 (n_articles,): how often each was clicked, -inf for never."""
    as_of = task.times[seed]
    replayed = task.replay and as_of != UNKNOWN_TIME
    until = int(np.searchsorted(times, as_of, side="right")) if replayed else len(times)
    counts = np.bincount(rows[:until], minlength=len(task.articles)).astype(np.float32)
    return np.where(counts > 0, counts, -np.inf).astype(np.float32)


def _impression(row: Row) -> tuple[str, str, int, bool, datetime]:
    values = row.values
    return (
        _id(values, "seed"),
        _id(values, "shown"),
        _rank(values.get("rank", "")),
        _clicked(values["clicked"]),
        _time(values["time"]),
    )


def _id(values: Mapping[str, object], name: str) -> str:
    article_id = str(values[name]).strip()
    if 1 <= len(article_id) <= MAX_ID_LENGTH:
        return article_id
    raise ArticleError(name, f"an id of 1 to {MAX_ID_LENGTH} characters", article_id)


def _rank(value: object) -> int:
    if value == "":
        return NO_RANK
    rank = number_of(str(value))
    if rank.is_integer() and 1 <= rank <= MAX_RANK:
        return int(rank)
    raise ArticleError("rank", f"a whole number from 1 to {MAX_RANK}, 1 for the top", value)


def _clicked(value: object) -> bool:
    clicked = _CLICKED.get(str(value).strip().lower())
    if clicked is None:
        raise ArticleError("clicked", "0 or 1", value)
    return clicked


def _time(value: object) -> datetime:
    shaped = SHAPES["published_at"](value)
    try:
        time = shaped if isinstance(shaped, datetime) else datetime.fromisoformat(str(shaped).strip())
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ArticleError("time", "a time such as 2026-03-14T07:40:00Z", value) from None
