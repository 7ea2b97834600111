"""The job: read → fit → compare → publish.

In: sources. Out: a new version in a registry, and a report of what was read and how long each step took.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from recommender import __version__
from recommender.article import Article, to_iso
from recommender.corpus import Refuse
from recommender.engine import Recommender
from recommender.errors import CorpusError, SnapshotError
from recommender.model import TfidfModel
from recommender.snapshots import KEPT_VERSIONS, Registry
from recommender.training.due import Due, Limits, assess_sources
from recommender.training.gate import Comparison, Gate
from recommender.training.sources import StoreState, names_of, pass_over, read_sources

log = logging.getLogger(__name__)


@dataclass(slots=True)
class TrainingReport:
    """What a training did.

    Attributes:
        articles: How many articles are in the corpus.
        refused: How many records were left out.
        columns: How many terms and phrases the model knows.
        seconds: Wall time by step.
        version: The version that was published; none when it was not.
        trained_at: When it began, UTC; none when it was not due.
        stores: The state of each store that was read.
        due: Whether a training was due, when that was asked.
        comparison: The new model beside the current one, when that was asked.
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

    def to_record(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            "version": self.version,
            **self._training(),
            "store": self._store(),
            "due": None if self.due is None else self.due.to_record(),
            "gate": self.comparison.to_record() if self.comparison else None,
        }

    def facts(self) -> dict[str, Any]:
        """Return what the manifest of the model is to say: the training, and if they are known, store and measures."""
        known = {"store": self._store(), "measured": self.comparison.new.to_record() if self.comparison else None}
        facts = {name: fact for name, fact in known.items() if fact is not None}
        return {"training": self._training(), "package": __version__, **facts}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Note the time that a step takes."""
        begun = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - begun

    def _training(self) -> dict[str, Any]:
        return {
            "trained_at": to_iso(self.trained_at),
            "articles": self.articles,
            "refused": self.refused,
            "columns": self.columns,
            "seconds": {step: round(seconds, 3) for step, seconds in self.seconds.items()},
        }

    def _store(self) -> dict[str, Any] | None:
        """Return the state of the one store that was read; of several, a service cannot follow one from there."""
        return self.stores[0]._asdict() if len(self.stores) == 1 else None


def fit(
    sources: Sequence[str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    model: TfidfModel | None = None,
    before: Recommender | None = None,
    refused: Refuse,
    seen: Callable[[Article], None] = pass_over,
    began: Callable[[str], None] = pass_over,
    report: TrainingReport | None = None,
) -> Recommender:
    """Read a corpus and fit a model.

    Args:
        sources: Files, folders and addresses of databases.
        columns: The sources' column by the article's field, as of `read_articles`.
        model: An unfitted model with the parameters to use; by default the defaults.
        before: What was trained before: the ids of its stories go on.
        refused: Takes each record that cannot be read.
        seen: Takes each article that was read, for a progress bar.
        began: Takes the name of each step when it begins, likewise.
        report: Is told what was done.

    Raises:
        CorpusError: A source cannot be read at all, or no article holds a word.
    """
    report = report or TrainingReport()

    def count(error: CorpusError) -> None:
        report.refused += 1
        refused(error)

    def watched() -> Iterator[Article]:
        began("read")
        with report.step("read"):
            for article in read_sources(sources, count, report.stores.append, columns=columns):
                seen(article)
                yield article
        began("fit")

    with report.step("fit"):
        try:
            # The articles are handed over one at a time: nothing here holds them while the model is fitted.
            recommender = Recommender.fit(watched(), model=model, before=before)
        except ValueError as error:
            raise CorpusError(names_of(sources), None, str(error)) from None
    report.seconds["fit"] -= report.seconds["read"]
    report.articles, report.columns = len(recommender.index), recommender.model.n_columns
    return recommender


def train(
    sources: Sequence[str | Path],
    registry: Registry,
    *,
    columns: Mapping[str, str] | None = None,
    model: TfidfModel | None = None,
    if_due: Limits | None = None,
    gate: Gate | None = None,
    refused: Refuse,
    seen: Callable[[Article], None] = pass_over,
    began: Callable[[str], None] = pass_over,
    keep: int = KEPT_VERSIONS,
    now: datetime | None = None,
) -> TrainingReport:
    """Read a corpus, fit a model, and publish it; one training at a time.

    Args:
        sources: Files, folders and addresses of databases.
        registry: Where the model is published.
        columns: The sources' column by the article's field, as of `read_articles`.
        model: An unfitted model with the parameters to use; by default the defaults.
        if_due: Train only when the current model has come so far from its store, one of the sources.
        gate: Publish only what passes.
        refused: Takes each record that cannot be read.
        seen: Takes each article that was read, for a progress bar.
        began: Takes the name of each step when it begins, likewise: ``read``, ``fit``, ``compare``, ``publish``.
        keep: How many versions stay in the registry.
        now: The time of training, by default the present.

    Returns:
        What was done; without a version when it was not due, or did not pass.

    Raises:
        BusyError: Another training for this registry is under way.
        CorpusError: A source cannot be read at all, no article holds a word, or, where it was asked whether a training
            is due, there is not just one store among the sources.
        StoreError: A store cannot be read.
        SnapshotError: The model cannot be published; what was current stays current.
        OSError: The disk is full, say; likewise.
    """
    report, began_at = TrainingReport(), (now or datetime.now(UTC)).replace(microsecond=0)
    with registry.training():
        current = current_model(registry)
        if if_due is not None:
            report.due = assess_sources(sources, current, if_due)
            if not report.due:
                return report
        report.trained_at = began_at
        recommender = fit(
            sources,
            columns=columns,
            model=model,
            before=current,
            refused=refused,
            seen=seen,
            began=began,
            report=report,
        )
        if gate is not None:
            began("compare")
            with report.step("compare"):
                report.comparison = gate.compare(recommender, current)
            if report.comparison.reasons:
                return report
        began("publish")
        with report.step("publish"):
            report.version = registry.publish(lambda folder: recommender.save(folder, report.facts()), keep=keep)
    return report


def current_model(registry: Registry) -> Recommender | None:
    """Return the current model; none when there is none, or none that can be loaded, which a new one is to mend."""
    if not registry.versions():
        return None
    try:
        snapshot, version = registry.open_current()
        return Recommender.of_snapshot(snapshot, version=version)
    except SnapshotError as error:
        log.warning("the current model cannot be loaded: %s", error)
        return None
