"""A running service and a browser, for the tests of the examples of sites."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from tests.support.browser import PATIENCE, running, until

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
KEY = "the-key-of-an-editor"
SEED = "ac-0424-orrin-two-dead"
# What a site of its own publishes today, on what the sample corpus reported months ago.
TITLE = "Inquiry opens into explosion at Orrin chemical works"
TEXT = (
    "An inquiry into the explosion at the Orrin chemical works in Port Averin opened on Monday. The National Safety "
    "Inspectorate had told Sable Orrin to replace corroded valves at the Quayside works."
)


class Service(NamedTuple):
    """A service with the sample corpus, a store and an editor's key; its clock is that of this machine."""

    address: str

    def status(self, path: str) -> int:
        """Return the status of an answer."""
        try:
            with urlopen(f"{self.address}{path}", timeout=PATIENCE) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code

    def article(self, article_id: str) -> dict[str, Any]:
        """Return an article that is served."""
        with urlopen(f"{self.address}{path_of(article_id)}", timeout=PATIENCE) as answer:
            record: dict[str, Any] = json.load(answer)
            return record

    def titles(self, article_id: str, box: str) -> list[str]:
        """Return the titles of the cards in a box."""
        with urlopen(f"{self.address}{path_of(article_id)}/{box}", timeout=PATIENCE) as answer:
            return [card["title"] for card in json.load(answer)["cards"]]

    def wait_for(self, article_id: str, status: int) -> None:
        """Wait until an article is served, with 200, or no longer, with 404 or 410."""
        for _ in until(PATIENCE):
            if self.status(path_of(article_id)) == status:
                return
        raise TimeoutError(f"{article_id} is never {status}, but {self.status(path_of(article_id))}")

    def put(self, article_id: str, **record: object) -> None:
        """Write an article."""
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        address = f"{self.address}{path_of(article_id)}"
        urlopen(Request(address, json.dumps(record).encode(), headers, method="PUT"), timeout=PATIENCE).close()


def path_of(article_id: str) -> str:
    return f"/v1/articles/{quote(article_id, safe='')}"


@contextmanager
def service(models: Path, folder: Path, port: int = 0) -> Iterator[Service]:
    """Run a service in a process of its own."""
    command = ["env", f"RECOMMENDER_EDITOR_KEYS={KEY}", f"RECOMMENDER_STORE=sqlite:///{folder / 'store.sqlite'}"]
    command += [sys.executable, "-m", "recommender", "serve", "--models", str(models), "--port", str(port)]
    with running(command, folder / "service.log", r"(http://127\.0\.0\.1:\d+)") as address:
        for _ in until(PATIENCE):
            with suppress(URLError), urlopen(f"{address}/readyz", timeout=PATIENCE):
                break
        yield Service(address)
