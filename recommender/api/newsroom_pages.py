"""What the desk's pages of figures show: of the day's stories, of what readers get, and of orphans.

In: the model that serves, and an editor's session. Out: an answer with the page. A day is counted for the page; what
readers get is counted in the background, see `Surveyor`, and a page shows how far that is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import numpy as np
from fastapi import Response

from recommender.api import views
from recommender.api.desk_pages import Desk
from recommender.boxes import Request, are_hidden
from recommender.serving import AGES, Survey

# How long the first page of a survey waits for it: a small corpus is whole by then. At least 0, seconds; by hand.
PATIENCE_SECONDS = 2.0
MOST_STORIES = 30


def stories_answer(desk: Desk, day: str) -> Response:
    """Return the stories of a day of the calendar, in UTC and as far as it has come, or of the last 24 hours."""
    now, error = desk.call.now, None
    since, until = now - timedelta(days=1), now
    if day:
        try:
            since = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)
            until = min(since + timedelta(days=1, seconds=-1), now)
        except (ValueError, OverflowError):
            error = f"day: expected a day such as {now:%Y-%m-%d}, found {day[:40]!r}"
    status = HTTPStatus.OK if error is None else HTTPStatus.UNPROCESSABLE_ENTITY
    stories = desk.call.recommender.day(since, until, most=MOST_STORIES)
    is_now = not day or error is not None
    return desk.answer(views.stories_page(desk.frame(error), day=stories, is_now=is_now), status)


def readers_answer(desk: Desk) -> Response:
    """Return what readers get, as far as it is counted."""
    survey = _survey(desk)
    named = [] if survey is None else [each for card in survey.oldest for each in (card.seed, card.article_id)]
    record = None if survey is None else survey.to_record()
    ages = [age.short for age in AGES]
    page = views.readers_page(desk.frame(None), survey=record, titles=_titles(desk, named), ages=ages)
    return desk.answer(page, HTTPStatus.OK)


def orphans_answer(desk: Desk) -> Response:
    """Return the orphans, as far as they are counted."""
    survey = _survey(desk)
    record = None if survey is None else survey.to_record()
    titles = _titles(desk, [] if survey is None else survey.orphans)
    return desk.answer(views.orphans_page(desk.frame(None), survey=record, titles=titles), HTTPStatus.OK)


def _survey(desk: Desk) -> Survey | None:
    """Return the survey of what serves; where there is none yet, wait a moment for it."""
    surveyor, of = desk.state.surveyor, (desk.call.recommender, desk.call.now)
    survey = surveyor.latest(*of)
    if survey is None:
        surveyor.wait(PATIENCE_SECONDS)
        survey = surveyor.latest(*of)
    return survey


def _titles(desk: Desk, article_ids: Iterable[str]) -> dict[str, views.Title]:
    """Return the titles of articles as they are now, by id; of those that are not public any more there is none."""
    recommender, view = desk.call.recommender, desk.call.recommender.view(Request(as_of=desk.call.now))
    rows = {each: recommender.catalogue.find(each) for each in article_ids}
    known = {
        each: recommender.catalogue.metadata(row)
        for each, row in rows.items()
        if row is not None and view.may_show(row) and not are_hidden(np.array([row]), view)[0]
    }
    return {each: views.Title(of.get("title") or each, of.get("language")) for each, of in known.items()}
