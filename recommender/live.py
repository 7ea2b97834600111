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


class LiveRecommender:
    """The recommender that answers now, or none yet."""

    def __init__(self, registry: Registry, *, verify: bool = True) -> None:
        self.registry = registry
        self.verify = verify
        self._loading = threading.Lock()
        self._refused: str | None = None
        self.recommender: Recommender | None = None

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

    async def follow(self, poll_seconds: float) -> None:
        """Look for a new version again and again, and load it in a thread; runs until it is cancelled."""
        while True:
            try:
                await asyncio.to_thread(self.reload)
                self._refused = None
            except SnapshotError as error:
                if str(error) != self._refused:
                    log.warning("no new model: %s", error)
                self._refused = str(error)
            await asyncio.sleep(poll_seconds)
