"""A clock that is a day ahead or behind while the service runs (libfaketime): nothing is shown early or lost."""

from __future__ import annotations

import http.client
import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recommender.store import Store
from tests.end_to_end.test_workers import CONNECTIONS, get, serving, train_and_publish, warnings_in
from tests.support.builders import article

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
# With the monotonic clock left alone, libfaketime 0.9.10 refuses the call that Python sleeps by; see findings/.
SLEEP = "import threading, time\ntime.sleep = lambda seconds: threading.Event().wait(seconds) and None\n"
TEXT = "The storm broke the wall of the harbour on the coast; ferries stop."

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not LIBRARIES and "CI" not in os.environ, reason="libfaketime is not installed"),
]


class Clock:
    """The clock of the processes that are started while it lasts; how far a timer has run it does not change."""

    def __init__(self, file: Path, patch: pytest.MonkeyPatch) -> None:
        self._file = file
        self.move("+0")
        (file.parent / "sitecustomize.py").write_text(SLEEP, encoding="utf-8")
        patch.setenv("PYTHONPATH", str(file.parent), prepend=os.pathsep)
        patch.setenv("LD_PRELOAD", str(LIBRARIES[0]))
        patch.setenv("FAKETIME_TIMESTAMP_FILE", str(file))
        patch.setenv("FAKETIME_NO_CACHE", "1")
        patch.setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1")

    def move(self, by: str) -> None:
        """Set how far it is ahead of the true time, such as ``-1d``."""
        aside = self._file.with_suffix(".new")
        aside.write_text(by, encoding="ascii")
        aside.replace(self._file)


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(tmp_path / "clock", monkeypatch)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        yield store


def statuses(port: int, path: str) -> set[int]:
    """Return how many connections, each of which may be at another worker, are answered."""
    return {status for status, _ in answers(port, path)}


def seeing(port: int, name: str) -> set[bool]:
    """Return whether an article is in the boxes of another, asked twice so that the answer may be kept."""
    return {name in body for _ in range(2) for _, body in answers(port, "/v1/articles/a/boxes")}


def answers(port: int, path: str) -> Iterator[tuple[int, str]]:
    for _ in range(CONNECTIONS):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            yield get(connection, path)


def test_a_clock_a_day_ahead_and_back_shows_nothing_early_and_loses_nothing(
    clock: Clock, store: Store, tmp_path: Path
) -> None:
    train_and_publish(store, tmp_path / "models")
    soon = datetime.now(UTC) + timedelta(hours=3)
    log = tmp_path / "log"
    with serving(tmp_path / "models", store.url, log, workers=2) as port:
        store.put(
            article(article_id="embargoed", title="Harbour wall breaks", text=TEXT, published_at=soon.isoformat())
        )
        for day, is_there in (
            ("+0", False),
            ("+1d", True),
            ("+0", False),
            ("-1d", False),
            ("+1d", True),
            ("+0", False),
        ):
            clock.move(day)
            assert statuses(port, "/v1/articles/embargoed") == ({200} if is_there else {404}), day
            assert seeing(port, "embargoed") == {is_there}, day
            assert statuses(port, "/readyz") == {200}, day
        for day in ("-1d", "+1d", "+0"):
            clock.move(day)
            store.put(article(article_id=f"written {day}", title="Harbour wall breaks", text=TEXT))
            store.delete("bb" if day == "-1d" else "ccc")
            assert statuses(port, "/v1/articles/written%20" + day.replace("+", "%2B")) == {200}, day
            assert seeing(port, '"bb"') == {False}, day
    assert "\n".join(warnings_in(log)) == ""
