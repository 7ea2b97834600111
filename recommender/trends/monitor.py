"""What is breaking and what is trending, kept up to date article by article.

In: the articles of a fit, and what changes after it. Out: breaking stories and tags for a moment. An arriving article
is read once for what it mentions, which takes time by its own words alone; the rest is in columns that the catalogue
has anyway. A monitor never changes: a change makes a new one that shares the base with this one, and the same change
twice is the same as once. Monitors of one base share what was counted last, which is brought up to the changes and the
minute when it is asked for: by the articles that these concern. Readers of one minute share one answer.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self

import numpy as np

from recommender.article import Article, to_seconds
from recommender.errors import SnapshotError
from recommender.index import Articles, Catalogue, sections_in
from recommender.trends.breaking import Breaking, BreakingStory, Stories, Texts
from recommender.trends.caches import Answers, CountsByChoice, SpelledCounts
from recommender.trends.coverage import ALL, Counted, Coverage, find_reports
from recommender.trends.mention_columns import Mentions
from recommender.trends.mentions import fingerprint
from recommender.trends.phrases import names_of
from recommender.trends.tags import Tag, Trending
from recommender.trends.words import LEAD_CHARACTERS

# How long before the newest article of a fit articles are read for what they mention. Above 0, time; set by hand: some
# more than any rule looks back.
REMEMBERED = timedelta(days=35)
# How many of the newest articles are read in any case. At least 0, articles; set by hand, for when the newest one is
# dated wrongly: more than are ever so, and few enough that a training does not wait for them.
LEAST_REMEMBERED = 1_000
# Tags of a language. At least 1; set by hand: more than any page shows.
MOST_TAGS = 50
# Rows whose texts are compared with the catalogue's when a snapshot is loaded. At least 0; set by hand: takes no time.
CHECKED_ROWS = 16
NAMES = ("publisher", "section")  # facets whose labels are never news


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorSettings:
    """What counts as breaking and as trending.

    Attributes:
        breaking: When a story is breaking.
        trending: When a name or phrase is trending.
        owners: Who owns a publisher, by its name: outlets of one owner are not independent of each other.
    """

    breaking: Breaking = field(default_factory=Breaking)
    trending: Trending = field(default_factory=Trending)
    owners: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Monitor:
    """What the served articles mention, and the rules by which that is breaking or trending.

    Attributes:
        base: The mentions of the articles of the fit, by row; those of long ago are left out.
        live: The mentions of each article that is new or edited since, a row each, by id.
        settings: The rules.
    """

    base: Mentions
    live: Mapping[str, Mentions] = field(default_factory=dict)
    settings: MonitorSettings = field(default_factory=MonitorSettings)
    _answers: Answers = field(default_factory=Answers, repr=False)
    _counts: CountsByChoice = field(default_factory=CountsByChoice, repr=False)

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
    def of_mentions(cls, catalogue: Catalogue, mentions: Mentions) -> Self:
        """Take mentions that were read before for those of a catalogue.

        Raises:
            SnapshotError: They are those of other articles.
        """
        for row in np.flatnonzero(np.diff(mentions.starts))[-CHECKED_ROWS:].tolist():
            expected = fingerprint(str(catalogue.metadata(row).get("title", "")), catalogue.text_of(row))
            if mentions.texts[row] != expected:
                raise SnapshotError("mentions", f"those of article {catalogue.id_of(row)}", "those of another one")
        return cls(mentions)

    def with_settings(self, settings: MonitorSettings) -> Monitor:
        """Return the same articles with other rules."""
        return replace(self, settings=settings, _answers=Answers(), _counts=CountsByChoice())

    def with_changes(self, deleted: Collection[str], added: Sequence[Article]) -> Monitor:
        """Return the monitor after a change.

        Args:
            deleted: Ids of articles that are not live any more: taken down, or served by the base again.
            added: Articles that are new or edited.
        """
        live = dict(self.live)
        for article_id in deleted:
            live.pop(article_id, None)
        live.update((each.article_id, Mentions.of([each])) for each in added)
        return replace(self, live=live, _answers=Answers())

    def answers_about(self, subject: Hashable) -> Answers:
        """Return what was answered about a subject before, and is forgotten with the next change of the articles."""
        return self._answers.once(("answers", subject), Answers)

    def breaking(
        self, catalogue: Articles, *, as_of: datetime, stories: Stories, texts: Texts, counted: Counted = ALL
    ) -> list[BreakingStory]:
        """Return what is breaking at the beginning of a moment's minute, largest growth first.

        Args:
            catalogue: The articles.
            as_of: The moment; nothing published later counts.
            stories: Gives the stories of rows.
            texts: Gives the texts of rows.
            counted: Which articles count.
        """
        moment, rule = _to_minute(as_of), self.settings.breaking

        def compute() -> list[BreakingStory]:
            reports = self._reports(catalogue, moment, rule.looks_back, counted)
            return rule(reports, stories, as_of=moment, texts=texts)

        return self._answers.once(("breaking", moment, counted), compute)

    def trending(self, catalogue: Articles, *, as_of: datetime, counted: Counted = ALL) -> list[Tag]:
        """Return what is trending at the beginning of a moment's minute, best first.

        Args:
            catalogue: The articles.
            as_of: The moment; nothing published later counts.
            counted: Which articles count.
        """
        moment, rule = _to_minute(as_of), self.settings.trending
        of_all_languages = counted._replace(languages=frozenset())

        def compute() -> list[Tag]:
            reports = self._reports(catalogue, moment, rule.looks_back, of_all_languages)
            never = names_of(_labels(catalogue))
            with self._counts.locked(self.base, of_all_languages) as spelled:
                spelled.counts.follow(self.live, _live_ids(catalogue))
                source = _CatalogueSource(catalogue, len(self.base), spelled)
                return rule(reports, spelled.counts, source, as_of=moment, never=never, most=MOST_TAGS)

        tags = self._answers.once(("trending", moment, of_all_languages), compute)
        return [tag for tag in tags if tag.language in counted.languages] if counted.languages else tags

    def _reports(self, catalogue: Articles, moment: datetime, looks_back: timedelta, counted: Counted) -> Coverage:
        after, until = to_seconds(moment - looks_back), to_seconds(moment)
        return find_reports(catalogue, after=after, until=until, owners=self.settings.owners, counted=counted)


class _CatalogueSource:
    """The articles of a catalogue, as tags are spelled by them."""

    def __init__(self, catalogue: Articles, n_base: int, spelled: SpelledCounts) -> None:
        self.catalogue, self.n_base = catalogue, n_base
        self.labels, self._openings = spelled.labels, spelled.openings

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


def _live_ids(catalogue: Articles) -> Sequence[str]:
    """Return the ids of the live articles, which are all behind the base, in the order of their rows."""
    _, *live = catalogue.parts()
    return live[0].columns.ids if live else ()


def _labels(catalogue: Articles) -> tuple[str, ...]:
    labels = (label for part in catalogue.parts() for facet in NAMES for label in part.columns.labels[facet])
    return tuple(name for label in labels for name in sections_in(label))


def _to_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
