"""What is trending in real news, and what it costs to know.

    python benchmarks/trending.py ../shared/news [--weeks 2017-05-10,2020-06-03] [--articles 100000]

Prints the tags of chosen weeks of allsides (full texts, a date each) and of chosen half-days of uci_aggregator
(headlines, to the second), to be read; and then the cost of an arriving article, of the first answer of a minute and of
each later one, for a corpus of so many articles, made of allsides over and over, spread evenly over sixty days, of
which the newest are live. Times are of this machine at this moment.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

from recommender import Article, read_articles
from recommender.article import ArticleId
from recommender.index import NO_ROWS, Catalogue, CombinedCatalogue, LiveCatalogue
from recommender.trends import Mentions, Monitor, MonitorSettings, Tag, Trending

WEEKS = "2016-11-12,2017-05-10,2018-02-16,2019-09-27,2020-01-08,2020-03-14,2020-06-03"
HALF_DAYS = ("2014-03-11T12:00", "2014-03-11T20:00", "2014-03-12T04:00")
NOW = datetime(2026, 4, 24, 12, tzinfo=UTC)


def read(path: Path) -> list[Article]:
    return [article if article.language else replace(article, language="en") for article in read_articles(path)]


def moment_of(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def show(tags: Iterable[Tag]) -> None:
    for tag in tags:
        said = f"{tag.now} texts, usually {tag.usual:.2f}, {tag.publishers} publishers"
        print(f"    {tag.label:36} {tag.lift:6.1f} times, {said}")


def show_weeks(name: str, articles: list[Article], moments: Iterable[str], window: timedelta, most: int) -> None:
    catalogue = Catalogue.build(articles)
    monitor = Monitor(Mentions.of(catalogue), settings=MonitorSettings(trending=Trending(window=window)))
    for moment in moments:
        print(f"\n{name}, the {window} before {moment}")
        show(monitor.trending(catalogue, as_of=moment_of(moment))[:most])


def timed(what: str, run: Callable[[], object], times: int) -> None:
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        took.append(1e3 * (time.perf_counter() - begun))
    print(f"  {what}: median {statistics.median(took):.3f} ms, longest {max(took):.3f} ms")


def spread(articles: list[Article], n: int) -> list[Article]:
    """Return n articles of the last sixty days, made of a few over and over, in their order; none is another's copy."""
    chance = random.Random(0)
    minutes = sorted(chance.randrange(60 * 24 * 60) for _ in range(n))
    newest_first = sorted(articles, key=lambda each: each.published_at or NOW, reverse=True)
    return [
        replace(article, article_id=ArticleId(f"{at:07}"), text=f"{at}: {article.text}",
                published_at=NOW - timedelta(minutes=ago))
        for at, (article, ago) in enumerate(zip(cycle(newest_first), minutes, strict=False))
    ]  # fmt: skip


def measure_cost(articles: list[Article], n: int, n_live: int) -> None:
    """Measure what it costs to know what is breaking and trending in n articles, the newest of them live."""
    told = spread(articles, n)
    catalogue = Catalogue.build(told[n_live:])
    begun = time.perf_counter()
    monitor = Monitor.of(catalogue)
    took = time.perf_counter() - begun
    n_read = int((monitor.base.starts[1:] > monitor.base.starts[:-1]).sum())
    n_bytes = sum(array.nbytes for array in monitor.base.to_arrays().values())
    print(f"\n{n} articles of sixty days: {n_read} read in {took:.1f} s, {n_bytes / 1e6:.1f} MB of mentions")
    live = LiveCatalogue.empty()
    live = live.with_splice(live.splice((), told[:n_live]), told[:n_live])
    joined, states = CombinedCatalogue(catalogue, NO_ROWS, live), [monitor.with_changes((), told[:n_live])]
    arriving = iter([replace(each, article_id=ArticleId(f"live{at}")) for at, each in enumerate(articles[:2_000])])
    timed("an article arrives", lambda: states.append(states[0].with_changes((), [next(arriving)])), 1_000)
    print(f"  {n_live} articles are live")
    live_monitor = states[0]
    minutes = iter(range(100_000))

    def moment() -> datetime:
        return NOW + timedelta(minutes=next(minutes))

    timed("what is trending, asked for the first time", lambda: live_monitor.trending(joined, as_of=NOW), 1)
    timed("what is trending, first asked in a minute", lambda: live_monitor.trending(joined, as_of=moment()), 60)
    timed("what is trending, asked again", lambda: live_monitor.trending(joined, as_of=NOW), 1_000)

    def breaking(as_of: datetime) -> object:
        # Stories of eight articles each, so that some are always candidates.
        return live_monitor.breaking(joined, as_of=as_of, stories=lambda rows: rows // 8, texts=lambda rows: rows)

    timed("what is breaking, first asked in a minute", lambda: breaking(moment()), 60)
    timed("what is breaking, asked again", lambda: breaking(NOW), 1_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("--weeks", default=WEEKS, help="the days that end them, separated by commas")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--live", type=int, default=1_000, help="how many of the articles are live")
    parser.add_argument("--most", type=int, default=10, help="how many tags are printed")
    arguments = parser.parse_args()
    if not arguments.news.is_dir():
        sys.exit(f"{arguments.news}: the news for measuring is not here")
    articles = read(arguments.news / "allsides" / "docs.jsonl.gz")
    show_weeks("allsides", articles, arguments.weeks.split(","), timedelta(days=7), arguments.most)
    headlines = read(arguments.news / "uci_aggregator" / "docs.jsonl.gz")
    show_weeks("uci_aggregator", headlines, HALF_DAYS, timedelta(hours=12), arguments.most)
    measure_cost(articles, arguments.articles, arguments.live)


if __name__ == "__main__":
    main()
