"""The job that a scheduler runs: train, and publish."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recommender.cli.arguments import (
    MODELS,
    AsJson,
    Keep,
    Models,
    SomeStore,
)
from recommender.cli.how_to_read import ALL_BY_DEFAULT, HowToRead, reads_sources
from recommender.cli.output import fail, print_answer
from recommender.cli.training_progress import callbacks_of, training_progress

if TYPE_CHECKING:
    from recommender.training import TrainingReport

SomeSources = Annotated[
    list[str] | None,
    typer.Argument(
        help="Files, folders and addresses of databases of articles; the store when left out.", show_default=False
    ),
]
IfDue = Annotated[
    bool, typer.Option("--if-due", help="Train only when the store has moved away from the current model.")
]
WithGate = Annotated[
    bool, typer.Option("--gate", help="Publish only what is no worse than the current model; else end with 1.")
]
QrelsFile = Annotated[
    Path | None,
    typer.Option("--qrels", help="The judgements of the gate; by default the editors' links.", dir_okay=False),
]
QualityDrop = Annotated[
    float, typer.Option("--quality-drop", min=0, max=1, help="How much nDCG@10 may fall at the gate.")
]
CoverageDrop = Annotated[
    float, typer.Option("--coverage-drop", min=0, max=1, help="How much the share of filled boxes may fall.")
]
SizeDrop = Annotated[float, typer.Option("--size-drop", min=0, max=1, help="By what share the corpus may shrink.")]


@reads_sources
def train(
    sources: SomeSources = None,
    store: SomeStore = None,
    how: HowToRead = ALL_BY_DEFAULT,
    models: Models = MODELS,
    if_due: IfDue = False,
    gate: WithGate = False,
    qrels: QrelsFile = None,
    quality_drop: QualityDrop = 0.02,
    coverage_drop: CoverageDrop = 0.05,
    size_drop: SizeDrop = 0.1,
    keep: Keep = 5,
    as_json: AsJson = False,
) -> None:
    """Train on articles, and publish the model.

    One training at a time: a second one for the same models ends with 1 at once.
    """
    addresses = sources or ([store] if store else [])
    if not addresses:
        raise typer.BadParameter("expected sources of articles, or --store", param_hint="SOURCES")
    from recommender.cli.sources import sources_of
    from recommender.evaluation import read_qrels
    from recommender.snapshots import registry_at
    from recommender.training import Gate, Limits, train

    to_read = sources_of(addresses, how)
    judged = read_qrels(qrels) if qrels else None
    with training_progress(is_for_machines=as_json) as progress:
        report = train(
            to_read,
            registry_at(models),
            if_due=Limits() if if_due else None,
            gate=Gate(quality_drop, coverage_drop, size_drop, judged) if gate else None,
            keep=keep,
            callbacks=callbacks_of(progress),
        )
    print_answer(report.to_record(), _text_of(report), as_json)
    if report.coverage.is_mostly_refused:
        fail(f"not published: {report.refused} records were refused, more than the {report.articles} articles")
    if report.comparison and report.comparison.reasons:
        fail(f"not published: {'; '.join(report.comparison.reasons)}")


def _text_of(report: TrainingReport) -> str:
    """Return the report of a training for people."""
    lines = []
    if report.due is not None:
        lines.append(
            f"due: {'; '.join(report.due.reasons)}" if report.due else f"not due: {report.due.changed} articles changed"
        )
    seconds = ", ".join(f"{step} {took:.1f} s" for step, took in report.seconds.items())
    if seconds:
        lines.append(
            f"{f'published {report.version}' if report.version else 'trained'}: {report.articles} articles, "
            f"{report.refused} refused, {report.columns} terms and phrases ({seconds})"
        )
        lines.append(report.coverage.to_text())
    return "\n".join(lines)
