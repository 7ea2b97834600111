"""A served model, kept current with its registry and its store.

In: a registry, and the store that the site writes to. Out: the recommender of the registry's current version, with
every change of the store since its training. A newer recommender replaces the one before as a whole, by one assignment.

Each worker process of a machine follows the store by itself, and promises:

- Before a response it looks whether anything was committed (`is_current`, `catch_up`). The response is made with every
  override, every deletion, and every article of a write of at most `MAX_URGENT`, whatever else still waits.
- Articles of larger writes may wait: they are taken in by the order of their changes, in batches between requests
  (`drain`). One that is requested by its id is taken in at once (`catch_up_on`).
- An article or override that cannot be taken in is left out alone, and reported in the log and the metrics.
- A new version is loaded beside the one that serves, and replaces it with all changes since its training.
- While an object storage of models does not answer, the version that serves goes on, and `failure` gives the reason. A
  process that starts then serves the newest whole copy that its machine has, and `damaged` says so.
- While the store does not answer, the last state is served. The log says so once, and `away` gives the reason. Each
  request looks again, so that what is committed when it answers again is in the next response.
- Where another store, or an older copy, has come in the place of the store, the model as it was trained is served with
  what that one holds.

A version that cannot be loaded never replaces one that serves. Where none serves yet, the first one serves as soon as
it can fill a page (`start`). While it does, its bytes are verified, and what drafts and changes need is made ready
(`settle`). If it turns out to be damaged, then or later (`check`), it serves no longer: the newest whole version before
it does, where there is one, and so it does where the first one cannot be loaded.

Threads. Requests, `drain` and `poll` run in threads of their own. What answers is one reference, `_state`, to a value
that never changes; it is read without a lock, so that no response waits for a batch or for a version to load. Two locks
protect its replacement:

- `_changing` is held while the next state is computed from the present one and assigned, so that no change is lost. It
  is taken for one batch at a time.
- `_loading` is held while a version is loaded, so that only one is. The changes of the store go on meanwhile;
  `_changing` is taken within it at the end, for the changes that came while the version was loaded.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from recommender.engine import Recommender, has_other_terms, warm_up, warm_up_reading
from recommender.errors import SnapshotError, StoreError, UnreachableError
from recommender.serving.damage import FileWatch
from recommender.serving.replay import (
    ReplayState,
    advance,
    advance_articles,
    advance_to_end,
    advance_urgent,
    newer_in,
    replay_changes,
)
from recommender.snapshots import Registry, Snapshot, open_snapshot, verify_snapshot
from recommender.store import MAX_URGENT, Store
from recommender.trends import MonitorSettings

log = logging.getLogger(__name__)

# A version that could not be loaded is tried again after this many polls: verifying every byte of it each time would
# keep a processor busy, and a short lack of memory or of open files must not keep it out for good. At least 0, polls;
# by hand, a minute by default.
POLLS_BETWEEN_TRIES = 60
# Articles of one batch while requests are answered: one that waits for a batch waits about as long as for a write of
# `MAX_URGENT`. At least 1, articles; by hand.
BATCH = MAX_URGENT
# Between two batches a thread that waits for the lock gets it. Above 0, seconds; by hand.
PAUSE_SECONDS = 0.001

# Between two lines of the log on changes that were taken in. Above 0, seconds; by hand.
SECONDS_BETWEEN_LINES = 10.0

# From when the first version serves until the rest of its start begins: the first readers, who have waited for it, come
# first. At least 0, seconds; by hand.
SETTLE_AFTER_SECONDS = 1.0


class Follower:
    """The recommender that answers now, or None before the first version is loaded.

    Attributes:
        registry: The source of versions.
        store: The source of changes; None to serve versions as they were trained.
        verify: Whether a version is compared with its checksums before it serves.
        monitor_settings: What counts as breaking and as trending.
        away: Why the store cannot be followed at present, or None if it is followed.
        damaged: Why an earlier version serves than the current one, or None if it does not.
        failure: Why the current version could not be loaded, or None if it could.
    """

    def __init__(
        self,
        registry: Registry,
        store: Store | None = None,
        *,
        verify: bool = True,
        monitor_settings: MonitorSettings | None = None,
    ) -> None:
        self.registry = registry
        self.store = store
        self.verify = verify
        self.monitor_settings = monitor_settings or MonitorSettings()
        self.away: str | None = None
        self.damaged: str | None = None
        self.failure: str | None = None
        self._state: ReplayState | None = None
        self._loading = threading.Lock()
        self._changing = threading.Lock()
        # Used by `poll` alone: the version that could not be loaded, the polls until the next try, the last warning.
        self._refused_version: str | None = None
        self._polls_left = 0
        # The version that `start` loaded, until `settle` has verified it.
        self._unsettled: Recommender | None = None
        # Used by `check` alone.
        self._files = FileWatch(registry, verify)
        # Whether `follow` has been cancelled: what waits is left to whoever serves next.
        self._is_ending = False
        # Used by `drain` alone: the version and the change that the log has, and when it may have another line.
        self._logged: tuple[str | None, int] = None, 0
        self._next_line = float("-inf")
        self._warned: str | None = None

    @property
    def recommender(self) -> Recommender | None:
        """Return the recommender that answers now."""
        return self._state.recommender if self._state else None

    @property
    def change(self) -> int | None:
        """Return the change up to which all that is urgent is in what answers now; None while nothing does."""
        return self._state.urgent if self._state else None

    @property
    def refused(self) -> Mapping[str, str]:
        """Return the reason for each article, by id, that could not be taken in."""
        return self._state.refused if self._state else {}

    @property
    def waiting(self) -> int:
        """Return how many changes are known to wait for `drain`; some of them may already be taken in."""
        return self._state.urgent - self._state.change if self._state else 0

    def reload(self, *, quickly: bool = False) -> bool:
        """Load the current version, unless it is the one that serves.

        Args:
            quickly: Leave out what `settle` does.

        Returns:
            Whether another version serves now.

        Raises:
            SnapshotError: Nothing is published, or it is damaged. The version before goes on serving.
            StoreError: The changes since the training cannot be read. The version before goes on serving.
        """
        with self._loading:
            serving = self.recommender.version if self.recommender else None
            if self.registry.current() == serving:
                self.damaged = self.failure = None  # after a roll-back, say
                return False
            snapshot, version = self.registry.open_current(verify=self.verify and not quickly)
            self._serve(self._loaded(snapshot, version, quickly=quickly))
            self.damaged = self.failure = None
        return True

    def _loaded(self, snapshot: Snapshot, version: str, *, quickly: bool = False) -> Recommender:
        """Return what an open snapshot was written of, warmed up."""
        trained = Recommender.of_snapshot(snapshot, version=version)
        recommender = replace(trained, monitor=trained.monitor.with_settings(self.monitor_settings))
        (warm_up_reading if quickly else warm_up)(recommender)
        return recommender

    def _serve(self, recommender: Recommender) -> None:
        """Let another version answer from here on, with all changes since its training."""
        state = self._replayed(recommender)
        with self._changing:
            # With the lock no other thread takes in changes; those committed from here on, the next request sees.
            self._state = state if self.store is None else advance_to_end(state, self.store)
        fields = {"event": "model_served", "model": recommender.version, "articles": len(recommender.index)}
        log.info("serving model %s of %d articles", recommender.version, len(recommender.index), extra=fields)
        if has_other_terms(recommender.facts):
            fields = {"event": "model_outdated", "model": recommender.version}
            message = "model %s was trained with other stemmers or rules of words: train again"
            log.warning(message, recommender.version, extra=fields)

    def is_current(self) -> bool:
        """Return whether `catch_up` has nothing to do; takes microseconds, no lock and no query."""
        state, store = self._state, self.store
        if store is None or state is None:
            return True
        return self.away is None and store.cached_change() == state.urgent and store.generation == state.generation

    def catch_up(self) -> None:
        """Take in what was committed before this call: all of it if it is little, else the urgent changes."""
        with self._noting_outages():
            # Looked up without the lock, which a batch may hold: most calls find nothing new and need not wait.
            last = self._new_change()
            if last is None:
                return
            with self._changing:
                # Read again with the lock: another thread may have taken in these changes.
                state, store = self._followed(last), self.store
                if state is None or store is None or last == state.urgent:
                    return
                if last - state.change <= MAX_URGENT:
                    self._state = advance(state, store, MAX_URGENT)
                else:
                    self._state = advance_urgent(state, store)

    def catch_up_on(self, article_ids: Collection[str]) -> None:
        """Take in a few articles before others that wait, because they are about to be read."""
        if not self.waiting or self.away is not None:
            return
        with self._noting_outages():
            state, store = self._state, self.store
            # Looked up without the lock, which a batch may hold: most articles do not wait.
            if state is None or store is None or not newer_in(store, state, article_ids):
                return
            with self._changing:
                # Looked up again with the lock: an article may have been deleted since, and must not come back.
                self._state = advance_articles(self._state or state, store, article_ids)

    def drain(self) -> None:
        """Take in all changes that wait, batch after batch; other threads take in urgent ones in between.

        Urgent changes come first, so that they are in even if another change cannot be read. It ends after a batch
        when `follow` is cancelled.
        """
        with self._noting_outages():
            self._advance_urgent()
            while not self._is_ending and self._advance():
                time.sleep(PAUSE_SECONDS)
            self._retry()
        self._log_changes()

    def suspend(self, reason: str) -> None:
        """Serve the present state without waiting long for the store, until it answers again."""
        if self.away is None:
            log.warning("serving without the store's changes: %s", reason, extra={"event": "store_away"})
        self.away = reason

    def resume(self) -> None:
        """Wait for the store as before: it has answered somebody."""
        was_away, self.away = self.away is not None, None
        if was_away:
            log.warning("the store's changes are taken in again", extra={"event": "store_back"})

    def start(self) -> None:
        """Load the first version, and leave to `settle` what its first readers need not wait for."""
        self._poll(quickly=True)
        self._unsettled = self.recommender
        if self._unsettled is None and self.failure is not None:
            self._go_back(self._refused_version, self.failure)

    def settle(self) -> None:
        """Verify the version that `start` loaded, and warm up what drafts and changes need; call it in a thread."""
        recommender, self._unsettled = self._unsettled, None
        if recommender is None:
            return
        try:
            warm_up(recommender)
        except Exception:  # it serves all the same
            log.exception("model %s cannot be warmed up", recommender.version)
        if not self.verify:
            return
        try:
            if self.registry.current() == recommender.version:
                verify_snapshot(self.registry.folder(recommender.version))
        except UnreachableError:
            return  # `check` looks at all files again and again
        except SnapshotError as error:
            self._give_up(recommender.version, error)

    def check(self) -> None:
        """Look whether the files of the version that serves have been damaged meanwhile; call it in a thread."""
        recommender = self.recommender
        if recommender is None or self._unsettled is not None:
            return
        try:
            self._files.look(recommender.version)
        except SnapshotError as error:
            self._give_up(recommender.version, error)

    def _give_up(self, version: str, error: SnapshotError) -> None:
        """Serve a damaged version no longer, but the newest whole one before it."""
        if not self._is_published(version):
            return  # it was pruned meanwhile, and what is mapped of it stays as it is
        with self._changing:
            if self.recommender is None or self.recommender.version != version:
                return
            self._state = None
        self._refuse(version, error)
        self._warned = str(error)
        log.warning("model %s serves no longer: %s", version, error, extra={"event": "model_damaged", "model": version})
        self._go_back(version, str(error))

    def _is_published(self, version: str) -> bool:
        """Return whether a version has not been pruned; one of which that is not known has not."""
        try:
            return version in self.registry.versions()
        except UnreachableError:
            return True

    def _go_back(self, version: str | None, reason: str) -> None:
        """Serve the newest whole version before a damaged one, or of all where it is not known; if there is one."""
        with self._loading:
            for earlier in self._before(version):
                if self.recommender is not None:
                    return  # another has been published and loaded meanwhile
                try:
                    self._serve(self._loaded(open_snapshot(self.registry.folder(earlier), verify=True), earlier))
                except Exception as error:  # the one before may serve
                    exc_info = not isinstance(error, (SnapshotError, StoreError))
                    fields = {"event": "model_refused", "model": earlier}
                    log.warning("nor does model %s: %s", earlier, error, exc_info=exc_info, extra=fields)
                else:
                    self.damaged = reason
                    fields = {"event": "model_fallen_back", "model": earlier}
                    log.warning("model %s is served in the place of a later one", earlier, extra=fields)
                    return

    def _before(self, version: str | None) -> list[str]:
        """Return the versions before one, newest first; all of them where it is not known which one that is."""
        try:
            versions = self.registry.versions()
        except UnreachableError:  # copies of this machine may serve meanwhile
            versions = self.registry.local_versions()
        except SnapshotError:
            return []
        return [each for each in reversed(versions) if version is None or int(each) < int(version)]

    def _refuse(self, version: str | None, error: Exception) -> None:
        """Try a version again only after a while."""
        self._refused_version, self._polls_left, self.failure = version, POLLS_BETWEEN_TRIES, str(error)

    def poll(self) -> None:
        """Load a newly published version; one that cannot be loaded is logged once, and tried again later."""
        self._poll(quickly=False)

    def _poll(self, *, quickly: bool) -> None:
        current = None
        try:
            current = self.registry.current()
            if current == self._refused_version and self._polls_left:
                self._polls_left -= 1
                return
            self.reload(quickly=quickly)
            self._refused_version = self._warned = None
        except Exception as error:  # whatever a version holds, the one that serves goes on
            expected = isinstance(error, (SnapshotError, StoreError))
            if isinstance(error, UnreachableError):
                self.failure = str(error)
            elif not isinstance(error, StoreError):  # neither is a fault of the version: it is tried at the next poll
                self._refuse(current, error)
            if str(error) != self._warned:
                self._warned = str(error)
                log.warning("no new model: %s", error, exc_info=not expected, extra={"event": "model_refused"})

    async def follow(self, poll_seconds: float) -> None:
        """Look for new versions and for waiting changes, every `poll_seconds`, in threads; runs until cancelled.

        First it does what `start` has left. It ends when the threads have: the store may then be closed.
        """

        async def run(call: Callable[[], None]) -> None:
            running = asyncio.create_task(asyncio.to_thread(call))
            try:
                await asyncio.shield(running)
            except asyncio.CancelledError:
                self._is_ending = True
                raise
            finally:  # cancelling does not end a thread
                await running

        async def settle() -> None:
            await asyncio.sleep(SETTLE_AFTER_SECONDS)
            await run(self.settle)

        async def repeat(call: Callable[[], None]) -> None:
            while True:
                await asyncio.sleep(poll_seconds)
                await run(call)

        self._is_ending = False
        # Tasks of their own, so that a store that does not answer delays no version.
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(settle())
            for call in (self.poll, self.drain, self.check):
                tasks.create_task(repeat(call))

    def _replayed(self, recommender: Recommender) -> ReplayState:
        """Return a recommender with all changes since its training, or as it is without a store."""
        return ReplayState(recommender) if self.store is None else replay_changes(recommender, self.store)

    def _new_change(self) -> int | None:
        """Return the last change of the store, or None if all urgent changes up to it are already taken in."""
        state, store = self._state, self.store
        if state is None or store is None:
            return None
        # After an outage only a query shows whether the store answers: what is known without one may be old.
        last = store.last_change() if self.away is None else store.fetch_change()
        return None if last == state.urgent and store.generation == state.generation else last

    def _followed(self, last: int) -> ReplayState | None:
        """Return the present state, begun anew where its store is another one now, or an older copy; with the lock.

        Args:
            last: The last change of the store, which other threads may have gone past.
        """
        state, store = self._state, self.store
        if state is None or store is None or state.trained is None:
            return state
        if state.is_of(store, last) or state.is_of(store, store.fetch_change()):
            return state
        log.warning("another store or an older copy is in the place of %s: its changes are taken in anew", store.url)
        self._state = replay_changes(state.trained, store)
        return self._state

    def _advance_urgent(self) -> None:
        """Take in all urgent changes."""
        last = self._new_change()
        if last is None:
            return
        with self._changing:
            state, store = self._followed(last), self.store
            if state is not None and store is not None:
                self._state = advance_urgent(state, store)

    def _advance(self) -> bool:
        """Take in one batch; return whether there was any change in it."""
        with self._changing:
            state, store = self._state, self.store
            if state is None or store is None or store.cached_change() == state.change:
                return False
            self._state = advance(state, store, BATCH)
            return self._state is not state

    def _log_changes(self) -> None:
        """Say in the log that changes were taken in, by requests or here; now and then where they always come."""
        state, (version, change), now = self._state, self._logged, time.monotonic()
        if state is None or state.change == change or now < self._next_line:
            return
        if version == state.recommender.version and state.change > change:
            fields = {"event": "changes_followed", "changes": state.change - change, "last": state.change}
            log.info("the store's changes up to %d are taken in", state.change, extra=fields)
            self._next_line = now + SECONDS_BETWEEN_LINES
        self._logged = state.recommender.version, state.change

    def _retry(self) -> None:
        """Try again what was refused: a short lack of memory, say, must not keep an article out for good."""
        if not self.refused:
            return
        with self._changing:
            state, store = self._state, self.store
            if state is not None and store is not None:
                self._state = advance_articles(state, store, state.refused)

    @contextmanager
    def _noting_outages(self) -> Iterator[None]:
        """Set `away` to the reason why the store could not be followed, or to None if it could."""
        try:
            yield
        except Exception as error:  # whatever the store holds, the present state is served on
            if self.away is None:
                exc_info = not isinstance(error, StoreError)
                fields = {"event": "store_away"}
                log.warning("serving without the store's changes: %s", error, exc_info=exc_info, extra=fields)
            self.away = str(error) or type(error).__name__
            return
        self.resume()
