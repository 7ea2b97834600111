"""What a living corpus costs: asking for changes, taking one in, and searching base and live beside the base alone.

    OMP_NUM_THREADS=1 python benchmarks/live.py ../shared/news/allsides/docs.jsonl.gz [--store URL] [--models DIR]

Live articles are made of two articles of the source each, the beginning of one and the end of another, under new ids.
The answers of base and live are compared with those of an index made anew at the end. Times are medians
of this machine: the processor's for what is computed, the clock's for what waits for the disk; queries of both
alternate. Read the ratios. With ``--models`` the current model is taken from
there rather than trained, or trained into it when there is none.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from uuid import uuid4

import numpy as np

from recommender import Recommender, Registry, read_articles
from recommender.article import Article, ArticleId
from recommender.engine import warm_up
from recommender.errors import SnapshotError
from recommender.index import FACETS, Catalogue, Searcher, Seed, Segment
from recommender.model import Vectors
from recommender.serving import Follower
from recommender.store import Store


def median_ms(call: Callable[[Any], object], of: Iterable[Any]) -> float:
    """Return the median time of a call for each of some things, in milliseconds."""
    return float(1_000 * np.median([seconds(call, each) for each in of]))


def seconds(call: Callable[[Any], object], of: object) -> float:
    """Return the processor's time of one call, in which other work on a busy machine does not count."""
    begun = process_time()
    call(of)
    return process_time() - begun


def waited_ms(call: Callable[[], object], repeats: int) -> float:
    """Return the median time of a call on the clock, in milliseconds."""
    took = []
    for _ in range(repeats):
        begun = perf_counter()
        call()
        took.append(perf_counter() - begun)
    return float(1_000 * np.median(took))


def mixed(articles: Sequence[Article], seed: int) -> Iterator[Article]:
    """Yield articles that no corpus holds, each made of two."""
    random, run = np.random.default_rng(seed), uuid4().hex[:8]
    for number in count():
        one, other = (articles[row] for row in random.integers(0, len(articles), 2).tolist())
        text = one.text[: len(one.text) // 2] + other.text[len(other.text) // 2 :]
        yield replace(one, article_id=ArticleId(f"live-{run}-{number:06}"), text=text)


def trained(source: Path, models: Path) -> Recommender:
    """Return the current model of a registry, trained on the source when there is none."""
    registry = Registry(models)
    try:
        snapshot, version = registry.open_current(verify=False)
    except SnapshotError:
        registry.publish(Recommender.fit(read_articles(source)).save)
        snapshot, version = registry.open_current(verify=False)
    recommender = Recommender.of_snapshot(snapshot, version=version)
    warm_up(recommender)
    return recommender


def grown(recommender: Recommender, more: Iterator[Article], n_live: int) -> Recommender:
    """Return the recommender with so many live articles."""
    while missing := n_live - recommender.drift().live_articles:
        recommender = recommender.with_changes({one.article_id: one for one in islice(more, min(missing, 500))})
    return recommender


def change_costs(recommender: Recommender, more: Iterator[Article], repeats: int) -> dict[str, float]:
    """Return the milliseconds of one change each, one after the other: a new article, an edit, a take-down."""
    new = [next(more) for _ in range(repeats)]
    catalogue = recommender.index.base.catalogue
    rows = np.random.default_rng(1).choice(len(catalogue), repeats, replace=False).tolist()
    edited = [replace(catalogue.article(row), title=f"{catalogue.article(row).title} (corrected)") for row in rows]
    current = recommender

    def change(article_id: str, article: Article | None) -> None:
        nonlocal current
        current = current.with_changes({article_id: article})

    return {
        "vectors alone": median_ms(recommender.draft, new),
        "new": median_ms(lambda one: change(one.article_id, one), new),
        "edit": median_ms(lambda one: change(one.article_id, one), edited),
        "take-down": median_ms(lambda one: change(one.article_id, None), edited),
    }


def query_costs(base: Recommender, live: Recommender, seeds: Sequence[Seed]) -> dict[str, tuple[float, float]]:
    """Return the milliseconds of a search and of a page by base, and by base and live, in turns."""
    calls: dict[str, Callable[[tuple[Recommender, Seed]], object]] = {
        "search, top 200": lambda asked: asked[0].index.search(asked[1].expanded_vector, depth=200),
        "page of boxes": lambda asked: asked[0].page(asked[1]),
    }
    costs = {}
    for name, call in calls.items():
        took = 1_000 * np.array([[seconds(call, (one, seed)) for one in (base, live)] for seed in seeds])
        costs[name] = (float(np.median(took[:, 0])), float(np.median(took[:, 1])))
    return costs


def made_anew(live: Recommender) -> Recommender:
    """Return the same model over one index made of all articles that are served."""
    catalogue = Catalogue.build(live.catalogue)
    labels = live.index.base.catalogue.labels["language"]
    groups = [labels.index(label) if label in labels else len(labels) for label in catalogue.labels["language"]]
    own = Vectors.of(live.model.transform(catalogue))
    codes = catalogue.codes[FACETS.index("language")]
    expanded = live.expansion.expand(own, np.array(groups)[codes])
    return replace(live, index=Searcher.over(Segment.build(catalogue, expanded, own)))


def expect_equal(live: Recommender, anew: Recommender, seeds: Sequence[Seed]) -> None:
    """Compare answers, ids and scores."""
    for seed in seeds:
        found = [one.index.search(seed.expanded_vector, depth=200) for one in (live, anew)]
        ids = [
            [one.catalogue.id_of(row) for row in each.rows.tolist()]
            for one, each in zip((live, anew), found, strict=True)
        ]
        if ids[0] != ids[1] or not np.array_equal(found[0].score, found[1].score):
            raise SystemExit("base and live answer otherwise than an index made anew")


def visible(models: Path, url: str, more: Iterator[Article], repeats: int) -> dict[str, float]:
    """Return the milliseconds until an article that is put is durable, and from then on until it is served."""
    with Store.open(url) as store:
        live = Follower(Registry(models), store, verify=False)
        live.poll()
        asked = 1_000
        times: dict[str, list[float]] = {"put, durable": [], "from durable to served": []}
        for _ in range(repeats):
            one = next(more)
            begun = perf_counter()
            store.put(one)
            durable = perf_counter()
            if not live.is_current():
                live.catch_up()
            assert live.recommender is not None
            live.recommender.seed(one.article_id)
            times["put, durable"].append(durable - begun)
            times["from durable to served"].append(perf_counter() - durable)
        return {
            "asking for changes, none": waited_ms(live.is_current, asked),
            "asking the database": waited_ms(store.last_change, asked),
        } | {name: float(1_000 * np.median(took)) for name, took in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--models", type=Path)
    parser.add_argument("--store", help="an empty store, such as postgresql://…; by default a SQLite file")
    parser.add_argument("--live", type=int, nargs="*", default=[0, 1_000, 10_000])
    parser.add_argument("--repeats", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        models = options.models or Path(folder) / "models"
        base = trained(options.source, models)
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; ", end="")
        print(f"{len(base.index)} articles, {base.index.n_terms} terms, seed {options.seed}")
        more = mixed(list(read_articles(options.source)), options.seed)
        rows = np.random.default_rng(options.seed).choice(len(base.index), options.repeats, replace=False)
        seeds = [base.seed(base.catalogue.id_of(row)) for row in rows.tolist()]
        costs = visible(models, options.store or f"sqlite:///{folder}/store.sqlite", more, options.repeats)
        print("\n".join(f"{name:<28} {1_000 * took:10.1f} µs" for name, took in costs.items()))
        live = base
        for n_live in options.live:
            live = grown(live, more, n_live)
            changes = change_costs(live, more, options.repeats)
            told = ", ".join(f"{name} {took:.2f} ms" for name, took in changes.items())
            print(f"{n_live} live: one change: {told}; {live.drift()}")
            for name, (alone, both) in query_costs(base, live, seeds).items():
                print(
                    f"{n_live} live: {name}: base {alone:.2f} ms, base and live {both:.2f} ms, ratio {both / alone:.2f}"
                )
        expect_equal(live, made_anew(live), seeds)
        print("base and live answer as an index made anew: ids and scores")


if __name__ == "__main__":
    main()
