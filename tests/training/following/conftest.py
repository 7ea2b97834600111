from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.misbehaving import Misbehaving, misbehaving


@pytest.fixture
def site() -> Iterator[Misbehaving]:
    """Return a server that misbehaves as it is told."""
    with misbehaving() as server:
        yield server
