"""Stories as timelines."""

from __future__ import annotations

from pydantic import BaseModel, Field

from recommender.api.schemas.fields import DATED_BY
from recommender.article import CARD_FIELDS, DatedBy


class StoryArticle(BaseModel):
    """An article of a story's timeline; null is not known."""

    article_id: str
    __annotations__ |= {name: str | None for name, field in CARD_FIELDS.items() if not field.is_required}
    dated_by: DatedBy | None = Field(default=None, description=DATED_BY)


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
