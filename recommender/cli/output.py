"""What a terminal sees: answers on stdout; progress, refusals and errors on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from recommender.errors import CorpusError

if TYPE_CHECKING:
    from recommender.article import Article

SHOWN_REFUSALS = 10
T = TypeVar("T")
errors = Console(stderr=True, highlight=False)


def print_answer(record: dict[str, Any], text: str, as_json: bool) -> None:
    """Print what a command found: the record for machines, the text for people."""
    typer.echo(json.dumps(record, ensure_ascii=False) if as_json else text)


def fail(reason: str) -> NoReturn:
    """Tell why it could not be done, and end with 1."""
    tell(f"error: {reason}", style="red")
    sys.exit(1)


def tell(line: str, style: str | None = None) -> None:
    """Print a line on stderr; signs of a file's own that would steer the terminal, or end the line, are spelled out."""
    shown = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line)
    errors.print(shown, style=style, markup=False, soft_wrap=True)


def progress_bar() -> Progress:
    """Return a progress bar on a terminal, and nothing elsewhere."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=errors, transient=True, disable=not sys.stderr.isatty())


def watched(seeds: Iterable[str], description: str) -> Iterator[str]:
    """Yield the seeds, showing how many of them are done."""
    seeds = list(seeds)
    return counted(seeds, len(seeds), description)


def counted(each: Iterable[T], total: int, description: str) -> Iterator[T]:
    """Yield each of so many, showing how many of them are done."""
    with progress_bar() as progress:
        yield from progress.track(each, total=total, description=description)


@dataclass(slots=True)
class ReadingProgress:
    """Shows what a training does: its step, how many articles are read, and the first refusals."""

    progress: Progress
    task: TaskID
    n_refused: int = 0

    def began(self, step: str) -> None:
        """Name the step that begins."""
        self.progress.update(self.task, description=step)

    def seen(self, article: Article) -> None:  # noqa: ARG002
        """Count an article that was read."""
        self.progress.advance(self.task)

    def over(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Yield the articles, counting them."""
        for article in articles:
            self.seen(article)
            yield article

    def refused(self, error: CorpusError) -> None:
        """Show a record that cannot be read, unless many were shown."""
        self.n_refused += 1
        if self.n_refused <= SHOWN_REFUSALS:
            tell(f"refused {error}")


@contextmanager
def watching() -> Iterator[ReadingProgress]:
    """Show progress while something is read, and at the end how many refusals were not shown."""
    with progress_bar() as progress:
        watch = ReadingProgress(progress, progress.add_task("read", total=None))
        try:
            yield watch
        finally:
            if watch.n_refused > SHOWN_REFUSALS:
                tell(f"refused {watch.n_refused - SHOWN_REFUSALS} more")
