"""The progress of a training: in a terminal a bar with the time that is left, elsewhere a line for each step."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recommender.cli.output import ReadingProgress, progress_bar, reading, warn

if TYPE_CHECKING:
    from rich.progress import Progress

    from recommender.article import Article
    from recommender.training import Callbacks, Pace

# Up to how long the time that is left is said in seconds. At least 1, seconds; by hand.
MOST_SECONDS = 90


@dataclass(slots=True)
class TrainingProgress(ReadingProgress):
    """The progress of a training: beside what is read the steps, and how long the rest of them takes.

    Attributes:
        pace: What is expected of the steps; None until that is known.
        done: The seconds of the steps that are done.
        step: The one that goes on; ``""`` before the first.
        begun: When it began, by a clock of seconds that never goes back.
        n_read: How many articles have been read.
        has_lines: Whether each step is a line.
    """

    pace: Pace | None = None
    done: dict[str, float] = field(default_factory=dict)
    step: str = ""
    begun: float = 0.0
    n_read: int = 0
    has_lines: bool = False

    def paced(self, pace: Pace) -> None:
        """Take what is expected of the steps."""
        self.pace = pace

    def began(self, step: str) -> None:
        """Show the step that begins, and how long it and the rest will take."""
        now = time.monotonic()
        if self.step:
            self.done[self.step] = now - self.begun
        self.step, self.begun = step, now
        self.progress.update(self.task, description=step)
        if self.has_lines:
            warn(": ".join(filter(None, [step, time_left(self.left())])))

    def seen(self, article: Article) -> None:  # noqa: ARG002
        """Count an article that was read."""
        self.n_read += 1
        self.progress.advance(self.task)

    def left(self) -> float | None:
        """Return the seconds that are left; None while they cannot be known."""
        if self.pace is None or not self.step:
            return None
        return self.pace.left(self.done, self.step, time.monotonic() - self.begun, self.n_read)


def callbacks_of(progress: TrainingProgress) -> Callbacks:
    """Return what a training calls to show its progress."""
    from recommender.training import Callbacks

    return Callbacks(progress.refused, progress.seen, progress.began, progress.paced)


def time_left(seconds: float | None) -> str:
    """Return how long something still takes, in words; nothing for None.

    >>> time_left(12.4), time_left(600.0), time_left(None)
    ('about 12 s left', 'about 10 min left', '')
    """
    if seconds is None:
        return ""
    return f"about {seconds:.0f} s left" if seconds <= MOST_SECONDS else f"about {seconds / 60:.0f} min left"


@contextmanager
def training_progress(*, is_for_machines: bool) -> Iterator[TrainingProgress]:
    """Show the progress of a training, and at the end print how many refused records were not described.

    Args:
        is_for_machines: Whether a machine reads the answer, and nobody the steps.
    """
    with reading(_bar()) as read:
        has_lines = read.progress.disable and not is_for_machines
        current = TrainingProgress(read.progress, read.task, has_lines=has_lines)
        read.progress.update(read.task, left=current.left)
        try:
            yield current
        finally:
            read.n_refused = current.n_refused


def _bar() -> Progress:
    """Return a bar that is as full as the time is over, for a terminal; elsewhere it prints nothing."""
    from rich.progress import BarColumn, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeElapsedColumn
    from rich.progress_bar import ProgressBar
    from rich.text import Text

    def left_of(task: Task) -> float | None:
        seconds: float | None = task.fields["left"]() if "left" in task.fields else None
        return seconds

    class TimeBar(BarColumn):
        def render(self, task: Task) -> ProgressBar:
            left, elapsed = left_of(task), task.elapsed or 0.0
            share = 0.0 if left is None else elapsed / max(elapsed + left, sys.float_info.min)
            return ProgressBar(total=1.0, completed=share, width=self.bar_width, pulse=left is None)

    class TimeLeft(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(time_left(left_of(task)))

    counted = TextColumn("{task.completed:,.0f} articles")
    return progress_bar(
        SpinnerColumn(), TextColumn("{task.description}"), TimeBar(), counted, TimeElapsedColumn(), TimeLeft()
    )
