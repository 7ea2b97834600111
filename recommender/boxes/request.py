"""What one request asks of the boxes of a page, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from recommender.index import ANY, Filter

# What fills Similar News where it is empty, if the site asks for it: the newest of the seed's section, or of all.
Fill = Literal["section", "latest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What one request asks.

    Attributes:
        k: How many cards or tags each box has at most. At least 0; by default what a page shows.
        filters: What every card must meet. If they name no language, cards beside an article are in its language.
        exclude: Ids of articles that are not shown; unknown ids are passed over.
        as_of: The moment for which to answer, an aware time: nothing published later is shown. If it is None, nothing
            is too new.
        fill: What Similar News shows where no other report was found, labelled as such; None for a notice alone.
        page_language: That of the page that shows the boxes, in which reasons and notices are worded; None for that of
            the article being read.

    Raises:
        ValueError: `k` is negative.
    """

    k: int = 5
    filters: Filter = ANY
    exclude: frozenset[str] = frozenset()
    as_of: datetime | None = None
    fill: Fill | None = None
    page_language: str | None = None

    def __post_init__(self) -> None:
        if self.k < 0:
            raise ValueError(f"k: expected 0 or more, found {self.k}")


DEFAULTS = Request()
