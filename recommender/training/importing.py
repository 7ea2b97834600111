"""The job that fills a store: read → put.

In: sources. Out: their articles in a store, and a report of what became of each. The one idea: an article that is
there already is left alone, so that the same import can be run again and again, and one that was cut short goes on
where it stopped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from recommender.article import Article
from recommender.corpus import read_articles
from recommender.errors import CorpusError
from recommender.store import Outcome, Store

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
# How many articles are put at once: what an interruption loses at most, and a progress bar moves by.
BATCH = 500
# How many refusals the report tells in full.
MOST_REASONS = 100


@dataclass(slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        outcomes: How many articles came to each outcome, see `Stored`.
        refused: How many records were left out.
        reasons: The first of those, each with its place and reason.
        change: The last change of the store when the import ended.
    """

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    refused: int = 0
    reasons: list[CorpusError] = field(default_factory=list)
    change: int = 0

    def refuse(self, error: CorpusError) -> None:
        """Count a record that was left out."""
        self.refused += 1
        if len(self.reasons) < MOST_REASONS:
            self.reasons.append(error)

    def to_record(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            **{outcome: self.outcomes[outcome] for outcome in OUTCOMES},
            "refused": self.refused,
            "reasons": [{"path": error.path, "line": error.line, "reason": error.reason} for error in self.reasons],
            "change": self.change,
        }

    def to_text(self) -> str:
        """Return the report as a line: always what is new, changed, same and refused, and the rest if there is any."""
        rest = (outcome for outcome in OUTCOMES[3:] if self.outcomes[outcome])
        counts = [f"{self.outcomes[outcome]} {outcome}" for outcome in (*OUTCOMES[:3], *rest)]
        return ", ".join([*counts, f"{self.refused} refused"])


def import_articles(
    sources: Sequence[str | Path],
    store: Store,
    *,
    columns: Mapping[str, str] | None = None,
    refused: Callable[[CorpusError], None],
    seen: Callable[[Article], None],
) -> ImportReport:
    """Put the articles of sources into a store, as a feed brings them: it overwrites nothing newer, revives nothing.

    Args:
        sources: Files, folders and databases.
        store: The store.
        columns: The sources' column by the article's field, as of `read_articles`.
        refused: Takes each record that cannot be read.
        seen: Takes each article that is in the store now, or was kept out of it, for a progress bar.

    Raises:
        CorpusError: A source cannot be read at all. Those before it are in the store.
        ValueError: `columns` names something that is no field of an article.
        StoreError: The store cannot be written. What was written before is in it.
    """
    report = ImportReport()

    def refuse(error: CorpusError) -> None:
        report.refuse(error)
        refused(error)

    readers = [
        read_articles(source, columns=columns, refused=refuse) for source in sources
    ]  # a missing one is told at once
    for reader in readers:
        for batch in _batches(reader):
            report.outcomes.update(stored.outcome for stored in store.put_many(batch))
            for article in batch:
                seen(article)
    report.change = store.last_change()
    return report


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    for article in articles:
        batch.append(article)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
