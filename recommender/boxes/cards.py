"""Cards → box: what a page shows, as plain values.

In: ranked candidates. Out: `Card`, `Box` and `Page`, whose `to_record` is the JSON of the HTTP interface.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from recommender.article import CARD_FIELDS, EXAMPLE_FIELDS, to_iso
from recommender.overrides import Override
from recommender.ranking import SharedTerm
from recommender.trends import Tag

# What a box says when it has no card, one, or fewer than were asked for.
NOTICES = {
    "similar": (
        "No other report of this event was found.",
        "Only one other report of this event was found.",
        "Only {n} other reports of this event were found.",
    ),
    "related": (
        "No related story was found.",
        "Only one related story was found.",
        "Only {n} related stories were found.",
    ),
    "breaking": (
        "Nothing is breaking at the moment.",
        "Only one story is breaking at the moment.",
        "Only {n} stories are breaking at the moment.",
    ),
    "trending": (
        "Nothing is trending at the moment.",
        "Only one thing is trending at the moment.",
        "Only {n} things are trending at the moment.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One article in a box.

    Attributes:
        rank: 1 is first.
        metadata: The article's record without its text.
        score: What the box is sorted by; higher is better.
        reason: Why it is shown, one line.
        terms: What it shares with the seed, the largest share first.
        also_published_by: Other publishers of the same text.
        folded: The ids of the articles that this card stands for as well.
        pinned: Whether an editor has put it there.
        story_id: The story that it is in.
    """

    rank: int
    metadata: Mapping[str, Any]
    score: float
    reason: str
    terms: tuple[SharedTerm, ...]
    also_published_by: tuple[str, ...]
    folded: tuple[str, ...] = ()
    pinned: bool = False
    story_id: str | None = None

    @property
    def article_id(self) -> str:
        """Return the id of the article."""
        return str(self.metadata["article_id"])

    def to_record(self) -> dict[str, Any]:
        """Return the card as JSON values."""
        return {
            "rank": self.rank,
            **{name: self.metadata.get(name) for name in CARD_FIELDS},
            "title": self.metadata.get("title", ""),
            "score": round(self.score, 6),
            "story_id": self.story_id,
            "reason": {
                "text": self.reason,
                "terms": [term.to_record() for term in self.terms],
            },
            "also_published_by": list(self.also_published_by),
            **({"pinned": True} if self.pinned else {}),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyBox:
    """What every section of a page says of itself, whatever it holds.

    Attributes:
        box: Its name.
        seed: The article being read, none where there is none.
        notice: Why there are fewer cards than asked for; none when there are not.
        model: The version of the model that answered.
        as_of: The moment for which the answer was made.
    """

    box: str
    seed: str | None
    notice: str | None
    model: str
    as_of: datetime | None

    def _record(self, name: str, held: Iterable[Card | TagCard]) -> dict[str, Any]:
        return {
            "box": self.box,
            "seed": self.seed,
            name: [each.to_record() for each in held],
            "notice": self.notice,
            "model": self.model,
            "as_of": to_iso(self.as_of),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Box(AnyBox):
    """The ranked cards of one section of the page."""

    cards: tuple[Card, ...]

    def to_record(self) -> dict[str, Any]:
        """Return the box as JSON values."""
        return self._record("cards", self.cards)


@dataclass(frozen=True, slots=True, kw_only=True)
class TagCard:
    """Something that is trending, as a page shows it.

    Attributes:
        rank: 1 is first.
        tag: What is trending, and how much.
        examples: The records of a few articles that hold it, without their texts; the newest first.
    """

    rank: int
    tag: Tag
    examples: tuple[Mapping[str, Any], ...]

    def to_record(self) -> dict[str, Any]:
        """Return the tag as JSON values."""
        return {
            "rank": self.rank,
            "label": self.tag.label,
            "language": self.tag.language,
            "score": round(self.tag.score, 6),
            "lift": round(self.tag.lift, 2),
            "now": self.tag.now,
            "usual": round(self.tag.usual, 2),
            "publishers": self.tag.publishers,
            "series": list(self.tag.series),
            "examples": [{name: each.get(name) for name in EXAMPLE_FIELDS} | {"title": each.get("title", "")}
                         for each in self.examples],
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TagBox(AnyBox):
    """What is trending."""

    tags: tuple[TagCard, ...]

    def to_record(self) -> dict[str, Any]:
        """Return the box as JSON values."""
        return self._record("tags", self.tags)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All boxes of one page; no story is in two of them.

    Attributes:
        boxes: Those that hold cards, by name.
        trending: The tags.
    """

    seed: str | None
    boxes: Mapping[str, Box]
    trending: TagBox
    model: str
    as_of: datetime | None

    def to_record(self) -> dict[str, Any]:
        """Return the page as JSON values."""
        return {
            "seed": self.seed,
            "boxes": {name: box.to_record() for name, box in self.boxes.items()}
            | {"trending": self.trending.to_record()},
            "model": self.model,
            "as_of": to_iso(self.as_of),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why two articles are linked, or not.

    Attributes:
        similarity: The model's cosine, in [0, 1].
        terms: What they share; the shares sum to at most 1.
        seconds: The time from the seed to the other article, negative when that is earlier; none when not known.
        verdicts: For each box, what each policy made of the other article, until it was out.
        overrides: What editors have decided of the two; who did so, and why, is not told to everybody.
    """

    seed: str
    other: str
    similarity: float
    terms: tuple[SharedTerm, ...]
    seconds: int | None
    reason: str
    verdicts: Mapping[str, tuple[Mapping[str, Any], ...]]
    overrides: tuple[Override, ...]
    model: str

    def to_record(self) -> dict[str, Any]:
        """Return the answer as JSON values."""
        record = {field.name: getattr(self, field.name) for field in fields(self)}
        record["similarity"] = round(self.similarity, 6)
        record["terms"] = [term.to_record() for term in self.terms]
        record["verdicts"] = {box: list(verdicts) for box, verdicts in self.verdicts.items()}
        record["overrides"] = [_decided(override) for override in self.overrides]
        return record


def _decided(override: Override) -> dict[str, Any]:
    return {name: value for name, value in override.to_record().items() if name not in ("author", "note")}


def notice_of(box: str, n: int, k: int) -> str | None:
    """Return what a box says that has n cards where k were asked for; nothing when it has them all.

    >>> notice_of("breaking", 2, 5)
    'Only 2 stories are breaking at the moment.'
    """
    return None if n >= k else NOTICES.get(box, NOTICES["related"])[min(n, 2)].format(n=n)
