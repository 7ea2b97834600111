"""What the tests of the HTTP interface share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.support.desk import sign_in
from tests.support.serving import Record, serving
from tests.support.writing import KEY


@pytest.fixture
def writer(published: Path, url: str) -> Iterator[TestClient]:
    """Return a client that sends an editor's key, of a service with an empty store."""
    with serving(published, verify=False, store=url, editor_keys=(KEY,)) as client:
        client.headers["Authorization"] = f"Bearer {KEY}"
        yield client


@pytest.fixture
def visitor(published: Path, tmp_path: Path) -> Iterator[TestClient]:
    """Return a client of a service with a store, that nobody has signed in with."""
    options: Record = {"store": f"sqlite:///{tmp_path / 'store.sqlite'}", "editor_keys": ("another-editors-key", KEY)}
    with serving(published, verify=False, **options) as client:
        yield client


@pytest.fixture
def editor(visitor: TestClient) -> TestClient:
    sign_in(visitor)
    return visitor
