"""The bulletin: the boxes that are the same for all readers, breaking news and trending tags, as one request sees them.

In: what is breaking and trending, and what the request and the page leave out. Out: a `Box` and a `TagBox`. Neither
tells a story that the page tells already; what filters and editors leave out is never shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.article import END_OF_TIME, EPOCH, primary_subtag
from recommender.boxes.cards import Box, Card, TagBox, TagCard, notice_of
from recommender.index import Articles, Filter, Searcher, Seed
from recommender.overrides import Active
from recommender.ranking import COPY_SIMILARITY
from recommender.trends import BreakingStory, Counted, Monitor, Stories, Tag, words_of

EXAMPLES = 3  # of a tag
LOOKED_AT = 30  # reports of a breaking story, the newest, of which one is its card


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitewide:
    """What one request, or the page of one seed, may show of what is breaking and trending.

    Attributes:
        index: The articles and their vectors.
        pulse: What is going on among them.
        stories: Tells the story of each of some rows, a number below 0 for none.
        story_ids: Tells the id of the story of a row.
        active: What editors have decided.
        filters: What every article must meet that is shown; its sections and languages choose what tags are counted of.
        exclude: Ids of articles that are not shown.
        as_of: The moment; without one it is that of the newest article.
        seed: The article being read, none without one. Neither it nor its story is shown.
        shown: Rows that the page shows already; nor is what tells their stories.
        model: The version of the model that answers.
    """

    index: Searcher
    pulse: Monitor
    stories: Stories
    story_ids: Callable[[int], str]
    active: Active
    filters: Filter
    exclude: frozenset[str] = frozenset()
    as_of: datetime | None
    seed: Seed | None = None
    shown: frozenset[int] = frozenset()
    model: str

    def breaking(self, k: int) -> Box:
        """Return the box of breaking news, with `k` cards at most.

        Raises:
            ValueError: `k` is negative.
        """
        _expect_none_or_more(k)
        told = self._told()
        moment, counted = self._moment(), self._counted()
        found = self.pulse.breaking(
            self.catalogue, as_of=moment, stories=self.stories, texts=self._texts, counted=counted
        )
        cards: list[Card] = []
        for story in found:
            rows = [row for row in story.rows if self._may_show(row)]
            if rows and len(cards) < k and story.story not in told:
                cards.append(self._card(len(cards) + 1, story, rows))
        notice = notice_of("breaking", len(cards), k)
        return Box(
            box="breaking", seed=self._seed_id, cards=tuple(cards), notice=notice, model=self.model, as_of=self.as_of
        )

    def trending(self, k: int) -> TagBox:
        """Return the box of trending tags, with `k` tags at most.

        Raises:
            ValueError: `k` is negative.
        """
        _expect_none_or_more(k)
        languages = frozenset(map(primary_subtag, self.filters.language))
        counted = self._counted()._replace(sections=self.filters.section, languages=languages)
        found = self.pulse.trending(self.catalogue, as_of=self._moment(), counted=counted)
        told, tags = self._told(), list[TagCard]()
        for tag in found:
            if len(tags) < k and not self._is_muted(tag):
                tags.append(TagCard(rank=len(tags) + 1, tag=tag, examples=self._examples(tag, told)))
        notice = notice_of("trending", len(tags), k)
        return TagBox(
            box="trending", seed=self._seed_id, tags=tuple(tags), notice=notice, model=self.model, as_of=self.as_of
        )

    @property
    def catalogue(self) -> Articles:
        """Return the articles."""
        return self.index.catalogue

    @property
    def _seed_id(self) -> str | None:
        return None if self.seed is None else self.seed.article.article_id

    def _counted(self) -> Counted:
        hidden = frozenset(self.index.rows_of(self.active.hidden))
        return Counted(hidden=hidden, hidden_sections=self.active.hidden_sections)

    def _moment(self) -> datetime:
        """Return the moment to count at: that of the request, or the first whole minute not before any article."""
        if self.as_of is not None:
            return self.as_of
        seconds = [self.catalogue.time_of(int(row)) for row in self.catalogue.newest_rows(END_OF_TIME, 1)]
        return EPOCH + timedelta(minutes=-(-max(seconds, default=0) // 60))

    def _page(self) -> frozenset[int]:
        """Return the rows that the page shows already, the seed's among them."""
        return self.shown if self.seed is None or self.seed.row is None else self.shown | {self.seed.row}

    def _told(self) -> set[int]:
        """Return the stories that the page tells already."""
        rows = self._page().union(() if self.seed is None else self.seed.story.tolist())
        return {story for story in self.stories(np.array(sorted(rows), np.int64)).tolist() if story >= 0}

    def _may_show(self, row: int) -> bool:
        article_id = self.catalogue.id_of(row)
        banned = () if self.seed is None else self.active.banned_beside(self.seed.article.article_id)
        out = article_id in self.exclude or article_id in banned or row in self._page()
        return not out and self.filters.admits(self.catalogue, row)

    def _card(self, rank: int, story: BreakingStory, rows: list[int]) -> Card:
        """Return the card of a story: the report that is most like the others, of equals the newest."""
        near = np.array(rows[:LOOKED_AT], np.int32)
        alike = np.array(
            [self.index.own_vectors.similarities(near, self.index.own_vectors[row]) for row in near.tolist()]
        )
        at = int(alike.sum(axis=1).argmax())
        publishers = self.catalogue.labels_of("publisher", near[alike[at] >= COPY_SIMILARITY])
        own = self.catalogue.label("publisher", rows[at])
        return Card(
            rank=rank,
            metadata=self.catalogue.metadata(rows[at]),
            score=story.growth,
            reason=story.trigger,
            terms=(),
            also_published_by=tuple(dict.fromkeys(name for name in publishers if name != own)),
            folded=tuple(self.catalogue.id_of(row) for row in story.rows if row != rows[at]),
            story_id=self.story_ids(rows[at]),
        )

    def _examples(self, tag: Tag, told: set[int]) -> tuple[dict[str, Any], ...]:
        """Return the records of a few articles that hold a tag, one a publisher, of stories not told yet."""
        stories = self.stories(np.array(tag.rows, np.int64)).tolist()
        by_publisher: dict[str, int] = {}
        for row, story in zip(tag.rows, stories, strict=True):
            if len(by_publisher) < EXAMPLES and story not in told and self._may_show(row):
                by_publisher.setdefault(self.catalogue.label("publisher", row), row)
        return tuple(map(self.catalogue.metadata, by_publisher.values()))

    def _is_muted(self, tag: Tag) -> bool:
        words = words_of(tag.label, tag.language)
        return any(_holds(words, words_of(term, tag.language)) for term in self.active.muted)

    def _texts(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return a number for each of some rows, equal for copies of one text."""
        texts = np.full(len(rows), -1, np.int64)
        for at, row in enumerate(rows.tolist()):
            if texts[at] < 0:
                alike = (
                    self.index.own_vectors.similarities(rows.astype(np.int32), self.index.own_vectors[row])
                    >= COPY_SIMILARITY
                )
                alike[at] = True
                texts[alike & (texts < 0)] = at
        return texts


def _holds(words: tuple[str, ...], muted: tuple[str, ...]) -> bool:
    starts = range(len(words) - len(muted) + 1)
    return bool(muted) and any(words[at : at + len(muted)] == muted for at in starts)


def _expect_none_or_more(k: int) -> None:
    if k < 0:
        raise ValueError(f"k: expected 0 or more, found {k}")
