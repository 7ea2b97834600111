"""What is called breaking, when, how long after the first report, and what is missed: a replay, minute by minute.

    python benchmarks/breaking.py ../shared/news [--data data] [--every 60]

Replayed are uci_aggregator (3,844 headlines of a day and a half, to the second), the last day of the sample corpus, and
all of it, every quarter of an hour. Stories are the sets' own events. An event is worth it when at some moment as many
independent publishers as the rule asks for have told it within its window. Precision is the share of the called stories
that are worth it, recall the share of those worth it that are called. Mind that the times of uci_aggregator are those
at which a crawler saw a whole story: all its headlines within a minute or so.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from recommender import read_articles
from recommender.breaking import Breaking, BreakingStory, count_independent
from recommender.catalogue import UNKNOWN_TIME, Catalogue
from recommender.reports import Reports, find_reports
from recommender.trending import Mentions


@dataclass(frozen=True)
class Replayed:
    """A set of reports with the event of each, and which of them are copies of one text."""

    name: str
    catalogue: Catalogue
    reports: Reports
    events: NDArray[np.int64]
    texts: NDArray[np.uint64]
    names: tuple[str, ...]

    def stories_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the event of each of some rows."""
        return self.events[np.searchsorted(self.reports.rows, rows)]


def read_events(path: Path) -> dict[str, str]:
    """Return the event of each article, from a table or from the label of each line."""
    if path.suffix == ".tsv":
        with path.open(encoding="utf-8") as file:
            return {row["article_id"]: row["event"] for row in csv.DictReader(file, delimiter="\t")}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return {record["id"]: record["event"] for record in map(json.loads, file)}


def read_set(name: str, articles: Path, labels: Path) -> Replayed:
    catalogue = Catalogue.build(read_articles(articles))
    events = read_events(labels)
    names = tuple(sorted(set(events.values())))
    code = {event: at for at, event in enumerate(names)}
    reports = find_reports(catalogue, after=UNKNOWN_TIME, until=2**40, owners={})
    ids = [catalogue.ids[row] for row in reports.rows.tolist()]
    stories = np.array([code.get(events.get(article_id, ""), -1) for article_id in ids], np.int64)
    return Replayed(name, catalogue, reports, stories, Mentions.of(catalogue).texts, names)


def worth_it(news: Replayed, rule: Breaking) -> dict[int, int]:
    """Return the second at which each event has been told by enough publishers within the window, if ever."""
    found: dict[int, int] = {}
    for event in np.unique(news.events[news.events >= 0]).tolist():
        told = news.reports.take(news.events == event)
        for second in np.sort(told.seconds).tolist():
            near = told.between(second - int(rule.window.total_seconds()), second)
            if count_independent(near.voices, news.texts[near.rows]) >= rule.publishers:
                found[event] = second
                break
    return found


def replay(news: Replayed, rule: Breaking, begin: int, every: int) -> dict[int, list[tuple[int, BreakingStory]]]:
    """Return all calls of each story: the second of the clock, and what was called."""
    calls: dict[int, list[tuple[int, BreakingStory]]] = {}
    last = int(news.reports.seconds.max()) + int(rule.window.total_seconds())
    begun = time.perf_counter()
    ticks = range(begin - begin % 60 + 60, last, every)
    for second in ticks:
        moment = datetime.fromtimestamp(second, UTC)
        for each in rule(news.reports, news.stories_of, as_of=moment, texts=lambda rows: news.texts[rows]):
            calls.setdefault(each.story, []).append((second, each))
    print(f"{news.name}: {1e3 * (time.perf_counter() - begun) / len(ticks):.2f} ms a moment, {len(ticks)} moments")
    return calls


def report(news: Replayed, rule: Breaking, begin: int, every: int, show: int) -> None:
    calls = replay(news, rule, begin, every)
    first = {event: int(news.reports.seconds[news.events == event].min()) for event in calls}
    worth = {event: second for event, second in worth_it(news, rule).items() if second >= begin}
    right = calls.keys() & worth.keys()
    since_onset = [max(0, calls[event][0][0] - worth[event]) / 60 for event in right]
    since_first = [(calls[event][0][0] - first[event]) / 60 for event in right]
    print(
        f"  worth it: {len(worth)} of {len(np.unique(news.events))} events; called: {len(calls)}, right {len(right)}; "
        f"recall {len(right) / max(1, len(worth)):.3f}, precision {len(right) / max(1, len(calls)):.3f}; median delay "
        f"{median(since_onset or [0]):.1f} min since it was worth it, {median(since_first or [0]):.1f} since the first "
        f"report; missed: {', '.join(news.names[event] for event in worth.keys() - calls.keys()) or 'none'}"
    )
    for event, told in sorted(calls.items(), key=lambda call: call[1][0][0])[:show]:
        begun, ended = (datetime.fromtimestamp(told[at][0], UTC) for at in (0, -1))
        title = news.catalogue.head(told[0][1].rows[0])["title"]
        after = (told[0][0] - first[event]) / 60
        print(
            f"    {begun:%d %H:%M} to {ended:%d %H:%M}, {told[0][1].trigger}, {after:.0f} min after the first: {title}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--every", type=int, default=60, help="seconds between two looks")
    parser.add_argument("--show", type=int, default=10, help="how many calls of each set are printed")
    arguments = parser.parse_args()
    rule = Breaking()
    print(rule)
    sample = read_set("sample corpus", arguments.data / "articles.jsonl", arguments.data / "events.tsv")
    report(sample, rule, int(sample.reports.seconds.max()) // 86_400 * 86_400, arguments.every, arguments.show)
    report(sample, rule, int(sample.reports.seconds.min()), 15 * 60, arguments.show)
    source = arguments.news / "uci_aggregator" / "docs.jsonl.gz"
    if source.exists():
        headlines = read_set("uci_aggregator", source, source)
        report(headlines, rule, int(headlines.reports.seconds.min()), arguments.every, arguments.show)
    else:
        print(f"{source}: the news for measuring is not here")


if __name__ == "__main__":
    main()
