"""Cards → box: what a page shows, as plain values.

In: ranked candidates. Out: `Card`, `Box` and `Page`, whose `to_record` is the JSON of the HTTP interface.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from recommender.article import CARD_FIELDS, EXAMPLE_FIELDS, SECONDS_A_DAY, messages_of, to_iso
from recommender.boxes.notebook import CARD_COLUMNS, TAG_COLUMNS, card_html, frame_of, list_html, tag_html
from recommender.ranking import SharedTerm
from recommender.trends import Tag

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One article in a box.

    Attributes:
        rank: 1 is first.
        metadata: The article's record without its text.
        score: What the box is sorted by; higher is better.
        reason: Why it is shown, in one line.
        seconds: The time from the seed to the article, negative if that is earlier; None if there is none.
        terms: What it shares with the seed and is worth naming, the largest share first; the reason names some of it.
        also_published_by: Other publishers of the same text.
        folded: The ids of the other articles that this card stands for.
        pinned: Whether an editor has pinned it.
        story_id: The id of its story.
        trigger: The metadata of the report that made the story breaking; None in other boxes.
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
    seconds: int | None = None
    trigger: Mapping[str, Any] | None = None

    @property
    def article_id(self) -> str:
        """Return the id of the article."""
        return str(self.metadata["article_id"])

    @property
    def title(self) -> str:
        """Return the title of the article; ``""`` if it has none."""
        return str(self.metadata.get("title", ""))

    @property
    def publisher(self) -> str | None:
        """Return the publisher of the article; None if not known."""
        return self.metadata.get("publisher")

    def to_record(self) -> dict[str, Any]:
        """Return the card as JSON values."""
        return {
            "rank": self.rank,
            **{name: self.metadata.get(name) for name in CARD_FIELDS},
            "title": self.title,
            "score": round(self.score, 6),
            "story_id": self.story_id,
            "reason": {
                "text": self.reason,
                "terms": [term.to_record() for term in self.terms],
                "days": None if self.seconds is None else round(self.seconds / SECONDS_A_DAY, 2),
            },
            "also_published_by": list(self.also_published_by),
            **({"pinned": True} if self.pinned else {}),
            **({"trigger": example_of(self.trigger)} if self.trigger else {}),
            **dating(self.metadata),
        }

    def to_row(self) -> dict[str, Any]:
        """Return the card as a row of a frame: its record, whose reason is the line alone."""
        return {**self.to_record(), "reason": self.reason}

    def _repr_html_(self) -> str:
        return card_html(self.to_row())


def example_of(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is shown of an article that is but named."""
    return {name: metadata.get(name) for name in EXAMPLE_FIELDS} | {"title": metadata.get("title", "")}


def dating(metadata: Mapping[str, Any]) -> dict[str, str]:
    """Return whose time the time of publication is, where it is not the source's."""
    return {"dated_by": metadata["dated_by"]} if "dated_by" in metadata else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class TagCard:
    """Something that is trending, as a page shows it.

    Attributes:
        rank: 1 is first.
        tag: What is trending, and how much.
        examples: The metadata of a few articles that contain it, the newest first.
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
            "examples": [example_of(each) for each in self.examples],
        }

    def to_row(self) -> dict[str, Any]:
        """Return the tag as a row of a frame: its record, whose examples are ids."""
        return {**self.to_record(), "examples": [example["article_id"] for example in self.examples]}

    def _repr_html_(self) -> str:
        return tag_html(self.to_row())


Item = TypeVar("Item", Card, TagCard)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyBox(Generic[Item]):
    """What every section of a page has, whatever it shows: iterate over it, or show it in a notebook.

    Attributes:
        box: Its name.
        seed: The id of the article being read; None if there is none.
        notice: Why there are fewer cards than requested; None if there are not.
        model: The version of the model that answered.
        as_of: The moment for which the answer was made.
    """

    # The field that holds what is shown, and the columns of a frame of it.
    ITEMS: ClassVar[str]
    COLUMNS: ClassVar[Sequence[str]]

    box: str
    seed: str | None
    notice: str | None
    model: str
    as_of: datetime | None

    def to_record(self) -> dict[str, Any]:
        """Return the box as JSON values."""
        return {
            "box": self.box,
            "seed": self.seed,
            self.ITEMS: [item.to_record() for item in self],
            "notice": self.notice,
            "model": self.model,
            "as_of": to_iso(self.as_of),
        }

    def to_frame(self) -> pd.DataFrame:
        """Return what is shown as a frame, a row each, by rank; a time is a timestamp in UTC."""
        return frame_of([item.to_row() for item in self], self.COLUMNS, "rank")

    def __iter__(self) -> Iterator[Item]:
        return iter(getattr(self, self.ITEMS))

    def __len__(self) -> int:
        return len(getattr(self, self.ITEMS))

    def _repr_html_(self) -> str:
        return list_html(self.box, [item._repr_html_() for item in self], self.notice)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box(AnyBox[Card]):
    """The ranked cards of one section of the page.

    Attributes:
        cards: The cards, best first.
        kind_of_box: What the cards are, if the request says what an empty box is filled with: the box's own name, or
            ``section`` or ``latest``; None otherwise.
    """

    ITEMS = "cards"
    COLUMNS = CARD_COLUMNS

    cards: tuple[Card, ...]
    kind_of_box: str | None = None

    def article_ids(self) -> list[str]:
        """Return the ids of the articles in the box, those folded into a card behind it."""
        return [article_id for card in self.cards for article_id in (card.article_id, *card.folded)]

    def to_record(self) -> dict[str, Any]:
        """Return the box as JSON values; the kind of box only where there is one."""
        kind = {} if self.kind_of_box is None else {"kind_of_box": self.kind_of_box}
        return AnyBox.to_record(self) | kind


@dataclass(frozen=True, slots=True, kw_only=True)
class TagBox(AnyBox[TagCard]):
    """What is trending."""

    ITEMS = "tags"
    COLUMNS = TAG_COLUMNS

    tags: tuple[TagCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All boxes of one page; no story is in two of them.

    Attributes:
        seed: The id of the article being read.
        boxes: The boxes of cards, by name.
        trending: The tags.
        model: The version of the model that answered.
        as_of: The moment for which the answer was made.
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

    def to_frame(self) -> pd.DataFrame:
        """Return the cards of all boxes as a frame, a row each, by box and rank."""
        rows = [{"box": name, **card.to_row()} for name, box in self.boxes.items() for card in box]
        return frame_of(rows, ("box", *CARD_COLUMNS), ("box", "rank"))

    def _repr_html_(self) -> str:
        return "".join(box._repr_html_() for box in self.boxes.values()) + self.trending._repr_html_()


def notice_of(box: str, n: int, k: int, language: str | None = None) -> str | None:
    """Return what a box says that has n cards if k were requested; None if it has them all.

    >>> notice_of("breaking", 2, 5)
    'Only 2 stories are breaking at the moment.'
    """
    if n >= k:
        return None
    notices = messages_of(language).notices
    return getattr(notices, box, notices.related)[min(n, 2)].format(n=n)
