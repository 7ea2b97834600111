"""The site as it is deployed, in a process of its own, for a browser to open."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.support.browser import PATIENCE, Tab, running, until

KEY = "the-key-of-the-desk"


@contextmanager
def serving(published: Path, as_of: datetime, folder: Path) -> Iterator[str]:
    """Serve a registry with an empty store, and yield its address."""
    command = ["env", f"RECOMMENDER_EDITOR_KEYS={KEY}", f"RECOMMENDER_STORE=sqlite:///{folder / 'store.sqlite'}"]
    command += [sys.executable, "-m", "recommender", "serve", "--models", str(published), "--port", "0"]
    command += ["--as-of", f"{as_of:%Y-%m-%dT%H:%M:%S}"]
    log = folder / "service.log"
    with running(command, log, r"(http://127\.0\.0\.1:\d+)") as address:
        wait_until_ready(address)
        yield address


def wait_until_ready(address: str) -> None:
    """Wait until a service serves a model."""
    for _ in until(PATIENCE):
        with suppress(URLError), urlopen(f"{address}/readyz", timeout=PATIENCE):
            return
    raise TimeoutError("the service did not become ready")


def sign_in(tab: Tab, origin: str, author: str = "Ada Lovelace") -> None:
    """Sign in to the desk, whoever has signed in before in this browser, whose tabs share their cookies."""
    tab.forget()
    tab.open(f"{origin}/desk")
    for name, value in {"author": author, "key": KEY}.items():
        tab.value(f"document.querySelector('[name={name}]').value = '{value}'")
    tab.click("main button.main")
    assert tab.texts("nav[aria-label=Desk] [aria-current]") == ["Desk"]


def expect_loopback(tab: Tab, origin: str) -> None:
    """Expect that the tab asked nobody but the service, and that the browser had nothing to complain of."""
    elsewhere = [url for url in tab.requested if not url.startswith((origin + "/", "data:"))]
    assert tab.requested
    assert elsewhere == []
    assert tab.complaints == []
