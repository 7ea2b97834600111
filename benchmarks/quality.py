"""How well the boxes rank on real news with ground truth, beside what anyone could have without them.

    python -m benchmarks.quality ../shared/news [--sets gun_violence,ecbplus] [--cap-seeds 300] [--json FILE]

The news is for measuring only and is not part of the project; without it the script says so. Every system ranks the
same seeds with the same defaults on every set; intervals are 95 % bootstrap intervals over seeds, and p is that of a
paired randomisation test against scikit-learn's default TF-IDF. Of a set with sections rather than events for truth,
`CAPPED` seeds are drawn, which says as much; all sets together take about 20 minutes on two cores.
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from recommender import Article, Recommender, read_articles
from recommender.evaluation import (
    BASELINES,
    Baseline,
    Evaluation,
    Qrels,
    Ranking,
    Run,
    Setting,
    Task,
    evaluate_boxes,
    qrels_from_groups,
    read_qrels,
)

CAPPED = 500
BESIDE = ("scikit-learn", "bm25", "more-like-this", "most-recent", "random")
SETTING = Setting(k=5, depth=100)
# Stories of hundreds of articles: average precision is measured on rankings of the whole corpus, as it is defined.
WHOLE = ("uci_aggregator",)
# The same event, the same storyline in one language, or the same section in one language.
EVENTS = ("gun_violence", "basil", "ecbplus", "uci_aggregator")
TOPICS = (
    "meantime", "cl_tls", "gnad_de", "cnews_zh", "bbc", "masakhanews", "huffpost_10k", "mind_2k", "reuters21578",
)  # fmt: skip
# Another event of the same storyline is what `related` wants; judged where grades tell the two apart.
BACKGROUND = ("ecbplus", "sample")
SAMPLE = Path(__file__).parent.parent / "data"


Table = dict[str, dict[str, dict[str, float]]]


class Figure(NamedTuple):
    """One number to reach: at least it, or at most where `at_most` says so.

    Attributes:
        corpus: The set.
        box: The box, or ``none``.
        measure: The measure, at the depth of `SETTING`.
        goal: The number.
        at_most: Whether less is better.
        whole: Whether it is measured on rankings of the whole corpus.
    """

    corpus: str
    box: str
    measure: str
    goal: float
    at_most: bool = False
    whole: bool = False


FIGURES = (
    Figure("gun_violence", "none", "nDCG@5", 0.89),
    Figure("gun_violence", "similar", "nDCG@5", 0.95),
    Figure("basil", "none", "RR", 0.91),
    Figure("basil", "similar", "RR", 0.94),
    Figure("ecbplus", "none", "nDCG@10", 0.972),
    Figure("uci_aggregator", "none", "nDCG@5", 0.90),
    Figure("uci_aggregator", "none", "AP", 0.78, whole=True),
    Figure("cnews_zh", "none", "P@10", 0.87),
    Figure("reuters21578", "none", "P@10", 0.80),
    Figure("ecbplus", "related", "same_event", 0.03, at_most=True),
    Figure("sample", "related", "same_event", 0.03, at_most=True),
)


def read_set(news: Path, name: str) -> tuple[list[Article], Qrels]:
    """Return the articles of a set and its judgements; basil stands in the haystack of allsides."""
    if name == "sample":
        return list(read_articles(SAMPLE / "articles.jsonl")), read_qrels(SAMPLE / "qrels.tsv")
    folders = [news / name] + ([news / "allsides"] if name == "basil" else [])
    articles = [article for folder in folders for article in read_articles(folder / "docs.jsonl.gz")]
    judged = news / name / "qrels.tsv"
    if judged.exists():
        return articles, read_qrels(judged)
    records = read_records(news / name)
    if any("topics" in record for record in records):
        return articles, qrels_from_topics({record["id"]: frozenset(record.get("topics", ())) for record in records})
    label = "event" if name in EVENTS else "category"
    return articles, qrels_from_groups(labels(records, label), grade=2 if label == "event" else 1)


def read_records(folder: Path) -> list[dict[str, Any]]:
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def labels(records: Sequence[Mapping[str, Any]], label: str) -> dict[str, str]:
    """Return one label of each article, with its language, so that no pair across languages counts."""
    return {record["id"]: f"{record.get('lang')}/{record[label]}" for record in records if record.get(label)}


def qrels_from_topics(topics: Mapping[str, frozenset[str]]) -> Qrels:
    """Return the judgements of articles of several topics each: two that share one belong together.

    Only the seeds that would be drawn are judged: there are millions of pairs.
    """
    seeds = drawn_of(seed for seed, own in topics.items() if own)[:CAPPED]
    return Qrels(
        {seed: {other: 1 for other, own in topics.items() if own & topics[seed] and other != seed} for seed in seeds},
        event_grade=None,
    )


def drawn(qrels: Qrels, most: int) -> Qrels:
    """Return the judgements of some seeds, the same ones on any machine."""
    return qrels.of_seeds(set(drawn_of(qrels.seeds())[:most]))


def drawn_of(seeds: Iterable[str]) -> list[str]:
    """Return seeds in the order in which they are drawn."""
    return sorted(seeds, key=lambda seed: (crc32(seed.encode()), seed))


def by_language(baseline: Baseline) -> Baseline:
    """Let a baseline, which knows no languages, rank each language by itself: the boxes do as much."""

    def rank(task: Task) -> Run:
        rankings: dict[str, Ranking] = {}
        seeds = set(task.seeds)
        for articles in languages(task.articles).values():
            here = [str(article.article_id) for article in articles if article.article_id in seeds]
            rankings |= baseline(Task.of(articles, here, task.depth, replay=task.replay)).rankings
        return Run(rankings)

    return rank


def languages(articles: Sequence[Article]) -> Mapping[str, list[Article]]:
    found: defaultdict[str, list[Article]] = defaultdict(list)
    for article in articles:
        found[article.language or ""].append(article)
    return found


def measure(
    recommender: Recommender, qrels: Qrels, name: str, systems: Sequence[str]
) -> Iterator[tuple[str, Evaluation]]:
    """Measure the boxes of one set: the model alone beside `similar`, and then `related`, whose aim is another."""
    beside = {system: by_language(BASELINES[system]) if name in TOPICS else BASELINES[system] for system in systems}
    measures = ("P@10",) if name in TOPICS else ("nDCG@5", "nDCG@10", "RR", "AP")

    def found(boxes: Sequence[str], setting: Setting, measures: Sequence[str]) -> Evaluation:
        return evaluate_boxes(recommender, qrels, boxes=boxes, setting=setting, measures=measures, beside=beside)

    yield "none, similar", found(("none", "similar"), SETTING, measures)
    if name in BACKGROUND:
        yield "related", found(("related",), SETTING, measures)
    if name in WHOLE:
        yield "none, whole", found(("none",), Setting(k=5, depth=len(recommender.catalogue)), ("AP",))


def run(news: Path, name: str, systems: Sequence[str], cap: int | None) -> Table:
    """Train on one set, measure it, print the tables; return the statistics by box, system and measure."""
    articles, qrels = read_set(news, name)
    begun = time.perf_counter()
    recommender = Recommender.fit(articles)
    print(f"\n## {name}: {len(recommender.catalogue)} articles, fitted in {time.perf_counter() - begun:.1f} s")
    most = cap or (CAPPED if name in TOPICS else len(qrels))
    found: Table = {}
    for boxes, evaluation in measure(recommender, drawn(qrels, most), name, systems):
        print(f"\n{evaluation}", flush=True)
        found[boxes] = {
            str(system): {
                f"{measure} {statistic}": round(float(value), 4)
                for (measure, statistic), value in evaluation.table.loc[system].dropna().to_dict().items()
            }
            for system in evaluation.table.index
        }
    return found


def print_figures(results: Mapping[str, Table]) -> None:
    """Print what was to be reached beside what was."""
    print("\n## Figures\n")
    for figure in FIGURES:
        if figure.corpus in results:
            tables = results[figure.corpus]
            wanted = {figure.box, "whole"} if figure.whole else {figure.box}
            numbers = next(table for boxes, table in tables.items() if wanted <= set(boxes.split(", ")))[
                f"recommender ({figure.box})"
            ]
            mean, low, high = (numbers[f"{figure.measure} {statistic}"] for statistic in ("mean", "low", "high"))
            reached = mean <= figure.goal if figure.at_most else mean >= figure.goal
            where = f"{figure.corpus} ({figure.box}{', whole' if figure.whole else ''})"
            shown = f"{where} {figure.measure} {mean:.3f} [{low:.3f}, {high:.3f}]"
            goal = f"{'≤' if figure.at_most else '≥'} {figure.goal:.3f}"
            print(f"{shown:70} {goal} {'reached' if reached else 'NOT reached'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("--sets", default=",".join((*EVENTS, *TOPICS, "sample")))
    parser.add_argument("--systems", default=",".join(BESIDE), help=f"some of {', '.join(BASELINES)}")
    parser.add_argument("--cap-seeds", type=int, help="draw so many seeds of every set")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if not arguments.news.is_dir():
        sys.exit(f"{arguments.news}: the news for measuring is not here")
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "scikit-learn", "numba"))
    print(f"Python {platform.python_version()}, {packages}, depth {SETTING.depth}")
    systems = arguments.systems.split(",")
    results = {name: run(arguments.news, name, systems, arguments.cap_seeds) for name in arguments.sets.split(",")}
    print_figures(results)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
