"""What the tests of the HTTP interface share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.support.serving import serving
from tests.support.writing import KEY


@pytest.fixture
def writer(published: Path, url: str) -> Iterator[TestClient]:
    """Return a client that sends an editor's key, of a service with an empty store."""
    with serving(published, verify=False, store=url, editor_keys=(KEY,)) as client:
        client.headers["Authorization"] = f"Bearer {KEY}"
        yield client
