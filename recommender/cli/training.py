"""The job that a scheduler runs: train, and publish."""

from __future__ import annotations

from recommender.cli.arguments import MODELS, AsJson, Keep, Models, Sources
from recommender.cli.output import print_answer, watching


def train(sources: Sources, models: Models = MODELS, keep: Keep = 5, as_json: AsJson = False) -> None:
    """Train on articles, and publish the model."""
    from recommender.registry import Registry
    from recommender.training import train

    with watching() as watch:
        report = train(sources, Registry(models), refused=watch.refused, seen=watch.seen, began=watch.began, keep=keep)
    seconds = ", ".join(f"{step} {took:.1f} s" for step, took in report.seconds.items())
    print_answer(
        report.to_record(),
        f"published {report.version}: {report.articles} articles, {report.refused} refused, "
        f"{report.columns} terms and phrases ({seconds})",
        as_json,
    )
