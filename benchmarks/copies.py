"""Whether short reports of one event are kept apart, and copies of a text together.

    python -m benchmarks.copies ../shared/news [--sentences 1,2,3]

Of each set with events, titles and the first sentences are taken. *Partners* are two reports of one event; those whose
texts are the same almost word for word are left out. *Copies* are made of some reports: with the headline of another
report, without the last sentence, or with one word in twelve replaced. Printed beside each other: what a cosine of own
words alone decides, as it once did, and what `SameText` decides. The news is for measuring only.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np

from recommender import Article, Recommender, read_articles
from recommender.article import ArticleId
from recommender.corpus import read_column
from recommender.ranking import SAME_TEXT

SETS = ("ecbplus", "gun_violence", "uci_aggregator")
MOST_REPORTS, MOST_PARTNERS, MOST_COPIED, OF_ONE_EVENT = 2_500, 4_000, 250, 12
SAME_WORDING = 0.85  # the share of sequences from which two reports of one event are one text
REPLACED = 1 / 12
FILLERS = ("said", "told", "new", "people", "officials", "area", "local", "while")


class Pair(NamedTuple):
    """Two articles by id, and what they are: ``partners``, or the kind of copy."""

    kind: str
    one: str
    other: str


def sentences_of(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.!?])\s+|\n+", text) if len(each.split()) > 3]


def cut(article: Article, most: int) -> Article | None:
    """Return an article of a title and at most so many sentences; None if it has none; a headline alone as it is."""
    sentences = sentences_of(article.text)
    title = article.title or (sentences.pop(0) if sentences else "")
    if not title or (article.text and not sentences):
        return None
    return replace(article, title=title, text=" ".join(sentences[:most]), language="en")


def reworded(text: str, rng: random.Random) -> str:
    return " ".join(rng.choice(FILLERS) if rng.random() < REPLACED else word for word in text.split())


def copies_of(article: Article, other: Article, rng: random.Random) -> Iterator[tuple[str, Article]]:
    """Yield copies of an article, each with its kind; `other` is another report of its event."""
    if article.text:
        yield "other headline", replace(article, title=other.title)
    if len(sentences_of(article.text)) > 1:
        yield "last sentence cut", replace(article, text=" ".join(sentences_of(article.text)[:-1]))
    yield "reworded", replace(article, title=reworded(article.title, rng), text=reworded(article.text, rng))


def measure(folder: Path, most: int) -> None:
    """Print the figures of one set, cut to so many sentences."""
    rng = random.Random(0)
    path = folder / "docs.jsonl.gz"
    event_of = dict(read_column(path, "event"))
    short = (cut(each, most) for each in read_articles(path) if each.article_id in event_of)
    reports = [each for each in short if each][:MOST_REPORTS]
    events: dict[str, list[Article]] = defaultdict(list)
    for each in reports:
        events[event_of[each.article_id]].append(each)
    partners = [pair for event in events.values() for pair in combinations(event[:OF_ONE_EVENT], 2)]
    pairs = [
        Pair("partners", one.article_id, other.article_id)
        for one, other in rng.sample(partners, min(MOST_PARTNERS, len(partners)))
    ]
    copies: list[Article] = []
    for article, other in rng.sample(partners, min(MOST_COPIED, len(partners))):
        for kind, copy in copies_of(article, other, rng):
            # Of another publisher: what one publisher repeats is taken for its boilerplate.
            named = replace(copy, article_id=ArticleId(f"copy {len(copies)}"), publisher=f"Publisher {len(copies)}")
            copies.append(named)
            pairs.append(Pair(kind, article.article_id, named.article_id))
    print(f"{folder.name}, title and at most {most} sentences: {len(reports)} reports")
    tell(Recommender.fit([*reports, *copies]), pairs)


def tell(recommender: Recommender, pairs: Sequence[Pair]) -> None:
    """Print how often each rule is wrong, by kind of pair."""
    vectors, catalogue = recommender.index.own_vectors, recommender.catalogue
    wrong: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for pair in pairs:
        row, other = catalogue.row_of(pair.one), np.array([catalogue.row_of(pair.other)], np.int32)
        share = catalogue.wording(row).containment(catalogue.wording(int(other[0]))) or 0.0
        are_copies = pair.kind != "partners"
        if not are_copies and share >= SAME_WORDING:
            continue
        cosine = vectors.similarities(other, vectors[row])
        by_words, by_order = cosine[0] >= SAME_TEXT.words, SAME_TEXT.of_row(row, cosine, other, catalogue)[0]
        wrong[pair.kind].append((bool(by_words) != are_copies, bool(by_order) != are_copies))
    for kind, errors in wrong.items():
        words, order = 100 * np.mean(errors, axis=0)
        error = "folded" if kind == "partners" else "missed"
        print(
            f"  {kind:18} {len(errors):5} pairs, {error}: by the cosine {words:5.1f} %, with the order {order:5.1f} %"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("--sentences", default="1,2,3")
    arguments = parser.parse_args()
    for name in SETS:
        folder = arguments.news / name
        if not folder.is_dir():
            raise SystemExit(f"{folder}: expected the news to measure with, found none; it is not part of the project")
        # Headlines have no sentences to cut.
        for most in (0,) if name == "uci_aggregator" else map(int, arguments.sentences.split(",")):
            measure(folder, most)


if __name__ == "__main__":
    main()
