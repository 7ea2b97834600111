"""The job: read → fit → publish.

In: sources. Out: a new version in a registry, and a report of what was read and how long each step took.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from recommender import __version__
from recommender.article import Article
from recommender.cards import to_iso
from recommender.corpus import name_of, read_articles
from recommender.engine import Recommender
from recommender.errors import CorpusError
from recommender.registry import KEPT_VERSIONS, Registry
from recommender.tfidf import TfidfModel

Notice = Callable[[CorpusError], None]


def _pass_over(_: object) -> None:
    """Take what nobody asked for."""


@dataclass(slots=True)
class TrainingReport:
    """What a training did.

    Attributes:
        articles: How many articles are in the corpus.
        refused: How many records were left out.
        columns: How many terms and phrases the model knows.
        seconds: Wall time by step.
        version: The version that was published; none when it was not.
        trained_at: When it began, UTC.
    """

    articles: int = 0
    refused: int = 0
    columns: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    version: str | None = None
    trained_at: datetime | None = None

    def to_record(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            "version": self.version,
            "trained_at": to_iso(self.trained_at),
            "articles": self.articles,
            "refused": self.refused,
            "columns": self.columns,
            "seconds": {step: round(seconds, 3) for step, seconds in self.seconds.items()},
        }

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Note the time that a step takes."""
        begun = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - begun


def read_sources(sources: Sequence[str | Path], refused: Notice) -> Iterator[Article]:
    """Read the articles of several sources, one after the other.

    Raises:
        CorpusError: A source cannot be read at all.
    """
    for source in sources:
        yield from read_articles(source, refused=refused)


def fit(
    sources: Sequence[str | Path],
    *,
    model: TfidfModel | None = None,
    refused: Notice,
    seen: Callable[[Article], None] = _pass_over,
    began: Callable[[str], None] = _pass_over,
    report: TrainingReport | None = None,
) -> Recommender:
    """Read a corpus and fit a model.

    Args:
        sources: Files, folders and addresses of databases.
        model: An unfitted model with the parameters to use; by default the defaults.
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
            for article in read_sources(sources, count):
                seen(article)
                yield article
        began("fit")

    with report.step("fit"):
        try:
            # The articles are handed over one at a time: nothing here holds them while the model is fitted.
            recommender = Recommender.fit(watched(), model=model)
        except ValueError as error:
            raise CorpusError(", ".join(map(name_of, sources)), None, str(error)) from None
    report.seconds["fit"] -= report.seconds["read"]
    report.articles, report.columns = len(recommender.index), recommender.model.n_columns
    return recommender


def train(
    sources: Sequence[str | Path],
    registry: Registry,
    *,
    model: TfidfModel | None = None,
    refused: Notice,
    seen: Callable[[Article], None] = _pass_over,
    began: Callable[[str], None] = _pass_over,
    keep: int = KEPT_VERSIONS,
    now: datetime | None = None,
) -> TrainingReport:
    """Read a corpus, fit a model, and publish it.

    Args:
        sources: Files, folders and addresses of databases.
        registry: Where the model is published.
        model: An unfitted model with the parameters to use; by default the defaults.
        refused: Takes each record that cannot be read.
        seen: Takes each article that was read, for a progress bar.
        began: Takes the name of each step when it begins, likewise: ``read``, ``fit``, ``publish``.
        keep: How many versions stay in the registry.
        now: The time of training, by default the present.

    Raises:
        CorpusError: A source cannot be read at all, or no article holds a word.
        SnapshotError: The model cannot be published; what was current stays current.
        OSError: The disk is full, say; likewise.
    """
    report = TrainingReport(trained_at=(now or datetime.now(UTC)).replace(microsecond=0))
    recommender = fit(sources, model=model, refused=refused, seen=seen, began=began, report=report)
    began("publish")
    with report.step("publish"):
        training = report.to_record()
        del training["version"]  # it has none before it is published
        facts = {"training": training, "package": __version__}
        report.version = registry.publish(lambda folder: recommender.save(folder, facts), keep=keep)
    return report
