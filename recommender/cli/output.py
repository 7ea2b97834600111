"""What a terminal sees: answers on stdout; progress, refusals and errors on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeVar

import typer

from recommender.errors import CorpusError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, ProgressColumn, TaskID

    from recommender.article import Article

# Refused records that are described; the others are counted. At least 0, lines; by hand.
MOST_REFUSALS = 10
T = TypeVar("T")


class Answer(NamedTuple):
    """What a command prints on stdout.

    Attributes:
        record: JSON values for machines.
        text: The same for people.
    """

    record: dict[str, Any]
    text: str


def print_answer(record: dict[str, Any], text: str, as_json: bool) -> None:
    """Print an answer on stdout, as one JSON value or as text."""
    typer.echo(json.dumps(record, ensure_ascii=False) if as_json else text)


def fail(reason: str, code: int = 1) -> NoReturn:
    """Print why a command failed, and end with its exit code."""
    warn(f"error: {reason}", style="red")
    sys.exit(code)


def warn(line: str, style: str | None = None) -> None:
    """Print a line on stderr; characters that would steer the terminal or end the line are escaped."""
    from recommender.article import is_printable  # numpy comes along, which help does without

    escaped = line if is_printable(line) else "".join(s if s.isprintable() else repr(s)[1:-1] for s in line)
    _errors().print(escaped, style=style, markup=False, soft_wrap=True)


@cache
def _errors() -> Console:
    """Return what prints on stderr; most commands print nothing there, and do not wait for its import."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def progress_bar(*columns: ProgressColumn) -> Progress:
    """Return a progress bar for a terminal, with the usual columns or with others; elsewhere it prints nothing."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = columns or (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=_errors(), transient=True, disable=not sys.stderr.isatty())


def with_progress(items: Iterable[T], description: str, total: int | None = None) -> Iterator[T]:
    """Yield the items, and show how many of them are done; `total` is their number if they have no length."""
    items = items if total is not None else list(items)
    with progress_bar() as progress:
        yield from progress.track(items, total=total, description=description)


@dataclass(slots=True)
class ReadingProgress:
    """The progress of reading and training: the step, how many articles are read, and the first refused records."""

    progress: Progress
    task: TaskID
    n_refused: int = 0
    n_read: int = 0

    def began(self, step: str) -> None:
        """Show the name of the step that begins."""
        self.progress.update(self.task, description=step)

    def seen(self, article: Article) -> None:  # noqa: ARG002
        """Count an article that was read."""
        self.n_read += 1
        self.progress.advance(self.task)

    def over(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Yield articles, and count them."""
        for article in articles:
            self.seen(article)
            yield article

    def refused(self, error: CorpusError) -> None:
        """Count a record that cannot be read, and print the error of each of the first."""
        self.n_refused += 1
        if self.n_refused <= MOST_REFUSALS:
            warn(f"refused {error}")


@contextmanager
def reading(bar: Progress | None = None) -> Iterator[ReadingProgress]:
    """Show progress while something is read, and at the end print how many refused records were not described."""
    with bar or progress_bar() as progress:
        current = ReadingProgress(progress, progress.add_task("read", total=None))
        try:
            yield current
        finally:
            if current.n_refused > MOST_REFUSALS:
                warn(f"refused {current.n_refused - MOST_REFUSALS} more")
