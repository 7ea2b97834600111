"""What is called breaking, when, how long after the first report, and what is missed: a replay, minute by minute.

    python -m benchmarks.breaking ../shared/news [--data data] [--every 60]

Replayed are uci_aggregator (3,844 headlines of a day and a half, to the second), the last day of the sample corpus, and
all of it, every quarter of an hour: once with the sets' own events for stories, which tells of the rule alone, and once
as a served system has it: trained on what came before, each article placed into a story as it arrives.

An event is worth it when at some moment as many independent publishers as the rule asks for have told it within its
window. A call is right when more than half of its reports tell one event that is worth it. Precision is the share of
the called stories that are right, recall the share of the events worth it that are called. Mind that the times of
uci_aggregator are those at which a crawler saw a whole story: all its headlines within a minute or so.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from recommender import Article, Recommender, Request, read_articles
from recommender.article import UNKNOWN_TIME
from recommender.index import Catalogue
from recommender.trends import DAY, Breaking, Coverage, Mentions, MonitorSettings, count_independent, find_reports


@dataclass(frozen=True)
class Replayed:
    """A set of reports with the event of each, and which of them are copies of one text."""

    name: str
    catalogue: Catalogue
    reports: Coverage
    events: NDArray[np.int64]
    texts: NDArray[np.uint64]
    names: tuple[str, ...]
    background: tuple[Article, ...] = ()

    def stories_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the event of each of some rows."""
        return self.events[np.searchsorted(self.reports.rows, rows)]

    def event_of(self, rows: Iterable[int]) -> int:
        """Return the event that more than half of some rows tell, -1 where there is none."""
        events, counts = np.unique(self.stories_of(np.array(list(rows), np.int64)), return_counts=True)
        return int(events[counts.argmax()]) if 2 * counts.max() > counts.sum() else -1


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


def read_background(folder: Path, news: Replayed) -> tuple[Article, ...]:
    """Return other headlines to train on, of long before: a system in service knows more words than a day's."""
    before = datetime.fromtimestamp(int(news.reports.seconds.min()), UTC) - timedelta(days=365)
    articles = read_articles(folder / "huffpost_10k" / "docs.jsonl.gz")
    return tuple(replace(each, text="", published_at=before) for each in articles if each.title)


def worth_it(news: Replayed, rule: Breaking) -> dict[int, int]:
    """Return the second at which each event has been told by enough publishers within the window, if ever."""
    found: dict[int, int] = {}
    for event in np.unique(news.events[news.events >= 0]).tolist():
        told = news.reports.take(news.events == event)
        for second in np.sort(told.seconds).tolist():
            near = told.between(second - int(rule.window.total_seconds()), second)
            if count_independent(near.owners, news.texts[near.rows]) >= rule.publishers:
                found[event] = second
                break
    return found


@dataclass(frozen=True)
class Call:
    """A story that was called breaking at some moments.

    Attributes:
        begin: The first second at which it was, by the clock.
        end: The last one.
        trigger: What was said of it at first.
        title: A headline of it.
        event: What more than half of the reports tell that made it breaking, -1 for nothing.
    """

    begin: int
    end: int
    trigger: str
    title: str
    event: int


def ticks(news: Replayed, rule: Breaking, begin: int, every: int) -> range:
    """Return the seconds at which the clock is looked at."""
    last = int(news.reports.seconds.max()) + int(rule.window.total_seconds())
    return range(begin - begin % 60 + 60, last, every)


def replay(news: Replayed, rule: Breaking, begin: int, every: int) -> list[Call]:
    """Return what is called breaking where stories are the events themselves."""
    calls: dict[tuple[object, int], Call] = {}
    seconds = ticks(news, rule, begin, every)
    begun = time.perf_counter()
    for second in seconds:
        moment = datetime.fromtimestamp(second, UTC)
        for each in rule(news.reports, news.stories_of, as_of=moment, texts=lambda rows: news.texts[rows]):
            title = str(news.catalogue.metadata(each.rows[0])["title"])
            called = Call(
                second, second, f"{each.publishers} publishers in {each.minutes} min", title, news.event_of(each.rows)
            )
            calls[each.story, called.event] = replace(calls.get((each.story, called.event), called), end=second)
    print(f"  events as stories, {1e3 * (time.perf_counter() - begun) / len(seconds):.2f} ms a moment")
    return list(calls.values())


def replay_live(news: Replayed, rule: Breaking, begin: int, every: int) -> list[Call]:
    """Return what is called breaking by a served system, trained on all that was published before."""
    known = news.catalogue.published_at < begin
    recommender = Recommender.fit([*news.background, *map(news.catalogue.article, np.flatnonzero(known).tolist())])
    recommender = replace(recommender, monitor=recommender.monitor.with_settings(MonitorSettings(breaking=rule)))
    arriving = np.flatnonzero(~known & (news.catalogue.published_at != UNKNOWN_TIME))
    arriving = arriving[np.argsort(news.catalogue.published_at[arriving], kind="stable")]
    calls: dict[tuple[object, int], Call] = {}
    seconds, at, placing, looking = ticks(news, rule, begin, every), 0, 0.0, 0.0
    for second in seconds:
        upto = int(np.searchsorted(news.catalogue.published_at[arriving], second, side="right"))
        begun = time.perf_counter()
        for row in arriving[at:upto].tolist():
            article = news.catalogue.article(row)
            recommender = recommender.with_changes({article.article_id: article})
        placed, at = time.perf_counter(), upto
        request = Request(k=50, as_of=datetime.fromtimestamp(second, UTC))
        for card in recommender.breaking(request).cards:
            event = news.event_of(map(news.catalogue.row_of, (card.article_id, *card.folded)))
            called = Call(second, second, card.reason, card.title, event)
            calls[card.story_id, event] = replace(calls.get((card.story_id, event), called), end=second)
        placing, looking = placing + placed - begun, looking + time.perf_counter() - placed
    print(
        f"  stories as they are placed, trained on {len(recommender.index.base)} articles; "
        f"{1e3 * placing / max(1, at):.2f} ms an article that arrives, {1e3 * looking / len(seconds):.2f} ms a moment"
    )
    return list(calls.values())


def report(news: Replayed, rule: Breaking, begin: int, calls: list[Call], show: int) -> None:
    """Print what was called, when, and what was missed."""
    ever = worth_it(news, rule)  # what broke just before the replay begins is rightly called at its beginning
    worth = {event: second for event, second in ever.items() if second >= begin}
    calls = sorted(calls, key=lambda call: call.begin)
    first_calls = {call.event: call for call in reversed(calls) if call.event in worth}
    false = [call for call in calls if call.event not in ever]
    first = {event: int(news.reports.seconds[news.events == event].min()) for event in worth}
    since_onset = [max(0, call.begin - worth[event]) / 60 for event, call in first_calls.items()]
    since_first = [(call.begin - first[event]) / 60 for event, call in first_calls.items()]
    print(
        f"    worth it: {len(worth)} of {len(np.unique(news.events))} events; called: {len(calls)} stories of "
        f"{len(first_calls)} events; recall {len(first_calls) / max(1, len(worth)):.3f}, precision "
        f"{1 - len(false) / max(1, len(calls)):.3f}; median delay {median(since_onset or [0]):.1f} min since worth it, "
        f"{median(since_first or [0]):.1f} since the first report"
    )
    for event in worth.keys() - first_calls.keys():
        row = int(news.reports.rows[news.events == event][0])
        print(f"    missed: {clock(worth[event])}, {news.catalogue.metadata(row)['title']}")
    for call in false:
        print(f"    false: {clock(call.begin)} to {clock(call.end)}, {call.trigger}: {call.title}")
    for call in [call for call in calls if call.event in worth][:show]:
        after = (call.begin - first[call.event]) / 60
        said = f"{call.trigger}, {after:.0f} min after the first: {call.title}"
        print(f"    {clock(call.begin)} to {clock(call.end)}, {said}")


def clock(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%d %H:%M}"


def both(news: Replayed, rule: Breaking, begin: int, every: int, show: int) -> None:
    """Replay with the events for stories, and as it is served."""
    print(f"{news.name} from {clock(begin)} on, every {every} s")
    for way in (replay, replay_live):
        report(news, rule, begin, way(news, rule, begin, every), show)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--every", type=int, default=60, help="seconds between two looks")
    parser.add_argument("--trained", type=float, default=0.2, help="the share of uci_aggregator that is trained on")
    parser.add_argument("--show", type=int, default=10, help="how many calls of each set are printed")
    arguments = parser.parse_args()
    rule = Breaking()
    print(rule)
    sample = read_set("sample corpus", arguments.data / "articles.jsonl", arguments.data / "events.tsv")
    both(sample, rule, int(sample.reports.seconds.max()) // DAY * DAY, arguments.every, arguments.show)
    both(sample, rule, int(sample.reports.seconds.max()) // DAY * DAY - 30 * DAY, 15 * 60, arguments.show)
    source = arguments.news / "uci_aggregator" / "docs.jsonl.gz"
    if source.exists():
        headlines = read_set("uci_aggregator", source, source)
        headlines = replace(headlines, background=read_background(arguments.news, headlines))
        begin = int(np.quantile(headlines.reports.seconds, arguments.trained))
        both(headlines, rule, begin, arguments.every, arguments.show)
    else:
        print(f"{source}: the news for measuring is not here")


if __name__ == "__main__":
    main()
