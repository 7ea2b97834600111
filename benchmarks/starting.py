"""What it takes to start: commands in the terminal, the service, and the first compilation of all loops.

    python benchmarks/starting.py MODELS [--rounds 5] [--anew 1] [--json FILE]

In: a directory of models; it is not changed. Out: the processor's seconds of each command, as the median of several
runs in turns, beside those of Python alone and of importing numpy and fastapi; of the service until it is ready and
until its first page of boxes is answered; and of the same where nothing has been compiled yet, in an empty
``NUMBA_CACHE_DIR``. Every run is a process of its own, whose time the system counts. In the other runs loops and
bytecode are kept from a run before, as they are after an installation.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import measuring
from footprint import Run, serve
from measuring import Report

from recommender.index import Catalogue
from recommender.snapshots import Registry

Work = Callable[[], float]


def main() -> None:
    """Measure the starts."""
    parser = measuring.parser(__doc__)
    parser.add_argument("models", type=Path)
    parser.add_argument("--anew", type=int, default=1, help="runs with nothing compiled before (%(default)s)")
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    report = Report.begin("starting", options)
    with tempfile.TemporaryDirectory(dir=options.models.parent) as folder:
        models = two_versions(options.models, Path(folder) / "models")
        first = first_id(models)
        for what, seconds in in_turns(commands(models, first), options.rounds).items():
            report.add(what, processor_seconds=seconds)
        starts = [serve(models, [first], 1) for _ in range(1 + options.rounds)]
        report_starts(report, "service, loops compiled", starts[1:])
        report_starts(report, "service, nothing compiled", [compile_anew(models, first) for _ in range(options.anew)])
    report.end()


def two_versions(models: Path, folder: Path) -> Path:
    """Return a directory of models with the current version twice, by links, so that one can go back from it."""
    registry = Registry(models)
    for version in ("000001", "000002"):
        shutil.copytree(registry.folder(registry.current()), folder / "versions" / version, copy_function=os.link)
    (folder / "current").write_text("000002\n", "ascii")
    return folder


def first_id(models: Path) -> str:
    """Return the id of an article."""
    snapshot, _ = Registry(models).open_current(verify=False)
    return Catalogue.from_arrays(snapshot.room("catalogue")).id_of(0)


def commands(models: Path, article_id: str) -> dict[str, Work]:
    """Return what is run, by name."""
    of_models = ("--models", str(models))
    recommender = ("-m", "recommender")
    versions = iter(["000001", "000002"] * 1_000_000)
    return {
        "python": lambda: child("-c", "pass"),
        "import numpy": lambda: child("-c", "import numpy"),
        "import fastapi": lambda: child("-c", "import fastapi"),
        "recommender --version": lambda: child(*recommender, "--version"),
        "recommender models list": lambda: child(*recommender, "models", "list", *of_models),
        "recommender models rollback": lambda: child(*recommender, "models", "rollback", next(versions), *of_models),
        "recommender similar ID": lambda: child(*recommender, "similar", article_id, *of_models),
    }


def child(*arguments: str) -> float:
    """Run Python, and return the processor's seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def in_turns(works: dict[str, Work], rounds: int) -> dict[str, float]:
    """Return the median seconds of each work; the first round, in which bytecode is written, does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(1 + rounds):
        for name, work in works.items():
            took = work()
            if turn:
                seconds[name].append(took)
    return {name: statistics.median(each) for name, each in seconds.items()}


def compile_anew(models: Path, article_id: str) -> Run:
    """Start the service where nothing has been compiled."""
    with tempfile.TemporaryDirectory() as cache:
        os.environ["NUMBA_CACHE_DIR"] = cache
        try:
            return serve(models, [article_id], 1)
        finally:
            del os.environ["NUMBA_CACHE_DIR"]


def report_starts(report: Report, what: str, runs: list[Run]) -> None:
    """Add the medians of some starts of the service, if there are any."""
    if runs:
        ready, first = (statistics.median(each) for each in zip(*((run.ready, run.first) for run in runs), strict=True))
        report.add(what, ready_processor_seconds=ready, first_page_processor_seconds=first)


if __name__ == "__main__":
    main()
