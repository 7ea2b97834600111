"""Published models, by the names that people give them in a terminal.

In: a folder of models, or a name. Out: a recommender.
"""

from __future__ import annotations

from pathlib import Path

from recommender.engine import Recommender
from recommender.errors import SnapshotError
from recommender.snapshots import Registry, registry_at


def load(models: str | Path, *, again: bool = True) -> Recommender:
    """Return the current model of a folder or address of models.

    Args:
        models: The folder or address.
        again: As in `Registry.open_current`.

    Raises:
        SnapshotError: There is none, or it is damaged.
    """
    snapshot, version = registry_at(models).open_current(again=again)
    return Recommender.of_snapshot(snapshot, version=version)


def load_named(name: str, models: str | None) -> Recommender:
    """Return the model of a name: a version in the folder of models, the folder of a model, or a folder of models.

    Raises:
        SnapshotError: There is none, or it is damaged.
    """
    if models is not None and name in (registry := registry_at(models)).versions():
        return Recommender.load(registry.folder(name), version=name)
    if not Path(name).is_dir():
        raise SnapshotError(name, f"a version in {models or '--models'}, or a folder of a model", "none")
    if Registry(Path(name)).versions():
        return load(Path(name))
    return Recommender.load(Path(name))
