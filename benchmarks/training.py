"""How long a whole fit takes: `Recommender.fit` beside scikit-learn's `TfidfVectorizer`, and how it grows.

    python benchmarks/training.py --corpus allsides --articles 20000 --rounds 1
    python benchmarks/training.py --corpus pieces --articles 20000,40000,80000
    python benchmarks/training.py --corpus generated --articles 20000,100000,1000000 --rounds 0

Each size is measured in a process of its own, whose peak memory is said; the articles are in memory, and counted in it.
With ``--alone``, scikit-learn is left out, also of that memory. Steps are those of a first fit. With ``--rounds 0`` it
is the only one, and its articles are made while it reads them, as `recommender train` reads files: what making them
takes is said beside. The exponent is the slope of all sizes in logarithms.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from time import process_time
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
from corpora import ALLSIDES, corpus
from measuring import Report, in_turns, parser, peak_megabytes
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from recommender.article import Article
from recommender.engine import Recommender
from recommender.index import ArrivingArticles, Segment
from recommender.model import Expansion, FieldedTfidf
from recommender.stories import TrainedStories
from recommender.trends import Monitor

STEPS: dict[str, list[tuple[type, str]]] = {
    "catalogue": [(ArrivingArticles, "add"), (ArrivingArticles, "sorted")],
    "model": [(FieldedTfidf, "fit_transform")],
    "champions": [(Expansion, "over")],
    "expansion": [(Expansion, "expand_packed")],
    "postings": [(Segment, "of_packed")],
    "stories": [(TrainedStories, "of")],
    "trends": [(Monitor, "of")],
}


class Steps(NamedTuple):
    """What the steps of a fit took.

    Attributes:
        seconds: Of the processor, by step, without those of steps within it; in all under ``fit``.
        peaks: The peak memory of the process when a step ended, in MB: the step that raises it is the largest.
    """

    seconds: dict[str, float]
    peaks: dict[str, int]


def by_step(fit: Callable[[], object]) -> Steps:
    """Return what each step of a fit takes."""
    seconds: dict[str, float] = defaultdict(float)
    peaks: dict[str, int] = {}
    within = [0.0]  # the seconds of the steps within each that goes on, the innermost last

    def timed(step: str, work: Callable[..., object]) -> Callable[..., object]:
        def run(*arguments: object, **named: object) -> object:
            begun = process_time()
            within.append(0.0)
            try:
                return work(*arguments, **named)
            finally:
                took = process_time() - begun
                seconds[step] += took - within.pop()
                within[-1] += took
                if len(within) == 1:
                    peaks[step] = peak_megabytes()

        return run

    with ExitStack() as patches:
        for step, works in STEPS.items():
            for owner, name in works:
                run = timed(step, getattr(owner, name))
                is_bound = isinstance(owner.__dict__.get(name), classmethod)
                patches.enter_context(patch.object(owner, name, staticmethod(run) if is_bound else run))
        begun = process_time()
        fit()
        whole = process_time() - begun
    return Steps({**seconds, "the rest": whole - sum(seconds.values()), "fit": whole}, peaks)


def measure(options: argparse.Namespace, n: int) -> dict[str, Any]:
    """Return the figures of one size."""
    made = corpus(options.corpus, n, source=options.source, seed=options.seed)
    Recommender.fit([*corpus("generated", 100)])  # the loops are compiled
    if not options.rounds:
        steps, making = by_step_of(made)
        figures = {"articles": n, "making_s": making, "fit_s": steps.seconds["fit"], "peak_mb": peak_megabytes()}
        return {**figures, "steps": steps}
    articles = [*made]
    works: dict[str, Callable[[int], object]] = {"fit": lambda _: Recommender.fit(articles)}
    if not options.alone:
        texts = [f"{article.title}\n{article.text}" for article in articles]
        works["scikit-learn"] = lambda _: TfidfVectorizer().fit_transform(texts)
    steps = by_step(lambda: Recommender.fit(articles))
    seconds = in_turns(works, options.rounds, warm_up=0)
    figures = {"articles": len(articles), **{f"{name}_s": took.processor for name, took in seconds.items()}}
    if not options.alone:
        figures["ratio"] = seconds["fit"].processor / seconds["scikit-learn"].processor
    return {**figures, "clock_s": seconds["fit"].clock, "peak_mb": peak_megabytes(), "steps": steps}


def by_step_of(made: Iterator[Article]) -> tuple[Steps, float]:
    """Return what the steps of a fit take whose articles are made while it reads them, and what making them takes."""
    making = 0.0

    def timed() -> Iterator[Article]:
        nonlocal making
        while True:
            begun = process_time()
            article = next(made, None)
            making += process_time() - begun
            if article is None:
                return
            yield article

    steps = by_step(lambda: Recommender.fit(timed()))
    for step in ("model", "fit"):  # which reads them
        steps.seconds[step] -= making
    return steps, making


def slope(points: NDArray[np.float64]) -> float:
    """Return the slope of the line of least squares through some points, (n, 2)."""
    x, y = (points - points.mean(axis=0)).T
    return float(x @ y / (x @ x))


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--corpus", choices=["allsides", "pieces", "generated"], default="allsides")
    made.add_argument("--articles", default="20000", help="sizes, with commas (%(default)s)")
    made.add_argument("--source", default=ALLSIDES, help="where allsides is (%(default)s)")
    made.add_argument("--alone", action="store_true", help="without scikit-learn")
    options = made.parse_args()
    report = Report.begin("training", options)
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for n in map(int, options.articles.split(",")):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            figures = process.submit(measure, options, n).result()
        steps = figures.pop("steps")
        report.add(f"{options.corpus}, seconds by step", articles=n, **steps.seconds)
        report.add(f"{options.corpus}, peak MB when a step ends", articles=n, **steps.peaks)
        report.add(f"{options.corpus}, whole fit", **figures)
        for name in ("fit", "scikit-learn"):
            if f"{name}_s" in figures:
                points[name].append((figures["articles"], figures[f"{name}_s"]))
    for name, sizes in points.items():
        if len(sizes) > 1:
            report.add(f"{name}, exponent", exponent=slope(np.log(np.array(sizes, float))))
    report.plot(points, x="articles", y="processor seconds")
    report.end()


if __name__ == "__main__":
    main()
