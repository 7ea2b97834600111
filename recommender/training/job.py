"""The job: read → fit → compare → publish.

In: sources, and a registry of models. Out: a new version in the registry, and a report of what was read and how long
each step took.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from recommender import __version__
from recommender.article import Article, to_iso
from recommender.corpus import Coverage
from recommender.engine import Recommender
from recommender.errors import CorpusError, SnapshotError
from recommender.model import FieldedTfidf
from recommender.snapshots import KEPT_VERSIONS, Registry
from recommender.training.due import Due, Limits, assess_sources
from recommender.training.gate import Comparison, Gate
from recommender.training.pace import COMPARE, PUBLISH, READ, Pace
from recommender.training.sources import LOG_REFUSED, Callbacks, Sources, StoreState

log = logging.getLogger(__name__)


@dataclass(slots=True)
class TrainingReport:
    """What a training did.

    Attributes:
        articles: How many articles are in the corpus.
        refused: How many records were left out.
        columns: How many terms and phrases the model knows.
        seconds: The wall time of each step, by its name.
        version: The version that was published, or None if none was.
        trained_at: When the training began, UTC; None if it was not due.
        stores: The state of each store that was read.
        due: Whether a training was due; None if it was trained without this question.
        coverage: What the sources gave.
        comparison: The new model compared with the current one; None without a gate.
    """

    articles: int = 0
    refused: int = 0
    columns: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    version: str | None = None
    trained_at: datetime | None = None
    stores: list[StoreState] = field(default_factory=list)
    due: Due | None = None
    comparison: Comparison | None = None
    coverage: Coverage = field(default_factory=Coverage)
    _step: tuple[str, float] | None = field(default=None, init=False, repr=False)

    def to_record(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            "version": self.version,
            **self._training(),
            "store": self._store(),
            "due": None if self.due is None else self.due.to_record(),
            "gate": self.comparison.to_record() if self.comparison else None,
            "coverage": self.coverage.to_record() if self.trained_at else None,
        }

    def facts(self) -> dict[str, Any]:
        """Return the facts for the manifest of the model: the training and, if known, the store and the measures."""
        known = {"store": self._store(), "measured": self.comparison.new.to_record() if self.comparison else None}
        facts = {name: fact for name, fact in known.items() if fact is not None}
        return {"training": self._training(), "package": __version__, **facts}

    def begin(self, step: str, began: Callable[[str], None]) -> None:
        """Report that a step begins, and with it the one before has ended."""
        self.end()
        self._step = step, time.perf_counter()
        began(step)

    def end(self) -> None:
        """Record the time of the step that has ended."""
        if self._step is not None:
            step, begun = self._step
            self.seconds[step] = time.perf_counter() - begun
        self._step = None

    def _training(self) -> dict[str, Any]:
        return {
            "trained_at": to_iso(self.trained_at),
            "articles": self.articles,
            "refused": self.refused,
            "columns": self.columns,
            "seconds": {step: round(seconds, 3) for step, seconds in self.seconds.items()},
        }

    def _store(self) -> dict[str, Any] | None:
        """Return the state of the store that was read; None if there were several, of which a service follows one."""
        return self.stores[0]._asdict() if len(self.stores) == 1 else None


def fit(
    sources: Sources,
    *,
    model: FieldedTfidf | None = None,
    before: Recommender | None = None,
    callbacks: Callbacks = LOG_REFUSED,
    report: TrainingReport | None = None,
) -> Recommender:
    """Read a corpus and fit a model.

    Args:
        sources: What to read.
        model: An unfitted model with the parameters to use; None for the default parameters.
        before: The model before this one, whose stories keep their ids; None if there is none.
        callbacks: What to call for each record, article and step.
        report: Records what was done.

    Raises:
        CorpusError: A source cannot be read at all, or no article holds a word.
    """
    report = report or TrainingReport()
    # Articles are handed over one at a time, so that no list of them is in memory while the model is fitted.
    articles = _read(sources, callbacks, report)

    def began(step: str) -> None:
        report.begin(step, callbacks.began)

    began(READ)
    try:
        recommender = Recommender.fit(articles, model=model, before=before, began=began)
    except ValueError as error:
        raise CorpusError(str(sources), None, str(error)) from None
    report.end()
    report.articles, report.columns = len(recommender.index), recommender.model.n_columns
    return recommender


def _read(sources: Sources, callbacks: Callbacks, report: TrainingReport) -> Iterator[Article]:
    """Yield the articles of the sources, and report on them."""
    coverage = report.coverage

    def refuse(error: CorpusError) -> None:
        report.refused += 1
        coverage.refuse(error)
        callbacks.refused(error)

    def see(article: Article) -> None:
        coverage.see(article)
        callbacks.seen(article)

    yield from sources.read(
        refuse,
        report.stores.append,
        left_out=coverage.leave_out,
        withdrawn=coverage.withdraw,
        lost=coverage.lose,
        seen=see,
    )


def train(
    sources: Sources,
    registry: Registry,
    *,
    model: FieldedTfidf | None = None,
    if_due: Limits | None = None,
    gate: Gate | None = None,
    keep: int = KEPT_VERSIONS,
    callbacks: Callbacks = LOG_REFUSED,
    now: datetime | None = None,
) -> TrainingReport:
    """Read a corpus, fit a model, and publish it in a registry; one training at a time.

    Args:
        sources: What to read.
        registry: Where the model is published.
        model: An unfitted model with the parameters to use; None for the default parameters.
        if_due: Train only if the current model is further from its store, one of the sources, than these limits.
        gate: Publish only a model that passes.
        keep: How many versions stay in the registry, the new one among them.
        callbacks: What to call for each record, article and step.
        now: The time of the training; None for the present.

    Returns:
        What was done; without a version if none was due, if most records were refused, or if the model did not pass.

    Raises:
        BusyError: Another training for this registry is running.
        CorpusError: A source cannot be read at all; no article holds a word; or `if_due` is given without one store.
        StoreError: A store cannot be read.
        SnapshotError, OSError: The model cannot be published. The current version stays current.
    """
    report, trained_at = TrainingReport(), (now or datetime.now(UTC)).replace(microsecond=0)
    with registry.training():
        current = current_model(registry)
        if if_due is not None:
            report.due = assess_sources(sources, current, if_due)
            if not report.due:
                return report
        report.trained_at = trained_at
        callbacks.paced(Pace.after(current.facts if current else {}, is_compared=gate is not None))
        recommender = fit(sources, model=model, before=current, callbacks=callbacks, report=report)
        if _passes(gate, recommender, current, callbacks, report):
            _publish(recommender, registry, keep, callbacks, report)
    return report


def _passes(
    gate: Gate | None, new: Recommender, current: Recommender | None, callbacks: Callbacks, report: TrainingReport
) -> bool:
    if report.coverage.is_mostly_refused:  # a model of the few records that could be read should replace no other
        return False
    if gate is None:
        return True
    report.begin(COMPARE, callbacks.began)
    report.comparison = gate.compare(new, current)
    report.end()
    return not report.comparison.reasons


def _publish(
    recommender: Recommender, registry: Registry, keep: int, callbacks: Callbacks, report: TrainingReport
) -> None:
    report.begin(PUBLISH, callbacks.began)
    report.version = registry.publish(lambda folder: recommender.save(folder, report.facts()), keep=keep)
    report.end()


def current_model(registry: Registry) -> Recommender | None:
    """Return the current model; None if there is none, or if it cannot be loaded, which a new one then replaces."""
    if not registry.versions():
        return None
    try:
        snapshot, version = registry.open_current()
        return Recommender.of_snapshot(snapshot, version=version)
    except SnapshotError as error:
        log.warning("the current model cannot be loaded: %s", error)
        return None
