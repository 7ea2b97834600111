"""Judgements, from whatever a newsroom has: a file of them, labels, its editors' links, its readers' clicks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from recommender.cli.output import watching
from recommender.errors import CorpusError

if TYPE_CHECKING:
    from recommender.engine import Recommender
    from recommender.evaluation import ClickLog, Qrels


@dataclass(frozen=True, slots=True)
class Judged:
    """Judgements, and what is to be said of them.

    Attributes:
        qrels: The judgements; empty when none were asked for.
        notes: Lines for people.
        facts: The same for machines.
    """

    qrels: Qrels
    notes: tuple[str, ...] = ()
    facts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgements:
    """Where judgements are to come from: one of the four, or nowhere. A click log beside another serves the popular.

    Attributes:
        qrels: A file of judgements.
        labels: A file of labels, or a column of the sources.
        links: Whether the editors' own links are taken.
        clicks: A click log.
        keep: A file to write them to.
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
        from recommender.evaluation import read_clicks

        if self.clicks is None:
            return None
        with watching() as watch:
            return read_clicks(self.clicks, watch.refused)

    def read(
        self, sources: Sequence[str] | None, log: ClickLog | None, columns: Mapping[str, str] | None = None
    ) -> Judged | None:
        """Read the judgements that can be had before there is a model, so that bad ones are refused at once."""
        from recommender import evaluation
        from recommender.evaluation import MIN_IMPRESSIONS

        if self.qrels is not None:
            return _relevant(evaluation.read_qrels(self.qrels), str(self.qrels))
        if self.labels is not None:
            return self._read_labels(self.labels, sources, columns)
        if self.links:
            return None
        if log is not None:
            because = f": a pair counts once it was shown {MIN_IMPRESSIONS} times, and was clicked more than is usual"
            return _relevant(evaluation.qrels_from_clicks(log), str(self.clicks), because)
        return Judged(evaluation.NOTHING_JUDGED)

    def of(self, recommender: Recommender) -> Judged:
        """Return the judgements that only the corpus of a model can give: the editors' links."""
        from recommender.evaluation import qrels_from_links

        qrels, unresolved = qrels_from_links(recommender.catalogue)
        judged = _relevant(qrels, "links")
        note = f"{unresolved} links lead to no article of this corpus."
        return Judged(judged.qrels, (note,), {"unresolved_links": unresolved})

    def kept(self, judged: Judged) -> Judged:
        """Write the judgements to the file that is to keep them, if there is one, and return them."""
        from recommender.evaluation import write_qrels

        if self.keep is not None:
            write_qrels(self.keep, judged.qrels)
        return judged

    def _read_labels(self, labels: str, sources: Sequence[str] | None, columns: Mapping[str, str] | None) -> Judged:
        from recommender import evaluation

        with watching() as watch:
            if Path(labels).is_file():
                return _relevant(
                    evaluation.qrels_from_labels(evaluation.read_labels(Path(labels), watch.refused)), labels
                )
            if not sources:
                reason = f"expected a file of labels, or SOURCES with a column {labels!r}"
                raise typer.BadParameter(reason, param_hint="--labels")
            try:
                column = evaluation.column_labels(sources, labels, watch.refused, columns=columns)
            except CorpusError as error:
                reason = f"{error.reason}; and there is no file {labels!r}"
                raise CorpusError(error.path, error.line, reason) from None
            return _relevant(evaluation.qrels_from_labels(column), f"the column {labels}")


def _relevant(qrels: Qrels, place: str, because: str = "") -> Judged:
    if not qrels.seeds():
        raise CorpusError(place, None, f"no seed has a relevant article in these judgements{because}")
    return Judged(qrels)
