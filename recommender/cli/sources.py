"""The articles that a command works with, and the model of them: published, or trained in memory for this command.

In: arguments of the command line. Out: checked sources, recommenders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import typer

from recommender.cli.how_to_read import HowToRead, expect_none
from recommender.cli.loading import load
from recommender.cli.output import ReadingProgress, reading
from recommender.engine import Recommender
from recommender.errors import CorpusError
from recommender.snapshots import Registry
from recommender.store import Store
from recommender.training import Callbacks, Limits, Sources, assess, fit


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles of a command, and the model to use.

    Attributes:
        sources: The sources of articles; empty for those of the model.
        models: A folder of models, of which the current one is used; None to train on the sources in memory.
    """

    sources: Sources
    models: str | None

    @classmethod
    def parse(cls, sources: Sequence[str] | None, how: HowToRead, models: str | None) -> Self:
        """Return the corpus of the arguments SOURCES and --models, and of those that say how sources are read."""
        return cls(sources_of(sources, how), models)

    def expect_articles(self) -> None:
        """Refuse arguments that name no articles, before anything is read."""
        if self.models is None and not self.sources.addresses:
            raise typer.BadParameter("expected files or folders of articles, or --models", param_hint="SOURCES")

    def recommender(self) -> Recommender:
        """Train in memory, or load the current model of the folder, which must know exactly the sources' articles.

        Raises:
            CorpusError: A source cannot be read, more of its records were refused than read, or it holds other articles
                than the model.
            SnapshotError: There is no model in the folder, or it is damaged.
        """
        self.expect_articles()
        with reading() as progress:
            if self.models is None:
                recommender = fit(self.sources, callbacks=Callbacks(progress.refused, progress.seen, progress.began))
                self._expect_mostly_read(progress)
                return recommender
            recommender = load(self.models)
            if self.sources.addresses:
                articles = progress.over(self.sources.read(progress.refused))
                ids = {str(article.article_id) for article in articles}
                self._expect_mostly_read(progress)
                self._expect_articles_of(recommender, ids)
        return recommender

    def _expect_mostly_read(self, progress: ReadingProgress) -> None:
        """Refuse sources that could mostly not be read: what is measured on the rest says nothing of them."""
        if progress.n_refused > progress.n_read:
            reason = f"{progress.n_refused} records were refused, more than the {progress.n_read} articles"
            raise CorpusError(str(self.sources), None, reason)

    def _expect_articles_of(self, recommender: Recommender, read: set[str]) -> None:
        """Refuse sources that a model was not trained on: its boxes would silently be of other articles."""
        if others := read.symmetric_difference(recommender.catalogue.article_ids()):
            reason = (
                f"expected the articles of model {recommender.version}, but {len(others)} are in one and not in the "
                f"other, such as {min(others)}; leave --models out to train on these, or these out to use the model's"
            )
            raise CorpusError(str(self.sources), None, reason)


def sources_of(addresses: Sequence[str] | None, how: HowToRead) -> Sources:
    """Return the sources of the argument SOURCES and of the options that say how they are read."""
    if not addresses:
        expect_none(how)
    columns, options = how.parse()
    return Sources(addresses or (), columns, options)


def due_record(registry: Registry, version: str, store_url: str) -> dict[str, Any]:
    """Return whether a training is due for a version, as JSON values.

    Raises:
        SnapshotError: The version is damaged.
        StoreError: The store cannot be read, or does not exist.
    """
    recommender = Recommender.load(registry.folder(version), version=version, verify=False)
    with Store.open(store_url, create=False) as store:
        return assess(recommender, store, Limits()).to_record()
