"""What a front page, and the page of a section or tag, are made of: the newest articles by story.

In: the view of a request. Out: the largest stories of a day; or a `Topic`, the stories of a section or tag. Neither has
an article that has not been published or that editors have hidden. The one idea: only the newest articles are looked
at, so that the time does not grow with the archive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.article import END_OF_TIME, SECONDS_A_DAY, to_seconds
from recommender.boxes.timeline import visible_members
from recommender.boxes.view import View
from recommender.index import MOST_READ, Admits, ArticleColumns, Filter, sections_in, tag_key

# Articles at most, the newest, of which the largest stories are made. At least 1; by hand, to bound time.
MOST_OF_DAY = 5_000
# Articles of a section or tag at most, the newest. At least 1; by hand, to bound its pages: more than anybody turns.
MOST_OF_TOPIC = 2_000
# Articles at most, the newest, whose languages are counted for that of the site. At least 1; chosen by hand: some days.
MOST_OF_LANGUAGE = 200
MOST_STORIES = 200  # Stories of the day at most. At least 1; chosen by hand, far more than any page shows.
STORIES_A_PAGE = 20  # Stories of one page of a topic. At least 1; chosen by hand.
ARTICLES_A_STORY = 6  # Articles of one story there at most, the newest. At least 1; chosen by hand.
COMMENT = ("opinion", "sponsored")  # kinds that are no report, and lead no page
Facet = Literal["section", "tag"]


class DayStory(NamedTuple):
    """A story of the day, or of one of the days before.

    Attributes:
        article_id: The id of its latest report.
        story_id: Its id.
        days_ago: How many days before the newest article that was, in whole days; 0 is the day.
        publishers: How many publishers have reported it on the day of its latest report.
        n_articles: How many reports of that day it has.
    """

    article_id: str
    story_id: str
    days_ago: int
    publishers: int
    n_articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicStory:
    """A story under a section or tag.

    Attributes:
        story_id: Its id.
        articles: The metadata of its newest articles, the newest first: the first has the section or tag.
        n_articles: How many articles it has.
        publishers: Its publishers, in the order of their latest articles.
    """

    story_id: str
    articles: tuple[Mapping[str, Any], ...]
    n_articles: int
    publishers: tuple[str, ...]

    def to_record(self) -> dict[str, Any]:
        """Return the story as JSON values."""
        articles, publishers = list(self.articles), list(self.publishers)
        return {
            "story_id": self.story_id,
            "articles": articles,
            "n_articles": self.n_articles,
            "publishers": publishers,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One page of a section or tag.

    Attributes:
        facet: Which of the two it is.
        name: Its name, as its newest article writes it.
        stories: Its stories on this page, the one with the newest article first.
        page: The number of the page; 1 is first.
        n_pages: How many pages there are.
        among_newest: Among how many articles, the newest, it was looked for; None if among all.
    """

    facet: Facet
    name: str
    stories: tuple[TopicStory, ...]
    page: int
    n_pages: int
    among_newest: int | None = None

    def to_record(self) -> dict[str, Any]:
        """Return the topic as JSON values."""
        stories = [story.to_record() for story in self.stories]
        pages = {"page": self.page, "n_pages": self.n_pages, "among_newest": self.among_newest}
        return {"facet": self.facet, "name": self.name, "stories": stories} | pages


def newest_rows(view: View, most: int, admits: Admits | None = None) -> NDArray[np.int64]:
    """Return the newest articles that are published and not hidden, the newest first, int64 (n,); at most `most`."""
    barred = Filter(barred_sections=view.active.hidden_sections)
    hidden = np.array(view.index.rows_of(view.active.hidden), np.int64)

    def may_pass(columns: ArticleColumns) -> NDArray[np.bool_]:
        flags = barred.admits_labels(columns)
        return flags if admits is None else flags & admits(columns)

    until = END_OF_TIME if view.request.as_of is None else to_seconds(view.request.as_of)
    rows = view.catalogue.newest_rows(until, most + len(hidden), may_pass)
    return rows[~np.isin(rows, hidden)][:most]


def language_of_newest(view: View) -> str:
    """Return the language of most of the newest articles; empty where of none of them it is known."""
    languages = view.catalogue.labels_of("language", newest_rows(view, MOST_OF_LANGUAGE))
    [(language, _)] = Counter(filter(None, languages)).most_common(1) or [("", 0)]
    return str(language)


def stories_of_day(view: View) -> list[DayStory]:
    """Return the stories of the day that ends with the newest article, the largest first; then those of days before.

    The largest is told by the most publishers, then in the most articles, then last. What is opinion or sponsored does
    not count, nor what is in another language than most of the day's articles.
    """
    rows = newest_rows(view, MOST_OF_DAY)
    rows = rows[~view.catalogue.are_labelled("kind", rows, COMMENT)]
    dates, languages = view.catalogue.dates_of(rows), np.array(view.catalogue.labels_of("language", rows), np.str_)
    days = (dates[:1].sum() - dates) // int(SECONDS_A_DAY)
    [(language, _)] = Counter(languages[days == 0].tolist()).most_common(1) or [("", 0)]
    rows, days = rows[languages == language], days[languages == language]
    stories: dict[int, _Reports] = {}
    publishers = view.catalogue.labels_of("publisher", rows)
    numbers = view.story_numbers(rows).tolist()
    for number, row, day, publisher in zip(numbers, rows.tolist(), days.tolist(), publishers, strict=True):
        story = stories.setdefault(number, _Reports(row, day, []))
        if day == story.days_ago:
            story.publishers.append(publisher)
    # The sort is stable: of equals the one with the latest report, which came first, stays first.
    largest = sorted(
        stories.values(), key=lambda each: (each.days_ago, -len({*each.publishers}), -len(each.publishers))
    )
    return [
        DayStory(
            view.catalogue.id_of(each.latest),
            view.story_of(each.latest),
            each.days_ago,
            len({*each.publishers}),
            len(each.publishers),
        )
        for each in largest[:MOST_STORIES]
    ]


class _Reports(NamedTuple):
    """The reports of a story on one day: the row of the latest, how many days ago it was, and the publisher of each."""

    latest: int
    days_ago: int
    publishers: list[str]


def topic_of(
    facet: Facet, name: str, view: View, page: int = 1, *, also: NDArray[np.int64] | None = None
) -> Topic | None:
    """Return one page of the stories of a section or tag; None where it has no articles, or fewer pages.

    Args:
        facet: Which of the two.
        name: Its name, whatever its case.
        view: The view of the request.
        page: The number of the page.
        also: The rows of more articles, int64 (n,), which may be shown.
    """
    key = tag_key(name)
    if not key or page < 1:
        return None
    section = Filter(section=frozenset({name}))
    admits: Admits = section.admits_labels if facet == "section" else lambda columns: columns.tagged(key)
    rows = newest_rows(view, MOST_OF_TOPIC, admits)
    if also is not None and len(also):
        rows = np.unique(np.concatenate([rows, also]))
        rows = rows[np.argsort(-view.catalogue.dates_of(rows), kind="stable")]
    latest_of: dict[int, int] = {}
    for number, row in zip(view.story_numbers(rows).tolist(), rows.tolist(), strict=True):
        latest_of.setdefault(number, row)
    latest = [*latest_of.values()]
    n_pages = -(-len(latest) // STORIES_A_PAGE)
    if page > n_pages:
        return None
    begin = (page - 1) * STORIES_A_PAGE
    stories = tuple(_topic_story(row, view) for row in latest[begin : begin + STORIES_A_PAGE])
    trained, *_ = view.catalogue.parts()
    return Topic(
        facet=facet,
        name=_written(facet, key, latest[0], view) or name,
        stories=stories,
        page=page,
        n_pages=n_pages,
        among_newest=MOST_READ if facet == "tag" and len(trained.columns.ids) > MOST_READ else None,
    )


def _topic_story(latest: int, view: View) -> TopicStory:
    """Return the story of an article, which stands first in it, with what else has been published of it."""
    story_id = view.story_of(latest)
    members = visible_members(view.stories.resolve(story_id), view)
    dated = members[np.argsort(-view.catalogue.dates_of(members), kind="stable")]
    rows = [latest, *dated[dated != latest].tolist()]
    publishers = dict.fromkeys(filter(None, view.catalogue.labels_of("publisher", np.array(rows, np.int64))))
    return TopicStory(
        story_id=story_id,
        articles=tuple(map(view.catalogue.metadata, rows[:ARTICLES_A_STORY])),
        n_articles=len(rows),
        publishers=tuple(publishers),
    )


def _written(facet: Facet, key: str, row: int, view: View) -> str | None:
    """Return a section or tag as an article writes it."""
    if facet == "section":
        names = sections_in(view.catalogue.label("section", row))
    else:
        names = view.catalogue.metadata(row).get("tags", [])
    return next((name for name in names if tag_key(name) == key), None)
