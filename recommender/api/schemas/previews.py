"""What an override would touch: asked before it is decided."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from recommender.api.schemas.boxes import Page
from recommender.api.schemas.inputs import Input
from recommender.article import MAX_ID_LENGTH


class Preview(BaseModel):
    """What an override would touch: how many articles, and on how many pages its boxes would change.

    Where it may change many pages, `looked_at` of them were compared, and `pages` is an estimate. `before` and `after`
    are the page of `article_id` without the override and with it; null where there is none to show.
    """

    articles: int
    pages: int
    is_estimate: bool
    looked_at: int
    out_of: int
    examples: list[str]
    article_id: str | None
    before: Page | None
    after: Page | None
    as_of: str


class PreviewOptions(Input):
    """Beside which article."""

    article_id: str | None = Field(
        default=None, max_length=MAX_ID_LENGTH, description="Whose page is shown; by default one that would change"
    )


PreviewOptionsIn = Annotated[PreviewOptions, Query()]
