"""A served model, kept current with its registry and its store.

In: a registry, and the store that the site writes to. Out: the recommender of the version that is current there, with
every change of the store since. Both are followed by replacing one reference, between two requests.

What is promised of the store, to each worker of a machine by itself:

- Before an answer it is asked whether anything was committed (`is_current`, `catch_up`). The next answer has every
  override, every take-down, and every article of a write of at most `MAX_URGENT`, whatever else is waiting.
- What was written in bulk may wait: those articles come in the order of their changes, in batches beside the requests
  (`work_off`). One that is asked for by its id comes at once (`prefer`).
- An article or override that cannot be taken in is left out alone, and told in the log and the metrics.
- A new version is loaded aside, and serves only when it has all changes since its training.
- While the store is away, what is served goes on, as it is. The log says so once; `away` tells why.

A version that cannot be loaded never replaces one that serves.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from recommender.engine import Recommender, warm_up
from recommender.errors import SnapshotError, StoreError
from recommender.serving import replay
from recommender.serving.replay import Served
from recommender.snapshots import Registry
from recommender.store import MAX_URGENT, Store
from recommender.trends import MonitorSettings

log = logging.getLogger(__name__)

# A version that could not be loaded is tried again after so many looks: checking every byte of it at each would keep
# a processor busy, and a passing lack of memory or of open files must not keep it out for good.
LOOKS_BETWEEN_TRIES = 60
# The articles of one batch when there are more; requests that must wait for one wait about as long as for `MAX_URGENT`.
BATCH = 16
# The articles of one batch before a version serves, when nobody waits.
LOADED_BATCH = 500
# Threads that wait for the lock between two batches are to get it.
PAUSE_SECONDS = 0.001


class Follower:
    """The recommender that answers now, or none yet.

    Attributes:
        registry: Where versions come from.
        store: Where changes come from; without one, a version is served as it was trained.
        watch: What is taken for breaking and trending.
        away: Why the store is not followed at the moment; none when it is.
    """

    def __init__(
        self,
        registry: Registry,
        store: Store | None = None,
        *,
        verify: bool = True,
        watch: MonitorSettings | None = None,
    ) -> None:
        self.registry = registry
        self.store = store
        self.verify = verify
        self.watch = watch or MonitorSettings()
        self.away: str | None = None
        self._served: Served | None = None
        self._loading = threading.Lock()
        self._changing = threading.Lock()
        self._refused: str | None = None
        self._looks_left = 0
        self._said: str | None = None

    @property
    def recommender(self) -> Recommender | None:
        """Return what answers now."""
        return self._served.recommender if self._served else None

    @property
    def refused(self) -> Mapping[str, str]:
        """Return why articles, by id, could not be taken in."""
        return self._served.refused if self._served else {}

    @property
    def waiting(self) -> int:
        """Return how many changes are known to wait for `work_off`, at most."""
        return self._served.urgent - self._served.change if self._served else 0

    def reload(self) -> bool:
        """Load the current version unless it is the one that serves.

        Returns:
            Whether another version serves now.

        Raises:
            SnapshotError: Nothing is published, or it is damaged. What served before goes on serving.
            StoreError: The changes since cannot be read; likewise.
        """
        with self._loading:
            serving = self.recommender.version if self.recommender else None
            if self.registry.current() == serving:
                return False
            snapshot, version = self.registry.open_current(verify=self.verify)
            trained = Recommender.of_snapshot(snapshot, version=version)
            recommender = replace(trained, monitor=trained.monitor.watching(self.watch))
            warm_up(recommender)
            served = self._replayed(recommender)
            with self._changing:
                # Nothing can come in between: what is committed from here on, the next answer looks for.
                self._served = served if self.store is None else _to_the_end(served, self.store)
        log.info("serving model %s of %d articles", version, len(recommender.index))
        return True

    def is_current(self) -> bool:
        """Tell, within microseconds and without waiting for anything, that `catch_up` has nothing to do."""
        served, store = self._served, self.store
        return store is None or served is None or self.away is not None or store.cached_change() == served.urgent

    def catch_up(self) -> None:
        """Take in what was committed before this was called: all of it when it is little, what is urgent in any case.

        A store that cannot be read is not asked again before `work_off` has reached it.
        """
        with self._following():
            # Asked without the lock, which a batch may hold, since most find that there is nothing.
            last = self._asked()
            if last is None:
                return
            with self._changing:
                served, store = self._served, self.store
                if served is None or store is None or last == served.urgent:
                    return
                if last - served.change <= MAX_URGENT:
                    self._served = replay.advance(served, store, MAX_URGENT)
                else:
                    self._served = replay.relieve(served, store)

    def prefer(self, article_ids: Collection[str]) -> None:
        """Take in a few articles before others that wait: they are about to be read."""
        if not self.waiting or self.away is not None:
            return
        with self._following():
            served, store = self._served, self.store
            # Asked without the lock, which a batch may hold, since most wait for nothing.
            if served is None or store is None or not replay.newer_in(store, served, article_ids):
                return
            with self._changing:
                # Read again: it may have been taken down since, and must not come back.
                self._served = replay.prefer(self._served or served, store, article_ids)

    def work_off(self) -> None:
        """Take in all that is waiting, batch after batch; other threads take what is urgent in between.

        What is urgent comes first, so that it is in whatever becomes of the rest.
        """
        with self._following():
            self._relieve()
            while self._advance():
                time.sleep(PAUSE_SECONDS)
            self._retry()

    def give_up(self, reason: str) -> None:
        """Serve what is there, without looking at the store, until `work_off` has reached it."""
        if self.away is None:
            log.warning("serving without the store's changes: %s", reason)
        self.away = reason

    def look(self) -> None:
        """Load what is newly published; what cannot be loaded is told once in the log, and is tried again later."""
        current = None
        try:
            current = self.registry.current()
            if current == self._refused and self._looks_left:
                self._looks_left -= 1
                return
            self.reload()
            self._refused = self._said = None
        except Exception as error:  # whatever a version holds, the one that serves goes on
            expected = isinstance(error, (SnapshotError, StoreError))
            if not isinstance(error, StoreError):  # which is no fault of the version: it is tried at the next look
                self._refused, self._looks_left = current, LOOKS_BETWEEN_TRIES
            if str(error) != self._said:
                self._said = str(error)
                log.warning("no new model: %s", error, exc_info=not expected)

    async def follow(self, poll_seconds: float) -> None:
        """Look for new versions, and for changes that wait, again and again in threads; runs until it is cancelled."""

        async def again_and_again(call: Callable[[], None]) -> None:
            while True:
                await asyncio.sleep(poll_seconds)
                await asyncio.to_thread(call)

        # Apart, so that a store that does not answer keeps no version out.
        await asyncio.gather(again_and_again(self.look), again_and_again(self.work_off))

    def _replayed(self, recommender: Recommender) -> Served:
        """Return a recommender with all changes since its training, or as it is where there is no store."""
        if self.store is None:
            return Served(recommender)
        return _to_the_end(replay.begin(recommender, self.store), self.store)

    def _asked(self) -> int | None:
        """Return the last change of the store, none when it is no news."""
        served, store = self._served, self.store
        if served is None or store is None:
            return None
        # One that has failed is asked a question: what is known of it without one says nothing.
        last = store.last_change() if self.away is None else store.fetch_change()
        return None if last == served.urgent else last

    def _relieve(self) -> None:
        """Take in all that is urgent."""
        if self._asked() is None:
            return
        with self._changing:
            served, store = self._served, self.store
            if served is not None and store is not None:
                self._served = replay.relieve(served, store)

    def _advance(self) -> bool:
        """Take in one batch; false when there was nothing in it."""
        with self._changing:
            served, store = self._served, self.store
            if served is None or store is None or store.cached_change() == served.change:
                return False
            self._served = replay.advance(served, store, BATCH)
            return self._served is not served

    def _retry(self) -> None:
        """Try again what was refused: a passing lack of memory, say, must not keep an article out for good."""
        if not self.refused:
            return
        with self._changing:
            served, store = self._served, self.store
            if served is not None and store is not None:
                self._served = replay.prefer(served, store, served.refused)

    @contextmanager
    def _following(self) -> Iterator[None]:
        """Note that the store could be followed, or why it could not."""
        try:
            yield
        except Exception as error:  # whatever the store holds, what is served goes on
            if self.away is None:
                exc_info = not isinstance(error, StoreError)
                log.warning("serving without the store's changes: %s", error, exc_info=exc_info)
            self.away = str(error) or type(error).__name__
            return
        was_away, self.away = self.away is not None, None
        if was_away:
            log.warning("the store's changes are taken in again")


def _to_the_end(served: Served, store: Store) -> Served:
    """Take in all changes of a store."""
    while (further := replay.advance(served, store, LOADED_BATCH)) is not served:
        served = further
    return served
