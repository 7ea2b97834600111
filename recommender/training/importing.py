"""The job that fills a store: read → put.

In: sources. Out: their articles in a store, and a report of the outcomes. The one idea: an article that is already in
the store is left alone, so that an import can be repeated, and one that was interrupted continues where it stopped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, get_args

from recommender.article import Article
from recommender.corpus import Coverage, Version, read_versions
from recommender.errors import CorpusError
from recommender.store import Outcome, Store
from recommender.training.sources import LOG_REFUSED, Callbacks, Sources

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
# Articles of one write: what an interruption loses at most, and the step of a progress bar. At least 1, articles; by
# hand.
BATCH = 500
# Refused records that the report describes; the others are counted. At least 0, records; by hand.
MOST_REASONS = 100


@dataclass(slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        outcomes: How many articles had each outcome, see `Stored`.
        refused: How many records were left out.
        reasons: The errors of the first of these, at most `MOST_REASONS`.
        change: The last change of the store at the end of the import.
        coverage: What the sources gave, whatever the store did with it.
    """

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    refused: int = 0
    reasons: list[CorpusError] = field(default_factory=list)
    change: int = 0
    coverage: Coverage = field(default_factory=Coverage)

    def refuse(self, error: CorpusError) -> None:
        """Count a record that was left out."""
        self.refused += 1
        self.coverage.refuse(error)
        if len(self.reasons) < MOST_REASONS:
            self.reasons.append(error)

    def to_record(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            **{outcome: self.outcomes[outcome] for outcome in OUTCOMES},
            "refused": self.refused,
            "reasons": [{"path": error.path, "line": error.line, "reason": error.reason} for error in self.reasons],
            "change": self.change,
            "coverage": self.coverage.to_record(),
        }

    def to_text(self) -> str:
        """Return the report as a line: always new, changed, same and refused; other outcomes if there are any."""
        rest = (outcome for outcome in OUTCOMES[3:] if self.outcomes[outcome])
        counts = [f"{self.outcomes[outcome]} {outcome}" for outcome in (*OUTCOMES[:3], *rest)]
        return ", ".join([*counts, f"{self.refused} refused"])


def import_articles(sources: Sources, store: Store, callbacks: Callbacks = LOG_REFUSED) -> ImportReport:
    """Put the articles of sources into a store; newer articles are not overwritten, and deleted ones stay deleted.

    What a source takes back is taken down, at its place in the order of the source.

    Args:
        sources: What to read.
        store: The store to write.
        callbacks: What to call for each record that cannot be read, and for each article after it was put.

    Raises:
        CorpusError: A source cannot be read at all. The articles of the sources before it are in the store.
        ValueError: The columns name something that is no field of an article.
        StoreError: The store cannot be written. What was written before is in it.
    """
    report = ImportReport()

    def refuse(error: CorpusError) -> None:
        report.refuse(error)
        callbacks.refused(error)

    # All are opened before the first is read, so that a missing one is reported at once.
    readers = [
        read_versions(
            each,
            columns=sources.columns,
            refused=refuse,
            left_out=report.coverage.leave_out,
            withdrawn=report.coverage.withdraw,
            lost=report.coverage.lose,
            options=sources.options,
        )
        for each in sources.addresses
    ]
    for reader in readers:
        for batch in _batches(reader):
            report.outcomes.update(stored.outcome for stored in store.put_many(batch))
            for version in batch:
                if isinstance(version, Article):
                    report.coverage.see(version)
                    callbacks.seen(version)
    report.change = store.last_change()
    return report


def _batches(versions: Iterator[Version]) -> Iterator[list[Version]]:
    while batch := list(islice(versions, BATCH)):
        yield batch
