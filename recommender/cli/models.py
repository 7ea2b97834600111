"""The published models, looked after."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from recommender.cli.arguments import MODELS, AsJson, Keep, Models, SomeStore, Version
from recommender.cli.output import print_answer, warn
from recommender.errors import SnapshotError

if TYPE_CHECKING:
    from recommender.snapshots import Registry, Snapshot


def list_versions(models: Models = MODELS, as_json: AsJson = False) -> None:
    """List the versions, oldest first, the current one marked."""
    from recommender.snapshots import registry_at

    registry = registry_at(models)
    current = _current(registry)
    rows = [_summary(registry, version) | {"current": version == current} for version in registry.versions()]
    print_answer({"versions": rows}, "\n".join(map(_row_text, rows)), as_json)


def show(version: Version = None, models: Models = MODELS, store: SomeStore = None, as_json: AsJson = False) -> None:
    """Show what a version says of itself, by default the current one.

    With a store, also whether a training is due.
    """
    from recommender.snapshots import registry_at

    registry = registry_at(models)
    version = version or registry.current()
    facts = {**registry.manifest(version)["facts"], "version": version}
    if store is not None:
        from recommender.cli.sources import due_record

        facts["due"] = due_record(registry, version, store)
    print_answer(facts, json.dumps(facts, indent=2, ensure_ascii=False), as_json)


def publish(
    folder: Annotated[Path, typer.Argument(help="The folder of a snapshot, trained elsewhere.", show_default=False)],
    models: Models = MODELS,
    keep: Keep = 5,
    as_json: AsJson = False,
) -> None:
    """Publish a snapshot that was trained elsewhere."""
    from recommender.engine import Trained
    from recommender.snapshots import open_snapshot, registry_at, write_snapshot

    snapshot = open_snapshot(folder)
    Trained.of_snapshot(snapshot)  # what cannot be served is not published
    version = registry_at(models).publish(
        lambda aside: write_snapshot(aside, snapshot.arrays, snapshot.facts), keep=keep
    )
    print_answer({"version": version}, f"published {version}", as_json)


def rollback(version: Version = None, models: Models = MODELS, as_json: AsJson = False) -> None:
    """Go back to a version, by default the one before the current."""
    from recommender.snapshots import registry_at

    version = registry_at(models).rollback(version, check=_load)
    print_answer({"version": version}, f"current is {version}", as_json)


def verify(version: Version = None, models: Models = MODELS, as_json: AsJson = False) -> None:
    """Compare a version with its manifest, load it, and look at its terms."""
    from recommender.engine import TERMS, Trained, has_other_terms
    from recommender.errors import SnapshotError
    from recommender.snapshots import open_snapshot, registry_at

    registry = registry_at(models)
    version = registry.verify(version)
    snapshot = open_snapshot(registry.folder(version))
    Trained.of_snapshot(snapshot)
    if has_other_terms(snapshot.facts):
        raise SnapshotError(snapshot.path, "terms as they are made now (train again)", snapshot.facts.get(TERMS))
    print_answer({"version": version, "whole": True}, f"{version} is whole", as_json)


def prune(models: Models = MODELS, keep: Keep = 5, as_json: AsJson = False) -> None:
    """Remove the oldest versions; the current one always stays."""
    from recommender.snapshots import registry_at

    removed = registry_at(models).prune(keep)
    print_answer({"removed": removed}, f"removed {', '.join(removed) or 'none'}", as_json)


def _load(snapshot: Snapshot) -> None:
    """Refuse what cannot be served."""
    from recommender.engine import Trained  # which takes longer than to go back, and is seldom needed for it

    Trained.of_snapshot(snapshot)


def _current(registry: Registry) -> str | None:
    """Return the current version; None if only the pointer to it is damaged, so that versions can still be listed."""
    try:
        return registry.current()
    except SnapshotError as error:
        if not registry.versions():
            raise
        warn(f"no version is current: {error}")
        return None


def _summary(registry: Registry, version: str) -> dict[str, Any]:
    """Return the row of a version in the list; a damaged one has its damage instead of facts."""
    try:
        facts = registry.manifest(version)["facts"]
    except SnapshotError as error:
        return {"version": version, "trained_at": None, "articles": None, "damage": str(error)}
    training, corpus = facts.get("training", {}), facts.get("corpus", {})
    return {
        "version": version,
        "trained_at": training.get("trained_at"),
        "articles": corpus.get("articles"),
        "damage": None,
    }


def _row_text(row: dict[str, Any]) -> str:
    mark = "*" if row["current"] else " "
    what = row["damage"] or f"{row['trained_at'] or '-'}  {row['articles']} articles"
    return f"{mark} {row['version']}  {what}"
