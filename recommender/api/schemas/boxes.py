"""Boxes and pages, why a card is in one, and what is breaking and trending."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from recommender.api.schemas.fields import DATED_BY, article_fields, required
from recommender.api.schemas.inputs import Body, Label
from recommender.api.schemas.options import FILL
from recommender.api.schemas.overrides import Decision
from recommender.api.schemas.problems import Problem
from recommender.article import CARD_FIELDS, EXAMPLE_FIELDS, DatedBy
from recommender.boxes import Fill


class SharedTerm(BaseModel):
    """A term that two articles share, and its share of their similarity."""

    term: str
    share: float


class Reason(BaseModel):
    """Why a card is shown: `text` in the language of the article being read, and its parts, for a site's own words.

    `days` is the time from that article to the card's, negative if the card is earlier.
    """

    text: str
    terms: list[SharedTerm]
    days: float | None


class Example(BaseModel):
    """An article that is but named: one that holds a tag, or that made a story breaking."""

    article_id: str
    __annotations__ |= article_fields(required, EXAMPLE_FIELDS)


class Card(BaseModel):
    """One article in a box."""

    rank: int
    __annotations__ |= article_fields(required, CARD_FIELDS)
    score: float
    story_id: str | None
    reason: Reason
    also_published_by: list[str]
    pinned: bool = Field(default=False, description="Whether an editor has put the card there; left out when not")
    trigger: Example | None = Field(
        default=None, description="Of a breaking story, the report by which enough publishers had it; else left out"
    )
    dated_by: DatedBy | None = Field(default=None, description=DATED_BY)


class Box(BaseModel):
    """The cards of one box, best first; `notice` says why there are fewer than asked for."""

    box: str
    seed: str | None
    cards: list[Card]
    notice: str | None
    model: str
    as_of: str
    kind_of_box: str | None = Field(
        default=None,
        description="With fill, what Similar News holds: similar, or section or latest where no report was found",
    )


class Tag(BaseModel):
    """Something that is trending: in how many texts of the day it is, in how many it would be usually, and by whom.

    `series` counts them in equal steps of the day, the latest last.
    """

    rank: int
    label: str
    language: str
    score: float
    lift: float
    now: int
    usual: float
    publishers: int
    series: list[int]
    examples: list[Example]


class TagBox(BaseModel):
    """What is trending, best first; otherwise as a box."""

    box: Literal["trending"]
    seed: str | None
    tags: list[Tag]
    notice: str | None
    model: str
    as_of: str


class Page(BaseModel):
    """All boxes of one page; no story is in two of them."""

    seed: str | None
    boxes: dict[str, Box | TagBox]
    model: str
    as_of: str


class Verdict(BaseModel):
    """What one policy made of an article: its place after it, or that it was taken out or folded into a card."""

    policy: str
    kept: bool
    rank: int | None
    score: float | None
    folded_into: str | None


class Why(BaseModel):
    """What links two articles, and for each box what its policies made of the other article, until it was out."""

    seed: str
    other: str
    similarity: float
    terms: list[SharedTerm]
    seconds: int | None
    reason: str
    verdicts: dict[str, list[Verdict]]
    overrides: list[Decision]
    model: str


class BatchIn(Body):
    """Many published seeds: one box each, or all boxes of their pages."""

    seeds: list[Label] = Field(min_length=1)
    box: Literal["similar", "related", "boxes"] = "boxes"
    k: int = Field(default=5, ge=0)
    fill: Fill | None = Field(default=None, description=FILL)


class Unanswered(BaseModel):
    """A seed of a batch that cannot be answered."""

    seed: str
    problem: Problem


class Batch(BaseModel):
    """An answer for each seed of a batch, in their order."""

    results: list[Box | Page | Unanswered]
    model: str
    as_of: str
