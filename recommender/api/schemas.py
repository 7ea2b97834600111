"""The JSON of version 1: what a request may hold, and what an answer holds.

In: the bodies and query strings of requests. Out: checked values. The classes of answers are their documentation: the
rooms below make the records, and the tests hold them against these classes. A name that is not here is refused, since
a misspelt option must not be passed over in silence.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal
from urllib.parse import unquote

from fastapi import Path
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from recommender.api.nouns import with_fields_of
from recommender.api.problems import PROBLEM_JSON
from recommender.article import CARD_FIELDS, EXAMPLE_FIELDS, FIELDS, MAX_ID_LENGTH, MAX_LIST_LENGTH, Kind, plain_value
from recommender.article import Field as ArticleField
from recommender.index import Filter
from recommender.overrides import Override

IdInPath = Annotated[
    str, Path(description="An article's id; a slash in it is best written %2F"), AfterValidator(unquote)
]


def _moment(value: object) -> datetime:
    """Read a time; one without a zone is UTC. Pydantic alone would take the year 2026 for seconds since 1970."""
    try:
        time = datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError("a time such as 2026-03-14T07:40:00Z") from None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time


# A BCP 47 tag by its letters; nothing is for articles of which no language is known.
LANGUAGE = "^([A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*)?$"


def _language(value: str) -> str:
    if not re.fullmatch(LANGUAGE, value):
        raise ValueError("a BCP 47 tag such as en or pt-BR")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]
Label = Annotated[str, Field(max_length=MAX_ID_LENGTH)]
Labels = Annotated[list[Label], Field(max_length=MAX_LIST_LENGTH)]
Language = Annotated[
    str, Field(max_length=MAX_ID_LENGTH, json_schema_extra={"pattern": LANGUAGE}), AfterValidator(_language)
]
Languages = Annotated[list[Language], Field(max_length=MAX_LIST_LENGTH)]


# The fields of an article are declared in `Article` alone; the classes below add them to their annotations.
def _optional(field: ArticleField) -> Any:  # noqa: ANN401
    """Return the type of a field that a request may leave out."""
    return Annotated[field.json_type, Field(default=plain_value(field.default))]


def _never_null(field: ArticleField) -> Any:  # noqa: ANN401
    """Return the type of a field that an answer leaves out where it is not known."""
    if field.is_required or field.default:
        return field.json_type
    return Annotated[list[str], Field(default=[])] if field.default == () else Annotated[str, Field(default="")]


class Asked(BaseModel):
    """What a client sends: nothing but the fields that are known."""

    model_config = ConfigDict(extra="forbid")


class Body(Asked):
    """What a client sends as JSON: a number is not a text, and false is not 0."""

    model_config = ConfigDict(strict=True)


class Options(Asked):
    """What a request asks of its cards. A facet may be given more than once; an empty one is "not known"."""

    k: int = Field(default=5, ge=0, description="How many cards at most")
    exclude: Labels = Field(default=[], description="Ids of articles that are not shown")
    publisher: Labels = Field(default=[], description="Cards of these publishers only")
    section: Labels = Field(default=[], description="Cards of these sections only")
    language: Languages = Field(default=[], description="Cards in these languages only; by default in the seed's")
    kind: Annotated[list[Kind], Field(max_length=MAX_LIST_LENGTH)] = Field(
        default=[], description="Cards of these kinds only; opinion and sponsored are shown on request alone"
    )
    since: Moment | None = Field(default=None, description="Published at or after")
    until: Moment | None = Field(default=None, description="Published at or before")

    def filters(self) -> Filter:
        """Return what every card must meet."""
        return Filter(
            publisher=frozenset(self.publisher),
            section=frozenset(self.section),
            language=frozenset(self.language),
            kind=frozenset(self.kind),
            since=self.since,
            until=self.until,
        )


class TagOptions(Options):
    """What a request asks of tags: sections and languages choose what is counted, all filters the examples."""

    k: int = Field(default=10, ge=0, description="How many tags at most")


class DraftIn(Body):
    """An article that is not published yet; at least a title or a text."""

    article_id: str | None = None
    __annotations__ |= {name: _optional(field) for name, field in FIELDS.items() if not field.is_required}


class BatchIn(Body):
    """Many published seeds: one box each, or all boxes of their pages."""

    seeds: list[Label] = Field(min_length=1)
    box: Literal["similar", "related", "boxes"] = "boxes"
    k: int = Field(default=5, ge=0)


class FieldError(BaseModel):
    """A field of a request, what was expected of it, and what came where that may be told."""

    field: str
    expected: str
    found: str | None = None


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


class SharedTerm(BaseModel):
    """A term that two articles share, and its share of their similarity."""

    term: str
    share: float


class Reason(BaseModel):
    """Why a card is shown."""

    text: str
    terms: list[SharedTerm]


class Card(BaseModel):
    """One article in a box."""

    rank: int
    __annotations__ |= {name: field.json_type for name, field in CARD_FIELDS.items()}
    score: float
    story_id: str | None
    reason: Reason
    also_published_by: list[str]
    pinned: bool = Field(default=False, description="Whether an editor has put the card there; left out when not")


class Box(BaseModel):
    """The cards of one box, best first; `notice` says why there are fewer than asked for."""

    box: str
    seed: str | None
    cards: list[Card]
    notice: str | None
    model: str
    as_of: str


class Example(BaseModel):
    """An article that holds a tag."""

    article_id: str
    __annotations__ |= {name: field.json_type for name, field in EXAMPLE_FIELDS.items()}


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


class StoryArticle(BaseModel):
    """An article of a story's timeline; null is not known."""

    article_id: str
    __annotations__ |= {name: str | None for name, field in CARD_FIELDS.items() if not field.is_required}


class Story(BaseModel):
    """A story as a timeline: its articles in the order of time; of a very long one the first and the last."""

    story_id: str
    title: str
    articles: list[StoryArticle]
    n_articles: int
    publishers: list[str]
    first_published_at: str | None
    latest_published_at: str | None
    model: str
    as_of: str


class Unanswered(BaseModel):
    """A seed of a batch that cannot be answered."""

    seed: str
    problem: Problem


class Batch(BaseModel):
    """An answer for each seed of a batch, in their order."""

    results: list[Box | Page | Unanswered]
    model: str
    as_of: str


class Article(BaseModel):
    """An article; what is not known of it is left out."""

    article_id: str
    __annotations__ |= {name: _never_null(field) for name, field in FIELDS.items()}


class Verdict(BaseModel):
    """What one policy made of an article: its place after it, or that it was taken out or folded into a card."""

    policy: str
    kept: bool
    rank: int | None
    score: float | None
    folded_into: str | None


@with_fields_of(Override, without=("author", "note"))
class Decision(BaseModel):
    """What an override does, to what, and when; what it does not name is left out."""


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


class Model(BaseModel):
    """The model that serves: its version, and what its snapshot says of it."""

    model_config = ConfigDict(extra="allow")

    version: str
    parameters: dict[str, Any] = {}
    corpus: dict[str, Any] = {}


class Reloaded(BaseModel):
    """The version that serves now, and whether it is another one than before."""

    version: str
    changed: bool


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"]


class Ready(BaseModel):
    """A model is served."""

    status: Literal["ready"]
    model: str
    store: Literal["followed", "away"] | None = Field(
        description="Whether changes of the store are taken in; null where none is configured."
    )


def problems(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Return the errors of a call for the OpenAPI document."""
    # FastAPI puts the schema there, since an answer to a batch holds problems too.
    content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {code: {"description": HTTPStatus(code).phrase, "content": content} for code in codes}
