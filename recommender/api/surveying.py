"""Surveys of the pages that readers get, made in the background for the editors who look at them.

In: what serves, and its moment. Out: the latest survey of it, which grows while it is made. The one idea: a survey is
nobody's wait. It has a thread of its own, which rests after a few pages for longer than they took, and it is begun when
an editor looks; it is of the recommender that served then, and says of which moment.

Each worker process surveys for itself.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime

from recommender.engine import Recommender
from recommender.errors import RecommenderError
from recommender.serving import Survey, survey_pages

log = logging.getLogger(__name__)

# Pages of a survey. At least 1, pages; by hand: a share of them is certain to two points in a hundred.
MOST_PAGES = 2_000
# How long a survey is shown before another is made. At least 0, seconds; by hand, an hour.
LASTS_SECONDS = 3_600.0
# How long the thread rests for each second that it works. At least 0, a ratio; by hand: what readers ask for goes on.
REST = 3.0
# Pages between two rests. At least 1, pages; by hand, about a hundredth of a second.
BETWEEN_RESTS = 5


class Surveyor:
    """The surveys of one worker.

    Attributes:
        most: How many pages a survey is of, at most.
    """

    def __init__(self, *, most: int = MOST_PAGES) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._latest: Survey | None = None
        self._begun_at = 0.0
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def latest(self, recommender: Recommender, now: datetime) -> Survey | None:
        """Return the latest survey of a model, as far as it is made; begin one if there is none, or it is old."""
        with self._lock:
            known = self._latest if self._latest and self._latest.model == recommender.version else None
            is_old = time.monotonic() - self._begun_at > LASTS_SECONDS
            if (known is None or is_old) and not self._is_busy():
                self._begin(recommender, now)
            return known

    def again(self, recommender: Recommender, now: datetime) -> None:
        """Begin another survey, unless one is being made."""
        with self._lock:
            if not self._is_busy():
                self._begin(recommender, now)

    def wait(self, seconds: float) -> None:
        """Wait until no survey is being made, at most so long."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def close(self) -> None:
        """End the survey that is being made, after the page that it is at."""
        self._closed.set()
        self.wait(LASTS_SECONDS)

    def _is_busy(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _begin(self, recommender: Recommender, now: datetime) -> None:
        self._begun_at = time.monotonic()
        self._closed.clear()
        self._thread = threading.Thread(target=self._survey, args=(recommender, now), name="survey", daemon=True)
        self._thread.start()

    def _survey(self, recommender: Recommender, now: datetime) -> None:
        before = self._latest
        try:
            began = time.monotonic()
            for survey in survey_pages(recommender, as_of=now, most=self.most, every=BETWEEN_RESTS):
                # While another is made, the one before is worth more than its beginning.
                if before is None or before.model != survey.model or survey.is_complete:
                    self._latest = survey
                if self._closed.wait(REST * (time.monotonic() - began)):
                    return
                began = time.monotonic()
        except RecommenderError as error:
            log.warning("no survey of the pages: %s", error)
