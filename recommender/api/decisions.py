"""Decisions: from what an editor asks for to an override that is written, at once or after a look at what it touches.

In: the fields of a form, or an override as a call sends it. Out: the override, if the articles that it pins are here;
what it would touch; and the number of the change that wrote it. The one idea: a decision about the same subject has the
same id, so a second click finds the first one's decision in its place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, Self

from recommender.api.override_records import expect_room
from recommender.api.state import State
from recommender.api.views import SPANS
from recommender.article import Article, ArticleId
from recommender.engine import Recommender
from recommender.errors import ArticleError
from recommender.overrides import Override, OverrideId, Overrides
from recommender.serving import Reach, nearest_article, reach_of, with_decision, without_decision
from recommender.store import Store, StoredArticle, Tombstone

Form = Mapping[str, str]
HOURS = (1, 6, 24, 7 * 24, 30 * 24)
DURATIONS = dict(zip(SPANS, (None, *(timedelta(hours=hours) for hours in HOURS)), strict=True))
# What each button of a form does, and the fields of the form that say of what.
DECISIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "pin": ("pin", ("box", "article_id", "seed", "position")),
    "pin everywhere": ("pin", ("box", "article_id", "position")),
    "ban": ("ban", ("article_id", "seed")),
    "hide": ("hide", ("article_id",)),
    "hide section": ("hide", ("section",)),
    "hide story": ("hide", ("story_id",)),
    "mute": ("mute", ("term",)),
}
# Two ends of a decision that are nearer are those of two clicks. More than 0; chosen by hand.
SAME_END = timedelta(minutes=1)


class MissingArticleError(ArticleError):
    """A pin of an article, or beside one, that is not here.

    Attributes:
        nearest: The article that was most likely meant; None if none is near.
    """

    def __init__(self, field: str, article_id: str, nearest: Article | None) -> None:
        self.nearest = nearest
        meant = "" if nearest is None else f" (did you mean {nearest.article_id}, “{nearest.title[:100]}”?)"
        super().__init__(field, f"the id of an article that is here{meant}", article_id)


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a decision would do, or does.

    Attributes:
        override: The decision.
        before: What is served without it.
        after: What is served with it.
        reach: What it touches.
    """

    override: Override
    before: Recommender
    after: Recommender
    reach: Reach

    @classmethod
    def of(cls, override: Override, recommender: Recommender, as_of: datetime, *, stands: bool = False) -> Self:
        """Look at what a decision would touch or, if it stands already, does touch; takes about a second.

        A decision that begins later is looked at as if it had begun.
        """
        begun = replace(override, starts_at=None, ends_at=None)
        before = without_decision(recommender, override.override_id) if stands else recommender
        after = with_decision(before, begun)
        return cls(override, before, after, reach_of(begun, before, after, as_of=as_of))


def decision_of(form: Form, author: str, now: datetime) -> Override:
    """Return the override that the fields of a form ask for.

    Raises:
        ArticleError: They ask for none.
    """
    action, names = DECISIONS.get(form.get("do", ""), ("", ()))
    record: dict[str, Any] = {name: form.get(name) for name in names}
    if action == "ban":
        record["other"] = record.pop("seed")
    if position := record.get("position"):
        record["position"] = int(position) if position.isascii() and position.isdigit() else position
    duration = DURATIONS.get(form.get("span", ""))
    ends_at = {} if duration is None else {"ends_at": now + duration}
    written = {"override_id": "new", "action": action, "author": author, "note": form.get("note")}
    override = Override.parse(written | record | ends_at)
    return replace(override, override_id=id_of_subject(override))


def id_of_subject(override: Override) -> OverrideId:
    """Return the id of what the desk decides about a subject, 32 digits."""
    return OverrideId(blake2b(json.dumps(override.subject).encode(), digest_size=16).hexdigest())


def expect_articles(override: Override, state: State) -> Override:
    """Return a decision with the articles of a pin by their own ids; reads the store.

    Raises:
        MissingArticleError: It pins an article, or pins beside one, that is not here.
    """
    recommender = state.follower.recommender
    if override.action != "pin" or recommender is None:
        return override
    named = {
        name: _here(name, article_id, recommender, state)
        for name in ("article_id", "seed")
        if (article_id := getattr(override, name)) is not None
    }
    return Override.parse(override.to_record() | named)


def _here(field: str, article_id: ArticleId, recommender: Recommender, state: State) -> ArticleId:
    stored = state.stored(article_id)
    if isinstance(stored, StoredArticle):
        return stored.article.article_id
    if not isinstance(stored, Tombstone) and recommender.catalogue.find(article_id) is not None:
        return article_id
    raise MissingArticleError(field, article_id, nearest_article(recommender, article_id, as_of=state.now()))


def decide(store: Store, override: Override, overrides: Overrides) -> tuple[int, bool]:
    """Write a decision of the desk, in the place of one about the same subject; nothing if that one will do.

    Args:
        store: Where it is written.
        override: The decision.
        overrides: Those of the store.

    Returns:
        The number of the change that wrote the decision that stands now, and whether it was written now.
    """
    before = about_the_same(override, overrides)
    override = override if before is None else replace(override, override_id=before.override_id)
    expect_room(store, override.override_id)

    def stands(record: Mapping[str, Any]) -> bool:
        try:
            return will_do(Override.parse(record), override)
        except ArticleError:
            return False

    author, note = override.author, override.note
    return store.overrides.put_once(override.override_id, override.to_record(), stands, author=author, note=note)


def about_the_same(override: Override, overrides: Overrides) -> Override | None:
    """Return the decision that there is about the subject of another; None if there is none."""
    return next((each for each in overrides.all if each.subject == override.subject), None)


def will_do(there: Override, override: Override) -> bool:
    """Return whether a decision that is there decides what another would, whoever has taken it, until the same time."""
    ends = there.ends_at, override.ends_at
    is_same_end = ends[0] == ends[1] if ends[0] is None or ends[1] is None else abs(ends[0] - ends[1]) < SAME_END
    bare, new = (replace(each, override_id=OverrideId(""), author="", ends_at=None) for each in (there, override))
    return is_same_end and bare == new
