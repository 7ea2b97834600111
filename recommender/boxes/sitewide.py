"""The boxes that are the same for all readers: breaking news and trending tags.

In: what is breaking or trending, and the view of one request. Out: a `Box` and a `TagBox`. Neither repeats a story that
the page shows already, and neither shows what the request or the editors leave out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.article import EPOCH, messages_of, primary_subtag
from recommender.boxes.beside_article import also_published_by
from recommender.boxes.cards import Box, Card, TagBox, TagCard
from recommender.boxes.view import View
from recommender.index import Searcher, Seed, tag_key
from recommender.ranking import SAME_TEXT
from recommender.trends import Answers, BreakingStory, Counted, Monitor, Tag, words_of

EXAMPLES = 3  # Articles that are shown for a tag at most. At least 0; chosen by hand.
# Reports of a breaking story, the newest, among which copies of its card are looked for. At least 1; chosen by
# hand, to bound the time of a request.
COMPARED_REPORTS = 30
# Reports of a breaking story, the first to come, whose texts are compared with each other, which takes the square of
# their number. At least 1, reports; by hand, far above the publishers that tell a story within the hour: .4 seconds.
MOST_COMPARED = 1_000


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

    def barred(self, view: View) -> frozenset[int]:
        """Return the articles that another box may not show, whatever the request admits."""
        if self.seed is None:
            return self.rows
        banned = view.index.rows_of(view.active.banned_beside(self.seed.article.article_id))
        return self.rows.union(banned, () if self.seed.row is None else (self.seed.row,))


NOTHING_YET = OnPage()


def breaking_box(monitor: Monitor, view: View, page: OnPage = NOTHING_YET) -> Box:
    """Return the box of breaking news: one card a story, the fastest growing first."""
    counted, moment = counted_by(view), moment_of(view)
    stories = monitor.breaking(
        view.catalogue,
        as_of=moment,
        stories=view.story_numbers,
        texts=lambda rows: text_numbers(rows, view.index),
        counted=counted,
    )
    if not stories:
        return view.box("breaking", page.seed_id, ())
    answers, stories_on_page = answers_about("breaking", monitor, view, moment, counted), page.stories(view)
    barred = page.barred(view)
    cards: list[Card] = []
    for story in stories:
        if len(cards) < view.request.k and story.story not in stories_on_page:
            admitted = answers.once(story.story, partial(_admitted, story.rows, view))
            if rows := tuple(row for row, _, _ in admitted if row not in barred):
                choice = answers.once(rows, partial(_choice, rows, story.trigger, view))
                cards.append(_breaking_card(len(cards) + 1, story, choice, view))
    return view.box("breaking", page.seed_id, cards)


def trending_box(monitor: Monitor, view: View, page: OnPage = NOTHING_YET) -> TagBox:
    """Return the box of trending tags, the strongest first.

    The sections and languages that the request names choose what tags are counted from, all its filters the examples.
    """
    languages = frozenset(map(primary_subtag, view.filters.language))
    counted = counted_by(view)._replace(sections=view.filters.section, languages=languages)
    moment = moment_of(view)
    trending = monitor.trending(view.catalogue, as_of=moment, counted=counted)
    if not trending:
        return view.tag_box("trending", page.seed_id, ())
    answers, stories_on_page = answers_about("trending", monitor, view, moment, counted), page.stories(view)
    barred = page.barred(view)
    tags: list[TagCard] = []
    for tag in trending:
        if len(tags) < view.request.k and not _is_muted(tag, view.active.muted):
            admitted = answers.once((tag.label, tag.language), partial(_admitted, tag.rows, view))
            rows = _examples(admitted, barred, stories_on_page)
            examples = tuple(answers.once(row, partial(view.catalogue.metadata, row)) for row in rows)
            tags.append(TagCard(rank=len(tags) + 1, tag=tag, examples=examples))
    return view.tag_box("trending", page.seed_id, tags)


def rows_of_trending(monitor: Monitor, view: View, key: str) -> NDArray[np.int64]:
    """Return the articles that hold what is trending under a name, int64 (n,); none where it is not trending.

    Args:
        monitor: What is trending.
        view: The view of a request.
        key: The key of the name, as that of a tag.
    """
    trending = monitor.trending(view.catalogue, as_of=moment_of(view), counted=counted_by(view))
    named = [tag for tag in trending if tag_key(tag.label) == key and not _is_muted(tag, view.active.muted)]
    rows = np.unique(np.array([row for tag in named for row in tag.rows], np.int64))
    return rows[view.admitted(rows)]


def answers_about(box: str, monitor: Monitor, view: View, moment: datetime, counted: Counted) -> Answers:
    """Return what was answered before to requests of the same minute that admit the same articles.

    Nothing that counts at a moment is newer than its minute, so that `as_of` itself admits all of it.
    """
    filters, minute = view.filters, moment.replace(second=0, microsecond=0)
    minute = min(minute, filters.as_of or minute)
    facets = (filters.publisher, filters.section, filters.language, filters.kind, filters.barred_sections)
    return monitor.answers_about((box, minute, counted, facets, filters.since, filters.until, view.request.exclude))


def moment_of(view: View) -> datetime:
    """Return the moment to count at: that of the request, or the first whole minute not before any was published."""
    if view.request.as_of is not None:
        return view.request.as_of
    return EPOCH + timedelta(minutes=-(-view.catalogue.newest_time() // 60))


def counted_by(view: View) -> Counted:
    """Return which articles count: all but those that editors have hidden."""
    hidden = frozenset(view.index.rows_of(view.active.hidden))
    return Counted(hidden=hidden, hidden_sections=view.active.hidden_sections)


def text_numbers(rows: NDArray[np.int64], index: Searcher) -> NDArray[np.int64]:
    """Return a number for each of some articles, equal for copies of one text; int64 (n,).

    The first `MOST_COMPARED` are compared with each other. Those behind them have one number: each of them may be a
    copy, and what is breaking is so by then.
    """
    numbers, compared = np.full(len(rows), MOST_COMPARED, np.int64), rows[:MOST_COMPARED].astype(np.int32)
    texts = numbers[:MOST_COMPARED]
    texts[:] = -1
    for at, row in enumerate(compared.tolist()):
        if texts[at] < 0:
            similarity = index.own_vectors.similarities_to(compared, row)
            is_copy = SAME_TEXT.of_row(row, similarity, compared, index.catalogue)
            texts[is_copy & (texts < 0)] = at
    return numbers


class Choice(NamedTuple):
    """The report of a story that its card shows.

    Attributes:
        row: The report.
        also_published_by: The other publishers of its text.
        trigger: The metadata of the report that made the story breaking; None if it is not to be shown.
    """

    row: int
    also_published_by: tuple[str, ...]
    trigger: Mapping[str, Any] | None


def _choice(rows: tuple[int, ...], trigger: int, view: View) -> Choice:
    """Choose the newest of the reports that may be shown, which are in this order; one with a title, if any has one."""
    newest, metadata = rows[:COMPARED_REPORTS], view.catalogue.metadata
    row = next((row for row in newest if metadata(row).get("title")), newest[0])
    others = also_published_by(row, newest, view.index, view.catalogue)
    return Choice(row, others, metadata(trigger) if trigger in rows else None)


def _breaking_card(rank: int, story: BreakingStory, choice: Choice, view: View) -> Card:
    """Return the card of a story."""
    row = choice.row
    return Card(
        rank=rank,
        metadata=view.catalogue.metadata(row),
        score=story.growth,
        reason=_trigger(story, view.language or view.catalogue.label("language", row)),
        terms=(),
        also_published_by=choice.also_published_by,
        folded=tuple(view.catalogue.id_of(other) for other in story.rows if other != row),
        story_id=view.story_of(row),
        trigger=choice.trigger,
    )


def _trigger(story: BreakingStory, language: str) -> str:
    """Return what made a story breaking, as a card prints it: to a reader of no known language in its own."""
    return messages_of(language).reported.format(publishers=story.publishers, minutes=story.minutes)


def _admitted(rows: Sequence[int], view: View) -> list[tuple[int, int, str]]:
    """Return those of some articles that the request admits, in their order: row, number of the story and publisher."""
    some = np.array(rows, np.int64)
    some = some[view.admitted(some)]
    publishers = view.catalogue.labels_of("publisher", some)
    return list(zip(some.tolist(), view.story_numbers(some).tolist(), publishers, strict=True))


def _examples(
    admitted: Sequence[tuple[int, int, str]], barred: Collection[int], stories_on_page: Collection[int]
) -> list[int]:
    """Return a few articles that contain a tag, one a publisher, of stories not yet on the page."""
    by_publisher: dict[str, int] = {}
    for row, story, publisher in admitted:
        if len(by_publisher) == EXAMPLES:
            break
        if story not in stories_on_page and row not in barred:
            by_publisher.setdefault(publisher, row)
    return list(by_publisher.values())


def _is_muted(tag: Tag, muted: Collection[str]) -> bool:
    words = words_of(tag.label, tag.language)
    return any(_contains(words, words_of(term, tag.language)) for term in muted)


def _contains(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    starts = range(len(words) - len(part) + 1)
    return bool(part) and any(words[at : at + len(part)] == part for at in starts)
