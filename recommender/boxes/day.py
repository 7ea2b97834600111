"""The stories of a day: which events its articles are on, the largest first, and when each was reported.

In: the view of a request, and the beginning of a window. Out: a `Day`, counted on what a reader may see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from recommender.article import is_day, to_seconds, to_time
from recommender.boxes.latest import newest_rows
from recommender.boxes.timeline import most_typical, visible_members
from recommender.boxes.view import View

HOUR = 3_600  # seconds
# Articles of a window that are looked at, the newest. At least 1, articles; by hand: a large newsroom's week.
MOST_ARTICLES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedStory:
    """A story as the articles of a window report it.

    Attributes:
        story_id: Its id.
        article_id: The most typical of these articles, among those that have a title.
        title: Its title; ``""`` if none has one.
        language: Its language; None if not known.
        times: When they were published, in order.
        publishers: How many publishers they have; an unknown one counts for none.
        n_articles: How many articles the story has in all, up to the end of the window.
    """

    story_id: str
    article_id: str
    title: str
    language: str | None
    times: tuple[datetime, ...]
    publishers: int
    n_articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The stories of a window.

    Attributes:
        since: Its beginning, in it.
        until: Its end, still in it.
        stories: The largest, those with most articles in the window first, then with most publishers, then by id.
        n_stories: How many stories there are in all.
        n_articles: How many articles they have in the window.
        by_hour: How many of these were published in each hour of the window, the first hour first.
        without_hour: Of how many of these only the day is known; they stand at its beginning.
        newest: When the newest article up to the end of the window was published; None if there is none.
    """

    since: datetime
    until: datetime
    stories: tuple[ReportedStory, ...]
    n_stories: int
    n_articles: int
    by_hour: tuple[int, ...]
    without_hour: int
    newest: datetime | None


def day_of(view: View, since: datetime, most: int) -> Day:
    """Return the stories of the articles published from a moment on, up to that of the request of the view.

    What editors have hidden is left out.

    Args:
        view: The view of the request, which has a moment.
        since: The beginning of the window, an aware time.
        most: How many stories are described at most.
    """
    until = view.request.as_of
    assert until is not None  # a day has an end
    catalogue, begin, end = view.catalogue, to_seconds(since), to_seconds(until)
    rows = newest_rows(view, MOST_ARTICLES).astype(np.int32)
    dates = catalogue.dates_of(rows)
    newest = to_time(int(dates[0])) if len(rows) else None
    rows, dates = rows[dates >= begin][::-1], dates[dates >= begin][::-1]
    numbers, story_of = np.unique(view.story_numbers(rows), return_inverse=True)
    stories = [_story(rows[story_of == at], view) for at in _largest(story_of, len(numbers), most)]
    n_hours = max(-(-(end - begin) // HOUR), 1)
    hours = np.bincount(np.minimum((dates - begin) // HOUR, n_hours - 1), minlength=n_hours)
    return Day(
        since=since,
        until=until,
        stories=tuple(sorted(stories, key=lambda each: (-len(each.times), -each.publishers, each.story_id))),
        n_stories=len(numbers),
        n_articles=len(rows),
        by_hour=tuple(hours.tolist()),
        without_hour=sum(map(is_day, map(to_time, dates.tolist()))),
        newest=newest,
    )


def _largest(story_of: NDArray[np.int64], n_stories: int, most: int) -> list[int]:
    """Return the positions of the stories with most articles."""
    sizes = np.bincount(story_of, minlength=n_stories)
    largest: list[int] = np.argsort(-sizes, kind="stable")[:most].tolist()
    return largest


def _story(rows: NDArray[np.int32], view: View) -> ReportedStory:
    """Return a story by those of its articles that are in the window, in the order of time."""
    catalogue = view.catalogue
    typical = most_typical(rows, view)
    story_id = view.stories.id_of(typical, catalogue)
    metadata = catalogue.metadata(typical)
    return ReportedStory(
        story_id=story_id,
        article_id=catalogue.id_of(typical),
        title=str(metadata.get("title", "")),
        language=metadata.get("language"),
        times=tuple(map(to_time, catalogue.dates_of(rows).tolist())),
        publishers=len(set(catalogue.labels_of("publisher", rows)) - {""}),
        n_articles=len(visible_members(story_id, view)),
    )
