"""The boxes that are the same for all readers: breaking news and trending tags.

In: what is breaking or trending, and the view of one request. Out: a `Box` and a `TagBox`. Neither repeats a story that
the page shows already, and neither shows what the request or the editors leave out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.article import END_OF_TIME, EPOCH, primary_subtag
from recommender.boxes.beside_article import also_published_by
from recommender.boxes.cards import Box, Card, TagBox, TagCard
from recommender.boxes.view import View
from recommender.index import Searcher, Seed
from recommender.ranking import SAME_TEXT
from recommender.trends import BreakingStory, Counted, Monitor, Tag, words_of

EXAMPLES = 3  # Articles that are shown for a tag at most. At least 0; chosen by hand.
# Reports of a breaking story, the newest, that are compared to choose its card. At least 1; chosen by hand, to bound
# the time of a request.
COMPARED_REPORTS = 30


@dataclass(frozen=True, slots=True)
class OnPage:
    """What a page shows already.

    Attributes:
        seed: The article being read; None if there is none. Neither it nor its story is repeated.
        rows: The articles that other boxes show, folded ones among them; nor are their stories.
    """

    seed: Seed | None = None
    rows: frozenset[int] = frozenset()

    @property
    def seed_id(self) -> str | None:
        """Return the id of the article being read."""
        return None if self.seed is None else self.seed.article.article_id

    def stories(self, view: View) -> set[int]:
        """Return the numbers of the stories on the page."""
        rows = self.rows.union(() if self.seed is None else self.seed.story.tolist())
        if self.seed is not None and self.seed.row is not None:
            rows |= {self.seed.row}
        return {number for number in view.story_numbers(np.array(sorted(rows), np.int64)).tolist() if number >= 0}

    def may_show(self, row: int, view: View) -> bool:
        """Return whether another box may show an article."""
        if self.seed is not None and (
            row == self.seed.row or view.catalogue.id_of(row) in view.active.banned_beside(self.seed.article.article_id)
        ):
            return False
        return row not in self.rows and view.may_show(row)


NOTHING_YET = OnPage()


def breaking_box(monitor: Monitor, view: View, page: OnPage = NOTHING_YET) -> Box:
    """Return the box of breaking news: one card a story, the fastest growing first."""
    stories = monitor.breaking(
        view.catalogue,
        as_of=moment_of(view),
        stories=view.story_numbers,
        texts=lambda rows: text_numbers(rows, view.index),
        counted=counted_by(view),
    )
    stories_on_page = page.stories(view)
    cards: list[Card] = []
    for story in stories:
        rows = [row for row in story.rows if page.may_show(row, view)]
        if rows and len(cards) < view.request.k and story.story not in stories_on_page:
            cards.append(_breaking_card(len(cards) + 1, story, rows, view))
    return view.box("breaking", page.seed_id, cards)


def trending_box(monitor: Monitor, view: View, page: OnPage = NOTHING_YET) -> TagBox:
    """Return the box of trending tags, the strongest first.

    The sections and languages that the request names choose what tags are counted from, all its filters the examples.
    """
    languages = frozenset(map(primary_subtag, view.filters.language))
    counted = counted_by(view)._replace(sections=view.filters.section, languages=languages)
    stories_on_page = page.stories(view)
    tags: list[TagCard] = []
    for tag in monitor.trending(view.catalogue, as_of=moment_of(view), counted=counted):
        if len(tags) < view.request.k and not _is_muted(tag, view.active.muted):
            tags.append(TagCard(rank=len(tags) + 1, tag=tag, examples=_examples(tag, view, page, stories_on_page)))
    return view.tag_box("trending", page.seed_id, tags)


def moment_of(view: View) -> datetime:
    """Return the moment to count at: that of the request, or the first whole minute not before any article."""
    if view.request.as_of is not None:
        return view.request.as_of
    newest = view.catalogue.newest_rows(END_OF_TIME, 1).tolist()
    seconds = max(map(view.catalogue.time_of, newest), default=0)
    return EPOCH + timedelta(minutes=-(-seconds // 60))


def counted_by(view: View) -> Counted:
    """Return which articles count: all but those that editors have hidden."""
    hidden = frozenset(view.index.rows_of(view.active.hidden))
    return Counted(hidden=hidden, hidden_sections=view.active.hidden_sections)


def text_numbers(rows: NDArray[np.int64], index: Searcher) -> NDArray[np.int64]:
    """Return a number for each of some articles, equal for copies of one text; int64 (n,)."""
    numbers, narrow = np.full(len(rows), -1, np.int64), rows.astype(np.int32)
    for at, row in enumerate(rows.tolist()):
        if numbers[at] < 0:
            similarity = index.own_vectors.similarities(narrow, index.own_vectors[row])
            is_copy = SAME_TEXT.of_row(row, similarity, narrow, index.catalogue)
            numbers[is_copy & (numbers < 0)] = at
    return numbers


def _breaking_card(rank: int, story: BreakingStory, rows: list[int], view: View) -> Card:
    """Return the card of a story: of the reports that may be shown the most typical, of equals the newest."""
    row = _most_typical(np.array(rows[:COMPARED_REPORTS], np.int32), view.index)
    return Card(
        rank=rank,
        metadata=view.catalogue.metadata(row),
        score=story.growth,
        reason=story.trigger,
        terms=(),
        also_published_by=also_published_by(row, rows[:COMPARED_REPORTS], view.index, view.catalogue),
        folded=tuple(view.catalogue.id_of(other) for other in story.rows if other != row),
        story_id=view.story_of(row),
    )


def _most_typical(rows: NDArray[np.int32], index: Searcher) -> int:
    """Return the article of highest total cosine with the others, by own vectors; of equals the first."""
    similarity = np.array([index.own_vectors.similarities(rows, index.own_vectors[row]) for row in rows.tolist()])
    return int(rows[int(similarity.sum(axis=1).argmax())])


def _examples(tag: Tag, view: View, page: OnPage, stories_on_page: Collection[int]) -> tuple[dict[str, Any], ...]:
    """Return the metadata of a few articles that contain a tag, one a publisher, of stories not yet on the page."""
    stories = view.story_numbers(np.array(tag.rows, np.int64)).tolist()
    by_publisher: dict[str, int] = {}
    for row, story in zip(tag.rows, stories, strict=True):
        if len(by_publisher) < EXAMPLES and story not in stories_on_page and page.may_show(row, view):
            by_publisher.setdefault(view.catalogue.label("publisher", row), row)
    return tuple(map(view.catalogue.metadata, by_publisher.values()))


def _is_muted(tag: Tag, muted: Collection[str]) -> bool:
    words = words_of(tag.label, tag.language)
    return any(_contains(words, words_of(term, tag.language)) for term in muted)


def _contains(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    starts = range(len(words) - len(part) + 1)
    return bool(part) and any(words[at : at + len(part)] == part for at in starts)
