"""Judgements from whatever a newsroom has: a file of them, labels, its editors' links, its readers' clicks.

In: options of the command line. Out: `Judged`: judgements, and what is to be printed about them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import typer

from recommender.cli.output import reading
from recommender.engine import Recommender
from recommender.errors import CorpusError
from recommender.evaluation import (
    MIN_IMPRESSIONS,
    NOTHING_JUDGED,
    ClickLog,
    Qrels,
    column_labels,
    qrels_from_clicks,
    qrels_from_labels,
    qrels_from_links,
    read_clicks,
    read_labels,
    read_qrels,
    write_qrels,
)
from recommender.training import Sources


@dataclass(frozen=True, slots=True)
class Judged:
    """Judgements, and what is to be printed about them.

    Attributes:
        qrels: The judgements; empty if none were requested.
        notes: Lines for people.
        facts: The same for machines.
    """

    qrels: Qrels
    notes: tuple[str, ...] = ()
    facts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgements:
    """Where judgements come from: one of the first four, or nowhere.

    Attributes:
        qrels: A file of judgements.
        labels: A file of labels, or a column of the sources.
        links: Whether the editors' own links are the judgements.
        clicks: A click log; beside another origin it gives the baseline of popular articles alone.
        keep: A file to write the judgements to.
    """

    qrels: Path | None = None
    labels: str | None = None
    links: bool = False
    clicks: Path | None = None
    keep: Path | None = None

    def __post_init__(self) -> None:
        if sum((self.qrels is not None, self.labels is not None, self.links)) > 1:
            raise typer.BadParameter("expected one of them", param_hint="--qrels, --labels, --links")

    def read_log(self) -> ClickLog | None:
        """Read the click log, if there is one."""
        if self.clicks is None:
            return None
        with reading() as progress:
            return read_clicks(self.clicks, progress.refused)

    def read(self, sources: Sources, log: ClickLog | None) -> Judged | None:
        """Read the judgements before there is a model, so that a damaged file is refused at once.

        Returns:
            None if only the corpus of a model can give them: the editors' links.
        """
        if self.qrels is not None:
            return _relevant(read_qrels(self.qrels), str(self.qrels))
        if self.labels is not None:
            return _of_labels(self.labels, sources)
        if self.links:
            return None
        if log is not None:
            because = f": a pair counts once it was shown {MIN_IMPRESSIONS} times, and was clicked more than is usual"
            return _relevant(qrels_from_clicks(log), str(self.clicks), because)
        return Judged(NOTHING_JUDGED)

    def complete(self, judged: Judged | None, recommender: Recommender) -> Judged:
        """Return the judgements that `read` gave, or else those of the model's corpus, and write them to `keep`."""
        judged = judged or _of_links(recommender)
        if self.keep is not None:
            write_qrels(self.keep, judged.qrels)
        return judged


def _of_links(recommender: Recommender) -> Judged:
    qrels, unresolved = qrels_from_links(recommender.catalogue)
    note = f"{unresolved} links lead to no article of this corpus."
    return Judged(_relevant(qrels, "links").qrels, (note,), {"unresolved_links": unresolved})


def _of_labels(labels: str, sources: Sources) -> Judged:
    """Return the judgements of a file of labels, or if there is no such file, of a column of the sources."""
    with reading() as progress:
        if Path(labels).is_file():
            return _relevant(qrels_from_labels(read_labels(Path(labels), progress.refused)), labels)
        if not sources.addresses:
            reason = f"expected a file of labels, or SOURCES with a column {labels!r}"
            raise typer.BadParameter(reason, param_hint="--labels")
        try:
            column = column_labels(
                sources.addresses, labels, progress.refused, columns=sources.columns, options=sources.options
            )
        except CorpusError as error:
            reason = f"{error.reason}; and there is no file {labels!r}"
            raise CorpusError(error.path, error.line, reason) from None
        return _relevant(qrels_from_labels(column), f"the column {labels}")


def _relevant(qrels: Qrels, place: str, because: str = "") -> Judged:
    if not qrels.seeds():
        raise CorpusError(place, None, f"no seed has a relevant article in these judgements{because}")
    return Judged(qrels)
