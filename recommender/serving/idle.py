"""Decisions that do nothing any more, and why.

In: what is served with its overrides, and a moment. Out: by id, the reason why one decides nothing, for an editor to
read. Nothing is undone by itself: an article may come back, a term may be in the news again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime

from recommender.article import to_iso, to_seconds
from recommender.engine import Recommender
from recommender.index import which_labels
from recommender.overrides import Active, Override
from recommender.serving.reach import changes, is_linking, rows_about, without_decision

# How long decisions are looked at. Above 0, seconds; by hand: who asks waits for it.
SECONDS = 0.3


def idle_overrides(
    recommender: Recommender,
    overrides: Iterable[Override] | None = None,
    *,
    as_of: datetime,
    seconds: float = SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> dict[str, str]:
    """Return why some overrides decide nothing, by their ids; those that do decide something are left out.

    Args:
        recommender: What is served.
        overrides: The overrides; by default all of it.
        as_of: The moment.
        seconds: How long terms are searched and boxes filled; what was not looked at then is taken to decide something.
        clock: Returns the time in seconds.
    """
    active, end = recommender.overrides.at(as_of), clock() + seconds
    idle: dict[str, str] = {}
    for override in recommender.overrides.all if overrides is None else overrides:
        reason = _reason_of_times(override, as_of) or _reason_of_ids(override, recommender)
        if reason is None and clock() < end:
            reason = _reason_of_subject(override, recommender) or _reason_of_pin(override, recommender, active, as_of)
        if reason is not None:
            idle[override.override_id] = reason
    return idle


def _reason_of_times(override: Override, as_of: datetime) -> str | None:
    if override.starts_at is not None and as_of < override.starts_at:
        return f"it begins at {to_iso(override.starts_at)}"
    if override.ends_at is not None and override.ends_at <= as_of:
        return f"it is over since {to_iso(override.ends_at)}"
    return None


def _reason_of_ids(override: Override, recommender: Recommender) -> str | None:
    for article_id in (override.article_id, override.other, override.seed):
        if article_id is not None and recommender.catalogue.find(article_id) is None:
            return f"there is no article {article_id} now"
    if override.story_id is not None and recommender.stories.resolve(override.story_id) is None:
        return "there is no such story now"
    return None


def _reason_of_subject(override: Override, recommender: Recommender) -> str | None:
    if override.section is not None and not len(rows_about(override, recommender)):
        return "no article is in this section"
    if override.term is not None and not is_linking(override.term, recommender):
        return "no article is linked to others by this term"
    return None


def _reason_of_pin(pin: Override, recommender: Recommender, active: Active, as_of: datetime) -> str | None:
    """Return why a pin of an article that is here decides nothing; None for any other decision."""
    if pin.action != "pin" or pin.article_id is None:
        return None
    catalogue, stories, row = recommender.catalogue, recommender.stories, recommender.catalogue.row_of(pin.article_id)
    if catalogue.time_of(row) > to_seconds(as_of):
        return "its article is not published yet"
    is_hidden = (
        pin.article_id in active.hidden
        or any(which_labels("section", [catalogue.label("section", row)], active.hidden_sections))
        or stories.find(row, catalogue) in set(map(stories.resolve, active.hidden_stories))
    )
    if is_hidden:
        return "another decision hides its article"
    if pin.seed is None:
        return None
    if pin.article_id in active.banned_beside(pin.seed):
        return "another decision bans its article there"
    without = without_decision(recommender, pin.override_id)
    return None if changes(pin.seed, without, recommender, as_of) else "the box is the same without it"
