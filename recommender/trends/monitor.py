"""The pulse of the news: what is breaking and what is trending, kept up to date article by article.

In: the articles of a fit, and what changes after it. Out: breaking stories and tags for a moment. An arriving article
is read once for what it mentions, which takes time by its own words alone; the rest is in columns that the catalogue
keeps anyway. A pulse never changes: a change makes a new one, which shares the base with this, and the same change
twice is the same as once. Pulses of one base share what was counted last, which is brought up to the changes and the
minute when it is asked for: by the articles that they concern. Readers of one minute share one answer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self, TypeVar

import numpy as np

from recommender.article import Article, to_seconds
from recommender.errors import SnapshotError
from recommender.index import Articles, Catalogue
from recommender.trends.breaking import Breaking, BreakingStory, Stories, Texts
from recommender.trends.coverage import ALL, Counted, Coverage, find_reports
from recommender.trends.mentions import LEAD_CHARACTERS, Mentions, fingerprint
from recommender.trends.phrases import names_of
from recommender.trends.tags import Tag, Trending
from recommender.trends.window_counts import Tally

T = TypeVar("T")
REMEMBERED = timedelta(days=35)  # before the newest article of a fit: some more than any rule looks back
LEAST_REMEMBERED = 5_000  # articles, in case the newest one is dated wrongly
MOST_TAGS = 50
KEPT_ANSWERS = 64
KEPT_TALLIES = 4
KEPT_SPELLINGS = 10_000
CHECKED_ROWS = 16
NAMES = ("publisher", "section")  # facets whose labels are never news


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorSettings:
    """What is watched for.

    Attributes:
        breaking: When a story is breaking.
        trending: When a name or phrase is trending.
        owners: For a publisher, who owns it: outlets of one owner are not independent of each other.
    """

    breaking: Breaking = field(default_factory=Breaking)
    trending: Trending = field(default_factory=Trending)
    owners: Mapping[str, str] = field(default_factory=dict)


class _Kept:
    """What was counted and spelled last, of one way to choose what counts."""

    def __init__(self, base: Mentions) -> None:
        self.tally = Tally(base)
        self.labels: dict[tuple[int, tuple[int, ...]], str] = {}
        self.openings: dict[int, str] = {}


class _Tallies:
    """What was counted last, for each of a few ways to choose what counts; used by one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Counted, _Kept] = {}

    @contextmanager
    def locked(self, base: Mentions, counted: Counted) -> Iterator[_Kept]:
        """Give what is kept for one way."""
        with self._lock:
            kept = self._kept.pop(counted, None) or _Kept(base)
            while len(self._kept) >= KEPT_TALLIES:
                del self._kept[next(iter(self._kept))]
            # Last used, last to go. What fails halfway is not kept: its counts may be those of no moment.
            yield kept
            self._kept[counted] = kept
            for known in (kept.labels, kept.openings):
                if len(known) > KEPT_SPELLINGS:
                    known.clear()


@dataclass(frozen=True, slots=True, eq=False)
class Monitor:
    """What the served articles mention.

    Attributes:
        base: The mentions of the articles of the fit, by row; those of long ago are left out.
        live: By id, those of each article that is new or edited since, a row each.
        watch: What is watched for.
    """

    base: Mentions
    live: Mapping[str, Mentions] = field(default_factory=dict)
    watch: MonitorSettings = field(default_factory=MonitorSettings)
    _answers: dict[Any, Any] = field(default_factory=dict, repr=False)
    _tallies: _Tallies = field(default_factory=_Tallies, repr=False)

    @classmethod
    def of(cls, catalogue: Catalogue) -> Self:
        """Read the articles of a fit."""
        times = catalogue.published_at
        newest_first = np.argsort(-times, kind="stable")
        earliest = int(times.max(initial=0)) - int(REMEMBERED.total_seconds())
        is_read = times >= earliest
        is_read[newest_first[:LEAST_REMEMBERED]] = True
        return cls(Mentions.of(catalogue.article(row) if flag else None for row, flag in enumerate(is_read.tolist())))

    @classmethod
    def over(cls, catalogue: Catalogue, mentions: Mentions) -> Self:
        """Take the mentions of a snapshot for those of its catalogue.

        Raises:
            SnapshotError: They are those of other articles.
        """
        for row in np.flatnonzero(np.diff(mentions.starts))[-CHECKED_ROWS:].tolist():
            expected = fingerprint(str(catalogue.metadata(row).get("title", "")), catalogue.text_of(row))
            if mentions.texts[row] != expected:
                raise SnapshotError("mentions", f"those of article {catalogue.id_of(row)}", "those of another one")
        return cls(mentions)

    def watching(self, watch: MonitorSettings) -> Monitor:
        """Return the same pulse, watched for something else."""
        return replace(self, watch=watch, _answers={}, _tallies=_Tallies())

    def with_changes(self, deleted: Collection[str], added: Sequence[Article]) -> Monitor:
        """Return the pulse after a change.

        Args:
            deleted: Ids that are not live any more: taken down, or served by the base again.
            added: Articles that are new or edited.
        """
        live = dict(self.live)
        for article_id in deleted:
            live.pop(article_id, None)
        live.update((each.article_id, Mentions.of([each])) for each in added)
        return replace(self, live=live, _answers={})

    def breaking(
        self, catalogue: Articles, *, as_of: datetime, stories: Stories, texts: Texts, counted: Counted = ALL
    ) -> list[BreakingStory]:
        """Return what is breaking at a moment, which is taken down to the whole minute; what grows most first.

        Args:
            catalogue: The articles.
            as_of: The moment; nothing published later counts.
            stories: Tells the story of each of some rows, a number below 0 for none.
            texts: Tells copies: a number for each of some rows, equal for copies of one text.
            counted: Which articles count.
        """
        moment, rule = _to_minute(as_of), self.watch.breaking

        def count() -> list[BreakingStory]:
            reports = self._reports(catalogue, moment, rule.looks_back, counted)
            return rule(reports, stories, as_of=moment, texts=texts)

        return self._once(("breaking", moment, counted), count)

    def trending(self, catalogue: Articles, *, as_of: datetime, counted: Counted = ALL) -> list[Tag]:
        """Return what is trending at a moment, which is taken down to the whole minute; best first.

        Args:
            catalogue: The articles.
            as_of: The moment; nothing published later counts.
            counted: Which articles count.
        """
        moment, rule = _to_minute(as_of), self.watch.trending
        of_all_languages = counted._replace(languages=frozenset())

        def count() -> list[Tag]:
            reports = self._reports(catalogue, moment, rule.looks_back, of_all_languages)
            never = names_of(_labels(catalogue))
            with self._tallies.locked(self.base, of_all_languages) as kept:
                kept.tally.follow(self.live, [each for part in catalogue.parts()[1:] for each in part.columns.ids])
                source = _Source(catalogue, len(self.base), kept)
                return rule(reports, kept.tally, source, as_of=moment, never=never, most=MOST_TAGS)

        found = self._once(("trending", moment, of_all_languages), count)
        return [tag for tag in found if tag.language in counted.languages] if counted.languages else found

    def _reports(self, catalogue: Articles, moment: datetime, looks_back: timedelta, counted: Counted) -> Coverage:
        after, until = to_seconds(moment - looks_back), to_seconds(moment)
        return find_reports(catalogue, after=after, until=until, owners=self.watch.owners, counted=counted)

    def _once(self, asked: Hashable, count: Callable[[], list[T]]) -> list[T]:
        """Return what was counted already for the same question."""
        if asked not in self._answers:
            if len(self._answers) >= KEPT_ANSWERS:
                self._answers.clear()
            self._answers[asked] = count()
        found: list[T] = self._answers[asked]
        return found


class _Source:
    """The articles of a catalogue, as tags are spelled by them."""

    def __init__(self, catalogue: Articles, n_base: int, kept: _Kept) -> None:
        self.catalogue, self.n_base = catalogue, n_base
        self.labels, self._openings = kept.labels, kept.openings

    def opening(self, row: int) -> str:
        if row >= self.n_base:
            return self._read(row)
        if row not in self._openings:
            self._openings[row] = self._read(row)
        return self._openings[row]

    def language(self, row: int) -> str:
        return self.catalogue.label("language", row)

    def _read(self, row: int) -> str:
        return f"{self.catalogue.metadata(row).get('title', '')}\n{self.catalogue.text_of(row)[:LEAD_CHARACTERS]}"


def _labels(catalogue: Articles) -> tuple[str, ...]:
    return tuple(label for part in catalogue.parts() for facet in NAMES for label in part.columns.labels[facet])


def _to_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
