"""How well the boxes rank on real news with ground truth, beside scikit-learn's TF-IDF and BM25.

    python benchmarks/quality.py ../shared/news [--sets gun_violence,ecbplus] [--json FILE]

The news is for measuring only and is not part of the project; without it the script says so. Every system ranks the
same seeds with the same defaults on every set; intervals are 95 % bootstrap intervals over seeds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
import sys
import time
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

from recommender import Article, Recommender, read_articles
from recommender.evaluation import BASELINES, Qrels, Run, evaluate, format_report, qrels_from_groups, read_qrels

DEPTH = 100
SEED = 0
MEASURES = ("nDCG@5", "nDCG@10", "RR", "AP", "P@10")
SYSTEMS = ("scikit-learn", "scikit-learn-stop-words", "bm25", "bm25-stop-words")
# The same event, the same storyline in one language, or the same section in one language.
EVENTS = ("gun_violence", "basil", "ecbplus", "uci_aggregator")
TOPICS = ("meantime", "cl_tls", "gnad_de", "cnews_zh", "bbc", "masakhanews", "huffpost_10k", "mind_2k")


def labels(folder: Path, label: str) -> dict[str, str]:
    """Return one label of each article, with its language, so that no pair across languages counts."""
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    return {record["id"]: f"{record.get('lang')}/{record[label]}" for record in records if record.get(label)}


def read_set(news: Path, name: str) -> tuple[list[Article], Qrels]:
    """Return the articles of a set and its judgements; basil stands in the haystack of allsides."""
    folders = [news / name] + ([news / "allsides"] if name == "basil" else [])
    articles = [article for folder in folders for article in read_articles(folder / "docs.jsonl.gz")]
    judged = news / name / "qrels.tsv"
    if judged.exists():
        return articles, read_qrels(judged)
    label = "event" if name in EVENTS else "category"
    return articles, qrels_from_groups(labels(news / name, label), grade=2 if label == "event" else 1)


def measure(news: Path, name: str, systems: tuple[str, ...]) -> dict[str, object]:
    """Rank one set with every system and print the table."""
    articles, qrels = read_set(news, name)
    begun = time.perf_counter()
    recommender = Recommender.fit(articles)
    took = time.perf_counter() - begun
    seeds = [seed for seed in qrels.seeds() if seed in recommender.catalogue]
    boxes = ("none", "similar") if name in EVENTS else ("none",)
    runs = {}
    for box in boxes:
        runs[f"recommender ({box})"] = Run.of_order({seed: recommender.ranking(seed, box, DEPTH) for seed in seeds})
    corpus = list(recommender.catalogue)
    for system in systems:
        runs[system] = BASELINES[system](corpus, seeds, DEPTH)
    if name in TOPICS:
        runs = {system: within_language(run, recommender) for system, run in runs.items()}
    frame = evaluate(qrels, runs, list(MEASURES), baseline=systems[-1], seed=SEED)
    print(f"\n## {name}: {len(corpus)} articles, {len(seeds)} seeds, fitted in {took:.1f} s\n", flush=True)
    print(format_report(frame), flush=True)
    table: dict[str, dict[str, float]] = defaultdict(dict)
    for system in frame.index:
        for measure_name in MEASURES:
            table[str(system)][measure_name] = round(float(frame.loc[system, (measure_name, "mean")]), 4)
    return {"articles": len(corpus), "seeds": len(seeds), "systems": table}


def within_language(run: Run, recommender: Recommender) -> Run:
    """Return a run without candidates of another language than the seed's: the baselines know no languages."""
    catalogue = recommender.catalogue

    def language(article_id: str) -> str:
        return catalogue.label("language", catalogue.row_of(article_id))

    return Run.of_order({seed: [i for i in run.ids(seed) if language(i) == language(seed)] for seed, _ in run})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("--sets", default=",".join((*EVENTS, *TOPICS)))
    parser.add_argument("--systems", default=",".join(SYSTEMS))
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if not arguments.news.is_dir():
        sys.exit(f"{arguments.news}: the news for measuring is not here")
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "scikit-learn", "numba"))
    print(f"Python {platform.python_version()}, {packages}, depth {DEPTH}, seed {SEED}")
    results = {
        name: measure(arguments.news, name, tuple(arguments.systems.split(","))) for name in arguments.sets.split(",")
    }
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
