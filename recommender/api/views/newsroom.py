"""The desk's pages of figures: the day's stories, what readers get, and orphans.

In: a survey as a record, or a day, and the titles of the articles that they name. Out: one whole HTML page each, whose
plots are SVG drawn here, each beside a table of the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from recommender.api.views.desk import DeskFrame, Title
from recommender.api.views.pages import Record, render
from recommender.api.views.plots import Column, columns, lane, percent
from recommender.article import is_day

if TYPE_CHECKING:
    from recommender.boxes import Day

# Orphans that the page lists. At least 1, articles; by hand, as many as one goes through.
MOST_LISTED = 200
# Sections whose empty boxes are shown, the largest. At least 1, sections; by hand, a screen or two.
MOST_SECTIONS = 40
HEADINGS = {"similar": "Similar News", "related": "Related"}


def stories_page(frame: DeskFrame, *, day: Day, is_now: bool) -> str:
    """Return the stories of a day, the largest first.

    Args:
        frame: What stands around it.
        day: The day.
        is_now: Whether it is the hours before now, and not a day of the calendar.
    """
    hours = [day.since + timedelta(hours=at) for at in range(len(day.by_hour))]
    before = _day_beside(day.until if is_now else day.since, -1)
    after = None if is_now or day.until >= frame.as_of else _day_beside(day.since, 1)
    return render(
        "desk_stories.html",
        frame=frame,
        site=frame.site,
        day=day,
        is_now=is_now,
        before=before,
        after=after,
        newest=_day_of(day.newest, day),
        placed=columns([f"{hour:%H}" for hour in hours], day.by_hour),
        hours=list(zip(hours, day.by_hour, strict=True)),
        busiest=max(zip(day.by_hour, hours, strict=True), default=(0, day.since)),
        spans=[_span(story.times) for story in day.stories],
        lanes=[lane(story.times, day.since, day.until) for story in day.stories],
    )


def readers_page(frame: DeskFrame, *, survey: Record | None, titles: Mapping[str, Title], ages: Sequence[str]) -> str:
    """Return what readers get.

    Args:
        frame: What stands around it.
        survey: The record of a survey; None before there is one.
        titles: The titles of the articles that it names, by id; a card of another is left out.
        ages: A short name of each age of cards.
    """
    plots = {} if survey is None else {box: _box_plots(box, survey, ages) for box in survey["cards"]}
    return render(
        "desk_readers.html",
        frame=frame,
        site=frame.site,
        survey=survey,
        titles=titles,
        sections=[] if survey is None else list(survey["sections"].items())[:MOST_SECTIONS],
        headings=HEADINGS,
        plots=plots,
        percent=percent,
    )


def orphans_page(frame: DeskFrame, *, survey: Record | None, titles: Mapping[str, Title]) -> str:
    """Return the articles that no box shows and no box leads out of.

    Args:
        frame: What stands around it.
        survey: As for `readers_page`.
        titles: As for `readers_page`: an orphan that is not among them is not listed.
    """
    listed = [] if survey is None else [each for each in survey["orphans"] if each in titles]
    return render(
        "desk_orphans.html",
        frame=frame,
        site=frame.site,
        survey=survey,
        titles=titles,
        orphans=listed[:MOST_LISTED],
        n_orphans=len(listed),
        percent=percent,
    )


def _box_plots(box: str, survey: Record, names: Sequence[str]) -> dict[str, list[Column]]:
    counts, ages = survey["cards"][box], survey["ages"][box]
    return {
        "cards": columns([str(n) for n in range(len(counts))], counts),
        "ages": columns(names, list(ages.values())),
    }


def _span(times: Sequence[datetime]) -> str:
    """Return the hours of the first and the last of some moments, as far as more than their day is known."""
    known = [f"{time:%H:%M}" for time in times if not is_day(time)]
    return " – ".join(dict.fromkeys([known[0], known[-1]])) if known else "the day alone"


def _day_beside(moment: datetime, days: int) -> str | None:
    """Return the day so many days after that of a moment; None before the first and after the last that there is."""
    try:
        return (moment + timedelta(days=days)).date().isoformat()
    except OverflowError:
        return None


def _day_of(newest: datetime | None, day: Day) -> str | None:
    """Return the day of the newest article, where nothing of it is in the window."""
    return newest.date().isoformat() if newest is not None and newest <= day.since else None
