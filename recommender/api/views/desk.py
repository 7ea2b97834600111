"""The pages of the editor's desk: articles, their boxes with what made them, decisions and the log of them.

In: plain records, as the JSON of version 1 has them. Out: one whole HTML page each, which works without JavaScript:
every decision is a form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

from recommender.api.views.pages import Record, render
from recommender.article import FIELDS, messages_of
from recommender.overrides import Override

SPANS = ("until undone", "1 hour", "6 hours", "1 day", "1 week", "30 days")
_OVERRIDE_FIELDS = [each.name for each in fields(Override)]


class Title(NamedTuple):
    """What stands for an article or a story that is named: a title, and its language, None if that is not known."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an act has done.

    Attributes:
        entry: Its entry of the log.
        titles: The titles of articles that it names, by id.
        is_new: Whether this editor has done it; else it stood already.
        is_undone: Whether it was undone since.
        can_undo: Whether it can be undone here.
        act: Its signed name.
    """

    entry: Record
    titles: Mapping[str, Title]
    is_new: bool
    is_undone: bool
    can_undo: bool
    act: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A decision that was refused since it names an article that is not here.

    Attributes:
        fields: The form as it was sent, but for the name, with the nearest article in its place.
        page: The page of the form.
        nearest: The record of the nearest article.
    """

    fields: Mapping[str, str]
    page: str
    nearest: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFrame:
    """What every page of the desk shows around its own.

    Attributes:
        site: The name over the page.
        author: Who has signed in.
        token: What every form sends back, so that no other site's page can send one.
        as_of: The editor's now, aware.
        error: Why the last decision was not taken; None if it was.
        refused: What may have been meant instead.
        done: What the act has done that led to this page.
        page: The article of the page; ``""`` for none.
    """

    site: str
    author: str
    token: str
    as_of: datetime
    error: str | None = None
    refused: Refused | None = None
    done: Done | None = None
    page: str = ""


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
    titles: Mapping[str, Title],
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
        log=[*map(whole_entry, log)],
        titles=titles,
    )


def desk_prospect_page(
    frame: DeskFrame,
    *,
    override: Record,
    reach: Record,
    page_id: str,
    fields: Mapping[str, str] | None,
    example: str | None,
    boxes: Sequence[tuple[str, Sequence[Record], Sequence[Record]]],
    titles: Mapping[str, Title],
) -> str:
    """Return the page on which an editor sees what a decision touches.

    Args:
        frame: What stands around it.
        override: The decision.
        reach: What it touches: `{"articles", "pages", "is_estimate", "looked_at", "out_of", "examples"}`.
        page_id: The article beside which its form stood; ``""`` for none.
        fields: The form to take it with; None for a decision that stands.
        example: The article whose boxes are shown; None if there is none.
        boxes: Its boxes by name, each with the records of its cards without the decision and with it.
        titles: As for `desk_page`.
    """
    return render(
        "desk_prospect.html",
        frame=frame,
        site=frame.site,
        override=_whole(override, _OVERRIDE_FIELDS),
        override_id=override["override_id"],
        reach=reach,
        page_id=page_id,
        fields=fields,
        example=example,
        language=titles[example].language if example is not None and example in titles else None,
        boxes=[
            (name, [_beside(card, after) for card in before], [_beside(card, before) for card in after])
            for name, before, after in boxes
        ],
        titles=titles,
    )


def _beside(card: Record, others: Sequence[Record]) -> dict[str, Any]:
    """Return a card with its rank in the other box, None if it is not in it."""
    ranks = {other["article_id"]: other["rank"] for other in others}
    return {"pinned": False, **card, "other_rank": ranks.get(card["article_id"])}


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
    titles: Mapping[str, Title],
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
        spoken=messages_of(article.get("language")),
        boxes=boxes,
        story_id=story[0],
        story_size=story[1],
        overrides=[_whole(record, _OVERRIDE_FIELDS) for record in overrides],
        titles=titles,
        spans=SPANS,
    )


def whole_entry(entry: Record) -> Record:
    """Return an entry of the log with all fields of the override that it is about."""
    return {**entry, "override": entry["override"] and _whole(entry["override"], _OVERRIDE_FIELDS)}


def _whole(record: Record, names: Iterable[str] = FIELDS) -> dict[str, Any]:
    """Return a record with None for each field that it leaves out: a template fails on a name that is missing."""
    return dict.fromkeys(names) | dict(record)
