"""A served model, kept current with its registry.

In: a registry. Out: the recommender of the version that is current there. A new version is loaded aside and swapped in
by replacing one reference, between two requests; a version that cannot be loaded never replaces one that serves.
"""

from __future__ import annotations

import asyncio
import logging
import threading

from recommender.engine import Recommender
from recommender.errors import SnapshotError
from recommender.registry import Registry

log = logging.getLogger(__name__)

# A version that could not be loaded is tried again after so many looks: checking every byte of it at each would keep
# a processor busy, and a passing lack of memory or of open files must not keep it out for good.
LOOKS_BETWEEN_TRIES = 60


class LiveRecommender:
    """The recommender that answers now, or none yet."""

    def __init__(self, registry: Registry, *, verify: bool = True) -> None:
        self.registry = registry
        self.verify = verify
        self.recommender: Recommender | None = None
        self._loading = threading.Lock()
        self._refused: str | None = None
        self._looks_left = 0
        self._said: str | None = None

    def reload(self) -> bool:
        """Load the current version unless it is the one that serves.

        Returns:
            Whether another version serves now.

        Raises:
            SnapshotError: Nothing is published, or it is damaged. What served before goes on serving.
        """
        with self._loading:
            serving = self.recommender.version if self.recommender else None
            if self.registry.current() == serving:
                return False
            snapshot, version = self.registry.open_current(verify=self.verify)
            recommender = Recommender.of_snapshot(snapshot, version=version)
            recommender.warm_up()
            self.recommender = recommender
        log.info("serving model %s of %d articles", version, len(recommender.index))
        return True

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
            self._refused, self._looks_left = current, LOOKS_BETWEEN_TRIES
            if str(error) != self._said:
                self._said = str(error)
                log.warning("no new model: %s", error, exc_info=not isinstance(error, SnapshotError))

    async def follow(self, poll_seconds: float) -> None:
        """Look for a new version again and again, in a thread; runs until it is cancelled."""
        while True:
            await asyncio.sleep(poll_seconds)
            await asyncio.to_thread(self.look)
