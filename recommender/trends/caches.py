"""What was computed before and is still good: answers to equal questions, and counts that are brought up to now.

Nothing here changes an answer; all of it is bounded.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from recommender.trends.coverage import Counted
from recommender.trends.mention_columns import Mentions
from recommender.trends.window_counts import WindowCounts

Answer = TypeVar("Answer")
# Answers that are kept. At least 1; set by hand: those of a minute, for each way to choose what counts.
KEPT_ANSWERS = 64
# Ways to choose what counts whose counts are kept. At least 1; set by hand: each takes some ten MB.
KEPT_COUNTS = 4
# Spellings, and openings of articles, that are kept with each. At least 1; set by hand: some MB.
KEPT_SPELLINGS = 10_000


class Answers:
    """Answers to questions, each of which is computed once."""

    def __init__(self) -> None:
        self._answers: dict[Hashable, Any] = {}

    def __len__(self) -> int:
        return len(self._answers)

    def once(self, question: Hashable, compute: Callable[[], Answer]) -> Answer:
        """Return the answer to an equal question before, or compute it."""
        answer: Answer | None = self._answers.get(question)
        if answer is None:
            answer = compute()
            if len(self._answers) >= KEPT_ANSWERS:
                self._answers.clear()
            self._answers[question] = answer
        return answer


class SpelledCounts:
    """What was counted last for one way to choose what counts, and how it was spelled.

    Attributes:
        counts: How often each name and phrase is used.
        labels: How it is spelled, by its key and the serial numbers of the articles that spell it so.
        openings: The title and lead of articles of the base, by row.
    """

    def __init__(self, base: Mentions) -> None:
        self.counts = WindowCounts(base)
        self.labels: dict[tuple[int, tuple[int, ...]], str] = {}
        self.openings: dict[int, str] = {}


class CountsByChoice:
    """What was counted last, for each of the ways to choose what counts that were used last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Counted, SpelledCounts] = {}

    def __len__(self) -> int:
        return len(self._kept)

    @contextmanager
    def locked(self, base: Mentions, counted: Counted) -> Iterator[SpelledCounts]:
        """Give one thread at a time what was counted last for one way, to bring it up to now."""
        with self._lock:
            spelled = self._kept.pop(counted, None) or SpelledCounts(base)
            while len(self._kept) >= KEPT_COUNTS:
                del self._kept[next(iter(self._kept))]
            yield spelled
            # What fails halfway is not kept: its counts may be those of no moment. The last is the last to go.
            self._kept[counted] = spelled
            for known in (spelled.labels, spelled.openings):
                if len(known) > KEPT_SPELLINGS:
                    known.clear()
