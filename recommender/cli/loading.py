"""What a command works with: a published model, or one trained in memory for this command alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from recommender.cli.output import watching
from recommender.errors import CorpusError, SnapshotError

if TYPE_CHECKING:
    from recommender.engine import Recommender
    from recommender.snapshots import Registry


def open_registry(models: Path) -> Registry:
    """Return the registry of a folder, which need not exist yet."""
    from recommender.snapshots import Registry

    return Registry(models)


def load(models: Path) -> Recommender:
    """Return the current model of a registry.

    Raises:
        SnapshotError: There is none, or it is damaged.
    """
    from recommender.engine import Recommender

    snapshot, version = open_registry(models).open_current()
    return Recommender.of_snapshot(snapshot, version=version)


def load_named(name: str, models: Path | None) -> Recommender:
    """Return the model of a name: a version in the folder of the models, a model folder, or another folder of models.

    Raises:
        SnapshotError: There is none, or it is damaged.
    """
    from recommender.engine import Recommender

    if models is not None and name in (registry := open_registry(models)).versions():
        return Recommender.load(registry.folder(name), version=name)
    if not Path(name).is_dir():
        raise SnapshotError(name, f"a version in {models or '--models'}, or a folder of a model", "none")
    if open_registry(Path(name)).versions():
        return load(Path(name))
    return Recommender.load(Path(name))


def expect_articles(sources: Sequence[str] | None, models: Path | None) -> None:
    """Refuse a call that names no articles, before anything is read."""
    if models is None and not sources:
        raise typer.BadParameter("expected files or folders of articles, or --models", param_hint="SOURCES")


def take_recommender(
    sources: Sequence[str] | None, models: Path | None, columns: Mapping[str, str] | None = None
) -> Recommender:
    """Train in memory, or take the current model of a folder, which must then know just the articles of the sources.

    Raises:
        CorpusError: A source cannot be read, or holds other articles than the model.
        SnapshotError: There is no model in the folder, or it is damaged.
    """
    expect_articles(sources, models)
    from recommender.training import fit, read_sources

    with watching() as watch:
        if models is None:
            return fit(sources or (), columns=columns, refused=watch.refused, seen=watch.seen, began=watch.began)
        recommender = load(models)
        if sources:
            articles = read_sources(sources, watch.refused, columns=columns)
            read = {str(article.article_id) for article in watch.over(articles)}
            _expect_corpus(recommender, sources, read)
    return recommender


def _expect_corpus(recommender: Recommender, sources: Sequence[str], read: set[str]) -> None:
    """Refuse sources that a model was not trained on: its answers would silently be about other articles."""
    from recommender.corpus import name_of

    if others := read.symmetric_difference(recommender.catalogue.article_ids()):
        reason = (
            f"expected the articles of model {recommender.version}, but {len(others)} are in one and not in the other, "
            f"such as {min(others)}; leave --models out to train on these, or these out to use the model's"
        )
        raise CorpusError(", ".join(map(name_of, sources)), None, reason)
