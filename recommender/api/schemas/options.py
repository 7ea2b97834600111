"""The options of a request for boxes: how many cards, and which."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import Field

from recommender.api.schemas.inputs import Input, Labels, Language, Languages, Moment
from recommender.article import MAX_LIST_LENGTH, Kind
from recommender.boxes import Fill
from recommender.index import Filter

PAGE_LANGUAGE = "The language of the page, in which reasons and notices are worded; by default that of the article"
FILL = "What Similar News shows where it is empty, labelled in `kind_of_box`; by default a notice alone"


class Options(Input):
    """How many cards, and which. A facet may be given more than once; an empty one means "not known"."""

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
    page_language: Language | None = Field(default=None, description=PAGE_LANGUAGE)

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

    def filler(self) -> Fill | None:
        """Return what fills Similar News where it is empty: nothing, in calls that do not show it."""
        return None


class FillOptions(Options):
    """The same, and what fills Similar News where no other report of the event was found."""

    fill: Fill | None = Field(default=None, description=FILL)

    def filler(self) -> Fill | None:
        """Return what fills Similar News where it is empty."""
        return self.fill


class TagOptions(Options):
    """How many tags, and which: sections and languages choose what is counted, all filters the examples."""

    k: int = Field(default=10, ge=0, description="How many tags at most")


OptionsIn = Annotated[Options, Query()]
FillOptionsIn = Annotated[FillOptions, Query()]
TagOptionsIn = Annotated[TagOptions, Query()]
