"""How well articles are grouped into stories, beside a simple single pass, and what grouping and placing cost.

    python benchmarks/stories.py ../shared/news [--sets gun_violence,ecbplus] [--cost] [--placing]

BCubed F1 of the events of real news, the same defaults on every set, with 95 % bootstrap intervals over articles. The
baselines are a single pass by the average similarity to a story's members times a Gaussian of the days (a week), on
scikit-learn's default TF-IDF and on our vectors, each with the threshold that is best for that very set; and every
article as its own story. "One pass" leaves out the look back; "own words" compares the articles' own words, whereas the
vectors of a training are expanded over the whole corpus and so have seen what came later. "Live" trains on the earlier
half of the articles and places the rest one by one as they arrive.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from recommender import Article, Recommender, read_articles
from recommender.article import UNKNOWN_TIME, ArticleId
from recommender.evaluation import Samples, bcubed, bootstrap_intervals
from recommender.index import FACETS
from recommender.model import AnyVectors, Vectors
from recommender.stories import ArticleChanges, NewArticle, StoryThreshold, place, with_changes
from recommender.stories.grouping import group, grouping_input
from recommender.stories.neighbours import in_time_order
from recommender.stories.passes import first_pass

SETS = ("gun_violence", "ecbplus", "uci_aggregator")
THRESHOLDS = tuple(np.linspace(0.04, 0.5, 24))
DAYS = 7.0
UNKNOWN_DAYS = 3.0
SEED = 0
ENGLISH = ("allsides", "huffpost_10k", "gun_violence", "uci_aggregator", "bbc", "mind_2k", "basil", "ecbplus")
START = datetime(2016, 1, 1, tzinfo=UTC)
MANY = 100_000
LIVE = 5_000
Codes = NDArray[np.integer[Any]]


def read_set(news: Path, name: str) -> tuple[list[Article], dict[str, str]]:
    """Return the articles of a set, and the event of each that has one."""
    file = news / name / "docs.jsonl.gz"
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return list(read_articles(file)), {each["id"]: each["event"] for each in records if each.get("event")}


@njit(cache=True)
def single_pass(cosines: NDArray[np.float32], days: NDArray[np.float64], order: Codes, threshold: float) -> Codes:
    """Put each article into the story of highest average similarity, times a Gaussian of the days to its latest."""
    codes, latest, counts, n_stories = np.full(len(days), -1), np.full(len(days), np.nan), np.zeros(len(days)), 0
    for nth, row in enumerate(order):
        totals = np.zeros(n_stories)
        for other in order[:nth]:
            totals[codes[other]] += cosines[row, other]
        best, best_score = n_stories, threshold
        for story in range(n_stories):
            apart = days[row] - latest[story]
            apart = UNKNOWN_DAYS if np.isnan(apart) else apart
            score = totals[story] / counts[story] * np.exp(-((apart / DAYS) ** 2) / 2)
            if score > best_score:
                best, best_score = story, score
        codes[row] = best
        counts[best] += 1
        latest[best] = days[row] if np.isnan(latest[best]) else max(latest[best], days[row])
        n_stories = max(n_stories, best + 1)
    return codes


def best_single_pass(
    vectors: AnyVectors, times: NDArray[np.int64], ids: Sequence[str], events: dict[str, str]
) -> Codes:
    """Return what the baseline finds with the threshold that is best for this set."""
    matrix = vectors.matrix()
    cosines = (matrix @ matrix.T).toarray()
    days = np.where(times == UNKNOWN_TIME, np.nan, times / 86_400)
    tried = [single_pass(cosines, days, in_time_order(times), float(threshold)) for threshold in THRESHOLDS]
    return max(tried, key=lambda codes: scored(codes, ids, events)[2])


def scored(codes: Codes, ids: Sequence[str], events: dict[str, str]) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    found = {article_id: str(code) for article_id, code in zip(ids, codes.tolist(), strict=True)}
    return bcubed(found, events)


def interval(codes: Codes, ids: Sequence[str], events: dict[str, str]) -> float:
    """Return half the width of the bootstrap interval of F1: articles are drawn, each with its precision and recall."""
    pairs = [(code, events[each]) for each, code in zip(ids, codes.tolist(), strict=True) if each in events]
    both, found, true = Counter(pairs), Counter(code for code, _ in pairs), Counter(event for _, event in pairs)
    precise = np.array([both[pair] / found[pair[0]] for pair in pairs])
    complete = np.array([both[pair] / true[pair[1]] for pair in pairs])
    precision, recall = precise.mean(), complete.mean()
    # F1 as a mean of articles, to first order (the delta method), so that means can be resampled.
    slope = 2 / (precision + recall) ** 2
    values = slope * (recall**2 * precise + precision**2 * complete)
    low, high = bootstrap_intervals(Samples.of(values[:, None]), seed=SEED)[:, 0]
    return float(high - low) / 2


def live_codes(articles: list[Article]) -> tuple[list[str], Codes]:
    """Train on the earlier half, place the rest one by one, and return the story of each article."""
    ordered = sorted(articles, key=lambda each: (each.published_at is None, str(each.published_at), each.article_id))
    recommender = Recommender.fit(ordered[: len(ordered) // 2])
    for each in ordered[len(ordered) // 2 :]:
        recommender = recommender.with_changes({each.article_id: each})
    catalogue = recommender.catalogue
    ids = list(catalogue.article_ids())
    rows = np.array([catalogue.row_of(each) for each in ids], np.int64)
    return ids, recommender.stories.numbers_of(rows, catalogue)


def measure(news: Path, name: str) -> None:
    """Print the table of one set."""
    articles, events = read_set(news, name)
    recommender = Recommender.fit(articles)
    index, catalogue = recommender.index.base, recommender.index.base.catalogue
    ids, times = list(catalogue.ids), catalogue.published_at
    groups, threshold = catalogue.codes[FACETS.index("language")], StoryThreshold()
    columns = recommender.model.number_columns()
    expanded, own = index.expanded_vectors, index.own_vectors
    one_pass, _ = first_pass(grouping_input(expanded, own, times, groups, columns), threshold)
    own_words = group(own, own, times, groups, threshold, number_columns=columns)
    without_numbers = group(expanded, own, times, groups, threshold)
    texts = [f"{each.title}\n{each.text}" for each in catalogue]
    default = Vectors.of(TfidfVectorizer(dtype=np.float32).fit_transform(texts).tocsr())
    found: dict[str, tuple[list[str], Codes]] = {
        "stories": (ids, recommender.stories.base.membership.numbers),
        "stories, one pass": (ids, one_pass),
        "stories, own words": (ids, own_words.stories.numbers),
        "stories, without numbers": (ids, without_numbers.stories.numbers),
        "stories, live": live_codes(articles),
        "single pass, our vectors": (ids, best_single_pass(expanded, times, ids, events)),
        "single pass, scikit-learn": (ids, best_single_pass(default, times, ids, events)),
        "each its own": (ids, np.arange(len(ids))),
    }
    print(f"\n## {name}: {len(ids)} articles, {len(set(events.values()))} events\n")
    for system, (known, codes) in found.items():
        precision, recall, f1 = scored(codes, known, events)
        largest = np.bincount(codes).max()
        half = interval(codes, known, events)
        print(
            f"{system:26} F1 {f1:.3f} ± {half:.3f}  precision {precision:.3f}  recall {recall:.3f}  largest {largest}",
            flush=True,
        )


def cost(news: Path) -> None:
    """Print what grouping costs beside scikit-learn's vectorizer, and what placing costs among many articles."""
    articles = list(read_articles(news / "allsides" / "docs.jsonl.gz"))
    begun = time.process_time()
    TfidfVectorizer().fit_transform([each.text for each in articles])
    vectorizer = time.process_time() - begun
    recommender = Recommender.fit(articles)
    index, catalogue = recommender.index.base, recommender.index.base.catalogue
    arguments = (
        index.expanded_vectors,
        index.own_vectors,
        catalogue.published_at,
        catalogue.codes[FACETS.index("language")],
    )
    begun = time.process_time()
    group(*arguments, StoryThreshold(), number_columns=recommender.model.number_columns())
    took = time.process_time() - begun
    sizes = np.bincount(recommender.stories.base.membership.numbers)
    print(
        f"{len(articles)} articles: grouped in {took:.1f} s, TfidfVectorizer {vectorizer:.1f} s; largest {sizes.max()}"
    )


def english(news: Path) -> tuple[list[Article], list[Article]]:
    """Return the articles of all sets in English, and one in forty that is held back."""
    read = [each for name in ENGLISH for each in read_articles(news / name / "docs.jsonl.gz")]
    return [each for at, each in enumerate(read) if at % 40], read[::40]


def many_articles(read: list[Article]) -> list[Article]:
    """Return MANY articles over seven years; when there are no more, the same again under other ids.

    Whatever has no time gets one at random; what comes again is told a year later for each time.
    """
    random = np.random.default_rng(SEED)
    moments = [START + timedelta(days=float(days)) for days in random.uniform(0, 7 * 365, len(read))]
    return [
        replace(
            read[at % len(read)],
            article_id=ArticleId(f"{at // len(read)}-{at % len(read)}"),
            published_at=(read[at % len(read)].published_at or moments[at % len(read)])
            + timedelta(days=365 * (at // len(read))),
        )
        for at in range(MANY)
    ]


def placing(news: Path) -> None:
    """Print what an arrival costs among MANY articles, with and without live ones beside them."""
    read, held_back = english(news)
    articles = many_articles(read)
    recommender = Recommender.fit(articles)
    latest = max(each.published_at for each in articles if each.published_at)
    arriving = arrivals(held_back, latest)
    place_all(recommender, [next(arriving) for _ in range(50)])  # compiles
    print(f"{MANY} articles: {placing_costs(recommender, arriving)}", flush=True)
    for _ in range(LIVE // 500):
        recommender = recommender.with_changes({each.article_id: each for each in islice(arriving, 500)})
    print(f"{MANY} articles and {LIVE} live: {placing_costs(recommender, arriving)}", flush=True)


def placing_costs(recommender: Recommender, arriving: Iterator[Article]) -> str:
    """Return in what time arrivals are placed, and in what time the stories after them are made."""
    place_times, change_times = place_all(recommender, [next(arriving) for _ in range(400)])
    return f"placed in {percentiles(place_times)}; kept in {percentiles(change_times)}"


def arrivals(articles: list[Article], moment: datetime) -> Iterator[Article]:
    """Yield articles that no corpus holds, each the beginning of one and the end of another, a minute apart."""
    random = np.random.default_rng(SEED)
    for number in count():
        one, other = (articles[row] for row in random.integers(0, len(articles), 2).tolist())
        text = one.text[: len(one.text) // 2] + other.text[len(other.text) // 2 :]
        at = moment + timedelta(minutes=number)
        yield replace(one, article_id=ArticleId(f"new-{number}"), text=text, published_at=at)


def place_all(recommender: Recommender, articles: list[Article]) -> tuple[list[float], list[float]]:
    """Return the milliseconds in which each article is placed, and in which the stories with it are made."""
    entries, searcher, stories = recommender.vectorize(articles), recommender.index, recommender.stories
    place_times, change_times = [], []
    for entry in entries:
        begun = time.process_time()
        article = NewArticle.of(entry, recommender.model)
        place(article, stories, searcher)
        place_times.append(1_000 * (time.process_time() - begun))
        after = searcher.with_changes((), [entry])
        begun = time.process_time()
        with_changes(stories, ArticleChanges(arrived=[article]), after)
        change_times.append(1_000 * (time.process_time() - begun))
    return place_times, change_times


def percentiles(milliseconds: list[float]) -> str:
    """Return median and tail."""
    median, p90, p99 = np.percentile(milliseconds, [50, 90, 99])
    return f"{median:.2f} ms, p90 {p90:.2f}, p99 {p99:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--cost", action="store_true", help="what grouping costs, on allsides")
    parser.add_argument(
        "--placing", action="store_true", help="what placing costs among 100,000 articles; takes minutes"
    )
    arguments = parser.parse_args()
    if not arguments.news.is_dir():
        sys.exit(f"{arguments.news}: the news for measuring is not here")
    for name in arguments.sets.split(",") if arguments.sets else ():
        measure(arguments.news, name)
    if arguments.cost:
        cost(arguments.news)
    if arguments.placing:
        placing(arguments.news)


if __name__ == "__main__":
    main()
