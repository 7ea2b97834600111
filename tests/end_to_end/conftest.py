"""The site and a browser, as the tests of pages share them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from recommender import Recommender
from tests.support.browser import chromium
from tests.support.site import serving


@pytest.fixture(scope="module")
def origin(published: Path, sample: Recommender, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the sample corpus from a process of its own, with a store, the clock at the newest article."""
    newest = sample.index.base.catalogue.newest()
    assert newest is not None
    with serving(published, newest, tmp_path_factory.mktemp("service")) as address:
        yield address


@pytest.fixture(scope="module")
def driven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run one browser for all tests of a file; each has tabs of its own."""
    with chromium(tmp_path_factory.mktemp("browser")) as port:
        yield port
