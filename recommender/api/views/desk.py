"""The pages of the editor's desk: articles, their boxes with what made them, decisions and the log of them.

In: plain records, as the JSON of version 1 has them. Out: one whole HTML page each, which works without JavaScript:
every decision is a form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from recommender.api.views.pages import Record, render
from recommender.article import FIELDS
from recommender.overrides import Override

SPANS = ("until undone", "1 hour", "6 hours", "1 day", "1 week", "30 days")
_OVERRIDE_FIELDS = [each.name for each in fields(Override)]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFrame:
    """What every page of the desk shows around its own.

    Attributes:
        site: The name over the page.
        author: Who has signed in.
        token: What every form sends back, so that no other site's page can send one.
        as_of: The editor's now, aware.
        error: Why the last decision was not taken; None if it was.
    """

    site: str
    author: str
    token: str
    as_of: datetime
    error: str | None = None


def sign_in_page(*, site: str, error: str | None = None, closed: str | None = None) -> str:
    """Return the page that asks for a name and a key; `closed` says why nobody can sign in, where that is so."""
    return render("sign_in.html", site=site, error=error, closed=closed)


def desk_page(
    frame: DeskFrame,
    *,
    words: str,
    matches: Sequence[Record],
    overrides: Sequence[Record],
    refused: Sequence[Record],
    log: Sequence[Record],
    titles: Mapping[str, str],
) -> str:
    """Return the front of the desk.

    Args:
        frame: What stands around it.
        words: The words that were looked for, `""` for none.
        matches: The articles that they find, the likeliest first.
        overrides: All overrides, each with `"active"`, whether it holds now.
        refused: Records that could not be parsed as overrides, with `"override_id"` and `"reason"`.
        log: Entries of the log, newest first.
        titles: The titles of articles that overrides and entries name, by id, as far as they are known.
    """
    return render(
        "desk.html",
        frame=frame,
        site=frame.site,
        words=words,
        matches=[_whole(record) for record in matches],
        overrides=[_whole(record, _OVERRIDE_FIELDS) for record in overrides],
        refused=refused,
        log=[{**entry, "override": entry["override"] and _whole(entry["override"], _OVERRIDE_FIELDS)} for entry in log],
        titles=titles,
    )


def desk_taken_down_page(frame: DeskFrame, *, tombstone: Record) -> str:
    """Return the page of an article that was taken down.

    Args:
        frame: What stands around it.
        tombstone: `{"article_id", "held", "at", "author", "note"}`: whether it is held, and who did so, when and why.
    """
    return render("desk_taken_down.html", frame=frame, site=frame.site, tombstone=tombstone)


def desk_article_page(
    frame: DeskFrame,
    *,
    article: Record,
    boxes: Sequence[tuple[str, Record]],
    story: tuple[str, int],
    overrides: Sequence[Record],
    titles: Mapping[str, str],
) -> str:
    """Return an article with its boxes, what made each card, and what can be decided of it.

    Args:
        frame: What stands around it.
        article: The article's record.
        boxes: The boxes by name, each card with `"why"`: the record of `GET …/why/…`.
        story: The id of its story, and how many articles tell it.
        overrides: The overrides that name the article or hold beside it, each with `"active"`.
        titles: As for `desk_page`.
    """
    return render(
        "desk_article.html",
        frame=frame,
        site=frame.site,
        article=_whole(article),
        boxes=boxes,
        story_id=story[0],
        story_size=story[1],
        overrides=[_whole(record, _OVERRIDE_FIELDS) for record in overrides],
        titles=titles,
        spans=SPANS,
    )


def _whole(record: Record, names: Iterable[str] = FIELDS) -> dict[str, Any]:
    """Return a record with None for each field that it leaves out: a template fails on a name that is missing."""
    return dict.fromkeys(names) | dict(record)
