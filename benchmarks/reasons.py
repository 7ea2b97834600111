"""Reasons on real news, to be read by hand: what stands under cards, beside the two headlines.

    python -m benchmarks.reasons [--news ../shared/news] [--models FOLDER] [--seed 1] [--pairs FILE] [--scale 1]

In: sets of news in several languages. Out: for each of about 200 cards, drawn at random from the boxes beside seeds
drawn at random, the headlines of both and the reason. With a file of pairs, the cards of that file are printed once
more if it is there, and else the file is written: so the same cards are read before and after a change. The news is for
measuring only and is not part of the project.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from recommender import Article, Recommender, Request, read_articles

HERE = Path(__file__).parent.parent
# How many cards are drawn from each set; what is not in the folder of news is the sample of the project.
CARDS = {
    "allsides": 35,
    "gun_violence": 22,
    "gnad_de": 20,
    "cl_tls": 20,
    "ecbplus": 18,
    "meantime": 18,
    "uci_aggregator": 14,
    "masakhanews": 10,
    "cnews_zh": 8,
    "huffpost_10k": 8,
    "mind_2k": 8,
    "reuters21578": 8,
    "bbc": 7,
    "sample": 4,
}
MOST_ARTICLES = 4_000  # of a set
SHOWN = 70  # characters of a headline


def main() -> None:
    """Print reasons."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--news", type=Path, default=HERE.parent / "shared/news")
    parser.add_argument("--models", type=Path, default=None, help="where trained models are kept; nowhere without it")
    parser.add_argument("--seed", type=int, default=1, help="of what is drawn (%(default)s)")
    parser.add_argument("--pairs", type=Path, default=None, help="the pairs that are printed, as JSON")
    parser.add_argument("--scale", type=float, default=1, help="how many times 200 cards (%(default)s)")
    options = parser.parse_args()
    is_drawn = options.pairs is None or not options.pairs.exists()
    pairs = {} if is_drawn else json.loads(options.pairs.read_text())
    number = 0
    for name, n in CARDS.items():
        recommender = trained(name, options.news, options.models)
        if is_drawn:
            pairs[name] = list(islice(drawn(recommender, options.seed), round(options.scale * n)))
        for seed_id, other_id in pairs[name]:
            number += 1
            print(f"{number:3} {name}", *printed(recommender, seed_id, other_id), sep="\n    ", flush=True)
    if is_drawn and options.pairs is not None:
        options.pairs.write_text(json.dumps(pairs))


def trained(name: str, news: Path, models: Path | None) -> Recommender:
    """Return a model of a set, from a folder if it is there."""
    if models is not None and (models / name).exists():
        return Recommender.load(models / name)
    source = HERE / "data" if name == "sample" else news / name / "docs.jsonl.gz"
    articles = (article for article in read_articles(source) if isinstance(article, Article))
    recommender = Recommender.fit(list(islice(articles, MOST_ARTICLES)))
    if models is not None:
        models.mkdir(parents=True, exist_ok=True)
        recommender.save(models / name)
    return recommender


def drawn(recommender: Recommender, seed: int) -> Iterator[tuple[str, str]]:
    """Yield seeds at random, each with one of the cards beside it; a seed without cards is passed over."""
    random = np.random.default_rng(seed)
    for row in random.permutation(len(recommender.index)).tolist():
        article_id = recommender.catalogue.id_of(row)
        boxes = recommender.page(article_id, Request(k=5)).boxes
        cards = [card.article_id for name in ("similar", "related") for card in boxes[name].cards]
        if cards:
            yield article_id, cards[int(random.integers(len(cards)))]


def printed(recommender: Recommender, seed_id: str, other_id: str) -> list[str]:
    """Return the headlines of a seed and a card, or how their texts begin, and the reason."""
    both = [recommender.catalogue.article(recommender.catalogue.row_of(each)) for each in (seed_id, other_id)]
    headlines = [f"{(each.title or each.text)[:SHOWN]!r} {each.published_at or ''}" for each in both]
    return [*headlines, f"→ {recommender.explain(seed_id, other_id).reason}"]


if __name__ == "__main__":
    main()
