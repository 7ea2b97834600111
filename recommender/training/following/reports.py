"""What a round of following did, for people and for machines.

In: the result of each feed. Out: one line, or one JSON value, a round.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from recommender.store import Outcome
from recommender.training.importing import ImportReport

Result = Literal["read", "unchanged", "waiting", "failed", "gone"]
RESULTS: tuple[Result, ...] = get_args(Result)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


class FeedResult(NamedTuple):
    """What became of a feed in a round.

    Attributes:
        feed: Its address without secrets.
        result: ``read`` and imported; ``unchanged`` since; ``waiting`` until its server may be asked again; ``failed``;
            ``gone`` for good.
        reason: Why it waits or failed; ``""`` otherwise.
        report: What the import of it did; None if there was none.
    """

    feed: str
    result: Result
    reason: str = ""
    report: ImportReport | None = None

    def to_record(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        record: dict[str, Any] = {"feed": self.feed, "result": self.result}
        if self.reason:
            record["reason"] = self.reason
        return record if self.report is None else {**record, **self.report.to_record()}


@dataclass(slots=True)
class RoundReport:
    """What a round did.

    Attributes:
        feeds: The result of each feed that was due, in the order in which they came.
        error: Why the round ended before its time, such as a store that is away; ``""`` if it did not.
    """

    feeds: list[FeedResult] = field(default_factory=list)
    error: str = ""

    @property
    def results(self) -> Counter[Result]:
        """Return how many feeds had each result."""
        return Counter(each.result for each in self.feeds)

    @property
    def outcomes(self) -> Counter[Outcome]:
        """Return how many articles had each outcome."""
        outcomes: Counter[Outcome] = Counter()
        for each in self.feeds:
            outcomes.update(each.report.outcomes if each.report else {})
        return outcomes

    @property
    def refused(self) -> int:
        """Return how many entries of feeds were refused."""
        return sum(each.report.refused for each in self.feeds if each.report)

    @property
    def is_failure(self) -> bool:
        """Return whether a scheduler must hear of it.

        So it is if nothing could be fetched that should have been, if more entries were refused than read, or if the
        round ended before its time.
        """
        results = self.results
        is_unfetched = results["failed"] > 0 and not results["read"] + results["unchanged"]
        return bool(self.error) or is_unfetched or self.refused > self.outcomes.total()

    def to_record(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        outcomes = self.outcomes
        return {
            **{result: self.results[result] for result in RESULTS},
            **{outcome: outcomes[outcome] for outcome in OUTCOMES},
            "refused": self.refused,
            "error": self.error or None,
            "feeds": [each.to_record() for each in self.feeds],
        }

    def to_text(self) -> str:
        """Return the report as a line: feeds by result, then articles by outcome."""
        results, outcomes = self.results, self.outcomes
        feeds = ", ".join(f"{results[result]} {result}" for result in RESULTS if results[result]) or "none due"
        named = [outcome for outcome in OUTCOMES if outcomes[outcome] or outcome in ("new", "changed", "same")]
        articles = ", ".join(f"{outcomes[outcome]} {outcome}" for outcome in named)
        line = f"{len(self.feeds)} feeds: {feeds}; articles: {articles}, {self.refused} refused"
        return f"{line}; {self.error}" if self.error else line
