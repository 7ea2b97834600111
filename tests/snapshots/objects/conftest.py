"""An object storage of this machine, and the address of an empty folder in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from recommender.snapshots.objects import ObjectRegistry
from tests.support import object_storage
from tests.support.object_storage import Server


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server that no test kills."""
    with object_storage.server(tmp_path_factory.mktemp("moto")) as running:
        yield running


@pytest.fixture
def address(shared_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of an empty folder, the environment being set for it."""
    object_storage.use(monkeypatch, shared_server.port, tmp_path / "copies")
    return object_storage.new_address()


@pytest.fixture
def models(address: str) -> ObjectRegistry:
    """Return a registry in which nothing is published."""
    return ObjectRegistry.at(address)
