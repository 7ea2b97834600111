"""A job: train from the store when that is due, publish what is not worse, and say so to whoever runs it.

    */20 * * * *  python /srv/news/job.py sqlite:////srv/news/store.sqlite /srv/news/models

A running service swaps the new model in by itself. `recommender train --if-due --gate` does the same; write a job of
your own when something of yours must happen before or after, such as a message to the desk.

Exit codes: 0 when there is nothing to do or a model was published, 1 when the new model is worse or the store cannot be
read, 75 when another training is under way, so that a scheduler tries again.
"""

from __future__ import annotations

import sys
from pathlib import Path

from recommender import RecommenderError, Registry
from recommender.errors import BusyError
from recommender.training import Callbacks, Gate, Limits, Sources, TrainingReport, train

TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h


def main(store: str, models: str) -> int:
    """Run the job once, and return its exit code."""
    try:
        report = train(
            Sources([store]), Registry(Path(models)), if_due=Limits(), gate=Gate(), callbacks=Callbacks(print)
        )
    except BusyError as error:
        print(error)
        return TRY_AGAIN
    except RecommenderError as error:
        print(f"not trained: {error}")
        return 1
    print(said(report))
    return 1 if report.comparison and report.comparison.reasons else 0


def said(report: TrainingReport) -> str:
    """Return in a line what the training did."""
    if report.trained_at is None:
        return "not due"
    if report.version is None:
        reasons = report.comparison.reasons if report.comparison else ()
        return f"not published: {'; '.join(reasons)}"
    return f"published {report.version} of {report.articles} articles in {sum(report.seconds.values()):.0f} s"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
