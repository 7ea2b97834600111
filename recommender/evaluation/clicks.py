"""A click log → judgements, and the baseline of popular articles.

In: a table with a row for each impression, that is, each time an article was shown as a card beside a seed: ``seed``,
``shown`` (the id of the card's article), ``clicked`` (0 or 1), ``time``, and the ``rank`` of the card if the log has
it. Out: `Qrels`, and a baseline. A row may also hold a whole box: a list of the articles shown and one of those
clicked, without ranks, as the behaviors of EB-NeRD do; of those, a row without a seed is of a front page, and is left
out.

Readers click the first cards, related or not, so a plain click-through rate would favour the old box. A pair of a seed
and an article is judged by its clicks over the clicks expected at the ranks of its impressions:

lift = (clicks + 1) / (Σ over impressions of the click-through rate of their rank + 1)

The two ones pull the lift of a pair with few impressions towards 1. Without ranks all impressions have the same
expectation, which favours what the old box put first: take such judgements with care. An article that was never a card
beside a seed cannot be judged, and counts as not relevant, as with any click log.

Sources: J. Kruse et al., EB-NeRD, RecSys Challenge 2024 (its lists are shuffled); Zhang and Jones, Comparing click
logs and editorial labels for training query rewriting, WWW 2007 (clicks over expected clicks); Joachims et al.,
Accurately interpreting clickthrough data as implicit feedback, SIGIR 2005.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recommender.article import MAX_ID_LENGTH, UNKNOWN_TIME, to_seconds
from recommender.corpus import Refuse, log_refused, normalised
from recommender.errors import ArticleError, CorpusError
from recommender.evaluation.baselines import Baseline, rank_by
from recommender.evaluation.qrels import Qrels
from recommender.evaluation.runs import Run
from recommender.evaluation.tables import Row, TableColumns, read_rows
from recommender.evaluation.tasks import Task
from recommender.evaluation.trec import number_of

# Pairs with fewer impressions are not judged. At least 1, impressions; by hand: at a click-through rate of a few per
# cent, not one click is expected of them.
MIN_IMPRESSIONS = 10
# A pair with a lift above the first gets grade 1, from the second on grade 2. Above 0; by hand: a lift of 1 is what the
# ranks of its impressions explain.
MORE_THAN_USUAL, FAR_MORE_THAN_USUAL = 1.0, 2.0
# A larger rank is an error of the log. At least 1, ranks; no box has more cards.
MAX_RANK = 1_000
# Stands for the rank of an impression that has none.
NO_RANK = 0
_CLICKED = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "1.0": True, "0.0": False}
_COLUMNS = TableColumns(
    {
        "seed": ("seed", "seed_id", "article_id", "page"),
        "shown": ("shown", "shown_id", "card", "candidate", "article_ids_inview"),
        "clicked": ("clicked", "click", "article_ids_clicked"),
        "time": ("time", "timestamp", "datetime", "impression_time"),
        "rank": ("rank", "position"),
    },
    optional=frozenset({"rank"}),
)


@dataclass(slots=True)
class ClickLog:
    """The counts of a click log. A pair is a seed and the article of a card beside it, both as ids.

    Attributes:
        impressions: For each pair, the number of its impressions at each rank, or at `NO_RANK`.
        clicks: For each pair, the number of its clicks.
        clicks_at: For each rank, the number of clicks.
        times: For each article, the times of its clicks in seconds since 1970 UTC.
    """

    impressions: dict[tuple[str, str], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    clicks: Counter[tuple[str, str]] = field(default_factory=Counter)
    clicks_at: Counter[int] = field(default_factory=Counter)
    times: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, seed: str, article_id: str, rank: int, clicked: bool, time: datetime) -> None:
        """Count one impression of an article beside a seed."""
        self.impressions[seed, article_id][rank] += 1
        if clicked:
            self.clicks[seed, article_id] += 1
            self.clicks_at[rank] += 1
            self.times[article_id].append(to_seconds(time))

    def rates(self) -> dict[int, float]:
        """Return the click-through rate of each rank, clicks / impressions, in [0, 1]."""
        impressions_at: Counter[int] = Counter()
        for ranks in self.impressions.values():
            impressions_at.update(ranks)
        return {rank: self.clicks_at[rank] / n for rank, n in impressions_at.items()}

    def lifts(self) -> dict[tuple[str, str], float]:
        """Return the lift of each pair with at least `MIN_IMPRESSIONS` impressions, see the module.

        >>> log, noon = ClickLog(), datetime(2026, 4, 24, 12, tzinfo=UTC)
        >>> for article_id, n_clicks in (("a", 2), ("b", 0)):
        ...     for i in range(10):
        ...         log.add("seed", article_id, 1, i < n_clicks, noon)
        >>> log.lifts()  # 2 clicks of 20 at rank 1: (2 + 1) / (10 · 0.1 + 1) and (0 + 1) / (10 · 0.1 + 1)
        {('seed', 'a'): 1.5, ('seed', 'b'): 0.5}
        """
        rates = self.rates()
        return {
            pair: (self.clicks[pair] + 1) / (sum(rates[rank] * n for rank, n in ranks.items()) + 1)
            for pair, ranks in self.impressions.items()
            if ranks.total() >= MIN_IMPRESSIONS
        }


def read_clicks(path: Path, refuse: Refuse = log_refused) -> ClickLog:
    """Read a click log from CSV, TSV or Parquet.

    Args:
        path: The file.
        refuse: Takes the error of each row that cannot be read; by default it is logged.

    Raises:
        CorpusError: The file cannot be read, a column is missing, or no row can be read.
    """
    log = ClickLog()
    for row in read_rows(path, _COLUMNS, refuse):
        try:
            for impression in _impressions(row):
                log.add(*impression)
        except ArticleError as error:
            refuse(CorpusError(path, row.line, str(error)))
    if not log.impressions:
        raise CorpusError(path, None, "no impression in this log")
    return log


def qrels_from_clicks(log: ClickLog) -> Qrels:
    """Judge pairs by their lift: grade 2 from `FAR_MORE_THAN_USUAL` on, 1 above `MORE_THAN_USUAL`, else 0."""
    grades: dict[str, dict[str, int]] = {}
    for (seed, other), lift in log.lifts().items():
        if seed != other:
            grades.setdefault(seed, {})[other] = int(lift > MORE_THAN_USUAL) + int(lift >= FAR_MORE_THAN_USUAL)
    return Qrels(grades, event_grade=None)


def popular(log: ClickLog) -> Baseline:
    """Return the baseline that ranks articles by their clicks; in a replay, by those up to the seed's publication."""

    def rank(task: Task) -> Run:
        row_of = {article_id: row for row, article_id in enumerate(task.ids())}
        clicked = sorted((at, row_of[id_]) for id_, times in log.times.items() if id_ in row_of for at in times)
        times = np.array([at for at, _ in clicked], np.int64)
        rows = np.array([row for _, row in clicked], np.int64)
        return rank_by(task, lambda some: np.stack([_clicks_until(task, row, times, rows) for row in task.rows[some]]))

    return rank


def _clicks_until(task: Task, seed: int, times: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the clicks of each article up to the seed's publication, float32 (n_articles,), -inf for none.

    Args:
        task: Its articles, and whether it replays the past.
        seed: The row of the seed.
        times: int64 (n_clicks,), rising, seconds since 1970 UTC.
        rows: int64 (n_clicks,), the row of the clicked article.
    """
    as_of = task.times[seed]
    replayed = task.replay and as_of != UNKNOWN_TIME
    until = int(np.searchsorted(times, as_of, side="right")) if replayed else len(times)
    counts = np.bincount(rows[:until], minlength=len(task.articles)).astype(np.float32)
    return np.where(counts > 0, counts, -np.inf).astype(np.float32)


def _impressions(row: Row) -> Iterator[tuple[str, str, int, bool, datetime]]:
    """Yield the arguments of `ClickLog.add` for each article that a row says was shown."""
    candidates, clicked = row.values["shown"], row.values["clicked"]
    if not isinstance(candidates, list):
        yield _impression(row)
    elif row.values["seed"] != "":
        if not isinstance(clicked, list):
            raise ArticleError("clicked", "a list, as that of the articles shown is one", clicked)
        for article_id in candidates:
            values = {**row.values, "shown": article_id, "clicked": int(article_id in clicked)}
            yield _impression(row._replace(values=values))


def _impression(row: Row) -> tuple[str, str, int, bool, datetime]:
    """Return the arguments of `ClickLog.add` that a row of the log holds."""
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
    form = normalised("published_at", value)
    try:
        time = form if isinstance(form, datetime) else datetime.fromisoformat(str(form).strip())
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ArticleError("time", "a time such as 2026-03-14T07:40:00Z", value) from None
