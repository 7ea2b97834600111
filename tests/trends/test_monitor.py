"""What is breaking and trending, kept up to date article by article."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender.article import Article
from recommender.index.articles import NO_ROWS
from recommender.index.live_catalogue import CombinedCatalogue, LiveCatalogue
from recommender.trends import caches, counting
from recommender.trends import monitor as room
from recommender.trends.breaking import Breaking
from recommender.trends.coverage import Counted, Coverage, find_reports
from recommender.trends.mention_columns import Mentions
from recommender.trends.monitor import Monitor, MonitorSettings
from recommender.trends.tags import Trending
from tests.support.builders import article, catalogue, law

NOW = datetime(2026, 4, 24, 12, tzinfo=UTC)
NAMES = ("Renn Aldous", "Lorna Videl", "Storm Odran")
PAPERS = ("Herald", "Courier", "Lantern", "Observer", "Gazette")


def told(article_id: str, name: str, publisher: str = "Herald", minutes: float = 30, **fields: object) -> Article:
    """Return a report about somebody some minutes ago, in words of its own."""
    known = {"title": f"they met {name} at {article_id}", "publisher": publisher, "language": "en"}
    time = {"published_at": NOW - timedelta(minutes=minutes)}
    return article(article_id=article_id, **(known | time | fields))


def reports(name: str, n: int = 5, minutes: float = 30, **fields: object) -> list[Article]:
    return [told(f"{name[:2]}{at}", name, PAPERS[at], minutes, **fields) for at in range(n)]


# Lines so low that few articles already make a difference.
EASY = MonitorSettings(breaking=Breaking(publishers=2, growth=0), trending=Trending(publishers=2, lift=0))


class Kept:
    """A corpus and its monitor, through changes as the engine makes them."""

    def __init__(self, *articles: Article, settings: MonitorSettings | None = None) -> None:
        self.base = catalogue(*articles)
        self.catalogue = CombinedCatalogue(self.base, NO_ROWS, LiveCatalogue.empty())
        self.monitor = Monitor.of(self.base).with_settings(settings or MonitorSettings())

    def change(self, changes: Mapping[str, Article | None]) -> None:
        gone = [article_id for article_id, each in changes.items() if each is None]
        added = sorted((each for each in changes.values() if each is not None), key=lambda each: each.article_id)
        joined = self.catalogue
        covered = [row for each in changes if (row := self.base.find(each)) is not None]
        splice = joined.live.splice(gone, added)
        live = joined.live.with_splice(splice, added)
        self.catalogue = CombinedCatalogue(self.base, np.union1d(joined.deleted, covered).astype(np.int64), live)
        self.monitor = self.monitor.with_changes(gone, added)

    def trending(self, as_of: datetime = NOW, counted: Counted = Counted()) -> list[tuple[object, ...]]:  # noqa: B008
        """Return what is trending, by ids instead of rows."""
        found = self.monitor.trending(self.catalogue, as_of=as_of, counted=counted)
        return [(tag.label, tag.now, round(tag.usual, 9), tag.publishers, tag.series,
                 sorted(map(self.catalogue.id_of, tag.rows))) for tag in found]  # fmt: skip

    def breaking(self, as_of: datetime = NOW) -> list[tuple[object, ...]]:
        """Return what is breaking, each name a story of its own."""

        def stories(rows: NDArray[np.int64]) -> NDArray[np.int64]:
            titles = [str(self.catalogue.metadata(row)["title"]) for row in rows.tolist()]
            return np.array([next(at for at, name in enumerate(NAMES) if name in title) for title in titles], np.int64)

        found = self.monitor.breaking(self.catalogue, as_of=as_of, stories=stories, texts=lambda rows: rows)
        return [
            (each.story, each.publishers, each.minutes, sorted(map(self.catalogue.id_of, each.rows))) for each in found
        ]


def labels(kept: Kept, **options: object) -> list[object]:
    return [tag[0] for tag in kept.trending(**options)]  # type: ignore[arg-type]


def test_an_arriving_article_is_counted_at_once_and_one_that_is_taken_down_no_more() -> None:
    kept = Kept(*reports("Renn Aldous", 2))
    assert (kept.trending(), kept.breaking()) == ([], [])
    kept.change({each.article_id: each for each in reports("Renn Aldous", 5)[2:]})
    assert (labels(kept), [each[1:3] for each in kept.breaking()]) == (["Renn Aldous"], [(5, 1)])
    kept.change({"Re0": None, "Re3": None})
    assert [tag[1] for tag in kept.trending()] == [3]
    assert kept.breaking() == []
    assert sorted(kept.monitor.live) == ["Re2", "Re4"]


def test_an_edit_replaces_what_the_article_said() -> None:
    kept = Kept(*reports("Renn Aldous", 3))
    kept.change({"Re0": told("Re0", "Lorna Videl")})
    assert labels(kept) == []


changes = st.dictionaries(
    st.sampled_from([f"a{at}" for at in range(8)]),
    st.none() | st.tuples(st.sampled_from(NAMES), st.sampled_from(PAPERS), st.integers(0, 2_000)),
    max_size=5,
)


def articles_of(change: Mapping[str, tuple[str, str, int] | None]) -> dict[str, Article | None]:
    return {each: None if told_of is None else told(each, *told_of) for each, told_of in change.items()}


@given(st.lists(st.tuples(changes, st.lists(st.integers(-3_000, 50_000), max_size=3)), min_size=1, max_size=6))
@law
def test_the_monitor_after_changes_is_that_of_the_changed_corpus_from_scratch(
    history: list[tuple[Mapping[str, None], list[int]]],
) -> None:
    """Whatever it was asked for before, of earlier and later minutes."""
    first = articles_of(history[0][0])
    kept = Kept(*(each for each in first.values() if each), settings=EASY)
    served = {each: told_of for each, told_of in first.items() if told_of}
    for change, minutes in history:
        kept.change(articles_of(change))
        served = {each: told_of for each, told_of in (served | articles_of(change)).items() if told_of}
        for minute in minutes:
            moment = NOW + timedelta(minutes=minute)
            anew = Kept(*served.values(), settings=EASY)
            assert kept.trending(moment) == anew.trending(moment)
            assert kept.breaking(moment) == anew.breaking(moment)


def test_a_monitor_that_was_changed_goes_on_answering_as_it_did() -> None:
    """A request that began before a change ends after it."""
    kept = Kept(*reports("Renn Aldous", 3), settings=EASY)
    kept.change({each.article_id: each for each in reports("Lorna Videl", 4)})
    before, catalogue_before = kept.monitor, kept.catalogue
    found = before.trending(catalogue_before, as_of=NOW)
    kept.change({"Lo0": None, "Re1": told("Re1", "Storm Odran"), "Ze": told("Ze", "Lorna Videl")})
    assert kept.monitor.trending(kept.catalogue, as_of=NOW) != found
    before._answers._answers.clear()
    assert before.trending(catalogue_before, as_of=NOW) == found
    assert [tag.label for tag in found] == ["Lorna Videl", "Renn Aldous"]


@given(changes, changes)
@law
def test_a_change_that_is_replayed_counts_once(first: Mapping[str, None], change: Mapping[str, None]) -> None:
    once, twice = (Kept(*(each for each in articles_of(first).values() if each), settings=EASY) for _ in range(2))
    once.change(articles_of(change))
    for _ in range(3):
        twice.change(articles_of(change))
    assert once.trending() == twice.trending()
    assert once.breaking() == twice.breaking()


def test_mentions_survive_a_snapshot() -> None:
    kept = Kept(*reports("Renn Aldous"))
    arrays = kept.monitor.base.to_arrays()
    loaded = Monitor(Mentions.from_arrays(arrays, n_rows=len(kept.base)))
    assert loaded.trending(kept.base, as_of=NOW) == kept.monitor.trending(kept.base, as_of=NOW)


def test_readers_of_one_minute_share_one_count(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(*reports("Renn Aldous"))
    counted = []

    def counting(*args: Any, **options: Any) -> Coverage:
        counted.append(options["until"])
        return find_reports(*args, **options)

    monkeypatch.setattr(room, "find_reports", counting)
    for seconds in (0, 20, 59, 60):
        kept.trending(NOW + timedelta(seconds=seconds))
    assert len(counted) == 2
    kept.change({"new": told("new", "Lorna Videl")})
    kept.trending(NOW)
    assert len(counted) == 3


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches, "KEPT_SPELLINGS", 2)
    kept = Kept(*reports("Renn Aldous"))
    for minute in range(200):
        kept.trending(NOW + timedelta(minutes=minute), Counted(sections=frozenset([str(minute % 9)])))
        kept.trending(NOW + timedelta(minutes=minute))
    assert len(kept.monitor._answers) <= caches.KEPT_ANSWERS
    counts = kept.monitor._counts._kept
    assert len(counts) == caches.KEPT_COUNTS
    assert all(len(each.openings) <= 2 and len(each.labels) <= 2 for each in counts.values())


def test_another_minute_counts_only_what_it_concerns(monkeypatch: pytest.MonkeyPatch) -> None:
    past = [told(f"{hours:03}", NAMES[hours % 3], minutes=60 * hours + 30) for hours in range(200)]
    kept = Kept(*past)
    counted: list[int] = []
    count_rows = counting.count_rows

    def counting_rows(*columns: Any) -> int:
        counted.append(len(columns[3]))
        return int(count_rows(*columns))

    monkeypatch.setattr(counting, "count_rows", counting_rows)
    kept.trending()
    assert sum(counted) == 200
    counted.clear()
    kept.trending(NOW + timedelta(hours=1))
    # One leaves the window; the hours of the week move over one at each end.
    assert 0 < sum(counted) <= 4
    counted.clear()
    kept.change({"new": told("new", NAMES[0])})
    kept.trending(NOW + timedelta(hours=1))
    assert sum(counted) == 1


def test_what_is_trending_in_a_language_is_the_same_whatever_else_is_asked_for() -> None:
    kept = Kept(*reports("Renn Aldous"), *reports("Lorna Videl", language="de"))
    german = Counted(languages=frozenset(["de"]))
    assert (labels(kept, counted=german), len(labels(kept))) == (["Lorna Videl"], 2)
    # Both were counted once.
    assert len(kept.monitor._answers) == 1


def test_articles_of_long_ago_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    old = reports("Storm Odran", 5, minutes=60 * 24 * 60)
    monkeypatch.setattr(room, "LEAST_REMEMBERED", 0)
    base = catalogue(*old, *reports("Renn Aldous"))
    starts = Monitor.of(base).base.starts
    lengths = dict(zip(base.ids, np.diff(starts).tolist(), strict=True))
    assert all((lengths[each] > 0) == each.startswith("Re") for each in base.ids)
    monkeypatch.setattr(room, "LEAST_REMEMBERED", 100)
    assert np.diff(Monitor.of(base).base.starts).all()


def test_hidden_articles_and_sections_do_not_count() -> None:
    kept = Kept(*reports("Renn Aldous", 3), *reports("Lorna Videl", 3, section="courts"))
    assert sorted(map(str, labels(kept))) == ["Lorna Videl", "Renn Aldous"]
    hidden = frozenset([kept.base.row_of("Re1")])
    assert labels(kept, counted=Counted(hidden=hidden)) == ["Lorna Videl"]
    assert labels(kept, counted=Counted(hidden_sections=frozenset(["courts"]))) == ["Renn Aldous"]


def test_in_an_empty_corpus_nothing_is_breaking_or_trending() -> None:
    kept = Kept()
    assert (kept.trending(), kept.breaking()) == ([], [])
